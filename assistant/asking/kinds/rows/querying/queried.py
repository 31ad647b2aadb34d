"""Rows that a question asks for in whatever words: the model writes a query, and code tests, runs and tells it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.lists.fitting import fitting_groups, words_inside
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.rows.querying.grounding import QuestionWords
from assistant.asking.kinds.rows.querying.relation import Relation, relation_of
from assistant.asking.kinds.rows.querying.sql import RowsFound, rows_found
from assistant.asking.kinds.rows.tables import FITS_FROM, above, compares, rows_of_group, told_rows
from assistant.asking.kinds.rows.totals import total_told
from assistant.asking.kinds.subject import subject_of
from assistant.calculating.wanted import Wanted
from assistant.drafting.prompts import write_query
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Answer, TableRow

QUERY_TOKENS = 70
LEAST_ROWS = 2
SURE_OF_ROWS = 0.9
"""The confidence of an answer from a query (`benchmarks/RESULTS.md`)."""
_PASSAGES = 12
_LEFT = 0.5
"""The share of a question's words that may be missing in a query, the table and above it."""


def may_ask_for_rows(inquiry: Inquiry) -> bool:
    """Return whether a question may ask for rows of a table: it lists, counts, compares, sums up or averages."""
    text, told = inquiry.question.now, language(inquiry.code).calculations
    if told.explains.stand_in(text) or told.unclear.stand_in(text):
        return False
    sums = told.averaging.stand_in(text) or told.summing.stand_in(text)
    likely = {inquiry.kind, inquiry.likeliest} & {"list", "count", "extreme"}
    return bool(likely or sums or compares(inquiry))


def queried(inquiry: Inquiry) -> Answer | None:
    """Return the rows of a table that a question asks for, their number, sum or average; None if that is not certain.

    Raises:
        ModelError: the model is missing, damaged or does not answer.
    """
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        asked = subject_of(query, inquiry.reader.languages())
        found = search(inquiry.reader, inquiry.nearest, query, _PASSAGES)
        fitting = fitting_groups(inquiry, query, asked, found)
    named = frozenset(term for name in query.names for term in terms(name, inquiry.code))
    groups = [one.group for one in fitting if one.group.kind == "table" and one.fit >= FITS_FROM]
    tables = [group for group in groups if len(group.items) >= LEAST_ROWS]
    best = max(tables, key=lambda group: len(_words_of(inquiry, group, asked)), default=None)
    about = asked - _of_calculating(inquiry)
    if best is None or not _are_covered(about, _words_of(inquiry, best, about) | _numbers(about), named):
        return None
    relation = relation_of(rows_of_group(best), _title(inquiry, best))
    told = _found(inquiry, relation, best) if relation else None
    if relation and told and _are_covered(about, above(inquiry, best) | told.used, named):
        return _told(inquiry, relation, told)
    return None


def _of_calculating(inquiry: Inquiry) -> frozenset[str]:
    """Return the terms of a question that say how rows are compared or added up, not what they are."""
    code, words = inquiry.code, language(inquiry.code).calculations
    said = [m.group() for one in (words.averaging, words.summing) for m in one.pattern.finditer(inquiry.question.now)]
    listed = (*words.highest, *words.lowest, *words.fillers, *words.words.get("money", ()))
    return terms_of_words(listed, code) | frozenset(terms(" ".join(said), code))


def _are_covered(about: frozenset[str], there: frozenset[str], named: frozenset[str]) -> bool:
    """Return whether all names and figures of a question are there, and at least half of its words."""
    left = about - there
    return not left & (named | _numbers(about)) and len(left) <= _LEFT * max(1, len(about))


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(map(str.isdigit, word)))


def _words_of(inquiry: Inquiry, group: Group, asked: frozenset[str]) -> frozenset[str]:
    """Return those of some terms that are in a table or above it."""
    there = asked & above(inquiry, group)
    return there | words_inside(group, asked - there)


def _title(inquiry: Inquiry, group: Group) -> str:
    document = inquiry.reader.document(group.passage.document)
    return ", ".join(dict.fromkeys(filter(None, (document.title, *group.passage.heading))))


def _found(inquiry: Inquiry, relation: Relation, group: Group) -> RowsFound | None:
    model = inquiry.model()
    with inquiry.watch.stage("rewriting"), model.turn() as turn:
        prompt = write_query(inquiry.question.whole, relation.described())
        written = "".join(turn.stream(prompt, QUERY_TOKENS))
    return rows_found(written, relation, QuestionWords(inquiry.question.whole, inquiry.code, group.passage.language))


def _told(inquiry: Inquiry, relation: Relation, found: RowsFound) -> Answer | None:
    rows = [relation.rows[place] for place in found.rows]
    values = ", ".join(found.values)
    count = len(relation.rows)
    if found.operation in ("sum", "average"):
        column = relation.column(found.column)
        assert column is not None
        reading = Wanted("sum" if found.operation == "sum" else "average", inquiry.question.now, ())
        return total_told(inquiry, reading, rows, column.heading, values, count)
    certificate = inquiry.told("compared", count=count)
    if values:
        certificate = inquiry.told("of_a_kind", count=len(rows), of=count, values=values)
    counts = found.operation == "count"
    shown = [(item, _with_columns(row, found.shown)) for item, row in rows]
    return told_rows(inquiry, shown, certificate, "", counts=counts, confidence=SURE_OF_ROWS)


def _with_columns(row: TableRow, headings: Sequence[str]) -> TableRow:
    """Return a row with its label and the cells under some headings alone."""
    return row.with_values([cell for cell in row.values if " ".join(cell.columns) in headings])
