"""Language files into values: `language("de")` is what `data/de.toml` says, each key checked.

The sections of a file are the fields of `Language`, and the keys of a section the fields of its value (`values.py`,
`notation.py`). The message of a mistake names the file and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

from assistant.errors import LanguageError
from assistant.language.notation import Groups, Words
from assistant.language.phrases import Phrases
from assistant.language.values import Language, Spellings

DEFAULT = "en"
_DATA = files("assistant.language").joinpath("data")
_MONTHS = 12


class _WrongError(ValueError):
    """A mistake in a value, and the keys that lead to the value."""

    def __init__(self, said: str, *keys: str) -> None:
        super().__init__(said)
        self.keys = keys


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a data file, in alphabetical order."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _DATA.iterdir() if file.name.endswith(".toml")))


@cache
def language(code: str = DEFAULT) -> Language:
    """Return a language by its code, or English if it has no data file.

    Raises:
        LanguageError: its file has a mistake; the message names the line.
    """
    return load_language(_DATA.joinpath(f"{code if code in languages() else DEFAULT}.toml"))


def load_language(file: Traversable) -> Language:
    """Return the language that a file describes; its code is the file's name.

    Raises:
        LanguageError: the file has a mistake; the message names the file and the line.
    """
    text = file.read_text("utf-8")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{file.name}: {error}. Correct that line, then start again.") from None
    try:
        loaded: Language = _value(Language, {"code": file.name.removesuffix(".toml"), **told}, told.get("spaced", True))
        _check(loaded)
    except _WrongError as wrong:
        line = _line_of(text, wrong.keys)
        raise LanguageError(
            f"{file.name}:{line}: {'.'.join(wrong.keys) or 'the file'} {wrong}. Correct that line, then start again."
        ) from None
    return loaded


def _check(loaded: Language) -> None:
    if len(loaded.dates.months) != _MONTHS:
        raise _WrongError(f"lists {len(loaded.dates.months)} months, there are 12", "dates", "months")
    if loaded.periods.ordinals and len(loaded.periods.ordinals) < 4:
        raise _WrongError("needs the words for first to fourth", "periods", "ordinals")
    if not loaded.numbers.decimal or loaded.numbers.decimal in loaded.numbers.groups:
        raise _WrongError("must be one mark, and none of `groups`", "numbers", "decimal")


def _value(kind: Any, told: Any, spaced: bool, *keys: str) -> Any:  # noqa: ANN401  # whatever the field's type is
    """Return what a file says as a value of the given type."""
    if is_dataclass(kind) and kind is not Phrases:
        return _fields(kind, told, spaced, *keys)
    if kind is Phrases:
        try:
            return Phrases(_words(told, *keys, split=False), spaced)
        except ValueError as error:
            raise _WrongError(str(error), *keys) from None
    if kind == Words:
        return _words(told, *keys)
    if kind == Groups:
        return tuple(_words(group, *keys) for group in _listed(told, *keys))
    if kind == Spellings:
        return tuple(_spelling(pair, *keys) for pair in _listed(told, *keys))
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], one, spaced, *keys) for one in _listed(told, *keys))
    if isinstance(kind, GenericAlias) or get_origin(kind) is not None:
        inner = get_args(kind)[1]
        return {
            str(key).casefold() if inner is int else key: _value(inner, one, spaced, *keys, key)
            for key, one in _table(told, *keys).items()
        }
    if not isinstance(told, kind) or (kind is int and isinstance(told, bool)):
        raise _WrongError(f"is {told!r}, not {_NAMES[kind]}", *keys)
    return told


_NAMES: Mapping[Any, str] = {str: "text in quotes", int: "a whole number", bool: "true or false"}


def _fields(kind: Any, told: Any, spaced: bool, *keys: str) -> Any:  # noqa: ANN401
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    for key in _table(told, *keys):
        if key not in known:
            raise _WrongError(f"is not known; known are {', '.join(known)}", *keys, key)
    for name, field in known.items():
        if name not in told and field.default is MISSING and field.default_factory is MISSING:
            raise _WrongError(f"lacks `{name}`", *keys)
    return kind(**{key: _value(hints[key], one, spaced, *keys, key) for key, one in told.items()})


def _table(told: Any, *keys: str) -> Mapping[str, Any]:  # noqa: ANN401
    if not isinstance(told, dict):
        raise _WrongError(f"is {told!r}, not a table of keys and values", *keys)
    return told


def _listed(told: Any, *keys: str) -> list[Any]:  # noqa: ANN401
    if not isinstance(told, list):
        raise _WrongError(f"is {told!r}, not a list", *keys)
    return told


def _words(told: Any, *keys: str, split: bool = True) -> Words:  # noqa: ANN401
    if split and isinstance(told, str):
        return tuple(told.split())
    wrong = next((one for one in _listed(told, *keys) if not isinstance(one, str) or not one), None)
    if wrong is not None:
        raise _WrongError(f"lists {wrong!r}, which is not a word", *keys)
    return tuple(told)


def _spelling(pair: Any, *keys: str) -> tuple[re.Pattern[str], str]:  # noqa: ANN401
    try:
        pattern, instead = pair
        return re.compile(pattern), str(instead)
    except (ValueError, TypeError, re.error) as error:
        raise _WrongError(
            f"has {pair!r}, not a regular expression and what to write instead ({error})", *keys
        ) from None


def _line_of(text: str, keys: tuple[str, ...]) -> int:
    """Return the number of the line on which the value at these keys begins, or of the nearest line above it."""
    best, section = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if head := re.match(r"\s*\[+([^\]]+)\]+", line):
            section = head[1].strip()
            path: tuple[str, ...] = tuple(section.split("."))
        elif named := re.match(r"\s*\"?([^\"=#]+?)\"?\s*=", line):
            path = (*(section.split(".") if section else ()), named[1])
        else:
            continue
        if path == keys:
            return number
        if path and path == keys[: len(path)]:
            best = number
    return best
