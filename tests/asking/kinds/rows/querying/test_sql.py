import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.kinds.rows.querying.relation import Relation
from tests.asking.kinds.rows.querying.relations import found, names, relation_in

BOATS = """# Boats of the club

| Boat | Type | Built | Berth | Price | Checked |
|---|---|---|---|---|---|
| Ada | dinghy | 1998 | north pier | €1,200 | 2024-03-02 |
| Bea | yacht | 2011 | south pier | €64,000 | 2024-05-10 |
| Old Cleo | yacht | 1975 | north pier | €18,500 | 2023-11-20 |
| Dora | rowing boat | 2004 | north pier | €800 | 2024-05-28 |
| Emil | dinghy | 2019 | south pier | €2,400 | |
| Flut | dinghy | 2004 | south pier | sold | 2022-06-30 |
"""


@pytest.fixture(scope="module")
def boats() -> Relation:
    return relation_in(BOATS, "Boats of the club")


def test_a_table_is_described_by_its_texts_and_the_ranges_of_its_numbers(boats: Relation) -> None:
    assert boats.described().splitlines() == [
        "Table t: Boats of the club, 6 rows",
        '"boat" text: Ada, Bea, Old Cleo, Dora, Emil, Flut',
        '"type" text: dinghy, yacht, rowing boat',
        '"built" number: 1975 to 2019',
        '"berth" text: north pier, south pier',
        '"price" number: 800 to 64000 EUR',
        '"checked" date: 2022-06-30 to 2024-05-28',
    ]


@pytest.mark.parametrize(
    ("question", "sql", "boats_found"),
    [
        ("Which boats are yachts?", "SELECT boat FROM t WHERE type = 'yacht'", ["Bea", "Old Cleo"]),
        ("Which yachts?", "```sql\nSELECT boat FROM t WHERE LOWER(type) = 'YACHT';\n```", ["Bea", "Old Cleo"]),
        ("Was Cleo checked?", "SELECT checked FROM t WHERE boat LIKE '%Cleo%'", ["Old Cleo"]),
        ("How much is Cleo?", "SELECT price FROM t WHERE boat = 'Cleo'", ["Old Cleo"]),
        ("Which cost over 2,000 euros?", "SELECT boat FROM t WHERE price > 2000", ["Bea", "Old Cleo", "Emil"]),
        ("The two oldest boats?", "SELECT * FROM t ORDER BY built ASC LIMIT 2", ["Old Cleo", "Ada"]),
        ("The dearest boat?", "SELECT boat, MAX(price) FROM t", ["Bea"]),
        ("The dearest boat?", "SELECT MIN(price), MAX(price) FROM t", []),
        ("The dearest boat?", "SELECT boat, AVG(price) FROM t", []),
        ("The first boat?", "SELECT boat FROM t ORDER BY boat LIMIT 1", []),  # words have no first
        ("The last berth?", "SELECT MAX(berth) FROM t", []),
        ("The dearest boat?", "SELECT boat, MAX(price) FROM boats", ["Bea"]),  # there is but one table
        ("The dearest boat?", "SELECT boat FROM boats WHERE price = (SELECT MAX(price) FROM boats)", ["Bea"]),
        ("The dearest boat?", "SELECT MAX(price) FROM t", ["Bea"]),
        ("The dearest boat?", "SELECT boat FROM t WHERE price = (SELECT MAX(price) FROM t)", ["Bea"]),
        ("The cheapest boat?", "SELECT boat FROM t ORDER BY price LIMIT 1", ["Dora"]),  # not the one without a price
        ("The first of 2004?", "SELECT boat FROM t WHERE built = 2004 ORDER BY built LIMIT 1", ["Dora", "Flut"]),
        ("Built in 2004?", "SELECT boat FROM t WHERE built = 2004", ["Dora", "Flut"]),
        ("Which boats were checked in May 2024?", "SELECT boat FROM t WHERE checked >= '2024-05-01'", ["Bea", "Dora"]),
        ("Which are no yachts?", "SELECT boat FROM t WHERE type != 'yacht'", ["Ada", "Dora", "Emil", "Flut"]),
        (
            "Dinghies at the north pier or the south pier?",
            "SELECT boat FROM t WHERE type = 'dinghy' AND (berth = 'north pier' OR berth = 'south pier')",
            ["Ada", "Emil", "Flut"],
        ),
        ("Prices between 900 and 3,000?", "SELECT boat FROM t WHERE price BETWEEN 900 AND 3000", ["Ada", "Emil"]),
    ],
)
def test_a_query_finds_rows(boats: Relation, question: str, sql: str, boats_found: list[str]) -> None:
    assert names(boats, question, sql) == boats_found


