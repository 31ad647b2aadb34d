import pytest

from assistant.asking.kinds.lists import fitting
from assistant.types import AnswerKind
from tests.asking.kinds.conftest import Make

FLEET = """# Fleet of the harbour

## Ships by length

| Ship | Length | 2021 | 2022 |
|---|---|---|---|
| Ada | 21 m | 300 | 280 |
| Bea | 34 m | 410 | 450 |
| Cleo | 12 m | 120 | 150 |

## Discount by age of the ship

| Age | Discount |
|---|---|
| Up to 3 years | none |
| 3 to 8 years | 10% |
| More than 8 years | 25% |
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which ship of the harbour had the highest figure in 2022?", ["Bea"]),
        ("Which ship of the harbour had the lowest figure in 2021?", ["Cleo"]),
        ("Which ships of the harbour rose in 2022?", ["Bea", "Cleo"]),
        ("Which ships of the harbour fell in 2022?", ["Ada"]),
        ("Which ships of the harbour did not grow in 2022?", ["Ada"]),
        ("Which ships of the harbour did NOT grow in 2022?", ["Ada"]),
        ("Which ships of the harbour didn't fall in 2022?", ["Bea", "Cleo"]),
        ("Which ships of the harbour had more than 200 in 2022?", ["Ada", "Bea"]),
        ("Which ships of the harbour had less in 2022 than the year before?", ["Ada"]),
        ("Which ships of the harbour had more than the year before?", ["Bea", "Cleo"]),
        ("Which ship of the harbour gained the most between 2021 and 2022?", ["Bea"]),
    ],
)
def test_the_rows_that_a_question_compares_are_told_with_what_was_compared(
    make: Make, question: str, rows: list[str]
) -> None:
    answer = make({"fleet.md": FLEET}, kind="extreme").ask(question)
    assert [claim.text.split(" ")[0].rstrip(":") for claim in answer.claims] == rows
    assert answer.certificate == "3 rows of this table compared"
    assert len(answer.citations) == len(rows)


@pytest.mark.parametrize(
    ("heading", "is_told"), [("Place", False), ("Jury", False), ("Speed in knots", True), ("Pace", True)]
)
def test_the_slowest_is_told_only_by_a_column_of_speed(make: Make, heading: str, is_told: bool) -> None:
    head = f"# Race of the crews\n\n| Crew | Time (min:s) | {heading} |\n|---|---|---|\n"
    rows = "| Ada | 7:12 | 3 |\n| Bea | 7:58 | 2 |\n| Cleo | 6:40 | 9 |\n"
    answer = make({"race.md": head + rows}, kind="extreme").ask("Which of the crews was the slowest?")
    assert answer.certificate.endswith("compared") is is_told
    assert not is_told or answer.claims[0].text.startswith("Bea")


STOCK = """# Stock of the mill

| Grain | 2021 | 2022 |
|---|---|---|
| Rye | 300 | 280 |
| Oats | 120 | 120 |
| Wheat | 410 | 450 |
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which grain of the mill did not change in 2022?", ["Oats"]),
        ("Which grain of the mill had no more than 200 in 2022?", ["Oats"]),
        ("Which grain of the mill did not rise in 2022?", ["Rye", "Oats"]),
    ],
)
def test_a_negation_within_a_limit_or_of_a_change_denies_nothing(make: Make, question: str, rows: list[str]) -> None:
    answer = make({"stock.md": STOCK}, kind="extreme", reply="none").ask(question)
    assert [claim.text.split(" ")[0].rstrip(":") for claim in answer.claims] == rows


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("Which hulls in the yard are of steel?", "Which hulls in the yard are not of steel?"),
        ("What do the steel hulls cost altogether?", "What do the hulls that are not of steel cost altogether?"),
    ],
)
def test_rows_of_a_kind_are_not_told_where_the_question_denies_it(make: Make, question: str, denied: str) -> None:
    yard = """# Hulls in the yard

| Hull | Built of | Cost |
|---|---|---|
| Gull | steel | £900 |
| Heron | oak | £400 |
| Ibis | steel | £700 |
"""
    bot = make({"yard.md": yard}, kind="list", reply="none")
    assert "steel" in bot.ask(question).certificate
    assert "steel" not in bot.ask(denied).certificate


