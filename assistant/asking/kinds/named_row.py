"""A fact in a table: the row whose label a question names, shown as it is, without a model.

A small model confuses the rows of a table and takes figures from the wrong column. If all words of a question are those
of one row, its column and the headings above the table, nothing is left for a model to word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import wanted
from assistant.language.phrases import YEARS
from assistant.language.terms import terms
from assistant.retrieval.gathering import Gathered
from assistant.types import Answer, Cell, Claim, Passage, TableRow
from assistant.verifying.compose import citation_of
from assistant.verifying.rows_told import row_told

NEAR_THE_BEST = 0.9
"""The share of the best score that a row needs; below it, another sentence says more about the question."""


def told_by_row(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the one row that a question names in the best-ranked table, with the columns that it asks for.

    None if a word of the question is left over, if several rows or columns may be meant, if the question has several
    parts, or if it asks for a calculation.
    """
    query = gathered.query
    if wanted(query.text):
        return None
    best = next((item for item in gathered.ranked if item.sentence.row and item.sentence.row.states_something), None)
    if best is None or best.sentence.row is None or len(query.parts) > 1:
        return None
    if best.score < NEAR_THE_BEST * gathered.ranked[0].score:
        return None
    code, passage = best.passage.language, best.passage
    asked = subject_of(query, inquiry.reader.languages())
    rows = [(item, item.sentence.row) for item in stating([passage]) if item.sentence.row]
    of_table = [(item, row) for item, row in rows if row.table == best.sentence.row.table]
    named = [(item, row) for item, row in of_table if _label(row, code) and _label(row, code) <= asked]
    longest = max((len(_label(row, code)) for _, row in named), default=0)
    meant = [(item, row) for item, row in named if len(_label(row, code)) == longest]
    if len(meant) != 1:
        return None
    item, row = meant[0]
    cells = _cells_asked(row, query.text, asked, code)
    left = asked - _label(row, code) - _around(inquiry, passage, row, cells, code)
    if not cells or left:
        return None
    told = row_told(replace(row, cells=(row.cells[0], *cells)), code, query.text)
    claim = Claim(told, "row", (1,))
    return inquiry.answer([claim], [citation_of(item, 1)], confidence=0.95)


def _label(row: TableRow, code: str) -> frozenset[str]:
    return frozenset(terms(row.label, code))


def _cells_asked(row: TableRow, question: str, asked: frozenset[str], code: str) -> Sequence[Cell]:
    """Return the cells of the columns that a question asks for; all if it names none and no column is a period."""
    cells = [cell for cell in row.cells[1:] if not cell.is_empty]
    years = set(YEARS.findall(question))
    of_years = [cell for cell in cells if YEARS.search(cell.column)]
    if years:
        found = [cell for cell in of_years if years & set(YEARS.findall(cell.column))]
        return found if len(found) == len(years) else ()
    named = [cell for cell in cells if asked & set(terms(cell.column, code))]
    return named or (() if of_years else cells)


def _around(inquiry: Inquiry, passage: Passage, row: TableRow, cells: Sequence[Cell], code: str) -> set[str]:
    """Return the words that say what a row is about: title, headings, section, and the headings of its columns."""
    document = inquiry.reader.document(passage.document)
    headings = [cell.column for cell in (row.cells[0], *cells)]
    said = "\n".join((document.title, document.name, *passage.heading, row.section, *headings))
    return set(terms(said, code)) | set(YEARS.findall(said))
