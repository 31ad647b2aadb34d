from pathlib import Path

from assistant import Assistant, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.library.library import Library
from assistant.window.following import EnteredQuestion, find_excerpts
from assistant.window.sources import marked_html
from tests.window.seen import Seen

FEES = "# Fees\n\nFees are told in euros.\n\n| Fee | 2024 |\n|---|---|\n| Audit of the ferries | 58 |\n| Advice | 7 |\n"


def test_the_excerpt_of_a_row_shows_its_table_without_bars(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "fees.md").write_text(FEES, "utf-8")
    model = ScriptedModel("The audit of the ferries was 58 in 2024.")
    assistant = Assistant(Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), model)
    assistant.library.refresh()
    citations = assistant.ask("How much was the audit of the ferries in 2024?").citations
    shown = [Seen(marked_html(found)).text for found in find_excerpts(assistant, citations).values()]
    assert shown
    assert all("Fee · 2024\nAudit of the ferries · 58\nAdvice · 7" in text and "|" not in text for text in shown)


def test_a_question_can_be_asked_as_it_is_typed() -> None:
    assert EnteredQuestion("wat is teh price", as_typed=True).to_question().as_typed
    assert not EnteredQuestion("wat is teh price").to_question().as_typed
