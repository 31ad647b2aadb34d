import pytest

from tests.asking.kinds.conftest import Make

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
    ("question", "rows", "values"),
    [
        ("How many loans of the workshop are overdue?", "L3 L4", "“overdue”"),
        ("How many loans of the workshop are overdue in Ashby?", "L3 L4", "“Ashby”, “overdue”"),
        ("How many loans of the workshop did Mill Street School take?", "L1 L3", "“Mill Street School”"),
        ("Which loans of the workshop went to Thorpe and were returned?", "L2 L5", "“Thorpe”, “returned”"),
        ("How many overdue loans of the workshop were for a sander?", "L4", "“overdue”"),
    ],
)
def test_the_rows_with_what_a_question_names_in_a_cell_are_told_and_what_that_is(
    make: Make, question: str, rows: str, values: str
) -> None:
    answer = make({"loans.md": LOANS}, kind="count").ask(question)
    assert [claim.text.split(" ")[0] for claim in answer.claims] == rows.split()
    assert answer.opening == f"{len(answer.claims)}:"
    assert answer.certificate == f"{len(answer.claims)} of 5 rows of this table have {values}"


@pytest.mark.parametrize(
    "question",
    [
        "How many overdue loans of the workshop are from Leeds?",
        "How many overdue loans of the workshop took 44 days?",
        "How many loans of the workshop were stolen?",
        "How many overdue loans of the workshop were returned?",
    ],
)
def test_nothing_is_filtered_by_what_no_row_has(make: Make, question: str) -> None:
    answer = make({"loans.md": LOANS}, kind="count").ask(question)
    assert "rows of this table have" not in answer.certificate


def test_rows_are_compared_only_with_those_of_the_kind_that_is_named(make: Make) -> None:
    bot = make({"loans.md": LOANS}, kind="extreme")
    for question, row in (
        ("the highest days", "L5"),
        ("the highest days in Ashby", "L4"),
        ("the lowest days in Ashby", "L3"),
    ):
        answer = bot.ask(f"Which loan of the workshop had {question}?")
        assert [claim.text.split(" ")[0] for claim in answer.claims] == [row]
