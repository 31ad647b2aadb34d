"""Rows that a question asks for in whatever words: the model writes a query, and code tests, runs and tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.judging import judged
from assistant.asking.kinds.lists.fitting import Fitting, fitting_groups, words_inside
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.rows.querying.grounding import QuestionWords
from assistant.asking.kinds.rows.querying.relation import Relation, relation_of
from assistant.asking.kinds.rows.querying.sql import RowsFound, lacks_a_column, rows_found
from assistant.asking.kinds.rows.tables import above, compares, rows_of_group, told_rows
from assistant.asking.kinds.rows.totals import total_told
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import Wanted, total_asked
from assistant.calculating.working import WORKED_OUT
from assistant.drafting.prompts import write_query
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.naming import proper_names_in
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import search
from assistant.types import Answer, TableRow

QUERY_TOKENS = 70
LEAST_ROWS = 2
SURE_OF_ROWS, UNSURE_OF_ROWS = 0.9, 0.7
"""The confidence of an answer from a query, and of one by a condition or order that is not in the question's words.

Set by hand (`benchmarks/RESULTS.md`).
"""
_PASSAGES = 12
_TABLES = 2
"""How many tables are asked: the second if the query for the first names a column that it does not have."""
_FITS_FROM = 0.4
_LEFT = 0.5
"""The share of a question's words that may be missing in a query, the table and above it."""


def may_ask_for_rows(inquiry: Inquiry) -> bool:
    """Return whether a question may ask for rows of a table: it lists, counts, compares, sums up or averages."""
    text, told = inquiry.question.now, language(inquiry.code).calculations
    if told.explains.stand_in(text) or told.unclear.stand_in(text):
        return False
    likely = {inquiry.kind, inquiry.likeliest} & {"list", "count", "extreme", "calculation"}
    return bool(likely or total_asked(text, inquiry.code)) or compares(inquiry)


def queried(inquiry: Inquiry, *, as_last_resort: bool = False) -> Answer | None:
    """Return the rows of a table that a question asks for, their number, sum or average; None if that is not certain.

    If a condition or many words of the question are in other words than the table's, the rows must be judged to answer,
    and so they must `as_last_resort`, where the question would be refused otherwise.

    Raises:
        ModelError: the model is missing, damaged or does not answer.
    """
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        asked = subject_of(query, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
        fitting = fitting_groups(inquiry, query, asked, found)
    for group in _tables_for(inquiry, fitting, asked):
        relation = relation_of(rows_of_group(group), _title(inquiry, group))
        if relation is None or _lacks_a_name(inquiry, query, group, asked):
            return None
        written = _written(inquiry, relation.described(asked))
        words = QuestionWords(inquiry.question.whole, inquiry.code, group.passage.language)
        told = rows_found(written, relation, words)
        if told or not lacks_a_column(written, relation):
            return _answered(inquiry, query, group, relation, asked, told, as_last_resort) if told else None
    return None


def _lacks_a_name(inquiry: Inquiry, query: Query, group: Group, asked: frozenset[str]) -> bool:
    """Return whether a name of a question is neither in a table nor above it."""
    about = asked - _of_calculating(inquiry)
    return bool(_named(inquiry, query, about) - _words_of(inquiry, group, about) - _numbers(about))


def _named(inquiry: Inquiry, query: Query, about: frozenset[str]) -> frozenset[str]:
    """Return the names and numbers among some terms of a question."""
    return (proper_names_in(query.sought, inquiry.code, inquiry.code) | _numbers(about)) & about


def _answered(
    inquiry: Inquiry,
    query: Query,
    group: Group,
    relation: Relation,
    asked: frozenset[str],
    told: RowsFound,
    as_last_resort: bool,
) -> Answer | None:
    about = asked - _of_calculating(inquiry)
    left = about - above(inquiry, group) - told.used
    if left & _named(inquiry, query, about):
        return None
    if len(left) <= _LEFT * max(1, len(about)) and not (told.is_inferred or as_last_resort):
        return _told(inquiry, relation, told, SURE_OF_ROWS)
    confidence = judged(inquiry, query, [relation.rows[place][0] for place in told.rows])
    return _told(inquiry, relation, told, min(UNSURE_OF_ROWS, confidence)) if confidence else None


def _tables_for(inquiry: Inquiry, fitting: Sequence[Fitting], asked: frozenset[str]) -> list[Group]:
    """Return the two tables with most words of a question among those that fit it."""
    tables = [one.group for one in fitting if one.fit >= _FITS_FROM and _is_table(one.group)]
    return sorted(tables, key=lambda group: -len(_words_of(inquiry, group, asked)))[:_TABLES]


def _is_table(group: Group) -> bool:
    return group.kind == "table" and len(group.items) >= LEAST_ROWS


def _of_calculating(inquiry: Inquiry) -> frozenset[str]:
    """Return the terms of a question that say how rows are compared or added up, not what they are."""
    code, words = inquiry.code, language(inquiry.code).calculations
    said = [m.group() for one in (words.averaging, words.summing) for m in one.pattern.finditer(inquiry.question.now)]
    listed = (*words.highest, *words.lowest, *words.fillers, *words.words.get("money", ()))
    return terms_of_words(listed, code) | frozenset(terms(" ".join(said), code))


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(map(str.isdigit, word)))


