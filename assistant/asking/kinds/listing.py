"""Lists and counts: the whole list, table or section that answers, item by item, in document order.

Everything in the scope of the question is ranked by the stored vectors and words. The groups of items around the best
passages are compared with the question by their headings and items, and one group is shown in full, or none at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from assistant.asking.kinds.conditions import comparing_in
from assistant.asking.kinds.enumerating import listed_in_prose
from assistant.asking.kinds.groups import Group, groups_in
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.subject import subject_of
from assistant.language.terms import terms
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import Found, search
from assistant.types import Answer, AnswerCell, Citation, Claim, Evidence, Form, Passage
from assistant.verifying.compose import citation_of, quotable
from assistant.verifying.rows_told import cell_told, row_told

FITS_FROM = 0.5
"""The fit from which a group counts as what is asked for."""
COUNTS_FROM = 0.99
"""The share of a question's words that a group's title must have for its items to be counted."""
HEADED_FROM = 0.67
"""The share of a question's words that the headings of a section must have for its sentences to be listed."""
MOST_ITEMS = 200
_PASSAGES = 12
_REACH, _MOST_REACH = 20_000, 8_000_000
_MOST_IN_SECTION = 12
_MOST_SEARCHED = 2_000
_IN_ITEMS = 0.6
"""The weight of a word of the question that is in the items but not above them."""
_FOR_ITEMS = 0.1
"""The advantage of a list or table over a section: its author meant it as separate items."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A group, how well it fits a question, and the share of the question's words that its title has (0 to 1).

    Words of the document's name don't count, unless the question has no others.
    """

    group: Group
    fit: float
    titled: float


