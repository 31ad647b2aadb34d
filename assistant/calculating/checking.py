"""Checks whether a calculated claim follows from the sentences that it cites: the test behind the promise."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_OPERATIONS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
}


def follows(claim: str, cited: Sequence[str]) -> bool:
    """Return whether each operand of a calculated claim is in a cited text, and the result is that of the working.

    The divisor in a working is the number of its figures, or one of them.
    """
    _, colon, told = claim.rpartition(": ")
    working, equals, outcome = told.removesuffix(".").partition(" = ")
    if not (colon and working and equals and outcome) or any(mark in working + outcome for mark in ":="):
        return False
    sums, _, divisor = working.rpartition(") / ") if ") / " in working else (working, "", "")
    operands = _NUMBER.findall(sums)
    if divisor and divisor != str(len(operands)):
        operands.append(_NUMBER.findall(divisor)[0])
    if not all(_stands_in(operand, cited) for operand in operands):
        return False
    result = _NUMBER.search(outcome)
    if result is None:
        return False
    value = _value(working)
    said = Decimal(result.group().replace(",", "")) * (-1 if "-" in outcome[: result.start()] else 1)
    shares = "%" in outcome
    rounding = Decimal("0.006") if "." in result.group() else Decimal("0.51")
    return any(abs(value * factor - said) <= rounding for factor in ((1, 100) if shares else (1,)))


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


def _value(working: str) -> Decimal:
    """Return the result of a working; signs of currencies and percent are ignored."""
    plain = "".join(c for c in working if c.isdecimal() or c in ".()+/-")
    return _of(ast.parse(plain, mode="eval").body, plain)


def _of(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_of(node.left, source), _of(node.right, source))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_of(node.operand, source)
    return Decimal(ast.get_source_segment(source, node) or "NaN")
