"""A hidden sheet or slide is read, kept and found, marked as what it is, and proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from assistant import Assistant, Library, Settings
from assistant.cli import app as cli
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder

QUESTION = "How many okapis does the reserve hold?"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    (tmp_path / "corpus").mkdir()
    book = Workbook()
    book.active.title = "Animals"
    for row in (["Animal", "Count"], ["Lions", 12], ["Tigers", 15]):
        book.active.append(row)
    back = book.create_sheet("Plan")
    back.append(["The okapi reserve holds 412 okapis in Epulu.", "", ""])
    back.append(["Okapis of the reserve", 412])
    back.sheet_state = "hidden"
    book.save(tmp_path / "corpus" / "zoo.xlsx")
    made = Assistant(
        Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()),
        ScriptedModel("The okapi reserve holds 412 okapis."),
    )
    made.library.refresh()
    yield made
    made.close()


def test_a_hidden_sheet_is_found_and_marked(assistant: Assistant) -> None:
    hits = assistant.search(QUESTION, 10)
    assert {hit.passage.hidden for hit in hits if "412" in hit.passage.text} == {True}
    assert {hit.passage.hidden for hit in hits if "Lions" in hit.passage.text} == {False}


def test_a_hidden_sheet_answers_nothing(assistant: Assistant) -> None:
    assert "412" not in str(assistant.ask(QUESTION))
    assert all("412" not in item.sentence.text for item in assistant.evidence(QUESTION))


def test_figures_of_a_hidden_sheet_are_none_of_the_ledgers(assistant: Assistant) -> None:
    assert sorted(entry.text for entry in assistant.library.figures()) == ["12", "15"]
    (document,) = assistant.library.documents()
    assert document.figures == 2


def test_an_index_with_a_hidden_sheet_is_whole(assistant: Assistant) -> None:
    assert assistant.library.check() == ()


def test_the_command_search_says_that_it_is_hidden(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    where = ["--corpus", str(assistant.library.corpus), "--index", str(assistant.library.index)]
    told = CliRunner().invoke(cli.app, ["search", "okapis reserve", *where]).stdout
    assert "hidden in its file" in told
