import pytest

from assistant.calculating.checking import follows
from assistant.calculating.working import work_out
from assistant.retrieval.question import make_question
from assistant.types import Evidence
from tests.calculating.conftest import MakeTable

PRICES = """| Item | Price | Sold in 2023 |
|---|---|---|
| Lantern | EUR 14.25 | 80 |
| Rope | EUR 1,250.50 | 12 |"""
HALLS = """| Saal | Preis je Tag | Preis je Woche |
|---|---|---|
| Kuppelsaal | 180,50 € | 900,00 € |
| Nordsaal | 95,00 € | 480,00 € |"""
FEES = "Berths\n\nThe fee is EUR 6.40 per dinghy and EUR 11.10 per yacht. A mooring ring costs EUR 3."


def said(question: str, evidence: tuple[Evidence, ...]) -> str | None:
    worked = work_out(make_question(question), evidence)
    if worked is None:
        return None
    assert follows(worked.text, [item.sentence.text for item in worked.rows])
    return worked.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much would 40 lanterns cost?", "“Lantern”, Price: 40 × EUR 14.25 = EUR 570."),
        ("What do twelve lanterns cost?", "“Lantern”, Price: 12 × EUR 14.25 = EUR 171."),
        ("What is the price of 3 ropes?", "“Rope”, Price: 3 × EUR 1,250.50 = EUR 3,751.50."),
        ("How much do I have to pay for 2 lanterns?", "“Lantern”, Price: 2 × EUR 14.25 = EUR 28.50."),
    ],
)
def test_the_price_of_several_is_that_of_one_times_their_number(table: MakeTable, question: str, answer: str) -> None:
    assert said(question, table(PRICES)) == answer


def test_a_price_is_that_of_the_unit_that_is_asked_for(table: MakeTable) -> None:
    halls = table(HALLS, language="de")
    assert said("Was kostet der Kuppelsaal für 4 Tage?", halls) == "“Kuppelsaal”, Preis je Tag: 4 × 180,50 € = 722 €."
    assert said("Was kostet der Nordsaal für 3 Wochen?", halls) == "“Nordsaal”, Preis je Woche: 3 × 480,00 € = 1.440 €."
    assert said("Was kostet der Nordsaal für 3 Monate?", halls) is None


def test_a_price_in_a_sentence_is_for_what_it_names(table: MakeTable) -> None:
    assert said("How much do 5 yachts cost?", table(FEES)) == "“report.md”: 5 × EUR 11.10 = EUR 55.50."
    assert said("How much do 5 mooring rings cost?", table(FEES)) == "“report.md”: 5 × EUR 3 = EUR 15."


@pytest.mark.parametrize(
    "question",
    [
        "How much do 5 ferries cost?",
        "How much did 80 lanterns bring?",
        "How much do 5 boats cost?",
        "How many lanterns cost 40 euros?",
        "How much do 99999999999999999999999999999999 lanterns cost?",
        "How much do 0 lanterns cost?",
    ],
)
def test_no_price_is_taken_for_what_the_documents_do_not_price(table: MakeTable, question: str) -> None:
    assert said(question, table(PRICES)) is None
    assert said(question, table(FEES)) is None


def test_a_figure_that_is_no_price_is_not_multiplied(table: MakeTable) -> None:
    assert said("How much do 3 ropes cost?", table("| Item | Weight |\n|---|---|\n| Rope | 12 |")) is None
