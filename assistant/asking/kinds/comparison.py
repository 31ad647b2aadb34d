"""Comparisons of two documents, two rows of a table, or two years, side by side in a small table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.asking.kinds.changing import ALIKE_FROM
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.lists.fitting import fitting_groups
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.subject import subject_of
from assistant.indexing.catalogue import StoredDocument
from assistant.language.loading import language
from assistant.language.phrases import YEARS, any_of
from assistant.language.terms import terms
from assistant.reading.tabular.naming import named_in
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Answer, AnswerCell, Cell, Citation, Claim, Evidence, TableRow
from assistant.verifying.rows_told import cell_told
from assistant.verifying.showing import citation_of, told_of

MOST_ROWS = 12
"""How many sentences of each document are compared at most."""
_MOST_SENTENCES = 400
_MOST_CHARACTERS = 200_000
_PASSAGES = 12
_FITS_FROM = 0.3
_TWO = 2
_EDGES = " ,.;:?？!！。，"
_ANYTHING = {"{a}": r"(?P<a>.+?)", "{b}": r"(?P<b>.+?)"}


@dataclass(frozen=True, slots=True)
class Aspect:
    """What two documents say of one thing; None where one says nothing alike."""

    one: Evidence | None
    other: Evidence | None

    @property
    def items(self) -> tuple[Evidence, ...]:
        """The sentences that there are."""
        return tuple(item for item in (self.one, self.other) if item)

    @property
    def section(self) -> str:
        """The heading that it is under, without the document's title."""
        heading = self.items[0].passage.heading
        return heading[-1] if len(heading) > 1 else ""


def compared(inquiry: Inquiry) -> Answer | None:
    """Return the two things that a question compares as a table, or that they are the same.

    None if it is not clear which two are meant, or if nothing of theirs can be put side by side.
    """
    sides = sides_of(inquiry.question.now, inquiry.code)
    if sides is None:
        return None
    with inquiry.watch.stage("retrieval"):
        one, other = _both(inquiry, sides[0]) if not sides[1] else (_document_named(inquiry, side) for side in sides)
        if _is_same(sides, inquiry.code) or (one and one is other and not _years(sides)):
            named = one.title or one.name if one else sides[0].strip(_EDGES)
            return inquiry.answer([Claim(inquiry.told("same", title=named), "stated", ())])
        found = _of_tables(inquiry, sides)
        if found:
            return found
        return _of_documents(inquiry, one, other, sides) if one and other else None


def sides_of(question: str, code: str) -> tuple[str, str] | None:
    """Return the two things that a question compares, in its words, or None; the second is "" if it says "the two"."""
    text = " ".join(question.split()).strip(_EDGES + "¿¡")
    found = next((match for pattern in _patterns(code) if (match := pattern.fullmatch(text))), None)
    return (found["a"], found.groupdict().get("b") or "") if found else None


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    told = language(code)
    made = (any_of([phrase], spaced=told.spaced, places=_ANYTHING) for phrase in told.about.compared)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in made)


def _is_same(sides: tuple[str, str], code: str) -> bool:
    """Return whether something is compared with itself, under its name or a pronoun."""
    one, other = (frozenset(terms(side, code)) for side in sides)
    itself = language(code).about.itself.stand_in(sides[1])
    return itself or (bool(one) and one == other and not _years(sides))


def _years(sides: tuple[str, str]) -> list[str]:
    """Return the years that are compared, if each side names one."""
    named = [YEARS.findall(side) for side in sides]
    return [named[0][0], named[1][0]] if all(len(years) == 1 for years in named) and named[0] != named[1] else []


def _both(inquiry: Inquiry, named: str) -> tuple[StoredDocument | None, StoredDocument | None]:
    """Return the two documents whose titles have all of some words, if there are exactly two."""
    found = []
    for document in inquiry.documents():
        asked = set(terms(named, document.language))
        if asked and asked <= set(terms(f"{document.title} {document.name}", document.language)):
            found.append(document)
    return (found[0], found[1]) if len(found) == _TWO else (None, None)


