"""Prices in tiers: "1 to 9: EUR 6.00 each, 10 to 49: EUR 5.40", in the rows or columns of a table, or in sentences.

The whole quantity is taken at the price of its tier. Where a text says that further pieces have another price, where a
tier is missing, or where it is not clear that the price is for one piece, there is no price.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from assistant.calculating.operands import row_named
from assistant.calculating.table import Operand, OperandRow, operands_of
from assistant.calculating.wanted import Wanted, words_listed
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.types import Evidence, Figure, Sentence

_HARDLY = Decimal("1e-9")
"""How far the end of a range is from a bound that it does not have ("over 50")."""
_CLAUSES = re.compile(r"[,;:] |[，；：]")
_NO_END = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Tier:
    """The quantities from `low` to `high`, with one `price` as it is written, and what the text calls them."""

    low: Decimal
    high: Decimal
    price: str
    called: str
    item: Evidence


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of one price list, the `text` that says what they are for, and all that stands `beside` them."""

    tiers: tuple[Tier, ...]
    text: str
    code: str
    beside: str = ""

    def price_of(self, count: Decimal) -> Tier | None:
        """Return the one tier that a quantity is in; None if there is none, or several."""
        holding = [tier for tier in self.tiers if tier.low <= count <= tier.high]
        return holding[0] if len(holding) == 1 else None

    def are_for(self, reading: Wanted) -> bool:
        """Return whether the text has all words of what a question names."""
        return self._asked(reading) <= set(terms(self.text, self.code))

    def are_of_one(self, reading: Wanted) -> bool:
        """Return whether it is clear that each price is for one piece of what a question names, and for every piece."""
        told, asked, pieces = language(self.code).calculations, self._asked(reading), self._pieces
        units = {term for words in language(self.code).units.values() for term in terms_of_words(words, self.code)}
        each = [set(terms(found.group(), self.code)) for found in words_listed(self.code, "each").finditer(self.text)]
        named = [{term for term in said if not any(map(str.isdigit, term))} - pieces for said in each]
        clear = any(not (said & units) and (not asked or said <= asked) for said in named)
        return clear and not told.further.stand_in(self.beside)

    @property
    def _pieces(self) -> frozenset[str]:
        return terms_of_words(language(self.code).calculations.words.get("pieces", ()), self.code)

    def _asked(self, reading: Wanted) -> frozenset[str]:
        return frozenset(terms(f"{reading.subject} {reading.other}", self.code)) - self._pieces


def tiers_in(reading: Wanted, question: str, ranked: Sequence[Evidence]) -> Iterator[Tiers]:
    """Yield the price lists in tiers in the passages of some sentences, whatever they are for."""
    passages = {(item.passage.document, item.passage.start): item for item in ranked}
    beside = [_beside(item, sentence) for item in passages.values() for sentence in item.passage.sentences]
    rows = [row for item in beside if (row := operands_of(item))]
    found: list[Tiers] = []
    for _, of_table in groupby(rows, key=lambda row: (row.table, row.around)):
        table = list(of_table)
        found += [*_in_rows(table), *_in_columns(reading, question, table)]
    found += [tiers for item in passages.values() for tiers in _in_sentences(item)]
    for tiers in found:
        here = _section_of(tiers.tiers[0].item)
        texts = [item.passage.text for item in passages.values() if _section_of(item) == here]
        yield replace(tiers, beside="\n".join(texts))


def _in_rows(table: Sequence[OperandRow]) -> Iterator[Tiers]:
    """Yield the price lists of a table whose rows are ranges: one for each column of prices."""
    code = table[0].language
    ranges = [(row, found) for row in table if (found := range_in(row.label, code))]
    if len(ranges) < 2 or len(ranges) < len(table):
        return
    for column in dict.fromkeys(cell.column for row in table for cell in row.cells):
        cells = [next((cell for cell in row.cells if cell.column == column), None) for row, _ in ranges]
        if not all(cell is not None and _is_price(cell, code) for cell in cells):
            continue
        tiers = tuple(
            Tier(*found, with_currency(cell), f"“{row.label}”, {column}", row.item)
            for (row, found), cell in zip(ranges, cells, strict=True)
            if cell
        )
        row = ranges[0][0]
        heads = row.item.sentence.row.headings if row.item.sentence.row else ()
        yield Tiers(tiers, "\n".join((_around(row), *heads, column, row.section)), code)


def _in_columns(reading: Wanted, question: str, table: Sequence[OperandRow]) -> Iterator[Tiers]:
    """Yield the price list of the one row that is named, if the columns are ranges."""
    code = table[0].language
    row = row_named(reading.subject, question, table)
    if row is None:
        return
    ranges = [(cell, found) for cell in row.cells if (found := range_in(cell.column, code))]
    if len(ranges) < 2 or not all(_is_price(cell, code) for cell, _ in ranges):
        return
    tiers = tuple(
        Tier(*found, with_currency(cell), f"“{row.label}”, {cell.column}", row.item) for cell, found in ranges
    )
    yield Tiers(tiers, "\n".join((row.around, row.label, row.section)), code)