def test_both_extremes_are_told_if_both_are_asked_for(make: Make) -> None:
    bot = make({"fleet.md": FLEET}, kind="extreme")
    answer = bot.ask("Which ship of the harbour had the highest figure in 2022, and which the lowest?")
    assert [claim.text.split(" ")[0].rstrip(":") for claim in answer.claims] == ["Bea", "Cleo"]
    assert [citation.number for citation in answer.citations] == [1, 2]
    one_open = bot.ask("Which ship of the harbour had the highest figure in 2022, and which the lowest in 1990?")
    assert [claim.kind for claim in one_open.claims] != ["row", "row"]


def test_a_column_that_is_not_certain_is_not_compared(make: Make) -> None:
    answer = make({"fleet.md": FLEET}, kind="extreme").ask("Which ship of the harbour is the highest in 1990?")
    assert "compared" not in answer.certificate


CLUB = """# Rowing club

## Spending

(£ thousand)

| Item | 2020 | 2021 | 2022 |
|---|---|---|---|
| Boats | 14 | 12 | 9 |
| Fuel | 3 | 5 | 4 |
| Coaches | 20 | 20 | 20 |

## Boats

| Boat | Maker | Seats | Price |
|---|---|---|---|
| Heron | Alder | 8 | EUR 9,400 |
| Kite | Birch | 4 | EUR 5,100 |
| Swift | Alder | 1 | EUR 2,300 |
"""


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which spending fell in 2022?", ["Boats", "Fuel"]),
        ("Which spending fell in 2021 and 2022?", ["Boats"]),
        ("Which spending rose from 2020 to 2022?", ["Fuel"]),
        ("Which spending stayed the same in 2021?", ["Coaches"]),
        ("Which item of the spending fell the most in 2022?", ["Boats"]),
        ("Which two boats have the most seats?", ["Heron", "Kite"]),
        ("Which boats have between 2 and 6 seats?", ["Kite"]),
        ("Which boats cost less than 6,000 euros?", ["Kite", "Swift"]),
        ("Which boat is the most expensive?", ["Heron"]),
        ("In which year was the fuel highest?", ["Fuel"]),
        ("How many boats have more than 3 seats?", ["Heron", "Kite"]),
    ],
)
@pytest.mark.parametrize("kind", ["extreme", "list", "count"])
def test_rows_are_chosen_by_their_figures_whatever_kind_is_guessed(
    make: Make, kind: AnswerKind, question: str, rows: list[str]
) -> None:
    answer = make({"club.md": CLUB}, kind=kind).ask(question)
    assert [claim.text.split(" ")[0].rstrip(":") for claim in answer.claims] == rows


def test_only_the_years_that_are_asked_for_are_told(make: Make) -> None:
    bot = make({"club.md": CLUB}, kind="extreme")
    assert bot.ask("In which year was the fuel highest?").claims[0].text == "Fuel: £5 thousand in 2021."
    assert (
        bot.ask("In which year did the spending on boats fall?").claims[0].text
        == "Boats: £12 thousand in 2021; £9 thousand in 2022."
    )


def test_most_is_the_commonest_kind_where_a_column_has_kinds(make: Make) -> None:
    answer = make({"club.md": CLUB}, kind="extreme").ask("Which maker has the most boats?")
    assert answer.text.splitlines() == ["Alder (2):", "- Heron [1]", "- Swift [2]"]


def test_a_kind_that_something_else_is_counted_of_is_left_open(make: Make) -> None:
    answer = make({"club.md": CLUB}, kind="extreme").ask("Which maker won the most races?")
    assert "compared" not in answer.certificate


@pytest.mark.parametrize(
    "question",
    ["Why did the spending fall in 2022?", "By how much did the spending fall in 2022?", "Which songs rose in 2022?"],
)
def test_what_is_no_question_for_rows_is_looked_up(make: Make, question: str) -> None:
    assert "compared" not in make({"club.md": CLUB}, kind="extreme").ask(question).certificate


def test_a_table_that_is_wished_for_keeps_to_the_rows_that_fulfil_the_condition(make: Make) -> None:
    answer = make({"club.md": CLUB}).ask("Which boats have more than 3 seats? In a table, please.")
    assert answer.columns == ("Boat", "Maker", "Seats", "Price")
    assert [claim.cells[0].text for claim in answer.claims] == ["Heron", "Kite"]


