"""Questions for rows of a table: the highest, those that fell, beyond a figure, of a kind, the one of a range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.asking.kinds.counting import counted
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.lists.fitting import fitting_groups, words_inside
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.lists.listing import cells_told, headings_of
from assistant.asking.kinds.rows.choosing import Chosen, RankedRow, chosen
from assistant.asking.kinds.rows.conditions import Comparing, comparing_in, denies
from assistant.asking.kinds.rows.filtering import LEFT, filtered
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import wanted, wanted_outright
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.reading.tabular.naming import named_in
from assistant.retrieval.naming import proper_names_in
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Answer, Citation, Claim, Form
from assistant.verifying.rows_told import row_told
from assistant.verifying.showing import citation_of

FITS_FROM = 0.45
"""The fit from which a table counts as the one asked about."""
LEFT_IF_SURE = 0.5
"""The share of a question's words that may be missing in a table and above it.

It is the smaller `LEFT` if nothing but the table shows that rows are to be compared.
"""
_PASSAGES = 12
MOST_TOLD = 200
"""How many rows are told in an answer; of more, the number is."""


def compares(inquiry: Inquiry) -> bool:
    """Return whether a question may ask for rows by their figures, rather than for a figure or a reason."""
    text = inquiry.question.now
    is_of_rows = bool(comparing_in(text, inquiry.code)) and not wanted(text) and not wanted_outright(text)
    return is_of_rows and not language(inquiry.code).calculations.explains.stand_in(text)


def rows_asked_for(inquiry: Inquiry, *, sure: bool = True) -> Answer | None:
    """Return the rows that are highest or lowest, rose or fell, or are beyond a figure, of the table that fits best.

    None if no table fits, or if it is not certain which column its rows are to be compared by. If it is not `sure` that
    the question asks for rows, the table must have nearly all of its words.
    """
    how = comparing_in(inquiry.question.now, inquiry.code)
    for group, asked, names in fitting_tables(inquiry, how.words):
        if _is_covered(inquiry, group, how, asked, names, sure):
            rows = rows_of_group(group)
            kept = filtered(rows, asked, above(inquiry, group), names)
            compared = kept.rows if kept else rows
            meant = chosen(compared, how, asked - kept.said if kept else asked)
            if meant.rows:
                certificate = inquiry.told("compared", count=len(compared))
                return _told(inquiry, meant, how, certificate, kept.said if kept else frozenset())
    return None


def rows_of_a_kind(inquiry: Inquiry) -> Answer | None:
    """Return the rows, or their number, that have what a question names in a cell, of the table that fits best.

    None if no table that fits has such rows, or if the question denies something.
    """
    if denies(inquiry.question.now, inquiry.code):
        return None
    for group, asked, names in fitting_tables(inquiry):
        rows = rows_of_group(group)
        if kept := filtered(rows, asked, above(inquiry, group), names):
            values = ", ".join(f"“{value}”" for value in kept.values)
            certificate = inquiry.told("of_a_kind", count=len(kept.rows), of=len(rows), values=values)
            return _told(inquiry, Chosen(kept.rows), Comparing(), certificate, kept.said)
    return None


def fitting_tables(
    inquiry: Inquiry, without: frozenset[str] = frozenset()
) -> Iterator[tuple[Group, frozenset[str], frozenset[str]]]:
    """Yield the tables that fit a question, best first, each with the terms of what it asks and those of its names.

    Figures count as names; terms in `without` say how rows are compared, not what is asked.
    """
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
        asked = subject_of(query, inquiry.reader.languages()) - without
        fitting = fitting_groups(inquiry, query, asked, found)
    for one in fitting:
        if one.group.kind == "table" and one.fit >= FITS_FROM:
            named = proper_names_in(query.sought, one.group.passage.language, inquiry.code)
            yield one.group, asked, frozenset(term for term in asked if term in named or any(map(str.isdigit, term)))


def rows_of_group(group: Group) -> list[RankedRow]:
    """Return the rows of a group that is a table, without its totals."""
    return [(item[0], item[0].sentence.row) for item in group.items if item[0].sentence.row]


def _is_covered(
    inquiry: Inquiry, group: Group, how: Comparing, asked: frozenset[str], names: frozenset[str], sure: bool
) -> bool:
    """Return whether a table and what is above it have all names of a question, and enough of its other words.

    If it is not `sure` that the question asks for rows, nearly all must be above the table, and none of its rows named.
    """
    code = group.passage.language
    rows = [row for _, row in rows_of_group(group)]
    there = set(above(inquiry, group))
    about = asked - set(how.years)
    if sure:
        there |= words_inside(group, about - there)
    elif not how.for_years and any(named_in(row.names, asked, code) for row in rows):
        return False
    left, most = about - there, LEFT_IF_SURE if sure else LEFT
    return not left & names and len(left) <= most * len(about) and (sure or bool(about & there))


def above(inquiry: Inquiry, group: Group) -> frozenset[str]:
    """Return the terms of the title, the headings of a table and those of its columns."""
    document = inquiry.reader.document(group.passage.document)
    heads = [head for _, row in rows_of_group(group)[:1] for cell in row.cells for head in cell.columns]
    said = "\n".join((document.title, document.name, *group.passage.heading, *heads))
    return frozenset(terms(said, group.passage.language))


def _told(
    inquiry: Inquiry, meant: Chosen, how: Comparing, certificate: str, said: frozenset[str] = frozenset()
) -> Answer:
    asked = "" if how.direction is not None or how.for_years else inquiry.question.whole
    counts = inquiry.kind == "count" or language(inquiry.code).questions.count.stand_in(inquiry.question.now)
    return told_rows(inquiry, meant.rows, certificate, asked, kind=meant.kind, counts=counts, chosen=said)


def told_rows(
    inquiry: Inquiry,
    rows: Sequence[RankedRow],
    certificate: str,
    asked: str,
    *,
    kind: str = "",
    counts: bool = False,
    chosen: frozenset[str] = frozenset(),
    confidence: float = 0.95,
) -> Answer:
    """Return rows in words, each with its citation; of very many, the first and how many more there are.

    Args:
        inquiry: the question.
        rows: those that it asks for, in the order in which they are told.
        certificate: out of how many they were chosen.
        asked: the words that say which of their columns are told.
        kind: what they have in common, if that is asked for; then only their labels are told.
        counts: whether their number is asked for.
        chosen: the terms of what the question chooses them by.
        confidence: that they are what is asked for.
    """
    claims: list[Claim] = []
    citations: list[Citation] = []
    as_table = inquiry.wish.form == "table"
    each = [next(same) for _, same in groupby(rows, key=lambda row: row[0].sentence.start)]
    for item, row in each[:MOST_TOLD]:
        citations.append(citation_of(item, len(citations) + 1))
        words = row.label if kind else row_told(row, item.passage.language, asked)
        claim = Claim(words, "row", (len(citations),))
        claims.append(replace(claim, cells=cells_told([item], claim)) if as_table else claim)
    if len(each) > len(claims):
        claims.append(Claim(inquiry.told("more_items", count=len(each) - len(claims)), "stated", ()))
    form: Form = inquiry.wish.form or ("bullets" if kind or len(claims) > 2 else "sentences")
    opening = counted(inquiry, len(each), rows[0][0], chosen=chosen) if counts else ""
    return inquiry.answer(
        claims,
        citations,
        opening=inquiry.told("of_kind", kind=kind, count=len(each)) if kind else opening,
        form=form,
        columns=headings_of([rows[0][0]]) if as_table else (),
        certificate=certificate,
        confidence=confidence,
    )
