import pytest

from assistant.asking.kinds.rows.querying.grounding import QuestionWords
from assistant.asking.kinds.rows.querying.relation import Relation, relation_of
from assistant.asking.kinds.rows.querying.sql import RowsFound, rows_found
from tests.cut_texts import evidence_of

BIKES = """# Bikes for hire

| Bike | Frame | Insured | Serviced |
|---|---|---|---|
| Amsel | low | yes | yes |
| Buche | high | no | yes |
| Cassis | low | no | no |
| Dohle | high | yes | no |
| Eiche | low | yes | yes |
"""

REPAIRS = """# Repairs

| Repair | Finished |
|---|---|
| Roof | 2024-03-02 |
| Gutter | |
| Door | 2024-05-10 |
"""


@pytest.fixture(scope="module")
def bikes() -> Relation:
    rows = [(item, item.sentence.row) for item in evidence_of(BIKES) if item.sentence.row]
    relation = relation_of([(item, row) for item, row in rows if not row.is_header], "Bikes for hire")
    assert relation
    return relation


def found(relation: Relation, question: str, sql: str, spoken: str = "en") -> RowsFound | None:
    return rows_found(sql, relation, QuestionWords(question, spoken, "en"))


@pytest.mark.parametrize(
    ("question", "sql", "names"),
    [
        ("Which bikes are not insured?", "SELECT bike FROM t WHERE insured = 'no'", ["Buche", "Cassis"]),
        ("Which bikes are not insured?", "SELECT bike FROM t WHERE NOT insured = 'yes'", ["Buche", "Cassis"]),
        ("Which bikes are insured?", "SELECT bike FROM t WHERE insured = 'Yes'", ["Amsel", "Dohle", "Eiche"]),
        ("Which low bikes are insured?", "SELECT bike FROM t WHERE frame = 'low'", ["Amsel", "Eiche"]),
        (
            "Which bikes are insured but not serviced?",
            "SELECT bike FROM t WHERE insured = 'yes' AND serviced = 'no'",
            ["Dohle"],
        ),
    ],
)
def test_a_column_of_yes_and_no_is_asked_for_by_its_heading(
    bikes: Relation, question: str, sql: str, names: list[str]
) -> None:
    told = found(bikes, question, sql)
    assert told
    assert [bikes.rows[place][1].label for place in told.rows] == names


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which bikes are insured?", "SELECT bike FROM t WHERE insured = 'no'"),
        ("Which bikes are not insured?", "SELECT bike FROM t WHERE insured = 'yes'"),
        ("Which bikes are not insured?", "SELECT bike FROM t WHERE NOT insured = 'no'"),
        ("Which low bikes are not insured?", "SELECT bike FROM t WHERE frame = 'low'"),
    ],
)
def test_a_no_needs_a_denial_of_what_the_column_says(bikes: Relation, question: str, sql: str) -> None:
    assert found(bikes, question, sql) is None


@pytest.mark.parametrize(
    ("question", "is_inferred"),
    [("Which bikes are not insured?", False), ("Which bikes are not covered?", True)],
)
def test_it_is_told_whether_a_condition_is_in_the_words_of_the_question(
    bikes: Relation, question: str, is_inferred: bool
) -> None:
    told = found(bikes, question, "SELECT bike FROM t WHERE insured = 'no'")
    assert told
    assert told.is_inferred == is_inferred


def test_cells_with_nothing_in_them_are_asked_for_by_inference() -> None:
    rows = [(item, item.sentence.row) for item in evidence_of(REPAIRS) if item.sentence.row]
    repairs = relation_of([(item, row) for item, row in rows if not row.is_header], "Repairs")
    assert repairs
    open_ones = found(repairs, "Which repairs are still open?", "SELECT repair FROM t WHERE finished IS NULL")
    assert open_ones
    assert (open_ones.rows, open_ones.is_inferred) == ((1,), True)
    done = found(repairs, "Which repairs are done?", "SELECT repair FROM t WHERE finished IS NOT NULL")
    assert done
    assert done.rows == (0, 2)


def test_the_condition_is_told_with_its_column(bikes: Relation) -> None:
    told = found(bikes, "Which bikes are not insured?", "SELECT bike FROM t WHERE insured = 'no'")
    assert told
    assert told.values == ("Insured: “no”",)