def _document_named(inquiry: Inquiry, side: str) -> StoredDocument | None:
    """Return the document that has most of a side's words in its title and name, if no other has as many."""

    def share(document: StoredDocument) -> int:
        words = re.sub(r"[_\W]+", " ", f"{document.title} {document.name}")
        return len(set(terms(side, document.language)) & set(terms(words, document.language)))

    shares = sorted(((share(one), one) for one in inquiry.documents()), key=lambda pair: -pair[0])
    if not shares or not shares[0][0] or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return shares[0][1]


def _of_tables(inquiry: Inquiry, sides: tuple[str, str]) -> Answer | None:
    """Return the two rows, or the columns of the two years, of the table that has both."""
    query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
    asked = subject_of(query, inquiry.reader.languages())
    found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
    years = _years(sides)
    for one in fitting_groups(inquiry, query, asked, found):
        if one.group.kind != "table" or one.fit < _FITS_FROM:
            continue
        rows = _rows_of(one.group)
        code = one.group.passage.language
        named = [row for row in rows if named_in(row[1].names, asked, code)]
        if years:
            about = _about(inquiry, one.group)
            left = asked - set(years) - about
            places = [_place_of(rows[0][1], year) for year in years]
            if None not in places and (not left or (named and not left - _labels(named, code))):
                return _told_rows(inquiry, named or rows, [place for place in places if place is not None])
        elif len(pair := [_row_of(side, rows, code) for side in sides]) == len([row for row in pair if row]):
            both = [row for row in pair if row]
            if both[0] is not both[1]:
                return _told_rows(inquiry, both, _places_of_values(both[0][1]))
    return None


def _about(inquiry: Inquiry, group: Group) -> set[str]:
    """Return the words above a table: of its document, its headings, and the headings over its rows' names."""
    document = inquiry.reader.document(group.passage.document)
    first = group.items[0][0].sentence.row
    heads = first.headings if first else ()
    said = "\n".join((document.title, document.name, *group.passage.heading, *heads))
    return set(terms(said, group.passage.language))


def _labels(rows: Sequence[tuple[Evidence, TableRow]], code: str) -> set[str]:
    return {term for _, row in rows for term in terms("\n".join(row.names), code)}


def _rows_of(group: Group) -> list[tuple[Evidence, TableRow]]:
    return [(item[0], item[0].sentence.row) for item in group.items if item[0].sentence.row]


def _place_of(row: TableRow, year: str) -> int | None:
    """Return the position of the one column of a year."""
    places = [n for n, cell in enumerate(row.cells) if n not in row.labels and year in YEARS.findall(cell.column)]
    return places[0] if len(places) == 1 else None


def _places_of_values(row: TableRow) -> list[int]:
    return [place for place in range(len(row.cells)) if place not in row.labels]


def _row_of(side: str, rows: Sequence[tuple[Evidence, TableRow]], code: str) -> tuple[Evidence, TableRow] | None:
    """Return the one row whose label a side names with its last words, or None."""
    said = set(terms(side, code))
    named = [row for row in rows if named_in(row[1].names, said, code)]
    return named[0] if len(named) == 1 else None


def _told_rows(inquiry: Inquiry, rows: Sequence[tuple[Evidence, TableRow]], places: Sequence[int]) -> Answer:
    citations: list[Citation] = []
    claims: list[Claim] = []
    for item, row in rows[:MOST_ROWS]:
        citations.append(citation_of(item, len(citations) + 1))
        number = (len(citations),)
        code = item.passage.language
        cells = [_cell(inquiry, row.cells[place] if place < len(row.cells) else None, code, number) for place in places]
        claims.append(_claim((AnswerCell(row.label), *cells), number))
    first = rows[0][1]
    columns = (next(iter(first.headings), ""), *(first.cells[place].column for place in places))
    certificate = inquiry.told("compared", count=len(claims)) if len(claims) > 1 else ""
    return _answer(inquiry, claims, citations, columns, certificate)