def test_a_kind_of_rows_that_the_query_leaves_out_is_put_in(boats: Relation) -> None:
    sql = "SELECT boat FROM t WHERE berth = 'south pier'"
    assert names(boats, "Which dinghies lie at the south pier?", sql) == ["Emil", "Flut"]
    assert names(boats, "Which boats lie at the south pier?", sql) == ["Bea", "Emil", "Flut"]
    assert names(boats, "Which yachts or dinghies lie at the south pier?", sql) == []
    beside = "SELECT boat FROM t WHERE type = 'yacht'"
    assert names(boats, "Which yachts are like Ada?", beside) == ["Bea", "Old Cleo"], "a name is no kind of rows"


@pytest.mark.parametrize(
    ("question", "sql"),
    [
        ("Which boats are fast?", "SELECT boat FROM t WHERE type = 'yacht'"),  # the question names no yacht
        ("Which boats are cheap?", "SELECT boat FROM t WHERE price < 1000"),
        ("Which yachts are blue?", "SELECT boat FROM t WHERE colour = 'blue'"),
        ("Which yachts are schooners?", "SELECT boat FROM t WHERE type = 'schooner'"),
        ("Which boats were checked last?", "SELECT boat FROM t WHERE checked > '2024-05-01'"),
        ("The three oldest boats?", "SELECT boat FROM t ORDER BY built LIMIT 5"),
        ("Which yachts?", "DELETE FROM t"),
        ("Which yachts?", "SELECT name FROM sqlite_master WHERE type = 'yacht'"),
        ("Which yachts?", "SELECT boat FROM t WHERE type = 'yacht'; DROP TABLE t"),
        ("Which yachts?", "SELECT load_extension('x') FROM t WHERE type = 'yacht'"),
        ("Which yachts?", "SELECT a.boat FROM t a JOIN t b ON a.boat = b.boat WHERE a.type = 'yacht'"),
        ("The dearest boat?", "SELECT boat FROM t, boats ORDER BY price DESC LIMIT 1"),
        ("Which yachts?", "none"),
        ("Which yachts?", ""),
        ("Which yachts?", "SELECT (((("),
    ],
)
def test_what_the_question_or_the_table_does_not_say_is_no_query(boats: Relation, question: str, sql: str) -> None:
    assert found(boats, question, sql) is None


@pytest.mark.parametrize(
    ("question", "sql", "boats_found"),
    [
        ("Which boats are not yachts?", "SELECT boat FROM t WHERE NOT type = 'yacht'", "Ada Dora Emil Flut"),
        ("Which boats are no yachts?", "SELECT boat FROM t WHERE type NOT IN ('yacht')", "Ada Dora Emil Flut"),
        ("Which boats are not yachts?", "SELECT boat FROM t WHERE type = 'yacht'", ""),
        ("Which boats are yachts?", "SELECT boat FROM t WHERE type != 'yacht'", ""),
        ("Which boats are yachts?", "SELECT boat FROM t WHERE NOT (type = 'yacht')", ""),
        ("Which boats cost over 2,000 euros?", "SELECT boat FROM t WHERE price < 2000", ""),
        ("Which boats cost at most 1,200 euros?", "SELECT boat FROM t WHERE price <= 1200", "Ada Dora"),
        ("Which boats cost less than 1,200 euros?", "SELECT boat FROM t WHERE price <= 1200", ""),
    ],
)
def test_a_query_denies_and_compares_as_its_question_does(
    boats: Relation, question: str, sql: str, boats_found: str
) -> None:
    assert names(boats, question, sql) == boats_found.split()


def test_what_is_left_out_is_told_as_left_out(boats: Relation) -> None:
    told = found(boats, "Which boats are not yachts?", "SELECT boat FROM t WHERE NOT type = 'yacht'")
    assert told
    assert told.values == ("≠ “yacht”",)


