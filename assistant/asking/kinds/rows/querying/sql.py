"""A query that a model wrote: read, held against the question and the table, and only then run.

A model invents conditions. So every text and number in one has to come from the question, whatever a text is compared
with has to be in the column, and a kind of rows that the question names has to be in the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assistant.asking.kinds.rows.querying.relation import Attribute, Relation
from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.phrases import YEARS
from assistant.language.terms import terms

FEW_ROWS = 3
"""Up to how many rows a table has of which all may be asked for: "Compare the two offers"."""
QueryOperation = Literal["rows", "count", "sum", "average"]

_AGGREGATES: dict[str, QueryOperation] = {"sum": "sum", "avg": "average"}
_COMPARING = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "eq": "=", "neq": "≠"}
_NOT_READ = ("joins", "group", "having", "with_")
_JOINING = (exp.And, exp.Or, exp.Not, exp.Paren)


class NotLicensedError(Exception):
    """A query says something that neither the question nor the table does, or is of no form that can be told."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question as a query is held against it: its text, its language, and that of the table."""

    text: str
    spoken: str
    code: str

    @property
    def terms(self) -> frozenset[str]:
        """Its terms, formed by the rules of the table's language."""
        return frozenset(terms(self.text, self.code, self.spoken))


@dataclass(frozen=True, slots=True)
class RowsFound:
    """What a query finds: the positions of rows in their order, and what is to be told of them.

    Of a sum or average, `column` is what is added up. `shown` are the headings of the columns that it selects or
    compares, `values` its conditions in words, `used` the terms of the question that it accounts for.
    """

    operation: QueryOperation
    rows: tuple[int, ...]
    column: str
    shown: tuple[str, ...]
    values: tuple[str, ...]
    used: frozenset[str]
    is_cut: bool


def rows_found(written: str, relation: Relation, asked: QuestionWords) -> RowsFound | None:
    """Return what a query finds in a table; None if it is no query, says what the question does not, or finds nothing.

    It must be one SELECT from `t` with plain conditions. A text that is not in its column as written stands for all
    texts that have its words.
    """
    try:
        read = _Reading(_parsed(written), relation, asked)
        return read.found()
    except (SqlglotError, NotLicensedError):
        return None


def _parsed(written: str) -> exp.Select:
    tree = sqlglot.parse_one(written.strip().strip("`;").removeprefix("sqlite").removeprefix("sql"), read="sqlite")
    tables = {table.name.casefold() for table in tree.find_all(exp.Table)}
    if not isinstance(tree, exp.Select) or tables != {"t"} or any(tree.args.get(part) for part in _NOT_READ):
        raise NotLicensedError
    return tree


