"""The figures of documents are found when these are indexed, and never again when a question is asked."""

import sys
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.evaluation.answers import loose_figures
from assistant.language import figures
from assistant.library.library import Library
from assistant.types import Figure

MOST = 40
REPORT = """# Fleet of {place}

Fares and crew of the ferries in {place} (in £ million, except for the crew), which sail since 1990. It rose by 4%.

| | Year ended May 31, | | Change |
|---|---|---|---|
| | 2024 | 2023 | (%) |
| Fares: | | | |
| Ferries of {place} | {n}21.7 | {n}18.2 | 19 |
| Tugs of {place} | {n}3.4 | {n}3.1 | 10 |
| Total fares of {place} | {n}25.1 | {n}21.3 | 18 |
| Crew of {place} | {n}120 | {n}110 | 9 |
"""
DRAFT = "Fares of the ferries of Brenn were £121.7 million in 2024. They were £118.2 million in 2023. It rose by 19%."


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What figures are looked for in, wherever in the package that is done."""
    texts: list[str] = []
    find = figures.find_figures

    def counted(text: str, *language: str, in_table: bool = False) -> tuple[Figure, ...]:
        texts.append(text)
        return find(text, *language, in_table=in_table)

    for name, module in list(sys.modules.items()):
        if name.startswith("assistant.") and getattr(module, "find_figures", None) is find:
            monkeypatch.setattr(module, "find_figures", counted)
    return texts


def test_a_question_looks_for_figures_in_itself_and_in_its_claims_alone(tmp_path: Path, parsed: list[str]) -> None:
    (tmp_path / "corpus").mkdir()
    places = ("Brenn", "Orsa", "Vik", "Mora", "Lund")
    for n, place in enumerate(places, start=1):
        (tmp_path / "corpus" / f"{place}.md").write_text(REPORT.format(place=place, n=n), "utf-8")
    model = ScriptedModel(DRAFT)
    assistant = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    assistant.library.refresh()
    parsed.clear()
    question = "How much were the fares of the ferries of Brenn in 2024 and what was the crew?"
    answer = assistant.ask(question)
    assert answer.claims
    assert 0 < len(parsed) <= MOST
    assert not any("|" in text or "Fares and crew" in text for text in parsed)


def test_a_scale_may_be_told_in_full(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text(REPORT.format(place="Brenn", n=1), "utf-8")

    def asked(reply: str) -> str:
        model = ScriptedModel(reply)
        assistant = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
        assistant.library.refresh()
        answer = assistant.ask("How much were the collected fares of the ferries of Brenn in 2024?")
        assert loose_figures(answer) == ()
        return answer.claims[0].text

    full = "The fares of the ferries of Brenn were £121.7 million in 2024."
    assert asked(full) == full
    assert asked("The fares of the ferries of Brenn were 121.7 in 2024.").endswith("121.7 in 2024 (in millions).")
    for wrong in ("$121.7 million", "£121.7 billion", "$121.7"):
        assert wrong not in asked(full.replace("£121.7 million", wrong))
