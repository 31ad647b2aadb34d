"""An index of the format before answers while the new one is built."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

import pytest

from assistant import Assistant, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.errors import IndexStateError
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.format_before import FORMAT
from assistant.library.library import Library
from tests.indexing.conftest import Folder

FIGURES = """
CREATE TABLE figures (
    sentence INTEGER NOT NULL REFERENCES sentences (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    value TEXT NOT NULL,
    magnitude TEXT NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    period TEXT NOT NULL
);
"""


@pytest.fixture
def old(folder: Folder) -> Assistant:
    """An assistant over an index as the format before had it."""
    folder.write(
        "a.md",
        "Cloud revenue rose about 26% to 33.40 billion yuan. It has 5 ships.\n\n| | 2024 |\n|---|---|\n| Tax | 4 |",
    )
    folder.update()
    as_before(folder)
    library = Library(folder.corpus, folder.index, Settings(), folder.embedder)
    return Assistant(library, ScriptedModel("It has 5 ships."))


def as_before(folder: Folder, version: int = FORMAT) -> None:
    database = current_database(folder.index)
    assert database is not None
    connection = sqlite3.connect(database)
    with connection:
        connection.executescript(FIGURES)
        for passage, structure in connection.execute("SELECT id, structure FROM passages").fetchall():
            sentences = connection.execute(
                "SELECT id, start FROM sentences WHERE passage = ? ORDER BY start", (passage,)
            )
            ids = sentences.fetchall()
            for number, start, end, value, *rest in json.loads(structure)["figures"]:
                told: list[Any] = [*rest, *["1", "", "", "", ""][len(rest) :]]
                sentence, at = ids[number]
                connection.execute(
                    "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (sentence, at + start, at + end, value, *told),
                )
        connection.execute("ALTER TABLE passages DROP COLUMN structure")
        connection.execute("DROP INDEX documents_by_language")
        connection.execute("ALTER TABLE documents DROP COLUMN language")
        connection.execute("ALTER TABLE documents DROP COLUMN dated_by")
        connection.execute("ALTER TABLE documents ADD COLUMN date TEXT NOT NULL DEFAULT ''")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(version),))
    connection.close()


def test_it_answers_and_lists_its_figures(old: Assistant) -> None:
    assert old.ask("How many ships does it have?").text == "It has 5 ships. [1]"
    told = [(entry.value, entry.unit, entry.currency, entry.qualifier) for entry in old.library.figures()]
    assert told == [
        (Decimal(26), "percent", "", "about"),
        (Decimal(33_400_000_000), "", "CNY", ""),
        (Decimal(5), "", "", ""),
        (Decimal(4), "", "", ""),
    ]


def test_it_is_built_anew_by_itself_and_says_so(old: Assistant) -> None:
    report = old.library.refresh()
    assert f"format {FORMAT}" in report.rebuilt
    assert old.library.check() == ()
    assert old.library.figures()[-1].what == "Tax · 2024"


def test_one_of_a_format_long_gone_does_not_answer(folder: Folder) -> None:
    folder.write("a.md", "It has 5 ships.")
    folder.update()
    as_before(folder, FORMAT - 1)
    old = Assistant(Library(folder.corpus, folder.index, Settings(), folder.embedder), ScriptedModel(""))
    with pytest.raises(IndexStateError, match="assistant index --rebuild"):
        old.library.figures()