@dataclass
class _Reading:
    tree: exp.Select
    relation: Relation
    asked: QuestionWords
    headings: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=dict)
    """The texts that each column is compared with."""
    compared: set[str] = field(default_factory=set)

    def found(self) -> RowsFound | None:
        operation, column, distinct = self._selected()
        where = self.tree.args.get("where")
        condition: exp.Expression | None = self._condition(where.this) if where else None
        for extra in self._kinds_left_out():
            condition = exp.And(this=exp.paren(condition), expression=extra) if condition else extra
        order, first = self._order()
        if operation in ("most", "least"):
            order, first = [(column, operation == "most")], 1
        if not (condition or order) and operation == "rows" and len(self.relation.rows) > FEW_ROWS:
            return None  # nothing is chosen
        rows = self._run(condition, order)
        cut = self._first(rows, order[0][0], first) if order and first else rows
        repeats = distinct and len({self._value(row, column) for row in cut}) != len(cut)
        if not cut or (repeats and column not in self.compared):
            return None
        told = operation if operation in ("count", "sum", "average") else "rows"
        return RowsFound(
            told,  # type: ignore[arg-type]
            tuple(cut),
            column,
            tuple(dict.fromkeys(self.headings)),
            tuple(dict.fromkeys(self.values)),
            frozenset(self.used),
            bool(order),
        )

    def _selected(self) -> tuple[str, str, bool]:
        """Return what is done with the rows, the column that it is done with, and whether each value counts once."""
        selected = [one.unalias() for one in self.tree.expressions]
        whole = [one for one in selected if isinstance(one, exp.AggFunc)]
        if not whole:
            for one in selected:
                if not isinstance(one, exp.Star):
                    self._column(one)
            return "rows", "", False
        if len(selected) > 1:
            raise NotLicensedError
        (one,) = whole
        inner, distinct = one.this, False
        if isinstance(inner, exp.Distinct):
            (inner,), distinct = inner.expressions, True
        if isinstance(one, exp.Count):
            return "count", "" if isinstance(inner, exp.Star) else self._column(inner).name, distinct
        column = self._column(inner)
        if isinstance(one, (exp.Max, exp.Min)):
            return "most" if isinstance(one, exp.Max) else "least", column.name, False
        if distinct or one.key not in _AGGREGATES or column.type != "number":
            raise NotLicensedError
        return _AGGREGATES[one.key], column.name, False

    def _column(self, node: exp.Expression | None, *, shown: bool = True) -> Attribute:
        if isinstance(node, (exp.Lower, exp.Upper, exp.Paren)):
            node = node.this
        column = self.relation.column(node.name) if isinstance(node, exp.Column) else None
        if column is None:
            raise NotLicensedError
        if shown:
            self.headings.append(column.heading)
        self.used |= set(terms(column.heading.replace("_", " "), self.asked.code))
        return column

    def _condition(self, node: exp.Expression) -> exp.Expression:
        """Return a condition with the texts as the table has them."""
        if isinstance(node, _JOINING):
            own = node.copy()
            own.set("this", self._condition(node.this))
            if isinstance(node, (exp.And, exp.Or)):
                own.set("expression", self._condition(node.expression))
            return own
        column = self._column(node.this, shown=False)
        self.compared.add(column.name)
        if column.type == "text":  # every row found has that text, which is told once
            return self._of_texts(node, column)
        self.headings.append(column.heading)
        if isinstance(node, exp.Between):
            bounds = [self._literal(node.args["low"], column), self._literal(node.args["high"], column)]
            self.values.append(f"{column.heading} {bounds[0]}–{bounds[1]}")
            return node
        if node.key not in _COMPARING:
            raise NotLicensedError
        of_all = node.expression
        if isinstance(of_all, exp.Subquery):
            self._is_of_all(of_all.this)
            return node
        self.values.append(f"{column.heading} {_COMPARING[node.key]} {self._literal(of_all, column)}")
        return node

    def _is_of_all(self, tree: exp.Expression) -> None:
        """Raise NotLicensedError if a query within a condition is not the greatest, least or mean of a column."""
        inner = tree.expressions[0] if isinstance(tree, exp.Select) and len(tree.expressions) == 1 else None
        if not isinstance(inner, (exp.Max, exp.Min, exp.Avg)) or tree.args.get("where") or tree.args.get("joins"):
            raise NotLicensedError
        self._column(inner.this)

    def _of_texts(self, node: exp.Expression, column: Attribute) -> exp.Expression:
        if isinstance(node, exp.In) and not node.args.get("query"):
            written = list(node.expressions)
        elif isinstance(node, (exp.EQ, exp.NEQ, exp.Like, exp.ILike)):
            written = [node.expression]
        else:
            raise NotLicensedError
        if not all(isinstance(one, exp.Literal) and one.is_string for one in written):
            raise NotLicensedError
        meant = [text for one in written for text in self._texts_meant(one.name.strip("%"), column)]
        is_not = isinstance(node, exp.NEQ)
        self.texts.setdefault(column.name, set()).update(meant)
        self.values += [f"≠ “{text}”" if is_not else f"“{text}”" for text in meant]
        inside = _one_of(column, meant)
        return exp.Not(this=inside) if is_not else inside

    def _texts_meant(self, written: str, column: Attribute) -> list[str]:
        """Return the texts of a column that a written one means, and that the question names."""
        there = self.relation.texts_of(column.name)
        own = {text: frozenset(terms(text, self.asked.code)) for text in there}
        wanted = frozenset(terms(written, self.asked.code))
        exact = [text for text in there if text.casefold() == written.casefold()]
        meant = exact or [text for text in there if wanted and wanted <= own[text]]
        said = wanted & self.asked.terms
        is_named = bool(said) and (said == wanted or [text for text in there if said <= own[text]] == meant)
        if not meant or not is_named:
            raise NotLicensedError
        self.used |= said
        return meant

    def _literal(self, node: exp.Expression, column: Attribute) -> str:
        """Return a number or date with which a column is compared, if the question has it."""
        minus = isinstance(node, exp.Neg)
        node = node.this if minus else node
        if not isinstance(node, exp.Literal):
            raise NotLicensedError
        text, spoken = node.name, self.asked.spoken
        if column.type == "date":
            months = {date.iso[:7] for date in find_dates(self.asked.text, spoken)}
            years = set(YEARS.findall(self.asked.text))
            if text[:7] not in months and not (text[:4] in years and text[5:] in ("", "01-01", "12-31")):
                raise NotLicensedError
            return text
        try:
            value = float(text)
        except ValueError:
            raise NotLicensedError from None
        named = [figure for figure in find_figures(self.asked.text, spoken) if float(figure.value) == value]
        if value and not named:
            raise NotLicensedError
        self.used |= {term for figure in named for term in terms(figure.text, self.asked.code, spoken)}
        return f"{'-' if minus else ''}{text}"

    def _kinds_left_out(self) -> Iterator[exp.Expression]:
        """Yield a condition for each kind of rows that the question names and the query leaves out."""
        for column in self.relation.columns:
            texts = self.relation.texts_of(column.name) if column.type == "text" else ()
            if len(texts) > len(self.relation.rows) / 2:
                continue
            own = {text: frozenset(terms(text, self.asked.code)) for text in texts}
            named = [text for text in texts if own[text] and own[text] <= self.asked.terms - self.used]
            if not named:
                continue
            if column.name in self.texts or len(named) > 1:
                raise NotLicensedError
            self.used |= own[named[0]]
            self.values.append(f"“{named[0]}”")
            yield _one_of(column, named)

    def _order(self) -> tuple[list[tuple[str, bool]], int]:
        """Return the columns by which rows are ordered, each with whether the greatest comes first, and how many."""
        order, limit = self.tree.args.get("order"), self.tree.args.get("limit")
        by = [(self._column(one.this).name, bool(one.args.get("desc"))) for one in order.expressions] if order else []
        if limit is None:
            return by, 0
        if not by or not isinstance(limit.expression, exp.Literal) or self.tree.args.get("offset"):
            raise NotLicensedError
        first = int(limit.expression.name)
        counts = {int(f.value) for f in find_figures(self.asked.text, self.asked.spoken) if f.value == int(f.value)}
        if first != 1 and first not in counts:
            raise NotLicensedError
        return by, first

    def _run(self, condition: exp.Expression | None, order: Sequence[tuple[str, bool]]) -> list[int]:
        query = exp.select("rowid").from_("t")
        query = query.where(condition) if condition else query
        for name, down in order:
            column = exp.column(name, quoted=True)
            query = query.where(exp.Not(this=exp.Is(this=column, expression=exp.Null())))
            query = query.order_by(exp.Ordered(this=column.copy(), desc=down))
        with self.relation.opened() as database:
            found = [int(rowid) - 1 for (rowid,) in database.execute(query.sql("sqlite"))]
        database.close()
        return found

    def _first(self, rows: Sequence[int], by: str, first: int) -> list[int]:
        """Return the first rows; of a single first, all that equal it."""
        if first != 1:
            return list(rows[:first])
        return [row for row in rows if self._value(row, by) == self._value(rows[0], by)]

    def _value(self, row: int, name: str) -> object:
        place = [column.name for column in self.relation.columns].index(name)
        return self.relation.values[row][place]


def _one_of(column: Attribute, texts: Sequence[str]) -> exp.Expression:
    return exp.In(this=exp.column(column.name, quoted=True), expressions=[exp.Literal.string(text) for text in texts])
