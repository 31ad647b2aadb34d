from decimal import Decimal
from typing import Any

import pytest

from assistant import Assistant, Library, Scope, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.errors import IndexStateError, QuestionError
from tests.indexing.conftest import Folder

REPORT = """# Cloud

In the second quarter revenue rose 26% to 33.40 billion yuan. It was founded in 2009.

# Fleet

| Item | 2024 | 2023 |
|---|---|---|
| Lorries | 120 | 110 |
"""


@pytest.fixture
def made(folder: Folder) -> Assistant:
    folder.write("2024-05-03 report.md", REPORT)
    folder.write("b.txt", "A duck costs $4. Another duck costs more than $5.")
    folder.update()
    return Assistant(Library(folder.corpus, folder.index, Settings(), folder.embedder), ScriptedModel(""))


def test_an_entry_tells_what_it_measures_and_cuts_exactly(made: Assistant) -> None:
    for entry in made.library.figures():
        text = made.library.document(entry.document).text
        assert text[entry.start : entry.end] == entry.text
        assert text[entry.sentence_start : entry.sentence_end] == entry.sentence
    growth, revenue, *table = made.library.figures(scope=Scope(documents=["2024-05-03 report.md"]))
    assert (growth.value, growth.unit, growth.period) == (Decimal(26), "percent", "second quarter")
    assert (revenue.value, revenue.currency, revenue.measure) == (Decimal(33_400_000_000), "CNY", "CNY")
    assert revenue.what == "In the second quarter revenue rose 26% to …"
    assert (revenue.heading, revenue.dated, revenue.page) == (("Cloud",), "2024-05-03", None)
    assert [(entry.what, entry.value) for entry in table] == [
        ("Lorries · 2024", Decimal(120)),
        ("Lorries · 2023", Decimal(110)),
    ]


def test_years_are_listed_only_when_asked_for(made: Assistant) -> None:
    assert not any(entry.unit == "year" for entry in made.library.figures())
    assert 2009 in [entry.value for entry in made.library.figures(unit="year")]


@pytest.mark.parametrize(
    ("narrowed", "values"),
    [
        ({"unit": "percent"}, [26]),
        ({"unit": "usd"}, [4, 5]),
        ({"unit": "parsec"}, []),
        ({"text": "DUCK another"}, [5]),
        ({"text": "lorries 2023"}, [120, 110]),
        ({"text": "fleet"}, [120, 110]),
        ({"text": "whale"}, []),
        ({"scope": Scope(after="2024")}, [26, 33_400_000_000, 120, 110]),
        ({"scope": Scope(kind="txt")}, [4, 5]),
        ({"scope": Scope(documents=["b.txt"])}, [4, 5]),
        ({"scope": Scope(documents=[])}, []),
    ],
)
def test_the_ledger_can_be_narrowed(made: Assistant, narrowed: dict[str, Any], values: list[int]) -> None:
    assert [entry.value for entry in made.library.figures(**narrowed)] == values


def test_what_cannot_be_looked_for_is_a_clear_error(made: Assistant) -> None:
    with pytest.raises(IndexStateError, match="no document 'none'"):
        made.library.figures(scope=Scope(documents=["none"]))
    with pytest.raises(QuestionError, match="not a date"):
        made.library.figures(scope=Scope(after="May"))


def test_an_empty_index_has_no_figures(folder: Folder) -> None:
    folder.update()
    assert (
        Assistant(
            Library(folder.corpus, folder.index, Settings(), folder.embedder), ScriptedModel("")
        ).library.figures()
        == ()
    )


def test_as_a_dictionary_no_digit_is_lost(made: Assistant) -> None:
    plain = made.library.figures(unit="CNY")[0].to_dict()
    assert plain["value"] == "33400000000"
    assert plain["sentence_end"] == plain["sentence_start"] + len(plain["sentence"])