def test_rows_are_chosen_though_the_question_was_taken_for_a_lookup(make: Make) -> None:
    bot = make({"club.md": CLUB}, kind="lookup")
    assert [claim.text.split(":")[0] for claim in bot.ask("Which spending fell in 2022?").claims] == ["Boats", "Fuel"]
    assert "compared" not in bot.ask("What happens if the spending fell?").certificate


def test_rows_are_chosen_in_german(make: Make) -> None:
    haus = (
        "# Haus am See\n\nDas Haus wird von einem Verein geführt und ist im Winter geschlossen.\n\n## Ausgaben\n\n"
        "| Ausgabe | 2021 | 2022 |\n|---|---|---|\n| Strom | 7 | 9 |\n| Wasser | 4 | 3 |\n"
    )
    bot = make({"haus.md": haus}, kind="list")
    assert [claim.text.split(":")[0] for claim in bot.ask("Welche Ausgaben gingen 2022 zurück?").claims] == ["Wasser"]


def test_a_table_is_compared_whole_however_long_it_is(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_REACH", 50)
    rows = "".join(f"| Plot {number} | {(number * 37) % 101} |\n" for number in range(100))
    bot = make({"plots.md": f"# Plots\n\n| Plot | Trees |\n|---|---|\n{rows}"}, kind="extreme")
    answer = bot.ask("Which plot has the most trees?")
    assert answer.claims[0].text.startswith("Plot 30")
    assert answer.certificate == "100 rows of this table compared"


def test_numbers_that_look_like_years_are_compared_with_others(make: Make) -> None:
    mills = "# Mills\n\n| Mill | Sacks |\n|---|---|\n| South mill | 850 |\n| North mill | 1999 |\n| East mill | 40 |\n"
    answer = make({"mills.md": mills}, kind="extreme").ask("Which mill has the most sacks?")
    assert answer.claims[0].text.startswith("North mill")


def test_a_condition_that_cannot_be_tested_does_not_list_all_rows(make: Make) -> None:
    answer = make({"club.md": CLUB}, kind="list").ask("Which spending fell in 2020?")
    assert "rows of this table" not in answer.certificate


PIERS = """<html><body><main><h1>Piers of the harbour</h1>
<table>
<tr><th rowspan="2">Pier</th><th colspan="2">2022</th><th colspan="2">2023</th></tr>
<tr><th>Plan</th><th>Actual</th><th>Plan</th><th>Actual</th></tr>
<tr><td>East pier</td><td>15</td><td>12</td><td>18</td><td>14</td></tr>
<tr><td>Mole</td><td>21</td><td>26</td><td>20</td><td>27</td></tr>
<tr><td>West pier</td><td>31</td><td>22</td><td>33</td><td>24</td></tr>
</table></main></body></html>"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which pier of the harbour had the highest plan in 2023?", "West pier – Plan 2023: 33."),
        ("Which pier of the harbour had the highest actual in 2023?", "Mole – Actual 2023: 27."),
        ("Which pier of the harbour had the lowest actual in 2022?", "East pier – Actual 2022: 12."),
    ],
)
def test_rows_are_compared_by_the_column_below_both_headings(make: Make, question: str, told: str) -> None:
    answer = make({"piers.html": PIERS}, kind="extreme").ask(question)
    assert answer.text == f"{told} [1]"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Welche Boote des Hafens hatten weniger als im Vorjahr?", ["Ada"]),
        ("Welches Boot des Hafens ist zwischen 2021 und 2022 am meisten gestiegen?", ["Bea"]),
        ("Welches Boot des Hafens war am langsamsten?", []),
        ("Welches Boot des Hafens war 2022 am langsamsten?", []),
    ],
)
def test_changes_and_what_is_slowest_are_compared_in_german(make: Make, question: str, rows: list[str]) -> None:
    head = "# Boote des Hafens\n\nDie Boote des Hafens in zwei Jahren.\n\n| Boot | 2021 | 2022 |\n|---|---|---|\n"
    boats = "| Ada | 300 | 280 |\n| Bea | 410 | 450 |\n| Cleo | 120 | 150 |\n"
    answer = make({"boote.md": head + boats}, kind="extreme").ask(question)
    compared = answer.claims if "verglichen" in answer.certificate else ()
    assert [claim.text.split(" ")[0].rstrip(":") for claim in compared] == rows
