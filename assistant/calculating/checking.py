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
_SHAPE = re.compile(r".*: (?P<working>[^:=]+) = (?P<result>[^:=]+?)\.?", re.DOTALL)


def follows(claim: str, cited: Sequence[str]) -> bool:
    """Return whether each operand of a calculated claim is in a cited text, and the result is that of the working.

    The divisor in a working is the number of its figures, or one of them.
    """
    told = _SHAPE.fullmatch(claim)
    if told is None:
        return False
    sums, _, divisor = told["working"].rpartition(") / ") if ") / " in told["working"] else (told["working"], "", "")
    operands = _NUMBER.findall(sums)
    if divisor and divisor != str(len(operands)):
        operands.append(_NUMBER.findall(divisor)[0])
    if not all(_stands_in(operand, cited) for operand in operands):
        return False
    result = _NUMBER.search(told["result"])
    if result is None:
        return False
    value = _value(told["working"])
    said = Decimal(result.group().replace(",", "")) * (-1 if "-" in told["result"][: result.start()] else 1)
    shares = told["result"].strip().startswith(result.group() + "%") or "%" in told["result"]
    rounding = Decimal("0.006") if "." in result.group() else Decimal("0.51")
    return any(abs(value * factor - said) <= rounding for factor in ((1, 100) if shares else (1,)))


def _stands_in(number: str, cited: Sequence[str]) -> bool:
    exact = re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)")
    return any(exact.search(text) for text in cited)


def _value(working: str) -> Decimal:
    """Return the result of a working; signs of currencies and percent are ignored."""
    plain = re.sub(r"[^\d.()+/-]", "", working)
    return _of(ast.parse(plain, mode="eval").body, plain)


def _of(node: ast.expr, source: str) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_of(node.left, source), _of(node.right, source))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_of(node.operand, source)
    return Decimal(ast.get_source_segment(source, node) or "NaN")
