import pytest

from assistant.asking.kinds.arithmetic.worked import MOST_SURE
from assistant.asking.kinds.routing import NOT_WORKED_OUT
from assistant.drafting.base import Prompt
from assistant.drafting.prompts import ARITHMETIC
from tests.asking.kinds.conftest import Make

CAMPS = """# Sailing camps 2025

The north camp has 36 bunks and the south camp has 28 bunks. A week at a camp costs €240 for adults. Children pay €150
for a week at a camp. A towel costs 80 pence, and a badge of the camp £1. The camps received a grant of $1.5 million,
and $600,000 of the grant is spent.

| Cost of the camps (€ thousand) | 2024 | 2025 |
|---|---|---|
| Food | 41 | 52 |
| Fuel | 9 | 13 |
"""


@pytest.mark.parametrize(
    ("question", "line", "told"),
    [
        ("How many bunks do the camps have?", "36 + 28", "Worked out: 36 + 28 = 64."),
        ("What do 2 adults and a child pay for a camp?", "2 * 240 + 150", "Worked out: 2 × €240 + €150 = €630."),
        ("What is left of the grant of the camps?", "1.5 million - 600,000", "$1.5 million - $600,000 = $900,000."),
        ("What do three towels cost?", "3 * 80", "3 × 80 pence = 240 pence."),
        ("What do a towel and a badge of the camp cost?", "1 + 80", "£1 + 80 pence = £1.80."),
        ("What is the 240 of adults at a camp divided by 7?", "240 / 7", "€240 / 7 = €34.29."),
    ],
)
def test_the_working_is_told_with_the_sentences_of_its_figures(make: Make, question: str, line: str, told: str) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": line, "": "none"})
    answer = bot.ask(question)
    assert answer.claims[0].kind == "calculated"
    assert answer.claims[0].text.endswith(told.removeprefix("Worked out: "))
    assert [claim.kind for claim in answer.claims[1:]] == ["quoted"] * len(answer.citations)
    assert answer.confidence <= MOST_SURE


def test_figures_of_a_table_are_told_with_its_scale(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": "52 + 13", "": "none"})
    answer = bot.ask("What did food and fuel of the camps cost in 2025, put in one pot?")
    assert answer.claims[0].text.startswith("Worked out: 52 + 13 = 65 (")
    assert [claim.kind for claim in answer.claims] == ["calculated", "row", "row"]


@pytest.mark.parametrize("line", ["none", "36 + 29", "36 + 240", "36", "36 + 28 + x"])
def test_nothing_is_worked_out_from_figures_that_are_not_there_or_do_not_fit(make: Make, line: str) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": line, "": "none"})
    assert all(claim.kind != "calculated" for claim in bot.ask("How many bunks do the camps have?").claims)


@pytest.mark.parametrize(("line", "is_capped"), [("36 + 29", True), ("36", False), ("none", False)])
def test_an_answer_is_not_certain_where_a_calculation_could_not_be_proven(
    make: Make, line: str, is_capped: bool
) -> None:
    def said(prompt: Prompt) -> str:
        return line if prompt.system == ARITHMETIC else "The north camp has 36 bunks and the south camp has 28 bunks."

    answer = make({"camps.md": CAMPS}, kind="calculation", reply=said).ask("How many bunks does the north camp have?")
    assert not answer.abstained
    assert (answer.confidence <= NOT_WORKED_OUT) is is_capped


def test_nothing_is_worked_out_of_a_name_that_is_not_beside_the_figures(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": "36 + 28", "": "none"})
    answer = bot.ask("How many bunks do the camps of Marlow Dunn have?")
    assert all(claim.kind != "calculated" for claim in answer.claims)


def test_nothing_is_worked_out_where_the_sentences_are_judged_not_to_answer(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": "36 + 28", "": "none"}, odds=-4.0)
    assert all(claim.kind != "calculated" for claim in bot.ask("How many bunks do the camps have?").claims)


def test_nothing_is_taken_away_where_a_sum_is_asked_for(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="calculation", reply={"Text:": "36 - 28", "": "none"})
    assert bot.ask("How many bunks do the camps have?").claims[0].kind == "calculated"
    assert bot.ask("How many bunks do the camps have altogether?").claims[0].kind != "calculated"


def test_a_sum_that_is_asked_for_as_a_count_is_worked_out(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="count", reply={"Text:": "36 + 28", "": "none"})
    assert bot.ask("How many bunks do the camps have altogether?").claims[0].kind == "calculated"


def test_a_mean_that_is_asked_for_as_an_extreme_is_worked_out(make: Make) -> None:
    bot = make({"camps.md": CAMPS}, kind="extreme", reply={"Text:": "(36 + 28) / 2", "": "none"})
    answer = bot.ask("How many bunks do the camps have on average?")
    assert answer.claims[0].text.endswith("(36 + 28) / 2 = 32.")


def test_figures_of_two_versions_of_a_document_are_added_up_only_if_a_sum_is_asked_for(make: Make) -> None:
    leave = "# Leave of the crew\n\nDated {year}. The crew has {days} days of leave a year.\n"
    documents = {f"leave-{year}.md": leave.format(year=year, days=days) for year, days in ((2023, 25), (2024, 27))}
    added = make(documents, kind="calculation", reply={"Text:": "25 + 27", "": "none"})
    assert all(claim.kind != "calculated" for claim in added.ask("How many days of leave does the crew have?").claims)
    both = added.ask("How many days of leave did the crew have in 2023 and 2024 altogether?")
    assert both.claims[0].text.endswith("25 days + 27 days = 52 days.")


@pytest.mark.parametrize(("sender", "is_told"), [("Ida Holm", True), ("Una Hale", False)])
def test_whose_mail_it_is_stands_beside_its_figures(make: Make, sender: str, is_told: bool) -> None:
    line = "The crew keeps the boats by the river, and the harbour master keeps the keys. "
    told = "The forecast is 480 pounds. The agreed budget was 440 pounds.\n"
    mail = f"{sender} wrote this to the whole crew of the harbour.\n\n{line * 5}{told}"
    bot = make({"mail.txt": mail}, kind="calculation", reply={"Text:": "480 - 440", "": "none"})
    answer = bot.ask("By how many pounds is the forecast of Ida Holm above the agreed budget?")
    assert (answer.claims[0].kind == "calculated" if answer.claims else False) is is_told
