"""Formulas in one line, as people type them: "x = (-b ± √(b^2-4ac)) / 2a", whatever markup they come from.

Fractions, powers, indices and roots get the parentheses without which the line would say something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_JOINS = re.compile(r"(?<=\S)\s*[-+−±∓/=<>≤≥,;]")
_PRODUCT = re.compile(r"(?<=\S)\s*[-+−±∓/=<>≤≥,;×·⋅*]")
_SIMPLE = re.compile(r"[\w.,′']+|[-−+]?\d+(?:[.,]\d+)?")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_APPLIED = "\u2061\u2062\u2063\u2064"
_SHIFTED_END = re.compile(r"[_^](?:\([^()]*\)|[-−+]?[\w.,′]+)$")
_SEEN = 60
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Return a text of a formula without invisible operators, and with single spaces."""
    return _SPACES.sub(" ", text.translate(dict.fromkeys(map(ord, _APPLIED), ""))).strip()


def beside(formula: str, before: str | None, after: str | None) -> str:
    """Return a formula with spaces where it would touch a word of the text before or after it."""
    return f"{' ' * (before or '')[-1:].isalnum()}{formula}{' ' * (after or '')[:1].isalnum()}"


def fraction(above: str, below: str, *, with_bar: bool = True) -> str:
    """Return a fraction; without its bar it is two lines above each other, as in a binomial."""
    above, below = tidy(above), tidy(below)
    if not with_bar:
        return f"{above} over {below}" if above and below else above + below
    return f"{_grouped(above, _JOINS)} / {_grouped(below, _PRODUCT)}"


def power(base: str, exponent: str) -> str:
    """Return a base with its exponent: "10^6", "e^(x+1)"."""
    base, exponent = tidy(base), tidy(exponent)
    if exponent in ("′", "″", "*", "†", "°", "∘") or not exponent:
        return base + exponent.replace("∘", "°")
    return f"{_grouped(base, _PRODUCT)}^{_enclosed(exponent)}"


def indexed(base: str, lowered: str) -> str:
    """Return a base with its indexed: "x_i", "T_(max)"."""
    base, lowered = tidy(base), tidy(lowered)
    return f"{base}_{_enclosed(lowered)}" if lowered else base


def root(content: str, degree: str = "") -> str:
    """Return a root: "√(x+1)", "∛8"."""
    content, degree = tidy(content), tidy(degree)
    sign = _ROOTS.get(degree)
    inside = content if _SIMPLE.fullmatch(content) else f"({content})"
    return f"{sign}{inside}" if sign else f"({content})^(1/{degree})"


def summed(sign: str, lower: str, upper: str, content: str) -> str:
    """Return a sum, product or integral with its limits: "∑_(i=1)^n x_i"."""
    limits = (f"_{_enclosed(tidy(lower))}" if lower.strip() else "") + (
        f"^{_enclosed(tidy(upper))}" if upper.strip() else ""
    )
    return f"{sign}{limits} {tidy(content)}"


def _enclosed(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _grouped(text: str, joins: re.Pattern[str]) -> str:
    """Return a text, in parentheses if it is joined of parts by one of some signs outside of all brackets."""
    return f"({text})" if joins.search(_outside(text)) else text


def _outside(text: str) -> str:
    """Return a text with "x" for what is in brackets, and without exponents."""
    depth, kept = 0, []
    for c in re.sub(r"\^[-−+]?[\w.]+", "^", text):
        if c in "([{":
            depth += 1
        if not depth:
            kept.append(c)
        if c in ")]}":
            depth = max(0, depth - 1)
            kept.append("" if depth else "x")
    return "".join(kept)


def chained(parts: Iterable[str]) -> str:
    """Return the parts of a formula in one line; what follows a power or an index stays apart from it."""
    line = ""
    for part in parts:
        apart = _SHIFTED_END.search(line[-_SEEN:]) and part[:1].isalnum()
        line += f" {part}" if apart else part
    return line