def _words_of(inquiry: Inquiry, group: Group, asked: frozenset[str]) -> frozenset[str]:
    """Return those of some terms that are in a table or above it."""
    there = asked & above(inquiry, group)
    return there | words_inside(group, asked - there)


def _title(inquiry: Inquiry, group: Group) -> str:
    document = inquiry.reader.document(group.passage.document)
    return ", ".join(dict.fromkeys(filter(None, (document.title, *group.passage.heading))))


def _written(inquiry: Inquiry, table: str) -> str:
    """Return the query that the model writes for a question to a table as it is described."""
    model = inquiry.model()
    with inquiry.watch.stage("rewriting"), model.turn() as turn:
        return "".join(turn.stream(write_query(inquiry.question.whole, table), QUERY_TOKENS))


def _told(inquiry: Inquiry, relation: Relation, found: RowsFound, confidence: float) -> Answer | None:
    rows = [relation.rows[place] for place in found.rows]
    values = ", ".join(found.values)
    count = len(relation.rows)
    column = relation.column(found.column)
    if column and (operation := _total(inquiry, found)):
        reading = Wanted(operation, inquiry.question.now, ())
        total = total_told(inquiry, reading, rows, column.heading, values, count, min(confidence, WORKED_OUT))
        if total or found.operation != "rows":
            return total
    certificate = inquiry.told("compared", count=count)
    if values:
        certificate = inquiry.told("of_a_kind", count=len(rows), of=count, values=values)
    counts = found.operation == "count"
    shown = [(item, _with_columns(row, _columns_told(row, found))) for item, row in rows]
    return told_rows(inquiry, shown, certificate, "", counts=counts, confidence=confidence)


def _total(inquiry: Inquiry, found: RowsFound) -> Literal["sum", "average"] | None:
    """Return how the rows found are added up: as the query does, or as the question asks where it selects one column.

    Not where the question says how many of a thing there are ("two keys and a fob"): each row counts once.
    """
    if found.operation in ("sum", "average"):
        return "sum" if found.operation == "sum" else "average"
    text, code = inquiry.question.now, inquiry.code
    figures = {figure.text for figure in find_figures(text, code) if figure.value != 1 and figure.unit != "year"}
    pieces = any(not any(figure in value for value in found.values) for figure in figures)
    return total_asked(text, code) if found.operation == "rows" and not pieces else None


def _columns_told(row: TableRow, found: RowsFound) -> Sequence[str]:
    """Return the headings of what is told of a row: of one that is called by a code ("C02") its conditions as well."""
    is_code = any(map(str.isdecimal, row.label)) and " " not in row.label
    return (*found.conditions, *found.shown) if is_code else found.shown


def _with_columns(row: TableRow, headings: Sequence[str]) -> TableRow:
    """Return a row with its label and the cells under some headings alone."""
    return row.with_values([cell for cell in row.values if " ".join(cell.columns) in headings])
