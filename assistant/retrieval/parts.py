"""The questions that one question consists of: "When and where is it held, and who pays?" has three."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import any_of, words_pattern
from assistant.language.terms import terms
from assistant.retrieval.history import opening_words

MOST_PARTS = 12


def split_parts(text: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return the questions that a question in a language consists of, each once, with its question mark.

    A text of very many questions is one: each would be searched for on its own.
    """
    said = [f"{part[:1].upper()}{part[1:]}" for part in _completed(parts_as_written(text, code), code)]
    parts = tuple(dict.fromkeys([*said[:1], *(_in_full(part, said[0], code) for part in said[1:])]))
    return parts if 0 < len(parts) <= MOST_PARTS else (text,)


def parts_as_written(text: str, code: str) -> list[str]:
    """Return the questions that a question consists of as they are written, each with a question mark."""
    between = list(_next_part(code).finditer(text))
    ends = [found.start() for found in between[1:]] + [len(text)]
    parts, begins = [], 0
    for found, end in zip(between, ends, strict=False):
        if "?" in found.group() or not _only_asks_how_many(text[found.end() : end], code):
            parts.append(text[begins : found.start()])
            begins = found.end()
    stripped = (part.strip(" ?") for part in (*parts, text[begins:]))
    return [f"{part}?" for part in stripped if any(map(str.isalnum, part))]


def _completed(parts: Sequence[str], code: str) -> Iterator[str]:
    """Yield parts; one that only asks ("When?") in full, with what the next one asks of ("and where is it held?")."""
    opening = re.compile(opening_words(language(code).questions), re.IGNORECASE)
    for part, following in zip_longest(parts, parts[1:]):
        opens = opening.match(following or "")
        only_asks = opening.fullmatch(part.strip(" ?¿")) is not None
        yield f"{part.strip(' ?')}{following[opens.end() :]}" if only_asks and following and opens else part


def _in_full(part: str, first: str, code: str) -> str:
    """Return a part that only asks for the other extreme of the first one in full; any other part as it is.

    "Which site sold most in May?", "Which least?" asks "Which site sold least in May?".
    """
    extremes = _extremes(code)
    own, its = extremes.search(part), extremes.search(first)
    if own is None or its is None or own.group().casefold() == its.group().casefold():
        return part
    rest = f"{part[: own.start()]}{part[own.end() :]}"
    if not set(terms(rest, code)) <= set(terms(first, code)):
        return part
    return f"{first[: its.start()]}{own.group()}{first[its.end() :]}"


@cache
def _extremes(code: str) -> re.Pattern[str]:
    """Return the pattern of the words for the highest and the lowest in a language."""
    told = language(code).calculations
    return re.compile(any_of((*told.highest, *told.lowest), spaced=language(code).spaced), re.IGNORECASE)


@cache
def _next_part(code: str) -> re.Pattern[str]:
    """Return the pattern of what separates the parts of a question in a language, outside quoted questions."""
    asks = language(code).questions
    joined, asking = words_pattern(asks.joined_by), opening_words(asks)
    return re.compile(
        rf"(?:\?\s+(?:(?:{joined}),?\s+)?|[,;]?\s+(?:{joined}),?\s+)(?={asking})(?![^“”]*”)", re.IGNORECASE
    )


def _only_asks_how_many(part: str, code: str) -> bool:
    """Return whether a part of a question asks for an amount and does not say of what: "and how many?"."""
    left = language(code).questions.number.cut_from(part)
    return left != part and not terms(left, code)
