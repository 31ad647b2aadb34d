import pytest

from assistant.asking.kinds.rows.querying.relation import Relation
from tests.asking.kinds.rows.querying.relations import found, names, relation_in

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
    return relation_in(BIKES, "Bikes for hire")


@pytest.mark.parametrize(
    ("question", "sql", "there"),
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
    bikes: Relation, question: str, sql: str, there: list[str]
) -> None:
    assert names(bikes, question, sql) == there


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


@pytest.mark.parametrize(
    ("question", "sql", "repairs"),
    [
        ("Which repairs are still open?", "SELECT repair FROM t WHERE finished IS NULL", ["Gutter"]),
        ("Which repairs are done?", "SELECT repair FROM t WHERE finished IS NOT NULL", ["Roof", "Door"]),
        ("Which repairs are not finished?", "SELECT repair FROM t WHERE finished IS NULL", ["Gutter"]),
        ("Which repairs are finished?", "SELECT repair FROM t WHERE NOT finished IS NULL", ["Roof", "Door"]),
        ("Which repairs are finished?", "SELECT repair FROM t WHERE finished IS NULL", []),
        ("Which repairs are not finished?", "SELECT repair FROM t WHERE finished IS NOT NULL", []),
        ("Which repairs are not done?", "SELECT repair FROM t WHERE finished IS NOT NULL", []),
    ],
)
def test_cells_with_nothing_in_them_are_meant_by_inference_and_as_the_question_denies(
    question: str, sql: str, repairs: list[str]
) -> None:
    relation = relation_in(REPAIRS, "Repairs")
    assert names(relation, question, sql) == repairs
    told = found(relation, question, sql)
    assert told is None or told.is_inferred


def test_more_than_nothing_is_inferred_where_nobody_said_zero() -> None:
    stalls = relation_in("# Stalls\n\n| Stall | Left |\n|---|---|\n| Figs | 0 |\n| Nuts | 4 |\n", "Stalls")
    told = found(stalls, "Which stalls are left?", "SELECT stall FROM t WHERE left > 0")
    assert told
    assert (told.rows, told.is_inferred) == ((1,), True)
    none = found(stalls, "Which stalls have none left?", "SELECT stall FROM t WHERE left = 0")
    assert none
    assert (none.rows, none.is_inferred) == ((0,), False)


def test_the_condition_is_told_with_its_column(bikes: Relation) -> None:
    told = found(bikes, "Which bikes are not insured?", "SELECT bike FROM t WHERE insured = 'no'")
    assert told
    assert told.values == ("Insured: “no”",)


TICKS = """# Huts

| Hut | Stove |
|---|---|
| Alp | ✓ |
| Birk | ✗ |
"""


def test_a_mark_for_no_is_a_denial() -> None:
    huts = relation_in(TICKS, "Huts")
    assert names(huts, "Which huts have no stove?", "SELECT hut FROM t WHERE stove = '✗'") == ["Birk"]
    assert names(huts, "Which huts have a stove?", "SELECT hut FROM t WHERE stove = '✓'") == ["Alp"]


def test_it_is_not_guessed_which_of_two_columns_a_denial_belongs_to(bikes: Relation) -> None:
    assert found(bikes, "Which bikes that are not low are insured?", "SELECT bike FROM t WHERE frame != 'low'") is None
    both = "SELECT bike FROM t WHERE frame != 'low' AND insured = 'yes'"
    assert names(bikes, "Which bikes that are not low are insured?", both) == ["Dohle"]


def test_the_only_column_with_an_order_needs_no_name() -> None:
    repairs = relation_in(REPAIRS, "Repairs")
    told = found(repairs, "Which repair came first?", "SELECT repair FROM t ORDER BY finished LIMIT 1")
    assert told
    assert (told.rows, told.is_inferred) == ((0,), False)
