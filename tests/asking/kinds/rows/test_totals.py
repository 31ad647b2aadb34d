import pytest

from assistant.calculating.checking import follows
from assistant.types import Answer
from tests.asking.kinds.conftest import Make

ORDERS = """# Orders of the bakery supplier

| Order | Customer | Sacks | Amount | State |
|---|---|---|---|---|
| B-101 | Leeds Bakery | 4 | £120.00 | open |
| B-102 | Corner Mill | 2 | £64.50 | paid |
| B-103 | Leeds Bakery | 6 | £180.00 | paid |
| B-104 | Corner Mill | 1 | £32.25 | open |
| B-105 | Old Oven | 3 | £96.75 | open |
| Total | | 16 | £493.50 | |
"""
HOURS = """# Hours of the volunteers

| Day | Volunteer | Hours | Hall |
|---|---|---|---|
| 4 May | Nora | 3.5 | north |
| 5 May | Piet | 2 | south |
| 6 May | Nora | 4 | south |
| 7 May | Piet | 6 | north |
"""


def sums_up(answer: Answer) -> bool:
    return [claim.kind for claim in answer.claims] == ["calculated"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What do the open orders come to in total?",
            "Sum of the 3 rows with “open” in Amount: £120.00 + £32.25 + £96.75 = £249.",
        ),
        (
            "What is the total amount of the orders of Leeds Bakery?",
            "Sum of the 2 rows with “Leeds Bakery” in Amount: £120.00 + £180.00 = £300.",
        ),
        (
            "How many sacks did Corner Mill order altogether?",
            "Sum of the 2 rows with “Corner Mill” in Sacks: 2 + 1 = 3.",
        ),
        (
            "What is the average amount of the open orders?",
            "Average of the 3 rows with “open” in Amount: (£120.00 + £32.25 + £96.75) / 3 = £83.",
        ),
    ],
)
def test_the_figures_of_chosen_rows_are_added_up_with_their_working(make: Make, question: str, told: str) -> None:
    answer = make({"orders.md": ORDERS}, kind="lookup").ask(question)
    assert answer.text.startswith(told)
    assert len(answer.citations) == told.count("£") - 1 or "Sacks" in told
    assert "of 5 rows of this table have" in answer.certificate
    assert follows(answer.claims[0].text, [citation.quote for citation in answer.citations])


def test_a_column_without_money_is_added_up_where_it_is_the_only_one(make: Make) -> None:
    answer = make({"hours.md": HOURS}, kind="count").ask("How many hours did Nora volunteer in total?")
    assert answer.text == "Sum of the 2 rows with “Nora” in Hours: 3.5 + 4 = 7.5. [1][2]"


@pytest.mark.parametrize(
    "question",
    [
        "How much did Leeds Bakery order altogether?",
        "What do the orders from Ashby come to in total?",
        "What do the cancelled orders come to in total?",
        "How many orders did Leeds Bakery place in total?",
        "What is the total amount that Leeds Bakery paid?",
        "What does the order of Old Oven come to in total?",
    ],
)
def test_nothing_is_added_up_where_column_or_rows_are_not_certain(make: Make, question: str) -> None:
    assert not sums_up(make({"orders.md": ORDERS}, kind="lookup").ask(question))


def test_a_difference_between_totals_is_no_sum(make: Make) -> None:
    bot = make({"orders.md": ORDERS}, kind="calculation")
    assert not sums_up(bot.ask("What is the difference between the total amounts of Leeds Bakery and Corner Mill?"))


@pytest.mark.parametrize("head", ["Price per sack", "Unit price", "Price"])
def test_prices_of_single_pieces_are_not_added_up(make: Make, head: str) -> None:
    orders = ORDERS.replace("Amount", head)
    bot = make({"orders.md": orders}, kind="lookup")
    assert not sums_up(bot.ask("What do the open orders come to in total?"))


@pytest.mark.parametrize("figures", ["| 1 | to be agreed |", "| one | to be agreed |"])
def test_a_row_without_a_figure_leaves_the_sum_open(make: Make, figures: str) -> None:
    orders = ORDERS.replace("B-104", "Late one").replace("| 1 | £32.25 |", figures)
    assert not sums_up(make({"orders.md": orders}, kind="lookup").ask("What do the open orders come to in total?"))


def test_figures_in_several_currencies_are_not_added_up(make: Make) -> None:
    orders = ORDERS.replace("£32.25", "€32.25")
    assert not sums_up(make({"orders.md": orders}, kind="lookup").ask("What do the open orders come to in total?"))


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        (
            "# Bestellungen der Mühle\n\n| Nr | Kunde | Betrag | Stand |\n|---|---|---|---|\n"
            "| M1 | Backhaus | 1.200,50 € | offen |\n| M2 | Hofladen | 80,00 € | bezahlt |\n"
            "| M3 | Backhaus | 99,50 € | offen |\n\n"
            "Die Mühle liefert das Mehl an alle Kunden, die bis zum Abend bestellt haben.\n",
            "Wie viel machen die offenen Bestellungen insgesamt aus?",
            "Summe von den 2 Zeilen mit “offen” (Betrag): 1.200,50€ + 99,50€ = 1.300€.",
        ),
        (
            "# Commandes du moulin\n\n| Numéro | Client | Montant | État |\n|---|---|---|---|\n"
            "| M1 | Fournil | 120,50 € | ouverte |\n| M2 | Épicerie | 80,00 € | payée |\n"
            "| M3 | Fournil | 99,50 € | ouverte |\n\n"
            "Le moulin livre la farine à tous les clients qui ont commandé avant le soir.\n",
            "Quel est le total des commandes du moulin pour le client Fournil ?",
            "Somme de 2 lignes avec “Fournil” (Montant): 120,50€ + 99,50€ = 220€.",
        ),
        (
            "# Pedidos del molino\n\n| Número | Cliente | Importe | Estado |\n|---|---|---|---|\n"
            "| M1 | Horno | 120,50 € | abierto |\n| M2 | Tienda | 80,00 € | pagado |\n"
            "| M3 | Horno | 99,50 € | abierto |\n\n"
            "El molino entrega la harina a todos los clientes que han pedido antes de la noche.\n",
            "¿Cuánto suman los pedidos del molino del cliente Horno?",
            "Suma de las 2 filas con “Horno” (Importe): 120,50€ + 99,50€ = 220€.",
        ),
    ],
)
def test_chosen_rows_are_added_up_in_other_languages(make: Make, text: str, question: str, told: str) -> None:
    assert make({"orders.md": text}, kind="lookup").ask(question).text.startswith(told)
