"""Whether what a query says comes from the question and the table.

A model invents conditions. So every text and number in one has to come from the question, whatever a text is compared
with has to be in the column, a query denies where the question does and nowhere else, and a kind of rows that the
question names has to be in the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isclose

from sqlglot import exp

from assistant.asking.kinds.rows.conditions import denies
from assistant.asking.kinds.rows.querying.relation import Attribute, Relation
from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.phrases import YEARS
from assistant.language.terms import terms, terms_of_words
from assistant.language.time_units import HOURS
from assistant.language.yes_and_no import YesOrNo, yes_or_no

_COMPARING = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "eq": "=", "neq": "≠"}
_SAID = {"over": {"gt"}, "at least": {"gte"}, "under": {"lt"}, "at most": {"lte"}}
"""The comparisons that a figure asks for by what stands before it in the question."""
_JOINING = (exp.And, exp.Or, exp.Paren)


class UngroundedError(Exception):
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


@dataclass
class Grounding:
    """What has been found of a query in the question and the table, part by part.

    `headings` are those of the columns that are told, `values` the conditions in words, `used` the terms of the
    question that are accounted for, `compared` the names of the columns with conditions. `denies`: a condition leaves
    out what has a text, or asks for nothing of a number. `is_inferred`: a condition is not in the question's words.
    """

    relation: Relation
    asked: QuestionWords
    headings: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    compared: set[str] = field(default_factory=set)
    denies: bool = False
    is_inferred: bool = False

    def column(self, node: object, *, told: bool = True) -> Attribute:
        """Return the column that a part of a query names. Raises UngroundedError if there is none."""
        if isinstance(node, (exp.Lower, exp.Upper, exp.Paren)):
            node = node.this
        column = self.relation.column(node.name) if isinstance(node, exp.Column) else None
        if column is None:
            raise UngroundedError
        if told:
            self.headings.append(column.heading)
        self.used |= self._heading_of(column)
        return column

    def condition(self, node: object) -> exp.Expression:
        """Return a condition with the texts as the table has them. Raises UngroundedError if it is not grounded."""
        if isinstance(node, _JOINING):
            own = node.copy()
            own.set("this", self.condition(node.this))
            if not isinstance(node, exp.Paren):
                own.set("expression", self.condition(node.expression))
            return own
        if isinstance(node, exp.Not):
            inner = node.this.unnest()
            if isinstance(inner, exp.Is):
                return self._of_empty(inner, is_not=True)
            return self._of_texts(inner, is_not=True)
        if not isinstance(node, exp.Expression):
            raise UngroundedError
        if isinstance(node, exp.Is):
            return self._of_empty(node)
        column = self.column(node.this, told=False)
        if column.type == "text":  # every row found has that text, which is told once
            return self._of_texts(node)
        self.compared.add(column.name)
        self.headings.append(column.heading)
        if isinstance(node, exp.Between):
            low, high = (self._literal(node.args[bound], column, "") for bound in ("low", "high"))
            self.values.append(f"{column.heading} {low}–{high}")
        elif node.key not in _COMPARING:
            raise UngroundedError
        elif isinstance(node.expression, exp.Subquery):
            self._is_of_all(node.expression.this)
        else:
            told = self._literal(node.expression, column, node.key)
            self.values.append(f"{column.heading} {_COMPARING[node.key]} {told}")
        return node

    def kinds_left_out(self) -> Iterator[exp.Expression]:
        """Yield a condition for each kind of rows that the question names and the query leaves out.

        Raises UngroundedError if it is not clear which rows are meant.
        """
        for column in self.relation.columns:
            texts = self.relation.texts_of(column.name) if column.type == "text" else ()
            if texts and self.relation.is_of_yes_and_no(column.name):
                if column.name not in self.compared and self._heading_of(column) <= self.asked.terms:
                    if self._may_deny():
                        raise UngroundedError
                    yield self._of_yes_or_no(column, [t for t in texts if yes_or_no(t, self.relation.code) == "yes"])
                continue
            if len(texts) > len(self.relation.rows) / 2:
                continue
            own = {text: frozenset(terms(text, self.asked.code)) for text in texts}
            named = [text for text in texts if own[text] and own[text] <= self.asked.terms - self.used]
            if not named:
                continue
            if column.name in self.compared or len(named) > 1:
                raise UngroundedError
            self.used |= own[named[0]]
            self.values.append(f"“{named[0]}”")
            yield _one_of(column, named)

    def check_denials(self) -> None:
        """Raise UngroundedError if the question denies something and the query does not."""
        negation = language(self.asked.spoken).meanings.negation
        if self._may_deny() and not (self.denies or any(map(negation.stand_in, self.values))):
            raise UngroundedError

    def is_clear(self, name: str) -> bool:
        """Return whether a column is the one by which the question orders rows: it names it, or no other could be."""
        ordered = [column for column in self.relation.columns if column.type != "text"]
        column = self.relation.column(name)
        of_money = language(self.asked.spoken).calculations.words.get("money", ())
        return (
            column is None
            or bool(self._heading_of(column) & self.asked.terms)
            or ordered == [column]
            or (bool(column.currency) and bool(terms_of_words(of_money, self.asked.code) & self.asked.terms))
        )

    def ordered(self, node: object) -> Attribute:
        """Return the column by which rows are ordered. Raises UngroundedError if it has texts: they have no order."""
        column = self.column(node)
        if column.type == "text":
            raise UngroundedError
        return column

    def limit(self, written: str) -> int:
        """Return a number of rows, 1 or one that the question names. Raises UngroundedError if it is neither."""
        counts = {str(figure.value) for figure in find_figures(self.asked.text, self.asked.spoken)}
        if not written.isdecimal() or written not in {"1", *counts}:
            raise UngroundedError
        return int(written)

    def _is_of_all(self, tree: object) -> None:
        """Raise UngroundedError if a query within a condition is not the greatest, least or mean of a column."""
        if not isinstance(tree, exp.Select) or any(tree.args.get(part) for part in ("where", "joins", "group")):
            raise UngroundedError
        inner = tree.expressions[0] if len(tree.expressions) == 1 else None
        if not isinstance(inner, (exp.Max, exp.Min, exp.Avg)):
            raise UngroundedError
        self.ordered(inner.this)

    def _of_texts(self, node: object, *, is_not: bool = False) -> exp.Expression:
        """Return a comparison of a column with texts as one with those of its texts that are meant."""
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, exp.In) and not node.args.get("query"):
            written = list(node.expressions)
        elif isinstance(node, (exp.EQ, exp.NEQ, exp.Like, exp.ILike)):
            written = [node.expression]
        else:
            raise UngroundedError
        column = self.column(node.this, told=False)
        texts = all(isinstance(one, exp.Literal) and one.is_string for one in written)
        is_not = is_not != isinstance(node, exp.NEQ)
        if column.type != "text" or not texts:
            raise UngroundedError
        if self.relation.is_of_yes_and_no(column.name):
            return self._of_yes_or_no(column, [one.name for one in written], is_not=is_not)
        if is_not and not self._may_deny():
            raise UngroundedError
        self.compared.add(column.name)
        self.denies |= is_not
        meant = [text for one in written for text in self._texts_meant(one.name.strip("%"), column)]
        self.values += [f"≠ “{text}”" if is_not else f"“{text}”" for text in meant]
        inside = _one_of(column, meant)
        return exp.Not(this=inside) if is_not else inside

    def _of_empty(self, node: exp.Is, *, is_not: bool = False) -> exp.Expression:
        """Return a condition on cells that have nothing in them: "still open" may be those without a closing date.

        If the question names the column, they are what it denies ("not yet closed"), and only then.
        """
        column = self.column(node.this)
        is_named = bool(self._heading_of(column) & self.asked.terms)
        if not isinstance(node.expression, exp.Null) or (is_named and self._may_deny() == is_not):
            raise UngroundedError
        self.compared.add(column.name)
        self.denies |= is_named and not is_not
        self.is_inferred = True
        return exp.Not(this=node) if is_not else node

    def _of_yes_or_no(self, column: Attribute, written: Sequence[str], *, is_not: bool = False) -> exp.Expression:
        """Return a comparison of a column that says yes or no: the question names the column, and denies it for a no.

        The word itself need not be said: "Which boats are not insured?" means those with "no" under "insured".
        """
        told = {yes_or_no(text, self.relation.code) for text in written}
        if len(told) != 1 or None in told:
            raise UngroundedError
        self.is_inferred |= not self._heading_of(column) & self.asked.terms
        wanted: YesOrNo = "no" if (told == {"no"}) != is_not else "yes"
        if wanted == "no" and not self._may_deny():
            raise UngroundedError
        self.compared.add(column.name)
        self.denies |= wanted == "no"
        there = self.relation.texts_of(column.name)
        meant = [text for text in there if yes_or_no(text, self.relation.code) == wanted]
        if not meant:
            raise UngroundedError
        self.values.append(f"{column.heading}: “{meant[0]}”")
        return _one_of(column, meant)

    def _heading_of(self, column: Attribute) -> frozenset[str]:
        return frozenset(terms(column.heading.replace("_", " "), self.asked.code))

    def _may_deny(self) -> bool:
        return denies(self.asked.text, self.asked.spoken)

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
            raise UngroundedError
        self.used |= said
        return meant

    def _literal(self, node: object, column: Attribute, comparison: str) -> str:
        """Return a number or date with which a column is compared, if the question has it.

        Zero need not be said: "out of stock". A figure with "over" or "at most" before it is compared in that way. A
        span of time as the question writes it ("2 days") is put in hours where the column is.
        """
        minus = isinstance(node, exp.Neg)
        node = node.this if isinstance(node, exp.Neg) else node
        if not isinstance(node, exp.Literal):
            raise UngroundedError
        text, spoken = node.name, self.asked.spoken
        if column.type == "date":
            months = {date.iso[:7] for date in find_dates(self.asked.text, spoken)}
            years = set(YEARS.findall(self.asked.text))
            if text[:7] not in months and not (text[:4] in years and text[5:] in ("", "01-01", "12-31")):
                raise UngroundedError
            return text
        try:
            value = float(text)
        except ValueError:
            raise UngroundedError from None
        asked = find_figures(self.asked.text, spoken)
        named = [figure for figure in asked if isclose(column.number(figure), value)]
        if (
            not named
            and column.in_hours
            and (named := [f for f in asked if f.unit in HOURS and float(f.value) == value])
        ):
            node.replace(exp.Literal.number(repr(column.number(named[0]))))
            text = named[0].text
        ways = [_SAID[figure.qualifier] for figure in named if figure.qualifier in _SAID]
        if (value and not named) or (comparison and ways and not any(comparison in way for way in ways)):
            raise UngroundedError
        self.denies |= not value and comparison == "eq"
        self.is_inferred |= not named and comparison != "eq"  # "over zero" is what nobody said
        self.used |= {term for figure in named for term in terms(figure.text, self.asked.code, spoken)}
        return f"{'-' if minus else ''}{text}"


def _one_of(column: Attribute, texts: Sequence[str]) -> exp.Expression:
    return exp.In(this=exp.column(column.name, quoted=True), expressions=[exp.Literal.string(text) for text in texts])
