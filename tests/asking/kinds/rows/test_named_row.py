import pytest

from assistant import Assistant
from assistant.drafting.scripted import ScriptedModel
from tests.asking.kinds.conftest import Make
from tests.asking.kinds.rows.test_tables import FLEET


@pytest.fixture
def bot(make: Make) -> Assistant:
    return make({"fleet.md": FLEET}, kind="lookup", odds=-9.0)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What was the figure for Bea of the harbour fleet in 2021?", "Bea: 410 in 2021."),
        ("What is the length of Cleo?", "Cleo – Length: 12 m."),
    ],
)
def test_the_row_that_a_question_names_is_told_with_its_column_and_without_the_model(
    bot: Assistant, question: str, told: str
) -> None:
    answer = bot.ask(question.replace("figure for ", ""))
    assert answer.text == f"{told} [1]"
    assert isinstance(bot.model, ScriptedModel)
    assert bot.model.asked == []


@pytest.mark.parametrize(
    "question",
    [
        "What was Bea of the harbour fleet in 1990?",
        "Why did Bea lie in the harbour in 2021?",
        "What was the change of Bea between 2021 and 2022?",
        "What were Ada and Bea of the harbour fleet in 2021?",
        "Who is the captain of Cleo?",
    ],
)
def test_a_row_is_not_told_where_anything_of_the_question_is_left_over(bot: Assistant, question: str) -> None:
    assert all(claim.kind != "row" for claim in bot.ask(question).claims)


STAFF = """<html><body><main><h1>Staff of the harbours</h1>
<table>
<tr><th rowspan="2">Harbour</th><th rowspan="2">Kind</th><th colspan="2">2022</th><th colspan="2">2023</th></tr>
<tr><th>Plan</th><th>Actual</th><th>Plan</th><th>Actual</th></tr>
<tr><td rowspan="2">East pier</td><td>Divers</td><td>11</td><td>12</td><td>13</td><td>14</td></tr>
<tr><td>Cooks</td><td>21</td><td>22</td><td>23</td><td>24</td></tr>
<tr><td rowspan="2">West pier</td><td>Divers</td><td>31</td><td>32</td><td>33</td><td>34</td></tr>
<tr><td>Cooks</td><td>41</td><td>42</td><td>43</td><td>44</td></tr>
</table></main></body></html>"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many divers of the West pier, plan 2023?", "West pier: Divers – Plan 2023: 33."),
        ("What was the actual of cooks of the East pier in 2022?", "East pier: Cooks – Actual 2022: 22."),
        ("What were the cooks of the West pier in 2023?", "West pier: Cooks – Plan 2023: 43; Actual 2023: 44."),
    ],
)
def test_a_cell_is_found_by_any_heading_above_it_and_by_the_group_of_its_row(
    make: Make, question: str, told: str
) -> None:
    bot = make({"staff.html": STAFF}, kind="lookup", odds=-9.0)
    assert bot.ask(question).text == f"{told} [1]"


def test_a_row_of_two_groups_is_not_told_where_the_question_names_neither(make: Make) -> None:
    bot = make({"staff.html": STAFF}, kind="lookup", odds=-9.0)
    assert all(claim.kind != "row" for claim in bot.ask("How many divers were there in the plan of 2023?").claims)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie teuer ist eine Stunde am Wochenende?", "Wochenende – Preis pro Stunde: 14,50 €. [1]"),
        ("Was kostet die Reinigung im Winter?", "Winter – Reinigung: 6,00 €. [1]"),
    ],
)
def test_a_question_for_a_price_is_answered_by_the_amount_it_names(make: Make, question: str, told: str) -> None:
    court = (
        "# Tennisplatz\n\nDer Platz liegt hinter dem Haus.\n\n| Zeit | Preis pro Stunde | Reinigung |\n|---|---|---|\n"
        "| Sommer | 9,00 € | 4,00 € |\n| Winter | 12,00 € | 6,00 € |\n| Wochenende | 14,50 € | 5,00 € |\n"
    )
    assert make({"platz.md": court}).ask(question).text == told


PRICES = """# Prices of the ice rink

