from datetime import date

import pytest

from assistant.calculating.checking import follows
from assistant.calculating.spans import last_day
from assistant.calculating.working import work_out
from assistant.retrieval.question import make_question
from tests.calculating.conftest import MakeTable

LEASE = (
    "# Lease of the boathouse\n\nThe lease begins on 1 March 2020 and runs for five years. It is renewed by two years."
)
FAIR = "# Spring fair\n\nThe fair opens on 9 May 2025 and closes on 12 May 2025."


@pytest.mark.parametrize(
    ("first", "runs", "last"),
    [
        (date(2021, 2, 1), (2, "years"), date(2023, 1, 31)),
        (date(2020, 2, 29), (1, "years"), date(2021, 2, 28)),
        (date(2023, 8, 31), (6, "months"), date(2024, 2, 29)),
        (date(2023, 12, 15), (2, "weeks"), date(2023, 12, 28)),
        (date(2023, 12, 31), (1, "days"), date(2023, 12, 31)),
        (date(2023, 1, 1), (9000, "years"), None),
    ],
)
def test_what_begins_on_a_day_ends_the_day_before_its_anniversary(
    first: date, runs: tuple[int, str], last: date | None
) -> None:
    assert last_day(first, runs) == last


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease of the boathouse end?",
        "Until when is the boathouse let?",
        "What is the end date of the lease?",
    ],
)
def test_an_end_is_worked_out_and_a_renewal_told_beside_it(table: MakeTable, question: str) -> None:
    worked = work_out(make_question(question), table(LEASE))
    assert worked is not None
    assert worked.text == "Last day: 1 March 2020 + 5 years - 1 day = 28 February 2025."
    assert follows(worked.text, [item.sentence.text for item in worked.rows])
    assert [item.sentence.text for item in worked.beside] == ["It is renewed by two years."]


def test_an_end_is_worked_out_in_another_language(table: MakeTable) -> None:
    worked = work_out(
        make_question("Wann endet der Mietvertrag?"),
        table("# Mietvertrag\n\nDer Vertrag beginnt am 1. Juli 2019 und läuft drei Jahre.", language="de"),
    )
    assert worked is not None
    assert worked.text == "Letzter Tag: 1. Juli 2019 + 3 Jahre - 1 Tag = 30. Juni 2022."
    assert follows(worked.text, [item.sentence.text for item in worked.rows])


def test_a_duration_is_the_days_from_the_first_to_the_last(table: MakeTable) -> None:
    worked = work_out(make_question("How long does the spring fair last?"), table(FAIR))
    assert worked is not None
    assert worked.text == "From 9 May 2025 to 12 May 2025, both included: 4 days."
    assert follows(worked.text, [item.sentence.text for item in worked.rows])


def test_a_stated_end_is_not_worked_out(table: MakeTable) -> None:
    assert work_out(make_question("When does the spring fair end?"), table(FAIR)) is None
    assert work_out(make_question("How long does the lease of the boathouse run?"), table(LEASE)) is None


def test_the_end_of_something_else_is_not_worked_out(table: MakeTable) -> None:
    assert work_out(make_question("When does the warranty of the engine end?"), table(LEASE)) is None


def test_a_wrong_end_does_not_follow() -> None:
    cited = ["The lease begins on 1 March 2020 and runs for five years."]
    assert not follows("Last day: 1 March 2020 + 5 years - 1 day = 27 February 2025.", cited)
    assert not follows("Last day: 1 March 2020 + 6 years - 1 day = 28 February 2026.", cited)


CHOIR = "# Choir practice\n\nThe practice begins at 18:15 and ends at 20:05. The next one is on 4 May at 19:00."


def test_how_long_something_lasts_is_told_from_its_beginning_and_end(table: MakeTable) -> None:
    worked = work_out(make_question("How long was the choir practice?"), table(CHOIR))
    assert worked is not None
    assert worked.text == "From 18:15 to 20:05: 1 hour 50 minutes."
    assert follows(worked.text, [item.sentence.text for item in worked.rows])
    assert not follows("From 18:15 to 20:05: 1 hour 40 minutes.", [CHOIR])
    assert not follows("From 18:15 to 19:15: 1 hour.", [CHOIR.replace("19:00", "21:00")])
