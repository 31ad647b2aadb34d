"""A query that a model wrote: read into a tree, held against question and table (`grounding.py`), and only then run."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.asking.kinds.rows.querying.grounding import Grounding, QuestionWords, UngroundedError
from assistant.asking.kinds.rows.querying.relation import Relation

FEW_ROWS = 3
"""Up to how many rows a table has of which all may be asked for: "Compare the two offers"."""
QueryOperation = Literal["rows", "count", "sum", "average"]
RowOrder = Sequence[tuple[str, bool]]
"""The columns by which rows are ordered, each with whether the greatest comes first."""

_AGGREGATES: dict[str, QueryOperation] = {"sum": "sum", "avg": "average"}
_NOT_READ = ("joins", "group", "having", "with_", "offset", "laterals")


@dataclass(frozen=True, slots=True)
class RowsFound:
    """What a query finds: the positions of rows in their order, and what is to be told of them.

    `column` is what is added up for a sum or average; of rows, the one column of numbers that is selected. `shown` are
    the headings of the columns that it selects or compares, `values` its conditions in words, `used` the terms of the
    question that it accounts for, `conditions` the headings of the columns with conditions. `is_inferred` if they are
    ordered by a column that the question does not name ("the oldest", by the day of arrival), or are those with or
    without anything in one ("open", without a closing date).
    """

    operation: QueryOperation
    rows: tuple[int, ...]
    column: str
    shown: tuple[str, ...]
    values: tuple[str, ...]
    used: frozenset[str]
    conditions: tuple[str, ...] = ()
    is_inferred: bool = False


class _Selected(NamedTuple):
    """What is done with the rows, with which column, whether each value counts once, and how that orders the rows."""

    operation: QueryOperation
    column: str = ""
    distinct: bool = False
    order: RowOrder = ()


def rows_found(written: str, relation: Relation, asked: QuestionWords) -> RowsFound | None:
    """Return what a query finds in a table; None if it is no query, says what the question does not, or finds nothing.

    It must be one SELECT from `t` with plain conditions. A text that is not in its column as written stands for all
    texts that have its words.
    """
    try:
        return _found(_parsed(written), Grounding(relation, asked))
    except (SqlglotError, UngroundedError):
        return None


def lacks_a_column(written: str, relation: Relation) -> bool:
    """Return whether a query names a column that a table does not have: it would rather ask another table."""
    try:
        return any(relation.column(column.name) is None for column in _parsed(written).find_all(exp.Column))
    except (SqlglotError, UngroundedError):
        return False


def _parsed(written: str) -> exp.Select:
    tree = sqlglot.parse_one(written.strip().strip("`;").removeprefix("sqlite").removeprefix("sql"), read="sqlite")
    tables = list(tree.find_all(exp.Table))
    if not isinstance(tree, exp.Select) or not tables or any(tree.args.get(part) for part in _NOT_READ):
        raise UngroundedError
    for table in tables:  # there is but one, whatever it is called: "FROM Boats"
        table.replace(exp.to_table("t"))
    return tree


def _found(tree: exp.Select, grounding: Grounding) -> RowsFound | None:
    selected = _selected(tree, grounding)
    relation, where = grounding.relation, tree.args.get("where")
    condition = grounding.condition(where.this) if where else None
    for extra in grounding.kinds_left_out():
        condition = exp.And(this=exp.paren(condition), expression=extra) if condition else extra
    grounding.check_denials()
    order, first = (selected.order, 1) if selected.order else _order(tree, grounding)
    if not (condition or order) and selected.operation == "rows" and len(relation.rows) > FEW_ROWS:
        return None  # nothing is chosen
    rows = _run(relation, condition, order)
    if first:
        rows = _first(relation, rows, order[0][0], first)
    different = {relation.value(row, selected.column) for row in rows} if selected.distinct else set()
    repeats = selected.distinct and len(different) != len(rows) and selected.column not in grounding.compared
    if not rows or repeats:
        return None
    return RowsFound(
        selected.operation,
        tuple(rows),
        selected.column,
        tuple(dict.fromkeys(grounding.headings)),
        tuple(dict.fromkeys(grounding.values)),
        frozenset(grounding.used),
        tuple(column.heading for column in relation.columns if column.name in grounding.compared),
        grounding.is_inferred or not all(grounding.is_clear(name) for name, _ in order),
    )


def _selected(tree: exp.Select, grounding: Grounding) -> _Selected:
    parts = [one.unalias() for one in tree.expressions]
    aggregates = [one for one in parts if isinstance(one, exp.AggFunc)]
    if not aggregates:
        shown = [grounding.column(one) for one in parts if not isinstance(one, exp.Star)]
        numbers = [column.name for column in shown if column.type == "number"]
        return _Selected("rows", numbers[0] if len(numbers) == 1 else "")
    (whole,) = aggregates if len(aggregates) == 1 else (None,)
    beside = [one for one in parts if one is not whole]
    if whole is None or (beside and not isinstance(whole, (exp.Max, exp.Min))):
        raise UngroundedError
    for one in beside:  # of a row with the greatest or least value SQLite tells the other columns too
        grounding.column(one)
    distinct = isinstance(whole.this, exp.Distinct)
    inner = whole.this.expressions[0] if distinct and len(whole.this.expressions) == 1 else whole.this
    if isinstance(whole, exp.Count):
        return _Selected("count", "" if isinstance(inner, exp.Star) else grounding.column(inner).name, distinct)
    if isinstance(whole, (exp.Max, exp.Min)):
        column = grounding.ordered(inner)
        return _Selected("rows", order=((column.name, isinstance(whole, exp.Max)),))
    column = grounding.column(inner)
    if distinct or whole.key not in _AGGREGATES or column.type != "number":
        raise UngroundedError
    return _Selected(_AGGREGATES[whole.key], column.name)


def _order(tree: exp.Select, grounding: Grounding) -> tuple[RowOrder, int]:
    """Return how a query orders rows, and how many of the first it wants; 0 if all."""
    order, limit = tree.args.get("order"), tree.args.get("limit")
    column = grounding.column if limit is None else grounding.ordered
    by = [(column(one.this).name, bool(one.args.get("desc"))) for one in order.expressions] if order else []
    if limit is None:
        return by, 0
    if not by or not isinstance(limit.expression, exp.Literal):
        raise UngroundedError
    return by, grounding.limit(limit.expression.name)


def _run(relation: Relation, condition: exp.Expression | None, order: RowOrder) -> list[int]:
    query = exp.select("rowid").from_("t")
    query = query.where(condition) if condition else query
    for name, down in order:
        column = exp.column(name, quoted=True)
        query = query.where(exp.Not(this=exp.Is(this=column, expression=exp.Null())))
        query = query.order_by(exp.Ordered(this=column.copy(), desc=down))
    with closing(relation.opened()) as database:
        return [int(rowid) - 1 for (rowid,) in database.execute(query.sql("sqlite"))]


def _first(relation: Relation, rows: Sequence[int], by: str, first: int) -> list[int]:
    """Return the first rows; of a single first, all that equal it."""
    if first != 1:
        return list(rows[:first])
    return [row for row in rows if relation.value(row, by) == relation.value(rows[0], by)]