| Ticket | Adults | Children |
|---|---|---|
| Single | 6 EUR | 3 EUR |
| Season | 90 EUR | 40 EUR |
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How much is a season ticket for a child?", "Season – Children: 40 EUR."),
        ("What does a single ticket cost for adults?", "Single – Adults: 6 EUR."),
    ],
)
def test_words_that_ask_for_an_amount_are_not_left_over(make: Make, question: str, told: str) -> None:
    assert make({"rink.md": PRICES}, kind="lookup", odds=-9.0).ask(question).text == f"{told} [1]"


def test_a_measure_that_the_table_does_not_have_is_left_over(make: Make) -> None:
    bot = make({"rink.md": PRICES}, kind="lookup", odds=-9.0)
    assert bot.ask("What was the revenue of single tickets from adults?").abstained


PLANTS = """code,plant,kind,price_gbp,stock
B-01,Pear Hilde,Fruit,12.50,65
B-02,Quince,Fruit,9.00,4
B-03,Bay laurel,Shrub,7.25,12
"""
GERAETE = """Nr.,Gerät,Ort,Anzahl
71,Hobel,Halle,3
72,Raspel,Halle,5
73,Säge,Keller,2
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the stock of Quince?", "Quince – stock: 4."),
        ("What is the stock of B-03?", "Bay laurel – code: B-03; stock: 12."),
        ("What is B-03?", "Bay laurel – code: B-03; kind: Shrub; price gbp: 7.25; stock: 12."),
        ("What is the code of the bay laurel?", "Bay laurel – code: B-03."),
    ],
)
def test_a_row_with_a_code_is_found_by_its_name_or_its_code_and_told_by_its_name(
    make: Make, question: str, told: str
) -> None:
    assert make({"plants.csv": PLANTS}, kind="lookup", odds=-9.0).ask(question).text == f"{told} [1]"


def test_a_row_with_a_running_number_is_told_by_its_name_in_german(make: Make) -> None:
    answer = make({"geräte.csv": GERAETE}, kind="lookup", odds=-9.0).ask("Wie hoch ist die Anzahl der Raspel?")
    assert answer.text == "Raspel – Anzahl: 5. [1]"


ROOMS = """# Rooms of the hostel

| Room | Beds | Balcony |
|---|---|---|
| Heron | 4 | yes |
| Otter | 2 | no |
| Swift | 6 | on request |
"""
ZIMMER = """# Zimmer der Herberge

Diese Zimmer werden vom Verein an jedem Wochenende vermietet.

| Zimmer | Betten | Balkon |
|---|---|---|
| Reiher | 4 | ja |
| Otter | 2 | nein |
"""


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        (ROOMS, "Does the room Heron have a balcony?", "Yes. Heron – Balcony: yes. [1]"),
        (ROOMS, "Does the room Otter have a balcony?", "No. Otter – Balcony: no. [1]"),
        (ROOMS, "Does the room Swift have a balcony?", "Swift – Balcony: on request. [1]"),
        (ZIMMER, "Hat das Zimmer Otter einen Balkon?", "Nein. Otter – Balkon: nein. [1]"),
    ],
)
def test_a_cell_that_says_yes_or_no_is_the_verdict(make: Make, text: str, question: str, told: str) -> None:
    assert make({"rooms.md": text}, kind="yes or no", odds=-9.0).ask(question).text == told


def test_who_does_not_ask_for_yes_or_no_gets_none(make: Make) -> None:
    told = make({"rooms.md": ROOMS}, kind="lookup", odds=-9.0).ask("What is the balcony of the room Heron?").text
    assert told == "Heron – Balcony: yes. [1]"


SERVICES = """# Services for boats

| Service | Price | Days |
|---|---|---|
| Bronze service | £49 | 1 |
| Silver service | £85 | 3 |

Silver service: the hull is washed, and both ropes are replaced.
"""


def test_a_row_is_not_told_at_once_to_somebody_who_asks_what_it_is_if_a_sentence_says_so(make: Make) -> None:
    bot = make({"services.md": SERVICES}, kind="lookup", odds=4.0)
    assert isinstance(bot.model, ScriptedModel)
    assert bot.ask("What is the price of a silver service?").text == "Silver service – Price: £85. [1]"
    assert bot.ask("What is a bronze service?").text == "Bronze service – Price: £49; Days: 1. [1]"
    assert bot.model.asked == []
    bot.ask("What is a silver service?")
    assert bot.model.asked
