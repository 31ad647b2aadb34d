"""How much several of a thing cost: the price of one in a row or sentence, times how many the question names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.calculating.operands import clearest, is_of_whom, row_named
from assistant.calculating.table import Operand, OperandRow, rows_of
from assistant.calculating.tiers import Tiers, tiers_in, with_currency
from assistant.calculating.wanted import Wanted, words_listed
from assistant.calculating.wording import in_notation_of, number_in, row_name
from assistant.language.figures import find_figures
from assistant.language.terms import terms
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure

_NEAR_THE_BEST = 0.5
"""The share of the best score that a sentence needs for its price to be the one asked for."""
_MOST_COUNTED = 10**9
_CLAUSE = re.compile(r"[,;:.!?。，；：]\s|[。，；：]|$")


@dataclass(frozen=True, slots=True)
class Price:
    """A price as it is written, the terms of what it is for, and what its working calls it."""

    item: Evidence
    written: str
    called: str
    terms: frozenset[str]


def product_of(reading: Wanted, question: Question, ranked: Sequence[Evidence]) -> tuple[str, Evidence] | None:
    """Return the working of a price times the quantity asked for, and the row or sentence that gives the price.

    None if no price is for what the question names, or several are.
    """
    count = _count(reading.count, question.language)
    tiered = [tiers for tiers in tiers_in(reading, question.whole, ranked) if tiers.are_for(reading)]
    if count is not None and tiered:
        return _of_tier(reading, count, tiered)
    found = list(_in_rows(reading, question.whole, rows_of(ranked))) or list(_in_sentences(reading, ranked))
    if count is None or len({(price.written, price.terms) for price in found}) != 1:
        return None
    return _told(count, found[0].written, found[0].called, found[0].item)


def _of_tier(reading: Wanted, count: Decimal, lists: Sequence[Tiers]) -> tuple[str, Evidence] | None:
    """Return the working of the price of the tier that a quantity is in; None if price lists give several prices."""
    found = [tiers.price_of(count) if tiers.are_of_one(reading) else None for tiers in lists]
    tier = found[0]
    if tier is None or any(other is None or other.price != tier.price for other in found):
        return None
    return _told(count, tier.price, tier.called, tier.item)


def _told(count: Decimal, written: str, called: str, item: Evidence) -> tuple[str, Evidence] | None:
    code = item.passage.language
    value = number_in(written, code)
    if value is None:
        return None
    times = in_notation_of("", count, code, 2, trimmed=True)
    return f"{called}: {times} × {written} = {in_notation_of(written, value * count, code)}.", item


def _count(written: str, code: str) -> Decimal | None:
    figures = find_figures(written, code)
    return figures[0].value if len(figures) == 1 and 0 < figures[0].value <= _MOST_COUNTED else None


def _in_rows(reading: Wanted, question: str, rows: Sequence[OperandRow]) -> Iterator[Price]:
    """Yield the price in the row that is named, in the column that is asked for or the only one with prices."""
    rows = [
        row
        for row in rows
        if is_of_whom(row, question, f"{reading.said} {reading.other}") and any(map(_is_price, row.cells))
    ]
    row = row_named(reading.subject, question, rows)
    if row is None:
        return
    prices = [cell for cell in row.cells if _is_price(cell)]
    each = set(terms(reading.other, row.language))
    cell = prices[0] if len(prices) == 1 else clearest(prices, question, row.language)
    if cell and each <= {*terms(cell.column, row.language), *terms(row.around, row.language)}:
        called = f"{row_name(row)}, {cell.column}" if cell.column else row_name(row)
        written = with_currency(cell)
        yield Price(row.item, written, called, frozenset(terms(row.label, row.language)))


def _is_price(cell: Operand) -> bool:
    return bool(cell.meant.currency) and cell.meant.magnitude == 1 and not cell.meant.unit


def _in_sentences(reading: Wanted, ranked: Sequence[Evidence]) -> Iterator[Price]:
    """Yield the prices in sentences that are for one of what is asked for: "EUR 2 per seat", "A seat costs EUR 2"."""
    top = ranked[0].score if ranked else 0.0
    for item in ranked:
        if item.sentence.row is not None or item.score < _NEAR_THE_BEST * top:
            continue
        code = item.passage.language
        subject = frozenset(terms(f"{reading.subject} {reading.other}", code))
        above = frozenset(terms("\n".join((item.passage.document, *item.passage.heading)), code))
        for figure, told in _prices_in(item.sentence.text, item.sentence.figures, code):
            is_of_one = told <= subject and subject - told <= above
            if told and is_of_one and (not reading.other or told & set(terms(reading.other, code))):
                yield Price(item, figure.text, _called(item), told)


def _prices_in(text: str, figures: Sequence[Figure], code: str) -> Iterator[tuple[Figure, frozenset[str]]]:
    """Yield the prices of a sentence with the terms of what one of them pays for."""
    per, costs = words_listed(code, "per"), words_listed(code, "cost").pattern
    prices = [figure for figure in figures if figure.currency and not figure.unit and figure.magnitude == 1]
    plain = [figure for figure in prices if not figure.qualifier]
    if len(prices) > 1 and any(figure.qualifier for figure in figures if not (figure.currency or figure.unit)):
        return  # the price depends on how many are bought
    for figure in plain:
        rest = text[figure.end :]
        if behind := per.match(rest.lstrip()):
            clause = rest.lstrip()[behind.end() :]
            nearest = _CLAUSE.search(clause)
            end = nearest.start() if nearest else len(clause)
            following = next((f.start - figure.end for f in prices if f.start > figure.end), len(rest))
            yield figure, frozenset(terms(clause[: min(end, max(0, following))], code))
        elif len(figures) == 1 and (verb := re.search(rf"(?:{costs})\s*$", text[: figure.start], re.IGNORECASE)):
            yield figure, frozenset(terms(text[: verb.start()], code))


def _called(item: Evidence) -> str:
    return f"“{item.passage.heading[-1]}”" if item.passage.heading else f"“{item.passage.document}”"
