"""Checks whether a calculated claim follows from the sentences that it cites: the test behind the promise."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assistant.calculating.arithmetic import Quantity, arithmetic_in
from assistant.calculating.clock import clock_times, from_to
from assistant.calculating.spans import last_day
from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import languages

_NUMBERS = {
    ".": re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+"),
    ",": re.compile(r"\d{1,3}(?:[. \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
}
"""What a number looks like, by its decimal mark."""
_TIMES = "×"
_ROUNDED = Decimal("0.006")
_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def follows(claim: str, cited: Sequence[str], asked: str = "") -> bool:
    """Return whether each operand of a calculated claim is in a cited text, and the result is that of the working.

    The divisor in a working is the number of its figures, one of them, or their sum; the factor before a price is the
    question's. Of a span of time the first day and its length, the first and the last day, or both times of the day
    are in a cited text. Any other working is of figures of the cited texts and the question.
    """
    return any(_follows(claim, cited, mark) for mark in _NUMBERS) or any(
        _spans(claim, cited, code) or _works(claim, (*cited, asked), code) for code in languages()
    )


def _works(claim: str, sources: Sequence[str], code: str) -> bool:
    """Return whether a working of any form is right, and each figure in it stands in a source as it is written."""
    _, _, told = claim.rpartition(": ")
    working, _, outcome = told.removesuffix(".").partition(" = ")
    arithmetic, results = arithmetic_in(working), find_figures(outcome, code)
    if arithmetic is None or not results:
        return False
    written = [find_figures(text, code) for text in arithmetic.operands]
    known = {figure.text for text in sources for figure in find_figures(text, code)}
    if not all(len(found) == 1 and found[0].text in known for found in written):
        return False
    value = arithmetic.value([Quantity(found[0].value) for found in written])
    return value is not None and abs(value.value - results[0].value) <= _ROUNDED * results[0].magnitude


def _follows(claim: str, cited: Sequence[str], mark: str) -> bool:
    _, colon, told = claim.rpartition(": ")
    working, equals, outcome = told.removesuffix(".").partition(" = ")
    if not (colon and working and equals and outcome) or any(sign in working + outcome for sign in ":="):
        return False
    number = _NUMBERS[mark]
    sums, _, divisor = working.rpartition(") / ") if ") / " in working else (working, "", "")
    operands = number.findall(sums.partition(f" {_TIMES} ")[2] if _TIMES in sums else sums)
    if divisor and divisor != str(len(operands)):
        operands.append(number.findall(divisor)[0])
    result = number.search(outcome)
    if result is None or not operands or not all(_stands_in(operand, cited) for operand in operands):
        return False
    try:
        value = _value(working, number, mark)
    except (SyntaxError, ValueError, ArithmeticError):
        return False
    said = _plain(result.group(), mark) * (-1 if "-" in outcome[: result.start()] else 1)
    shares = "%" in outcome
    rounding = Decimal("0.006") if mark in result.group() else Decimal("0.51")
    return any(abs(value * factor - said) <= rounding for factor in ((1, 100) if shares else (1,)))


def _spans(claim: str, cited: Sequence[str], code: str) -> bool:
    """Return whether a claim is a span of time that follows from a cited text."""
    if times := from_to(claim):
        told = {f.unit: int(f.value) for f in find_figures(claim, code) if f.unit in ("hours", "minutes")}
        stands = any({times[0].text, times[1].text} <= {time.text for time in clock_times(text)} for text in cited)
        return stands and told.get("hours", 0) * 60 + told.get("minutes", 0) == times[1].minutes - times[0].minutes
    days = [date.fromisoformat(day.iso) for day in find_dates(claim, code) if day.is_full]
    runs = [(int(f.value), f.unit) for f in find_figures(claim, code) if f.unit in ("years", "months", "weeks", "days")]
    if len(days) != 2 or not runs or last_day(days[0], runs[0]) != days[1]:
        return False
    for text in cited:
        for one in languages():
            there = {date.fromisoformat(day.iso) for day in find_dates(text, one) if day.is_full}
            lasts = {(int(figure.value), figure.unit) for figure in find_figures(text, one)}
            if days[0] in there and (days[1] in there or runs[0] in lasts):
                return True
    return False


def _stands_in(number: str, cited: Sequence[str]) -> bool:
    return any(_stands_alone(number, text) for text in cited)


def _stands_alone(number: str, text: str) -> bool:
    """Return whether a number stands in a text and is no part of another: 3.4 is none of 3.45."""
    at = text.find(number)
    while at >= 0:
        before, behind = text[max(0, at - 1) : at], text[at + len(number) : at + len(number) + 2]
        goes_on = behind[:1].isdecimal() or (behind[:1] in (".", ",") and behind[1:].isdecimal())
        if not (goes_on or before.isdecimal() or before in (".", ",")):
            return True
        at = text.find(number, at + 1)
    return False


def _plain(number: str, mark: str) -> Decimal:
    return Decimal("".join("." if c == mark else c for c in number if c.isdecimal() or c == mark))


def _value(working: str, number: re.Pattern[str], mark: str) -> Decimal:
    """Return the result of a working; signs of currencies and percent are ignored."""
    numbers = number.sub(lambda found: f"{_plain(found.group(), mark):f}", working)
    plain = "".join("*" if c == _TIMES else c for c in numbers if c.isdecimal() or c in ".()+/-×")
    return _of(ast.parse(plain, mode="eval").body, plain)


def _of(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_of(node.left, source), _of(node.right, source))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_of(node.operand, source)
    return Decimal(ast.get_source_segment(source, node) or "NaN")
