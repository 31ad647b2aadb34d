from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calculating.arithmetic import Arithmetic, Quantity, arithmetic_in


def read(line: str) -> Arithmetic:
    found = arithmetic_in(line)
    assert found
    return found


@pytest.mark.parametrize(
    ("line", "operands", "told"),
    [
        ("64 + 38", ("64", "38"), "64 + 38"),
        ("2*8.50+4 = 21", ("2", "8.50", "4"), "2 × 8.50 + 4"),
        ("`(1,410 − 1,250) ÷ 2`", ("1,410", "1,250", "2"), "(1,410 - 1,250) / 2"),
        ("$1.5 million - $600,000", ("$1.5 million", "$600,000"), "$1.5 million - $600,000"),
        ("12 Stück × 3,50 €", ("12 Stück", "3,50 €"), "12 Stück × 3,50 €"),
    ],
)
def test_a_line_is_read_with_its_operands_as_they_are_written(line: str, operands: tuple[str, ...], told: str) -> None:
    found = read(line)
    assert found.operands == operands
    assert found.told(operands) == told


def test_operands_may_be_number_words_of_a_language_of_the_documents() -> None:
    found = arithmetic_in("zwölf + nine", ("de", "en"))
    assert found
    assert found.operands == ("zwölf", "nine")
    assert arithmetic_in("zwölf + nine") is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "none",
        "12",
        "£12 an hour",
        "3 ** 4",
        "2 + x",
        "2 + __import__('os')",
        "1 -",
        "(1 + 2",
        "() + 2 + 3",
        "-",
        "5 5 +",
        " + ".join(["1"] * 13),
    ],
)
def test_anything_else_is_no_arithmetic(line: str) -> None:
    assert arithmetic_in(line) is None


POUNDS, PIECES, MILES = Quantity(Decimal(10), "GBP"), Quantity(Decimal(4)), Quantity(Decimal(5), unit="miles")


@pytest.mark.parametrize(
    ("line", "quantities", "value"),
    [
        ("1 + 1", [POUNDS, POUNDS], Quantity(Decimal(20), "GBP")),
        ("1 - 1", [PIECES, PIECES], Quantity(Decimal(0))),
        ("1 * 1", [PIECES, POUNDS], Quantity(Decimal(40), "GBP")),
        ("1 * 1", [POUNDS, MILES], Quantity(Decimal(50), "GBP")),
        ("1 * 1", [PIECES, MILES], Quantity(Decimal(20), unit="miles")),
        ("1 / 1", [POUNDS, PIECES], Quantity(Decimal("2.5"), "GBP")),
        ("1 / 1", [POUNDS, POUNDS], Quantity(Decimal(1))),
        ("1 + 1", [POUNDS, PIECES], None),
        ("1 - 1", [MILES, PIECES], None),
        ("1 * 1", [POUNDS, POUNDS], None),
        ("1 * 1", [MILES, MILES], None),
        ("1 / 1", [PIECES, POUNDS], None),
        ("1 / 1", [PIECES, Quantity(Decimal(0))], None),
        ("1 * 1 + 1", [PIECES, POUNDS, POUNDS], Quantity(Decimal(50), "GBP")),
    ],
)
def test_only_what_has_the_same_unit_is_added_and_money_times_money_is_nothing(
    line: str, quantities: list[Quantity], value: Quantity | None
) -> None:
    assert read(line).value(quantities) == value


def test_factors_stand_beside_a_sign_of_multiplication() -> None:
    assert [read("2 * 8.50 + 4").is_factor(place) for place in range(3)] == [True, True, False]


@given(st.text(alphabet="0123456789.,+-*/() =x£€e_[]'", max_size=40))
def test_no_line_is_run_as_code_or_fails(line: str) -> None:
    found = arithmetic_in(line)
    assert found is None or len(found.operands) > 1
