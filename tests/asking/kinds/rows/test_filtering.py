import pytest

from assistant.asking.kinds.rows.filtering import filtered
from tests.asking.kinds.conftest import Make
from tests.cut_texts import evidence_of

LOANS = """# Loans of the workshop

| No | Member | Town | Tool | Days | State |
|---|---|---|---|---|---|
| L1 | Mill Street School | Ashby | Cordless drill | 3 | returned |
| L2 | Anna Bell | Thorpe | Ladder 4 m | 7 | returned |
| L3 | Mill Street School | Ashby | Ladder 6 m | 2 | overdue |
| L4 | Anna Bell | Ashby | Belt sander | 5 | overdue |
| L5 | Piet Moor | Thorpe | Cordless drill | 9 | returned |
"""


@pytest.mark.parametrize(
    ("question", "rows", "values", "opening"),
    [
        ("How many loans of the workshop are overdue?", "L3 L4", "“overdue”", "2 loans:"),
        ("How many loans of the workshop are overdue in Ashby?", "L3 L4", "“Ashby”, “overdue”", "2 loans:"),
        ("How many loans of the workshop did Mill Street School take?", "L1 L3", "“Mill Street School”", "2 loans:"),
        (
            "Which loans of the workshop went to Thorpe and were returned?",
            "L2 L5",
            "“Thorpe”, “returned”",
            "There are 2:",
        ),
        ("How many overdue loans of the workshop were for a sander?", "L4", "“overdue”", "Only 1:"),
        ("How many overdue loans of the workshop are there?", "L3 L4", "“overdue”", "2 overdue loans:"),
    ],
)
def test_the_rows_with_what_a_question_names_in_a_cell_are_told_and_what_that_is(
    make: Make, question: str, rows: str, values: str, opening: str
) -> None:
    answer = make({"loans.md": LOANS}, kind="count").ask(question)
    assert [claim.text.split(" ")[0] for claim in answer.claims] == rows.split()
    assert answer.opening == opening
    assert answer.certificate == f"{len(answer.claims)} of 5 rows of this table have {values}"


@pytest.mark.parametrize(
    "question",
    [
        "How many overdue loans of the workshop are from Leeds?",
        "How many overdue loans of the workshop took 44 days?",
        "How many loans of the workshop were stolen?",
        "How many overdue loans of the workshop were returned?",
        "How many overdue loans came by post from people without shoes?",
    ],
)
def test_nothing_is_filtered_by_what_no_row_has(make: Make, question: str) -> None:
    answer = make({"loans.md": LOANS}, kind="count").ask(question)
    assert "rows of this table have" not in answer.certificate


def test_a_question_of_many_words_that_no_table_has_asks_for_none_of_its_rows() -> None:
    rows = [(item, item.sentence.row) for item in evidence_of(LOANS) if item.sentence.row and item.sentence.row.labels]
    above, asked = frozenset({"loan"}), frozenset({"loan", "overdu"})
    kept = filtered(rows, asked, above, frozenset())
    assert kept is not None
    assert [row.label for _, row in kept.rows] == ["L3", "L4"]
    assert filtered(rows, asked | {"post", "shoe"}, above, frozenset()) is None


def test_a_kind_that_is_part_of_a_longer_one_is_not_meant(make: Make) -> None:
    moor = LOANS.replace("Thorpe", "Ashby Moor")
    answer = make({"loans.md": moor}, kind="count").ask("How many loans of the workshop went to Ashby Moor?")
    assert [claim.text.split(" ")[0] for claim in answer.claims] == ["L2", "L5"]


def test_rows_are_compared_only_with_those_of_the_kind_that_is_named(make: Make) -> None:
    bot = make({"loans.md": LOANS}, kind="extreme")
    for question, row in (
        ("the highest days", "L5"),
        ("the highest days in Ashby", "L4"),
        ("the lowest days in Ashby", "L3"),
    ):
        answer = bot.ask(f"Which loan of the workshop had {question}?")
        assert [claim.text.split(" ")[0] for claim in answer.claims] == [row]


def test_rows_are_not_compared_if_no_row_has_a_name_in_the_question(make: Make) -> None:
    answer = make({"loans.md": LOANS}, kind="extreme").ask("Which loan of the workshop had the highest days in Leeds?")
    assert "compared" not in answer.certificate


AUSLEIHEN = """# Ausleihen der Werkstatt

| Nr | Mitglied | Ort | Zustand |
|---|---|---|---|
| A1 | Schule am Bach | Aubach | zurückgegeben |
| A2 | Anna Bell | Talheim | überfällig |
| A3 | Schule am Bach | Aubach | überfällig |

Die Werkstatt verleiht ihre Geräte an alle, die im Verein sind, und jedes Gerät ist nach drei Wochen zurückzugeben.
"""


@pytest.mark.parametrize(
    ("question", "rows", "opening"),
    [
        ("Wie viele Ausleihen der Werkstatt sind überfällig?", "A2 A3", "2 Ausleihen:"),
        ("Welche überfälligen Ausleihen der Werkstatt gibt es in Aubach?", "A3", "Nur 1:"),
        ("Wie viele Ausleihen der Werkstatt hat die Schule am Bach?", "A1 A3", "2 Ausleihen:"),
    ],
)
def test_rows_of_a_kind_are_found_in_german(make: Make, question: str, rows: str, opening: str) -> None:
    answer = make({"ausleihen.md": AUSLEIHEN}, kind="count").ask(question)
    assert [claim.text.split(" ")[0] for claim in answer.claims] == rows.split()
    assert answer.opening == opening


def test_a_word_that_is_only_a_part_of_a_kind_does_not_name_it() -> None:
    rows = [(item, item.sentence.row) for item in evidence_of(LOANS) if item.sentence.row and item.sentence.row.labels]
    overdue, drills = (filtered(rows[1:], frozenset(f"loan overdu {more}".split()), frozenset({"loan"}), frozenset())
                       for more in ("", "school"))  # fmt: skip
    assert overdue
    assert [row.label for _, row in overdue.rows] == ["L3", "L4"]
    assert drills is None, "“Mill Street School” may be meant, or schools of any kind"
