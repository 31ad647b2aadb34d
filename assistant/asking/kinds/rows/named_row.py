"""A fact in a table: the row whose label a question names, shown as it is, without a model.

A small model confuses the rows of a table and takes figures from the wrong column. If all words of a question are those
of one row, its column and the headings above the table, nothing is left for a model to word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import wanted
from assistant.language.loading import language
from assistant.language.phrases import YEARS
from assistant.language.terms import terms, terms_of_words
from assistant.language.yes_and_no import yes_or_no
from assistant.reading.tabular.naming import named_in
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.history import opening_words
from assistant.types import Answer, Cell, Claim, Passage, TableRow
from assistant.verifying.rows_told import row_told
from assistant.verifying.showing import citation_of

Named = TypeVar("Named")
NEAR_THE_BEST = 0.9
"""The share of the best score that a row needs; below it, another sentence says more about the question."""


def told_by_row(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the one row that a question names in the best-ranked table, with the columns that it asks for.

    None if a word of the question is left over, if several rows or columns may be meant, if the question has several
    parts, if it asks for a calculation, or if it only names the row, of which a sentence says more.
    """
    query = gathered.query
    best = next((item for item in gathered.ranked if item.sentence.row and item.sentence.row.states_something), None)
    if best is None or best.sentence.row is None or len(query.parts) > 1:
        return None
    top = next(item.score for item in gathered.ranked if item is best or not item.sentence.row)
    if best.score < NEAR_THE_BEST * top:
        return None
    code, passage = best.passage.language, best.passage
    asked = subject_of(query, inquiry.reader.languages())
    rows = [(item, item.sentence.row) for item in stating([passage]) if item.sentence.row]
    of_table = [(item, row) for item, row in rows if row.table == best.sentence.row.table]
    named = [(item, row) for item, row in of_table if named_in(row.names, asked, code)]
    longest = max((len(named_in(row.names, asked, code)) for _, row in named), default=0)
    named = [(item, row) for item, row in named if len(named_in(row.names, asked, code)) == longest]
    meant = _most_named(named, lambda named_row: asked & set(terms(named_row[1].section, code)))
    if len(meant) != 1:
        return None
    item, row = meant[0]
    name = named_in(row.names, asked, code)
    if any(not set(terms(reading.said, code)) <= name for reading in wanted(query.text)):
        return None
    cells = _cells_asked(row, query.text, asked, code)
    left = asked - name - _around(inquiry, passage, row, cells, code) - _of_money(cells, code)
    left -= _of_amounts(query.text, query.question.language, code)
    if not cells or left or (len(cells) > 1 and _is_told_of(gathered, name, asked)):
        return None
    told = row_told(row.with_values(cells), code, query.text)
    if row.identifier and row.identifier not in cells and not set(terms(row.label, code)) <= name:
        told = row_told(row.with_values([row.identifier, *cells]), code)  # it is asked for by its code
    claim, opening = Claim(told, "row", (1,)), _verdict(inquiry, cells, code)
    return inquiry.answer([claim], [citation_of(item, 1)], opening=opening, confidence=0.95)


def _is_told_of(gathered: Gathered, name: frozenset[str], asked: frozenset[str]) -> bool:
    """Return whether a sentence near the best speaks of what a row is called, if nothing else is asked.

    "What is a silver service?" asks what one of the price list includes, which stands below it.
    """
    if asked - name:
        return False
    return any(
        name <= set(terms(item.sentence.text, item.passage.language))
        for item in gathered.ranked
        if not item.sentence.row
    )


def _verdict(inquiry: Inquiry, cells: Sequence[Cell], code: str) -> str:
    """Return yes or no as a question for it is answered with, if the one cell that it asks for says just that."""
    if inquiry.kind != "yes or no" or len(cells) != 1:
        return ""
    told = language(inquiry.told_in).about
    return {"yes": told.yes, "no": told.no, None: ""}[yes_or_no(cells[0].text, code)]


def _of_amounts(question: str, spoken: str, code: str) -> frozenset[str]:
    """Return the words with which a question asks for an amount ("how much"), as terms of the documents' language."""
    asks = language(spoken).questions
    found = (match.group() for match in asks.number.pattern.finditer(question))
    opening = re.compile(opening_words(asks), re.IGNORECASE)
    return frozenset(term for words in found if opening.match(words) for term in terms(words, code, spoken))


def _of_money(cells: Sequence[Cell], code: str) -> frozenset[str]:
    """Return the words that ask for a price, as terms, if all cells are amounts of money; nothing otherwise."""
    figures = [(figure, cell.scale) for cell in cells for figure in cell.figures]
    is_money = bool(figures) and all(figure.currency or scale.currency for figure, scale in figures)
    return terms_of_words(language(code).calculations.words.get("money", ()), code) if is_money else frozenset()


def _cells_asked(row: TableRow, question: str, asked: frozenset[str], code: str) -> Sequence[Cell]:
    """Return the cells of the columns that a question asks for; all if it names none and no column is a period.

    A question that only names a heading over several columns asks for all of them.
    """
    cells = [cell for cell in row.values if not cell.is_empty]
    years = set(YEARS.findall(question))

    def names(cell: Cell) -> frozenset[str]:
        return (asked & set(terms(cell.column, code))) | (years & set(YEARS.findall(cell.column)))

    named = _most_named([cell for cell in cells if names(cell)], names)
    if years:
        over = {heading for cell in named for heading in cell.columns if years & set(YEARS.findall(heading))}
        told = set(YEARS.findall(" ".join(over)))
        return named if years <= told and len(over) == len(years) else ()
    return named or (() if any(YEARS.search(cell.column) for cell in cells) else cells)


def _most_named(several: Sequence[Named], names: Callable[[Named], frozenset[str]]) -> list[Named]:
    """Return those of which a question names most: it names all that it names of them of no other, and more."""
    named = [names(one) for one in several]
    return [one for one, own in zip(several, named, strict=True) if not any(own < other for other in named)]


def _around(inquiry: Inquiry, passage: Passage, row: TableRow, cells: Sequence[Cell], code: str) -> set[str]:
    """Return the words that say what a row is about: title, headings, section, and the headings of its columns."""
    document = inquiry.reader.document(passage.document)
    columns = (cell.column for cell in cells)
    said = "\n".join((document.title, document.name, *passage.heading, row.section, *row.headings, *columns))
    return set(terms(said, code)) | set(YEARS.findall(said))
