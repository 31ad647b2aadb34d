"""A line of arithmetic: its operands as they are written, and its value in the unit or currency that follows."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from itertools import count

from assistant.language.figures import find_figures
from assistant.language.loading import DEFAULT

_SIGNS = {"+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "×": "*", "/": "/", "÷": "/", "(": "(", ")": ")"}
_APART = re.compile(r"\s*([+\-−–*×/÷()])\s*")
_SHOWN = {"*": "×"}
_MOST_OPERANDS = 12
_EQUALS = re.compile(r"[=≈＝]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its currency (ISO 4217) or unit, each "" if it has none."""

    value: Decimal
    currency: str = ""
    unit: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it has neither unit nor currency, as a number of pieces."""
        return not (self.currency or self.unit)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Operands as they are written, and the `parts` of the line: signs, and "o0", "o1" … in place of the operands."""

    operands: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def operations(self) -> frozenset[str]:
        """The signs of the operations in it, of "+-*/"."""
        return frozenset(self.parts) & frozenset("+-*/")

    def is_factor(self, place: int) -> bool:
        """Return whether an operand stands beside a sign of multiplication or division."""
        at = self.parts.index(f"o{place}")
        return bool({*self.parts[max(0, at - 1) : at], *self.parts[at + 1 : at + 2]} & frozenset("*/"))

    def value(self, quantities: Sequence[Quantity]) -> Quantity | None:
        """Return its value for a quantity in place of each operand; None if they cannot be added or multiplied so."""
        try:
            return _value(ast.parse("".join(self.parts), mode="eval").body, quantities)
        except (SyntaxError, DecimalException):
            return None

    def told(self, texts: Sequence[str]) -> str:
        """Return it as it is shown, with a text in place of each operand."""
        names = {f"o{place}": text for place, text in enumerate(texts)}
        spaced = (names.get(part) or (part if part in "()" else f" {_SHOWN.get(part, part)} ") for part in self.parts)
        return "".join(spaced)


def arithmetic_in(line: str, codes: Sequence[str] = (DEFAULT,)) -> Arithmetic | None:
    """Return the arithmetic in a line, up to an equals sign; None if it is none or has fewer than two operands.

    An operand is in digits, or a number word of one of the languages: "twelve + nine".
    """
    written = _EQUALS.split(line.strip("` "), maxsplit=1)[0]
    operands: list[str] = []
    parts: list[str] = []
    for piece in _APART.split(written):
        if piece in _SIGNS:
            parts.append(_SIGNS[piece])
        elif piece.strip():
            parts.append(f"o{len(operands)}")
            operands.append(piece.strip())
    if not 1 < len(operands) <= _MOST_OPERANDS or not all(_is_number(one, codes) for one in operands):
        return None
    found = Arithmetic(tuple(operands), tuple(parts))
    return found if found.value([Quantity(Decimal(n)) for n, _ in zip(count(1), operands, strict=False)]) else None


def _is_number(text: str, codes: Sequence[str]) -> bool:
    return any(map(str.isdecimal, text)) or any(find_figures(text, code) for code in codes)


def _value(node: ast.expr, quantities: Sequence[Quantity]) -> Quantity | None:
    if isinstance(node, ast.Name):
        return quantities[int(node.id.removeprefix("o"))]
    if not isinstance(node, ast.BinOp):
        return None
    one, other = _value(node.left, quantities), _value(node.right, quantities)
    if one is None or other is None:
        return None
    if isinstance(node.op, (ast.Add, ast.Sub)):
        if (one.currency, one.unit) != (other.currency, other.unit):
            return None
        sign = 1 if isinstance(node.op, ast.Add) else -1
        return Quantity(one.value + sign * other.value, one.currency, one.unit)
    if isinstance(node.op, ast.Mult):
        return _product(one, other)
    return _quotient(one, other) if isinstance(node.op, ast.Div) else None


def _product(one: Quantity, other: Quantity) -> Quantity | None:
    """Return a product: money for so many of a thing, or one of two numbers of which at most one has a unit."""
    value = one.value * other.value
    if one.currency and other.currency:
        return None
    if one.currency or other.currency:
        return Quantity(value, one.currency or other.currency)
    return Quantity(value, unit=one.unit or other.unit) if not (one.unit and other.unit) else None


def _quotient(one: Quantity, other: Quantity) -> Quantity | None:
    if (one.currency, one.unit) == (other.currency, other.unit):
        return Quantity(one.value / other.value)
    if other.is_bare or (one.currency and not other.currency):
        return Quantity(one.value / other.value, one.currency, one.unit)
    return None
