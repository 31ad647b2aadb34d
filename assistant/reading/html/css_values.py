"""Values of CSS properties, as far as they decide what is visible: numbers, functions and variables.

`tinycss2` tells the tokens of a value (CSS Syntax Level 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

UNITS = ("px", "pt", "em", "rem", "cm", "mm", "in", "vw", "vh", "pc", "ex", "ch")
_MOST_LETTERS = 1_000
_MOST_STEPS = 8
"""How many variables may stand for one another."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its unit in lower case: "%", one of `UNITS`, or "" for none and for any other."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function, its name in lower case, and the numbers among its arguments."""

    name: str
    numbers: tuple[Number, ...]


def number_of(value: str) -> Number | None:
    """Return the number that a value begins with, None where it begins otherwise."""
    return next(map(_number, _parts(value)), None)


def lone_number_of(value: str) -> Number | None:
    """Return the number that a value is, None where it is anything else."""
    parts = _parts(value)
    return _number(parts[0]) if len(parts) == 1 else None


def functions_of(value: str) -> tuple[Function, ...]:
    """Return the functions of a value in order, without those among their arguments."""
    return tuple(
        Function(part.lower_name, tuple(filter(None, map(_number, part.arguments))))
        for part in _parts(value)
        if part.type == "function"
    )


def words_of(value: str) -> Iterator[str]:
    """Yield the names, colours and functions of a value, as they are written, from the last to the first."""
    for part in reversed(_parts(value)):
        if part.type in ("ident", "hash", "function"):
            yield part.serialize()


def with_variables(value: str, variables: Mapping[str, str]) -> str:
    """Return a value with the variables in it replaced by what they stand for, as far as that is known."""
    for _ in range(_MOST_STEPS):
        if "var(" not in value or len(value) > _MOST_LETTERS:
            break
        try:
            replaced = _replaced(_nodes(value), variables)
        except RecursionError:
            break
        if replaced == value:
            break
        value = replaced
    return value


def _replaced(nodes: Sequence[Any], variables: Mapping[str, str]) -> str:
    return "".join(_replaced_in(node, variables) for node in nodes)


def _replaced_in(node: Any, variables: Mapping[str, str]) -> str:  # noqa: ANN401 - tinycss2 has no types
    if node.type != "function":
        return str(node.serialize())
    if node.lower_name != "var":
        return f"{node.name}({_replaced(node.arguments, variables)})"
    comma = next((at for at, part in enumerate(node.arguments) if part == ","), len(node.arguments))
    name = "".join(part.value for part in node.arguments[:comma] if part.type == "ident")
    otherwise = "".join(part.serialize() for part in node.arguments[comma + 1 :]).strip()
    return variables.get(name) or otherwise or str(node.serialize())


def _nodes(value: str) -> Sequence[Any]:
    import tinycss2

    nodes: Sequence[Any] = tinycss2.parse_component_value_list(value, skip_comments=True)
    return nodes


def _parts(value: str) -> Sequence[Any]:
    return (_short_parts if len(value) <= _MOST_LETTERS else _read_parts)(value)


def _read_parts(value: str) -> Sequence[Any]:
    return tuple(node for node in _nodes(value) if node.type != "whitespace")


_short_parts = lru_cache(maxsize=4096)(_read_parts)


def _number(node: Any) -> Number | None:  # noqa: ANN401
    if node.type == "percentage":
        return Number(node.value, "%")
    if node.type == "dimension":
        return Number(node.value, node.lower_unit if node.lower_unit in UNITS else "")
    return Number(node.value) if node.type == "number" else None
