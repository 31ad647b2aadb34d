"""Lists and counts: the whole list, table, section or series that answers, item by item, in document order.

Everything in the scope of the question is ranked by the stored vectors and words, and of the groups of items around the
best passages one is shown in full, or none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.kinds.counting import counted
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.judging import judged
from assistant.asking.kinds.lists.carrying import carried
from assistant.asking.kinds.lists.enumerating import (
    has_figures,
    is_on_subject,
    listed_in_prose,
    series_in,
    series_told,
)
from assistant.asking.kinds.lists.fitting import FITS_FROM, Fitting, fitting_groups
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.lists.reading import SURELY_FROM, by_reading, reads
from assistant.asking.kinds.rows.conditions import comparing_in
from assistant.asking.kinds.subject import subject_of
from assistant.language.terms import terms
from assistant.language.yes_and_no import yes_or_no
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.looks import find
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import Found
from assistant.types import Answer, AnswerCell, Citation, Claim, Evidence, Form
from assistant.verifying.rows_told import cell_told, row_told
from assistant.verifying.showing import citation_of, quotable

COUNTS_FROM = 0.99
"""The share of a question's words that a group's title must have for its items to be counted."""
MOST_ITEMS = 200
MOST_SURE = 0.95
_PASSAGES = 12
_MOST_SEARCHED = 2_000


def as_list(inquiry: Inquiry, *, sure: bool = True) -> Answer | None:
    """Return all items of the group that a question asks for, or their number; None if no group fits.

    If it is not `sure` that the question asks for a list, the group must read as its answer beyond doubt. If the
    question has several parts, the group must fit the first that says what it is about ("When and in which towns …"),
    and each of its items must answer the others.
    """
    parts = inquiry.question.parts or (inquiry.question,)
    first = next((part for part in parts if terms(part.now, part.language)), parts[0])
    others = [part for part in parts if part is not first]
    whole = inquiry
    if others:
        inquiry = replace(inquiry, question=replace(inquiry.question, now=first.now, parts=(first,)))
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        asked = subject_of(query, inquiry.reader.languages())
        found = find(inquiry.reader, inquiry.nearest, query, _PASSAGES, inquiry.encoders)
        best = (by_reading if reads(inquiry) else _by_words)(inquiry, query, asked, found)
    if best is None or not (sure or best.logit >= SURELY_FROM):
        return None
    if inquiry.kind == "count" and not _may_be_counted(best, asked):
        return None
    if others and not (best.group.kind != "series" and all(carried(best.group, part) for part in others)):
        return None
    if best.group.kind != "series" and inquiry.wish.form != "table" and _is_of_some_rows(best.group, asked):
        return None
    if best.group.kind == "table" and _chooses(inquiry, best.group, asked):
        return None
    firsts = [item[0] for item in best.group.items]
    confidence = judged(inquiry, query, firsts, best.logit if reads(inquiry) else None)
    if confidence is None:
        return None
    if best.group.kind == "series":
        return replace(series_told(inquiry, firsts[0], asked), confidence=min(MOST_SURE, confidence))
    return replace(_told(whole, best.group, asked, labels=not others), confidence=min(MOST_SURE, confidence))


def told_as_series(answer: Answer, inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return what the sentence of an answer's first claim names as a list, or its number; None if it is no series.

    None also if the sentence is on another subject, or the question has several parts, which one series cannot answer.
    """
    if answer.abstained or len(answer.claims[0].citations) != 1 or len(inquiry.question.parts) > 1:
        return None
    citation = next(one for one in answer.citations if one.number in answer.claims[0].citations)
    place = citation.document, citation.start
    item = next((i for i in gathered.ranked if i.place == place), None)
    asked = subject_of(gathered.query, inquiry.reader.languages())
    if item is None or item.sentence.row or not series_in(item.sentence.text, item.passage.language, asked):
        return None
    if not is_on_subject(inquiry, gathered.query, asked, item):
        return None
    if inquiry.kind == "count" and has_figures(item, asked):
        return None
    return replace(series_told(inquiry, item, asked), confidence=answer.confidence, model=answer.model)


def _by_words(inquiry: Inquiry, query: Query, asked: frozenset[str], found: Sequence[Found]) -> Fitting | None:
    """Return the group that fits best by its words; if none does for certain, a sentence that has all of them."""
    fitting = [one for one in fitting_groups(inquiry, query, asked, found) if one.may_be_listed]
    best = fitting[0] if fitting and fitting[0].fit >= FITS_FROM else None
    unsure = best is None or best.group.kind == "section" or (inquiry.kind == "count" and best.titled < COUNTS_FROM)
    return (listed_in_prose(inquiry, asked, found) if unsure else None) or best