def as_list(inquiry: Inquiry) -> Answer | None:
    """Return all items of the group that a question asks for, or their number; None if no group fits."""
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        asked = subject_of(query, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
        fitting = fitting_groups(inquiry, query, asked, found)
        best = fitting[0] if fitting and fitting[0].fit >= FITS_FROM else None
        unsure = best is None or best.group.kind == "section" or (inquiry.kind == "count" and best.titled < COUNTS_FROM)
        in_prose = listed_in_prose(inquiry, asked, found) if unsure else None
    if in_prose or best is None:
        return in_prose
    if inquiry.kind == "count" and (best.group.kind == "section" or best.titled < COUNTS_FROM):
        return None
    if inquiry.wish.form != "table" and _is_of_some_rows(best.group, asked):
        return None
    how = comparing_in(inquiry.question.now, inquiry.code)
    if best.group.kind == "table" and (how.bounds or how.direction is not None):  # only some of its rows are asked for
        return None
    return _told(inquiry, best.group, asked)


def fitting_groups(inquiry: Inquiry, query: Query, asked: frozenset[str], found: Sequence[Found]) -> list[Fitting]:
    """Return the groups around the passages found, by how well they fit a question; among equals, newer ones first."""
    groups = [group for group in _around(inquiry, found) if len(group.items) > 1]
    groups = [group for group in groups if group.kind != "section" or len(group.items) <= _MOST_IN_SECTION]
    if not groups:
        return []
    documents = {document.name: document for document in inquiry.documents()}
    titles = [group.title or group.passage.heading[0] if group.passage.heading else "" for group in groups]
    cosines = np.maximum(inquiry.embedder.embed(titles) @ query.vector, 0.0)
    top = max((item.score for item in found), default=0.0) or 1.0

    def fitting(group: Group, title: str, cosine: float) -> Fitting:
        document = documents[group.passage.document]
        code = group.passage.language
        called = set(terms(f"{document.title}\n{document.name}", code))
        wanted = asked - called or asked  # the name of a document says which one, not what of it
        above = set(terms(title, code)) | (called if wanted == asked else set())
        inside = words_inside(group, wanted - above)
        headed = len(asked & set(terms(title, code))) / max(1, len(asked))
        titled = len(wanted & above) / max(1, len(wanted))
        worded = titled + _IN_ITEMS * len(inside) / max(1, len(wanted))
        name, start, end = group.place
        near = [f.score for f in found if _overlaps(f, name, start, end)]
        ranked = max(near, default=0.0) / top
        fit = 0.3 * cosine + 0.4 * worded + 0.3 * ranked + (_FOR_ITEMS if group.kind != "section" else 0.0)
        return Fitting(group, fit if group.kind != "section" or headed >= HEADED_FROM else 0.0, titled)

    fittings = [fitting(*each) for each in zip(groups, titles, cosines.tolist(), strict=True)]
    fittings.sort(key=lambda one: documents[one.group.passage.document].dated, reverse=True)
    return sorted(fittings, key=lambda one: -round(one.fit, 3))


def words_inside(group: Group, wanted: Set[str]) -> set[str]:
    """Return those of some terms that are in the items of a group; of a very long one, in its first items."""
    found: set[str] = set()
    for item in group.items[:_MOST_SEARCHED]:
        if wanted <= found:
            break
        found |= {term for one in item for term in terms(one.sentence.text, group.passage.language)} & wanted
    return found


def _is_of_some_rows(group: Group, asked: frozenset[str]) -> bool:
    """Return whether a question names at most half of the rows of a table, and so asks for only these."""
    labels = (item[0].sentence.row for item in group.items[:_MOST_SEARCHED])
    named = sum(bool(set(terms(row.label, group.passage.language)) & asked) for row in labels if row)
    return 0 < named <= len(group.items) / 2


def _around(inquiry: Inquiry, found: Sequence[Found]) -> Iterator[Group]:
    """Yield the groups that overlap a passage that was found."""
    places: dict[str, list[Found]] = {}
    for item in found:
        places.setdefault(item.stored.passage.document, []).append(item)
    for name, there in places.items():
        first = min(item.stored.passage.start for item in there)
        last = max(item.stored.passage.end for item in there)
        reach = _REACH
        end = min(last, first + 10 * reach)
        passages = inquiry.reader.passages_at(name, max(0, first - reach), end + reach)
        while reach < _MOST_REACH and _is_cut(groups_in(passages), passages, first - reach, end + reach):
            reach *= 8  # until all of the longest table or list is there
            passages = inquiry.reader.passages_at(name, max(0, first - reach), end + reach)
        for group in groups_in(passages):
            _, start, stop = group.place
            if any(_overlaps(item, name, start, stop) for item in there):
                yield group


def _is_cut(groups: Iterable[Group], passages: Sequence[Passage], start: int, end: int) -> bool:
    """Return whether a table or list may go on beyond a stretch of a document from which its passages were read."""
    places = [group.place for group in groups if group.kind != "section"]
    first, last = (passages[0], passages[-1]) if passages else (None, None)
    begins = first is not None and start > 0 and any(place[1] < first.end for place in places)
    return begins or (last is not None and last.end >= end and any(place[2] > last.start for place in places))


def _overlaps(found: Found, name: str, start: int, end: int) -> bool:
    passage = found.stored.passage
    return passage.document == name and passage.start < end and start < passage.end


def _told(inquiry: Inquiry, group: Group, asked: frozenset[str]) -> Answer:
    as_table = inquiry.wish.form == "table"
    labels_only = group.kind == "table" and not as_table and _asks_for_labels(group, asked)
    claims: list[Claim] = []
    citations: list[Citation] = []
    for item in group.items[:MOST_ITEMS]:
        numbers = []
        for one in item:
            citations.append(citation_of(one, len(citations) + 1))
            numbers.append(citations[-1].number)
        claim = _claim(item, tuple(numbers), labels_only, inquiry.question.whole)
        claims.append(replace(claim, cells=cells_told(item, claim)) if as_table else claim)
    count = len(group.items)
    if count > len(claims):
        claims.append(Claim(inquiry.told("more", count=count - len(claims)), "stated", ()))
    form: Form = inquiry.wish.form or _form_of(group)
    whole = inquiry.told(f"of_{group.kind}", count=count)
    looked = inquiry.told(
        "looked_through",
        documents=inquiry.count_of(len(inquiry.documents())),
        sentences=inquiry.reader.sentence_count(),
        read=len(citations),
    )
    return inquiry.answer(
        claims,
        citations,
        opening=inquiry.told("items", count=count) if inquiry.kind == "count" else "",
        form=form,
        columns=headings_of(group.items[0], group.title) if as_table else (),
        certificate=f"{whole}; {looked}",
        confidence=0.9,
    )


def _claim(item: Sequence[Evidence], numbers: tuple[int, ...], labels_only: bool, asked: str) -> Claim:
    row = item[0].sentence.row
    if row is None:
        return Claim(" ".join(quotable(one.sentence) for one in item), "quoted", numbers)
    if labels_only:
        return Claim(row.label, "row", numbers)
    return Claim(row_told(row, item[0].passage.language, asked), "row", numbers)


def cells_told(item: Sequence[Evidence], claim: Claim) -> tuple[AnswerCell, ...]:
    """Return the cells of an item in an answer in the form of a table: those of its row, or its claim in one."""
    row = item[0].sentence.row
    if row is None:
        return (AnswerCell(claim.text, claim.citations),)
    code = item[0].passage.language
    label, *others = (cell_told(cell, code) for cell in row.cells)
    return (AnswerCell(label, claim.citations), *map(AnswerCell, others))


def headings_of(item: Sequence[Evidence], title: str = "") -> tuple[str, ...]:
    """Return the headings of such a table: those of the columns of a row, or what the items are."""
    row = item[0].sentence.row
    return tuple(cell.column for cell in row.cells) if row else (title.rpartition(" > ")[2],)


def _asks_for_labels(group: Group, asked: frozenset[str]) -> bool:
    """Return whether a question asks for the first column of a table, by its heading, and for no other column."""
    row = group.items[0][0].sentence.row
    if row is None or not row.cells:
        return False
    first, *others = (set(terms(cell.column, group.passage.language)) for cell in row.cells)
    return bool(first & asked) and not any(other & asked for other in others)


def _form_of(group: Group) -> Form:
    """Return the form of a list: numbered if the document numbers it."""
    return "numbers" if group.kind == "list" and group.items[0][0].sentence.text.lstrip()[:1].isdigit() else "bullets"