def _in_sentences(item: Evidence) -> Iterator[Tiers]:
    """Yield the price lists in the sentences of a passage: several tiers in one sentence, or one in each of several."""
    passage = item.passage
    prose = [sentence for sentence in passage.sentences if sentence.row is None]
    told = [(sentence, list(tiers_of(sentence, item))) for sentence in prose]
    for place, (sentence, tiers) in enumerate(told):
        if len(tiers) > 1:
            before = prose[place - 1].text if place else ""
            yield Tiers(tuple(tiers), _text(item, before, sentence.text), passage.language)
    run: list[int] = []
    for place in range(len(told) + 1):
        if place < len(told) and len(told[place][1]) == 1:
            run.append(place)
            continue
        if len(run) > 1:
            before = prose[run[0] - 1].text if run[0] else ""
            found = tuple(told[one][1][0] for one in run)
            text = _text(item, before, *(prose[one].text for one in run))
            yield Tiers(found, text, passage.language)
        run = []


def _text(item: Evidence, *sentences: str) -> str:
    return "\n".join((item.passage.document, *item.passage.heading, *sentences))


def tiers_of(sentence: Sentence, item: Evidence) -> Iterator[Tier]:
    """Yield the tiers of a sentence, if each price has a range of its own, all before their prices or all behind."""
    code = item.passage.language
    figures = [figure for figure in sentence.figures if figure.unit != "year"]
    prices = [figure for figure in figures if _is_amount(figure, code)]
    if not prices or not all(figure.certain and figure.magnitude == 1 for figure in figures):
        return
    leads = figures[0] in prices
    starts = [figures.index(price) for price in prices]
    ends = [*starts[1:], len(figures)] if leads else [start + 1 for start in starts]
    begins = starts if leads else [0, *ends[:-1]]
    currency = next((price.currency for price in prices if price.currency), "")
    found = []
    for price, begin, end in zip(prices, begins, ends, strict=True):
        bounds = [figure for figure in figures[begin:end] if figure is not price]
        bounded = _bounded(sentence.text, bounds, code) if len(bounds) == end - begin - 1 else None
        if bounded is None or (price.currency and price.currency != currency):
            return
        first, last = bounds[0], bounds[-1]
        priced = price.text if price.currency or not currency else f"{currency} {price.text}"
        before = max((figure.end for figure in figures if figure.end <= first.start), default=0)
        called = _CLAUSES.split(" ".join(sentence.text[before : last.end].split()))[-1].strip(" -–*•")
        found.append(Tier(*bounded, priced, f"“{called}”", _beside(item, sentence)))
    if len(found) == len(prices):
        yield from found


def _section_of(item: Evidence) -> tuple[str, tuple[str, ...]]:
    return item.passage.document, item.passage.heading


def _around(row: OperandRow) -> str:
    """Return what stands around the table of a row, without the headings of its columns."""
    heads = row.item.sentence.row.header_lines if row.item.sentence.row else ()
    return "\n".join(line for line in row.around.splitlines() if line not in heads)


def _beside(item: Evidence, sentence: Sentence) -> Evidence:
    """Return another sentence of the passage of one."""
    return Evidence(item.passage, sentence, item.score, item.closeness)


def range_in(text: str, code: str) -> tuple[Decimal, Decimal] | None:
    """Return the first and the last quantity of a range that a text names ("10 to 49", "from 50"), or None."""
    return _bounded(text, find_figures(text, code), code)


def _bounded(text: str, figures: Sequence[Figure], code: str) -> tuple[Decimal, Decimal] | None:
    if not 0 < len(figures) <= 2 or any(figure.unit or figure.currency for figure in figures):
        return None
    first, last = figures[0], figures[-1]
    if first is not last:
        return (first.value, last.value) if first.value < last.value else None
    upwards = re.search(rf"(?:{words_listed(code, 'upwards').pattern})\s*$", text[: first.start], re.IGNORECASE)
    if first.qualifier == "at least" or upwards or text[first.end :].lstrip().startswith("+"):
        return first.value, _NO_END
    bounds: dict[str, Callable[[Decimal], tuple[Decimal, Decimal]]] = {
        "over": lambda value: (value + _HARDLY, _NO_END),
        "at most": lambda value: (Decimal(0), value),
        "under": lambda value: (Decimal(0), value - _HARDLY),
        "": lambda value: (value, value),
    }
    return bounds[first.qualifier](first.value) if first.qualifier in bounds else None


def _is_amount(figure: Figure, code: str) -> bool:
    """Return whether a figure of a sentence is one of money: it has a currency, or decimals."""
    return not figure.unit and (bool(figure.currency) or language(code).numbers.decimal in figure.text)


def _is_price(cell: Operand, code: str) -> bool:
    meant, told = cell.meant, language(code).calculations
    prices = terms_of_words(told.words.get("money", ()), code) & set(terms(cell.column, code))
    is_price = bool(prices) or words_listed(code, "each").search(cell.column) is not None
    return meant.magnitude == 1 and not meant.unit and (bool(meant.currency) or is_price)


def with_currency(cell: Operand) -> str:
    """Return the figure of a cell with its currency, which may be above its column."""
    return cell.text if cell.figure.currency or not cell.meant.currency else f"{cell.meant.currency} {cell.text}"
