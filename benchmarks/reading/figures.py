"""How well libraries and our own reader find figures, on the table in `benchmarks/data/figures.tsv`.

    python -m benchmarks.reading.figures [--wrong]

Prints a Markdown table: the number of lines with exactly the right values, of lines with the right values, units and
currencies, and of false figures. Libraries that are not installed are left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path

from assistant.language.figures import find_figures

TABLE = Path(__file__).parents[1] / "data" / "figures.tsv"


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A value with its unit and currency, or "" for none."""

    value: Decimal
    unit: str
    currency: str


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the figures in it."""

    text: str
    figures: tuple[Quantity, ...]


def read_cases() -> tuple[Case, ...]:
    """Return the table."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#"))
    return tuple(
        Case(text, tuple(Quantity(Decimal(v), u, c) for v, u, c in (f.split("|") for f in told.split("; ") if f)))
        for text, told in rows
    )


def ours(text: str) -> list[Quantity]:
    """Return what `find_figures` finds; a text that a bar opens is a row of a table."""
    return [Quantity(f.value, f.unit, f.currency) for f in find_figures(text, in_table=text.startswith("|"))]


_QUANTULUM_UNITS = {"percentage": "percent", "year": "years", "minute": "minutes", "month": "months", "day": "days"}
_QUANTULUM_MONEY = {
    "dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "chinese yuan": "CNY",
    "japanese yen": "JPY",
    "yen": "JPY",
    "indian rupee": "INR",
    "hong kong dollar": "HKD",
    "australian dollar": "AUD",
}


def by_quantulum(text: str) -> list[Quantity]:
    """Return what quantulum3 finds without its classifier, which today's scikit-learn cannot load."""
    setattr(import_module("quantulum3.classifier"), "USE_CLF", False)  # noqa: B010  # mypy knows no such attribute
    found = []
    for quantity in import_module("quantulum3.parser").parse(text):
        name = str(quantity.unit.name)
        unit, currency = _QUANTULUM_UNITS.get(name, ""), _QUANTULUM_MONEY.get(name, "")
        found.append(Quantity(Decimal(str(quantity.value)), unit, currency))
    return found


def by_price_parser(text: str) -> list[Quantity]:
    """Return the one price that price-parser finds, its symbol put into ours."""
    price = import_module("price_parser").Price.fromstring(text)
    symbols = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "HK$": "HKD", "A$": "AUD", "¥": "¥", "₹": "INR"}
    symbol = str(price.currency or "")
    return [] if price.amount is None else [Quantity(price.amount, "", symbols.get(symbol, symbol))]


def by_babel(text: str) -> list[Quantity]:
    """Return the words of a text that babel reads as numbers."""
    parse = import_module("babel.numbers").parse_decimal
    found = []
    for word in text.split():
        try:
            found.append(Quantity(parse(word.strip(".,;()"), locale="en_US"), "", ""))
        except (ValueError, InvalidOperation):
            continue
    return found


READERS: dict[str, Callable[[str], list[Quantity]]] = {
    "**ours**": ours,
    "quantulum3": by_quantulum,
    "price-parser": by_price_parser,
    "babel": by_babel,
}


def main(*, show_wrong: bool) -> None:
    """Print the table."""
    cases = read_cases()
    print(f"| reader | values right of {len(cases)} | all right | false figures |\n|---|---|---|---|")
    for name, reader in READERS.items():
        try:
            found = [sorted(reader(case.text)) for case in cases]
        except ModuleNotFoundError:
            continue
        wanted = [sorted(case.figures) for case in cases]
        values = sum([q.value for q in f] == [q.value for q in w] for f, w in zip(found, wanted, strict=True))
        whole = sum(f == w for f, w in zip(found, wanted, strict=True))
        extra = sum(
            len([q for q in f if q.value not in {x.value for x in w}]) for f, w in zip(found, wanted, strict=True)
        )
        print(f"| {name} | {values} | {whole} | {extra} |")
        if show_wrong and name == "**ours**":
            for case, f in zip(cases, found, strict=True):
                if f != sorted(case.figures):
                    print(f"    {case.text} -> {[(str(q.value), q.unit, q.currency) for q in f]}")


if __name__ == "__main__":
    main(show_wrong="--wrong" in sys.argv)