def _may_be_counted(best: Fitting, asked: frozenset[str]) -> bool:
    """Return whether the number of items answers: not if it is only likely, or if they have figures of their own."""
    kind = best.group.kind
    if kind == "series":
        return not has_figures(best.group.items[0][0], asked)
    sure = best.titled >= COUNTS_FROM or (kind in ("list", "label") and best.logit >= SURELY_FROM)
    return sure and kind != "section"


def _is_of_some_rows(group: Group, asked: frozenset[str]) -> bool:
    """Return whether a question names at most half of the rows of a table, and so asks for only these."""
    labels = (item[0].sentence.row for item in group.items[:_MOST_SEARCHED])
    named = sum(bool(set(terms("\n".join(row.names), group.passage.language)) & asked) for row in labels if row)
    return 0 < named <= len(group.items) / 2


def _chooses(inquiry: Inquiry, group: Group, asked: frozenset[str]) -> bool:
    """Return whether a question asks for some rows of a table: it compares, denies, or names what a row is or is not.

    "Which boats are insured?" does not ask for those with "no" under "insured".
    """
    how = comparing_in(inquiry.question.now, inquiry.code)
    return bool(how.bounds) or how.direction is not None or how.denies or _names_a_condition(group, asked)


def _names_a_condition(group: Group, asked: frozenset[str]) -> bool:
    """Return whether a question names a column of a table that says only yes or no."""
    code = group.passage.language
    rows = [row for item in group.items[:_MOST_SEARCHED] if (row := item[0].sentence.row)]
    for column in zip(*(row.cells for row in rows), strict=False):
        filled = [cell for cell in column if not cell.is_empty]
        named = set(terms("\n".join(column[0].columns), code)) & asked
        if named and filled and all(yes_or_no(cell.text, code) for cell in filled):
            return True
    return False


def _told(inquiry: Inquiry, group: Group, asked: frozenset[str], *, labels: bool) -> Answer:
    """Return a page of the items of a group; of a table only the `labels`, if these may be all that is asked for."""
    as_table = inquiry.wish.form == "table"
    labels_only = labels and group.kind == "table" and not as_table and _asks_for_labels(group, asked)
    claims: list[Claim] = []
    citations: list[Citation] = []
    count, before = len(group.items), inquiry.wish.page * MOST_ITEMS
    for item in group.items[before : before + MOST_ITEMS]:
        numbers = []
        for one in item:
            citations.append(citation_of(one, len(citations) + 1))
            numbers.append(citations[-1].number)
        claim = _claim(item, tuple(numbers), labels_only, inquiry.question.whole)
        claims.append(replace(claim, cells=cells_told(item, claim)) if as_table else claim)
    if not claims:
        return inquiry.answer([Claim(inquiry.told("all_told", count=count), "stated", ())])
    last = before + len(claims)
    if last < count:
        claims.append(Claim(inquiry.told("more_items", count=count - last), "stated", ()))
    form: Form = inquiry.wish.form or ("bullets" if before else _form_of(group))
    in_part = last - before < count
    whole = inquiry.told("of_part" if in_part else f"of_{group.kind}", first=before + 1, last=last, count=count)
    looked = inquiry.told(
        "looked_through",
        documents=inquiry.count_of(len(inquiry.documents())),
        sentences=inquiry.reader.sentence_count(),
        read=len(citations),
    )
    return inquiry.answer(
        claims,
        citations,
        opening=counted(inquiry, count, group.items[0][0], group.title) if inquiry.kind == "count" else "",
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
    """Return whether a question asks for the names of a table's rows, by their heading, and for no other column."""
    row = group.items[0][0].sentence.row
    if row is None or not row.cells:
        return False
    naming = row.labels[-1] if row.labels else 0
    columns = [set(terms(cell.column, group.passage.language)) for cell in row.cells]
    return bool(columns.pop(naming) & asked) and not any(column & asked for column in columns)


def _form_of(group: Group) -> Form:
    """Return the form of a list: numbered if the document numbers it."""
    return "numbers" if group.kind == "list" and group.items[0][0].sentence.text.lstrip()[:1].isdigit() else "bullets"
