"""Counts how often texts are searched for figures while one question about a small corpus is answered."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.asking.assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.language import figures
from assistant.library.library import Library
from assistant.settings import Settings

QUESTIONS = (
    "What was the revenue of the Harbour division in 2024?",
    "By how much did the total revenue grow from 2023 to 2024?",
    "How many people work in Lisbon?",
)
REPLY = "Revenue of the Harbour division was 412.5 million euros in 2024. Lisbon has 312 employees."
_DIVISIONS = ("Harbour", "Rail", "Storage", "Customs", "Air", "Leasing", "Repairs", "Other")
_TOWNS = ("Lisbon", "Gdansk", "Split", "Turku", "Cork", "Bari", "Varna", "Lulea")


def write_corpus(folder: Path) -> None:
    """Write three reports of a fictitious carrier, each with paragraphs and three tables."""
    for year in (2022, 2023, 2024):
        revenue = [(300 + 37 * place + 11 * (year - 2020)) / 2 for place in range(len(_DIVISIONS))]
        rows = [
            f"| {name} | {now:,.1f} | {now * 0.93:,.1f} | {7.5 + place / 4}% |"
            for place, (name, now) in enumerate(zip(_DIVISIONS, revenue, strict=True))
        ]
        staff = [f"| {town} | {280 + 16 * place + year % 10} | {12 + place} |" for place, town in enumerate(_TOWNS)]
        total = sum(revenue)
        said = [
            f"{name} brought in {now:,.1f} million euros in {year}, after {now * 0.93:,.1f} million the year before."
            for name, now in zip(_DIVISIONS, revenue, strict=True)
        ]
        text = [
            f"# Annual report {year}",
            f"Total revenue was {total:,.1f} million euros in {year}, 7.5% more than in {year - 1}. " + " ".join(said),
            "## Revenue by division (€ million)",
            f"| Division | {year} | {year - 1} | Change |\n|---|---|---|---|\n" + "\n".join(rows),
            "## People",
            f"At the end of {year} about 2,{year % 100}0 people worked in eight towns; 312 of them in Lisbon.",
            "| Town | Employees | Apprentices |\n|---|---|---|\n" + "\n".join(staff),
        ]
        (folder / f"report-{year}.md").write_text("\n\n".join(text) + "\n", "utf-8")


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count the texts that any module of the package searches for figures, inside the block."""
    counted: Counter[str] = Counter()
    original = figures.find_figures

    def counts(text: str, *language: str, in_table: bool = False) -> object:
        counted[text] += 1
        return original(text, *language, in_table=in_table)

    users = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("assistant") and getattr(module, "find_figures", None) is original
    ]
    for module in users:
        module.find_figures = counts  # type: ignore[attr-defined]  # found above
    try:
        yield counted
    finally:
        for module in users:
            module.find_figures = original  # type: ignore[attr-defined]  # found above


def count_parses() -> dict[str, Counter[str]]:
    """Return for each question how often each text was searched for figures while it was answered."""
    found = {}
    with TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        corpus.mkdir()
        write_corpus(corpus)
        with Assistant(Library(corpus, index, Settings(), HashingEmbedder()), ScriptedModel(REPLY)) as assistant:
            assistant.library.refresh()
            for question in QUESTIONS:
                with counting() as counted:
                    assistant.ask(question)
                found[question] = counted
    return found
