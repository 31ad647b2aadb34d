import ast
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.evaluation import written_figures as module
from assistant.evaluation.grounding import with_another_figure
from assistant.evaluation.written_figures import loose_in, written_figures

SENTENCES = (
    "The ferry carried 1,204,311 passengers in 2023, 4.5% more than in 2022.",
    "Der Umsatz stieg um 7,5 % auf 1.204,5 Mio. €.",
    "Le port a coûté 12\u202f500\u202f000 € en 2021.",
    "Los ingresos fueron de 3,2 millones de euros.",
    "营收增长26%，达到380亿元。",
    "Twenty-five of the three hundred seats were sold for $9.99.",
    "Between 5 and 7 million tonnes pass the lock, most of them in the 1970s hulls.",
    "| Harbour | 412.5 | (31.0) | 7.5% |",
    "Line 4 opened on 3.10.2022, the 2nd of its kind, with 2½ hours between trains.",
)


def test_the_counter_shares_nothing_with_what_it_measures() -> None:
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    imported = [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert imported
    assert not [name for name in imported if name.startswith((".", "assistant"))]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_nothing_is_loose_in_a_quotation_and_a_wrong_digit_is(sentence: str) -> None:
    assert written_figures(sentence)
    assert loose_in(sentence, [sentence]) == ()
    wrong = with_another_figure(sentence)
    assert wrong is not None
    assert len(loose_in(wrong, ["Nothing to see here.", sentence])) == 1


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It has 12 ships.", "Twelve ships lie there."),
        ("It has forty-one ships.", "41 ships lie there."),
        ("It made 12 million.", "It made 12,000,000 in all."),
        ("It made 1.2 billion.", "It made 1,200 million in all."),
        ("It made €1,204.5 million.", "Es waren 1.204,5 Mio. €."),
        ("It made 12 million.", "Revenue (€ million) | 2023\n| Harbour | 12 |"),
        ("It is 7.5%.", "Change in % | Harbour\n| 2023 | 7.5 |"),
        ("It is 7.5 percent.", "It is 7.5%."),
        ("It is 5% at least.", "It is from 5 to 7%."),
        ("It cost $5 million.", "It cost $5-7 million."),
        ("It grew by 26%.", "营收增长26％"),
        ("They lost 38 billion.", "他们亏损了380亿元。"),
        ("It was in 2023.", "It was on 2023-10-03."),
        ("A 5-million deal.", "A deal of 5 million."),
        ("It cost 5 €.", "It cost 5."),
        ("It cost EUR 5 million.", "It cost EUR5m."),
    ],
)
def test_a_figure_may_be_written_in_another_way(claim: str, cited: str) -> None:
    assert loose_in(claim, [cited]) == ()


@pytest.mark.parametrize(
    ("claim", "cited", "loose"),
    [
        ("It made 12 billion.", "It made 12 million.", "12 billion"),
        ("It made 12 million.", "Revenue (€ thousand) | 2023\n| Harbour | 12 |", "12 million"),
        ("It made 12 million.", "It made 12, and 9 million before.", "12 million"),
        ("It grew by 5%.", "It grew by 5 ships.", "5%"),
        ("It cost $5.", "It cost €5.", "$5"),
        ("It grew by 5 to 8%.", "It grew by 5 to 7%.", "8%"),
        ("It has thirteen ships.", "It has twelve ships.", "thirteen"),
        ("It was in the 1980s.", "It was in the 1970s.", "1980"),
        ("It was the 3rd.", "It was the 2nd.", "3"),
        ("It cost EUR6.", "It cost EUR5.", "6"),
        ("It has 1,234 ships.", "It has 1,243 ships.", "1,234"),
        ("It made 12,5 Mio. €.", "Es waren 12,6 Mio. €.", "12,5 Mio. €"),
    ],
)
def test_another_value_magnitude_or_unit_is_loose(claim: str, cited: str, loose: str) -> None:
    assert loose_in(claim, [cited]) == (loose,)


def test_digits_inside_a_name_are_no_figures() -> None:
    assert written_figures("Qwen3 and COVID-19 in hall B12; one of them stayed.") == ()


def test_digits_that_may_be_written_with_either_sign_have_both_values() -> None:
    assert [figure.values for figure in written_figures("1,234 and 1.2345")] == [
        {Decimal(1234), Decimal("1.234")},
        {Decimal("1.2345")},
    ]


def test_a_text_without_figures_has_none() -> None:
    assert written_figures("") == written_figures("No ship - none.") == ()
    assert loose_in("No ship.", []) == ()