def _cell(inquiry: Inquiry, cell: Cell | None, code: str, numbers: tuple[int, ...]) -> AnswerCell:
    if cell is None or cell.is_empty:
        return AnswerCell(inquiry.told("not_said"))
    return AnswerCell(cell_told(cell, code), numbers)


def _of_documents(
    inquiry: Inquiry, one: StoredDocument, other: StoredDocument, sides: tuple[str, str]
) -> Answer | None:
    """Return what two documents say, sentence beside sentence; only on the subject if the question has one."""
    asked = {term for side in sides for term in terms(side, one.language)}
    names = set(terms(re.sub(r"[_\W]+", " ", f"{one.title} {one.name} {other.title} {other.name}"), one.language))
    aspects = list(_aspects(inquiry, one, other))
    subject = asked - names
    if subject:
        aspects = [
            aspect
            for aspect in aspects
            if subject & {term for item in aspect.items for term in terms(_words(item), item.passage.language)}
        ]
    if not any(len(aspect.items) > 1 for aspect in aspects):
        return None
    citations: list[Citation] = []
    claims: list[Claim] = []
    told = aspects[:MOST_ROWS]
    headed = any(aspect.section for aspect in told)
    for aspect in told:
        cells = [AnswerCell(aspect.section)] if headed else []
        for item in (aspect.one, aspect.other):
            if item is None:
                cells.append(AnswerCell(inquiry.told("not_said")))
                continue
            citations.append(citation_of(item, len(citations) + 1))
            cells.append(AnswerCell(told_of(item, inquiry.question.whole)[0], (citations[-1].number,)))
        claims.append(_claim(tuple(cells), tuple(number for cell in cells for number in cell.citations)))
    certificate = inquiry.told("side_by_side", count=len(claims), of=len(aspects))
    titles = [document.title or document.name for document in (one, other)]
    return _answer(inquiry, claims, citations, ("", *titles) if headed else tuple(titles), certificate)


def _aspects(inquiry: Inquiry, one: StoredDocument, other: StoredDocument) -> Iterator[Aspect]:
    """Yield the sentences of two documents in pairs that are most alike, then those that have no counterpart."""
    ours, theirs = (
        list(stating(inquiry.reader.passages_at(document.name, 0, _MOST_CHARACTERS)))[:_MOST_SENTENCES]
        for document in (one, other)
    )
    if not (ours and theirs):
        return
    vectors = inquiry.embedder.embed([_words(item) for item in (*ours, *theirs)])
    cosines = vectors[: len(ours)] @ vectors[len(ours) :].T
    pairs: dict[int, int] = {}
    for flat in np.argsort(-cosines, axis=None, kind="stable").tolist():
        place, counterpart = divmod(flat, len(theirs))
        if cosines[place, counterpart] < ALIKE_FROM:
            break
        if place not in pairs and counterpart not in pairs.values():
            pairs[place] = counterpart
    yield from (Aspect(ours[place], theirs[pairs[place]]) for place in sorted(pairs))
    yield from (Aspect(item, None) for place, item in enumerate(ours) if place not in pairs)
    yield from (Aspect(None, item) for place, item in enumerate(theirs) if place not in pairs.values())


def _words(item: Evidence) -> str:
    return " ".join((*item.passage.heading[1:], *item.sentence.text.split()))


def _claim(cells: tuple[AnswerCell, ...], numbers: tuple[int, ...]) -> Claim:
    return Claim(" – ".join(cell.text for cell in cells if cell.text), "row", numbers, cells=cells)


def _answer(
    inquiry: Inquiry, claims: Sequence[Claim], citations: Sequence[Citation], columns: tuple[str, ...], certificate: str
) -> Answer:
    return inquiry.answer(claims, citations, form="table", columns=columns, certificate=certificate, confidence=0.9)
