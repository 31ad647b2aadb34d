"""Questions for rows of a table: the highest, those that fell, beyond a figure, of a kind, the one of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise
from typing import TypeVar

from assistant.asking.kinds.counting import counted
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.lists.fitting import fitting_groups, words_inside
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.lists.listing import cells_told, headings_of
from assistant.asking.kinds.rows.choosing import Chosen, RankedRow, chosen
from assistant.asking.kinds.rows.conditions import Comparing, comparing_in, denies
from assistant.asking.kinds.rows.filtering import LEFT, filtered
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import wanted, wanted_outright
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.reading.tabular.naming import named_in
from assistant.retrieval.evidence import source_texts
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.naming import proper_names_in
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Answer, Citation, Claim, Evidence, Figure, Form, Sentence
from assistant.verifying.rows_told import row_told
from assistant.verifying.showing import citation_of

Case = TypeVar("Case")
Bounds = tuple[Decimal, Decimal]
FITS_FROM = 0.45
"""The fit from which a table counts as the one asked about."""
LEFT_IF_SURE = 0.5
"""The share of a question's words that may be missing in a table and above it.

It is the smaller `LEFT` if nothing but the table shows that rows are to be compared.
"""
_PASSAGES = 12
_CASES = re.compile(r"[;；]")
_OVER, _UNDER = ("over", "at least"), ("under", "at most")
_NEAR_THE_BEST = 0.6
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


def row_in_range(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the row whose label is the range that a quantity is in: "three years" is in "2 to 5 years".

    None if there is no such row among the best-ranked sentences, or more than one.
    """
    asked = _quantity_asked(inquiry)
    near = next((i for i in _near_the_best(gathered) if i.sentence.row), None)
    if asked is None or near is None or not _has_words_of(inquiry, near):
        return None
    rows = [
        (item, item.sentence.row)
        for item in stating([near.passage])
        if item.sentence.row and near.sentence.row and item.sentence.row.table == near.sentence.row.table
    ]
    row = _holding(asked, [(row, range_of(row[1].label, asked.unit, near.passage.language)) for row in rows])
    return _told(inquiry, Chosen((row,)), Comparing(), inquiry.told("compared", count=len(rows))) if row else None


def clause_in_range(inquiry: Inquiry, gathered: Gathered) -> Answer | None:
    """Return the clause of a sentence of several cases whose range a quantity is in, as a quotation.

    "From two to five years it is 12 days; from five years, 15 days." has two, parted by a semicolon. None if there is
    no such sentence among the best-ranked.
    """
    asked = _quantity_asked(inquiry)
    for item in _near_the_best(gathered):
        if asked is None or item.sentence.row or not _has_words_of(inquiry, item):
            continue
        if case := _holding(asked, list(_cases(item.sentence, asked.unit))):
            return inquiry.answer([Claim(case, "quoted", (1,))], [citation_of(item, 1)], confidence=0.95)
    return None


def _cases(sentence: Sentence, unit: str) -> Iterator[tuple[str, Bounds | None]]:
    """Yield the clauses of a sentence that semicolons part, with the bounds of the range in a unit that each names."""
    edges = [0, *(found.end() for found in _CASES.finditer(sentence.text)), len(sentence.text)]
    for start, end in pairwise(edges):
        clause = " ".join(sentence.text[start:end].split()).strip(" ;；")
        yield clause, _bounds([figure for figure in sentence.figures if start <= figure.start < end], unit)


def _quantity_asked(inquiry: Inquiry) -> Figure | None:
    """Return the one quantity with a unit that a question names, if there is one."""
    quantities = [figure for figure in find_figures(inquiry.question.now, inquiry.code) if figure.unit]
    return quantities[0] if len(quantities) == 1 else None


def _near_the_best(gathered: Gathered) -> list[Evidence]:
    top = gathered.ranked[0].score if gathered.ranked else 0.0
    return [item for item in gathered.ranked if item.score >= _NEAR_THE_BEST * top]


def _has_words_of(inquiry: Inquiry, item: Evidence) -> bool:
    """Return whether the passage of a sentence has a word of the question, which says more than its quantity."""
    code = item.passage.language
    words = {term for term in terms(inquiry.question.whole, code, inquiry.code) if not any(map(str.isdigit, term))}
    units = {term for name in language(code).units.values() for word in name for term in terms(word, code)}
    return bool((words - units) & set(terms("\n".join(source_texts(item)), code)))


def _holding(asked: Figure, cases: Sequence[tuple[Case, Bounds | None]]) -> Case | None:
    """Return the one case whose range holds a quantity; None if fewer than two cases have ranges, or several hold it.

    A quantity on the bound of two ranges is in the one that it begins.
    """
    ranges = [(case, told) for case, told in cases if told]
    holding = [case for case, (low, high) in ranges if low <= asked.value <= high]
    exact = [case for case, (low, high) in ranges if low <= asked.value < high] if len(holding) > 1 else holding
    return exact[0] if len(ranges) > 1 and len(exact) == 1 else None


def range_of(text: str, unit: str, code: str) -> Bounds | None:
    """Return the bounds of the range in a unit that a text names ("2 to 5 years", "more than 5 years"), or None."""
    return _bounds(find_figures(text, code), unit)


def _bounds(figures: Sequence[Figure], unit: str) -> Bounds | None:
    last = max((place for place, figure in enumerate(figures) if figure.unit == unit), default=-1)
    bounds = [figure for figure in figures[: last + 1] if figure.unit in ("", unit) and not figure.currency]
    if not bounds or len(bounds) > 2:
        return None
    first, *others = bounds
    if others:
        return (first.value, others[0].value) if first.value < others[0].value else None
    if first.qualifier in _OVER:
        return first.value, Decimal("Infinity")
    return (Decimal(0), first.value) if first.qualifier in _UNDER else None


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