PIECES = st.sampled_from(
    "SELECT COUNT( MAX( DISTINCT * boat type price 'yacht' 2000 1.5 -1 FROM t WHERE NOT = != < LIKE IN ( ) AND OR IS"
    " NULL BETWEEN ORDER BY LIMIT DESC , (SELECT GROUP HAVING CASE WHEN THEN END JOIN EXISTS TRUE ''; \" `".split(" ")
)


@given(st.lists(PIECES, max_size=14))
def test_no_text_of_a_model_raises_anything(boats: Relation, pieces: list[str]) -> None:
    for text in (" ".join(pieces), f"SELECT boat FROM t WHERE {' '.join(pieces)}"):
        found(boats, "Which 2,000 yachts?", text)


def test_counts_sums_and_averages_are_told_of_the_rows_they_are_over(boats: Relation) -> None:
    counted = found(boats, "How many yachts?", "SELECT COUNT(*) FROM t WHERE type = 'yacht'")
    assert counted
    assert (counted.operation, len(counted.rows), counted.values) == ("count", 2, ("“yacht”",))
    kinds = "SELECT COUNT(DISTINCT type) FROM t WHERE berth = 'south pier'"
    assert found(boats, "How many types lie at the south pier?", kinds) is None, "two of three rows have one"
    yachts = found(boats, "How many yachts?", "SELECT COUNT(DISTINCT type) FROM t WHERE type = 'yacht'")
    assert yachts
    assert len(yachts.rows) == 2, "the rows are meant, not their one type"
    mean = found(boats, "Average price of the yachts?", "SELECT AVG(price) FROM t WHERE type = 'yacht'")
    assert mean
    assert (mean.operation, mean.column) == ("average", "price")
    assert found(boats, "Average type?", "SELECT AVG(type) FROM t") is None


def test_a_question_in_another_language_names_what_stands_in_the_table(boats: Relation) -> None:
    sql = "SELECT boat FROM t WHERE price < 2000"
    assert names(boats, "Welche kosten unter 2.000 Euro?", sql, "de") == ["Ada", "Dora"]


@pytest.mark.parametrize(
    ("question", "sql", "is_named"),
    [
        ("Which boat was built first?", "SELECT boat FROM t ORDER BY built LIMIT 1", True),
        ("Which boat is the dearest?", "SELECT boat FROM t ORDER BY price DESC LIMIT 1", True),  # it is of money
        ("Which boat is the oldest?", "SELECT boat FROM t ORDER BY checked LIMIT 1", False),
        ("Which boat is the oldest?", "SELECT MIN(checked) FROM t", False),
    ],
)
def test_it_is_told_whether_the_question_names_what_rows_are_ordered_by(
    boats: Relation, question: str, sql: str, is_named: bool
) -> None:
    told = found(boats, question, sql)
    assert told
    assert told.is_inferred != is_named


JOBS = """# Jobs at the yard

| Job | Takes |
|---|---|
| Painting | 3 days |
| Splicing | 90 minutes |
| Sewing | 5 hours |
| Drying | 1 week |
"""


@pytest.mark.parametrize(
    ("question", "sql", "jobs"),
    [
        ("Which job takes longest?", "SELECT job FROM t ORDER BY takes DESC LIMIT 1", ["Drying"]),
        ("Which jobs take less than 6 hours?", "SELECT job FROM t WHERE takes < 6", ["Splicing", "Sewing"]),
        ("Which jobs take over 2 days?", "SELECT job FROM t WHERE takes > 48", ["Painting", "Drying"]),
        ("Which jobs take over 2 days?", "SELECT job FROM t WHERE takes > 2", ["Painting", "Drying"]),
        ("How many jobs take 90 minutes?", "SELECT COUNT(*) FROM t WHERE takes = 90", ["Splicing"]),
        ("Which jobs take over 2 days?", "SELECT job FROM t WHERE takes > 3", []),
    ],
)
def test_spans_of_time_in_different_units_are_compared_in_hours(question: str, sql: str, jobs: list[str]) -> None:
    relation = relation_in(JOBS, "Jobs")
    assert relation.described().splitlines()[2] == '"takes" number: 1.5 to 168 hours'
    assert names(relation, question, sql) == jobs
