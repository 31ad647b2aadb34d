from decimal import Decimal

import pytest

from assistant.calculating.tiers import range_in
from tests.calculating.conftest import MakeTable
from tests.calculating.test_products import said

ROWS = """# Jars

| Quantity | Price each |
|---|---|
| 1 to 9 | EUR 6.00 |
| 10 to 49 | EUR 5.40 |
| from 50 | EUR 4.90 |"""
SENTENCE = "# Jars\n\nA jar: 1 to 9 cost EUR 6.00 each, 10 to 49: 5.40, from 50: 4.90."
ITEMS = "# Prices\n\nPrices per jar:\n\n- 1 to 9 jars: €6.00\n- 10 to 49 jars: €5.40\n- 50 or more jars: €4.90"
COLUMNS = """# Price per piece

| Ware | 1–9 | 10–49 | 50+ |
|---|---|---|---|
| Jar | £6.00 | £5.40 | £4.90 |
| Lid | £0.60 | £0.50 | £0.45 |"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ROWS, "“10 to 49”, Price each: 12 × EUR 5.40 = EUR 64.80."),
        (SENTENCE, "“10 to 49”: 12 × EUR 5.40 = EUR 64.80."),
        (ITEMS, "“10 to 49”: 12 × €5.40 = €64.80."),
        (COLUMNS, "“Jar”, 10–49: 12 × £5.40 = £64.80."),
    ],
)
def test_the_price_of_the_tier_is_taken_times_the_quantity(table: MakeTable, text: str, told: str) -> None:
    assert said("What do 12 jars cost?", table(text)) == told


@pytest.mark.parametrize(
    ("count", "total"),
    [("9", "EUR 54"), ("10", "EUR 54"), ("49", "EUR 264.60"), ("50", "EUR 245"), ("700", "EUR 3430")],
)
def test_each_end_of_a_tier_belongs_to_it(table: MakeTable, count: str, total: str) -> None:
    for text in (ROWS, SENTENCE):
        told = said(f"How much do {count} cost?", table(text))
        assert told is not None
        assert told.replace(",", "").endswith(f"= {total}.")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (ROWS.replace("Price each", "Price"), "What do 12 jars cost?"),
        (ROWS.replace("Price each", "Price per month"), "What do 12 jars cost?"),
        (ROWS.replace("Price each", "Price per crate"), "What do 12 jars cost?"),
        (ROWS.replace("10 to 49", "9 to 50").replace("from 50", "40 or more"), "What do 44 jars cost?"),
        (ROWS.replace("10 to 49", "20 to 49"), "What do 12 jars cost?"),
        (ROWS + "\n\nEach further jar costs less.", "What do 12 jars cost?"),
        (SENTENCE.replace("10 to 49: 5.40", "the next 40: 5.40"), "What do 12 jars cost?"),
        (ROWS, "What do 12 barrels cost?"),
        (f"{ROWS}\n\n{ROWS.replace('5.40', '5.10')}", "What do 12 cost?"),
    ],
)
def test_there_is_no_price_where_piece_tier_or_list_is_not_certain(table: MakeTable, text: str, question: str) -> None:
    assert said(question, table(text)) is None


def test_the_first_price_is_not_taken_for_all_where_another_holds_from_some_quantity(table: MakeTable) -> None:
    text = "# Rope\n\nThe price is EUR 3.20 per metre of rope, and for at least 40 it is EUR 2.80."
    assert said("What do 60 metres of rope cost?", table(text)) is None


@pytest.mark.parametrize(
    ("code", "text", "question", "told"),
    [
        (
            "de",
            "# Gläser\n\n| Menge | Preis je Stück |\n|---|---|\n| 1 bis 9 | 6,00 € |\n| 10 bis 49 | 5,40 € |\n"
            "| ab 50 | 4,90 € |\n\nDie Gläser werden am nächsten Tag geliefert.",
            "Was kosten 12 Gläser?",
            "“10 bis 49”, Preis je Stück: 12 × 5,40 € = 64,80 €.",
        ),
        (
            "de",
            "# Gläser\n\nDie Preise der Gläser sind: 1 bis 9: 6,00 € pro Stück, 10 bis 49: 5,40 €, ab 50: 4,90 €.",
            "Was kosten 60 Stück?",
            "“ab 50”: 60 × 4,90 € = 294 €.",
        ),
        (
            "fr",
            "# Bocaux\n\n| Quantité | Prix unitaire |\n|---|---|\n| 1 à 9 | 6,00 € |\n| 10 à 49 | 5,40 € |\n"
            "| à partir de 50 | 4,90 € |\n\nLes bocaux sont livrés le lendemain de la commande.",
            "Combien coûtent 12 bocaux ?",
            "“10 à 49”, Prix unitaire: 12 × 5,40 € = 64,80 €.",
        ),
        (
            "es",
            "# Tarros\n\n| Cantidad | Precio por unidad |\n|---|---|\n| 1 a 9 | 6,00 € |\n| 10 a 49 | 5,40 € |\n"
            "| desde 50 | 4,90 € |\n\nLos tarros se entregan al día siguiente del pedido.",
            "¿Cuánto cuestan 12 tarros?",
            "“10 a 49”, Precio por unidad: 12 × 5,40 € = 64,80 €.",
        ),
    ],
)
def test_tiers_are_read_in_other_languages(table: MakeTable, code: str, text: str, question: str, told: str) -> None:
    assert said(question, table(text, language=code)) == told


@pytest.mark.parametrize(
    ("text", "holds", "misses"),
    [("over 50", "50.5", "50"), ("under 10", "9", "10"), ("up to 9", "9", "10"), ("50+", "50", "49"), ("1", "1", "2")],
)
def test_a_range_has_the_quantities_that_its_words_allow(text: str, holds: str, misses: str) -> None:
    found = range_in(text, "en")
    assert found is not None
    assert found[0] <= Decimal(holds) <= found[1]
    assert not found[0] <= Decimal(misses) <= found[1]


@pytest.mark.parametrize("text", ["", "about 50", "9 to 1", "EUR 5", "3 years", "1 to 9 or 20"])
def test_what_is_no_range_of_quantities_is_none(text: str) -> None:
    assert range_in(text, "en") is None
