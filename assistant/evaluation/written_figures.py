"""Reads figures independently of the verifier, so that its promise can be measured.

The promise is that every figure of an answer is in its citation. To count broken promises, figures must not be read by
the code that keeps them: a figure that it overlooks would be missed by both. So this reader shares nothing with
`language/`. It cuts a text into runs of digits, runs of letters and single signs, and assigns to each run of digits,
and to each number word in `number_words.tsv`, every value that it may have:

- "1,234" is 1234 or 1.234, since the decimal separator of the language is unknown;
- "12" in a row under "£ million" is 12 or 12 million: it may have any magnitude in its text that has no number of its
  own, and in a range ("5-7 million", "from 5 to 7%") the unit and magnitude of the last figure.

A figure of a claim is loose if no figure in the citation can have the same value, or if both name what they count
(percent, a currency) and differ. Digits inside a name ("Qwen3", "COVID-19"), "one", and expressions without a number
("doubled", "a half") are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

_TOKEN = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*|[万亿]|[^\W\d_万亿]+|\S")
_GROUP = 3
_CODE = 3
"""The number of capitals in the code of a currency: "EUR5"."""
_LONGEST_JOIN = 4
"""The maximum number of characters between the two figures of a range: " to ", "–", " bis "."""


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A figure and its place: `values` are all that it may mean, `counts` is "%", "€", … or ""."""

    start: int
    end: int
    values: frozenset[Decimal]
    scale: int = 0
    counts: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.casefold()


def loose_in(claim: str, cited: Sequence[str]) -> tuple[str, ...]:
    """Return the figures of a claim, as they are written, that are in none of the cited texts."""
    there = [figure for text in cited for figure in written_figures(text, of_source=True)]
    return tuple(
        claim[figure.start : figure.end]
        for figure in written_figures(claim)
        if not any(_agree(figure, other) for other in there)
    )


def written_figures(text: str, *, of_source: bool = False) -> tuple[WrittenFigure, ...]:
    """Return the figures of a text in order.

    Figures of a source may also have a magnitude or sign that stands apart, for a whole table or row.
    """
    tokens = list(_tokens(text))
    found: list[WrittenFigure] = []
    free: list[str] = []
    place = 0
    while place < len(tokens):
        figure, after = _read(tokens, place)
        if figure is None:
            free.append(tokens[place].word)
        else:
            found.append(figure)
            if figure.start < tokens[place].start:
                free.pop()  # the sign of a currency before its number
        place = after
    figures = _with_ranges(text, found)
    if of_source:
        scales, signs = set(map(_scale, free)) - {0}, set(map(_sign, free)) - {""}
        figures = [other for figure in figures for other in _in_a_table(figure, scales, signs)]
    return tuple(figures)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.group()[0].isdecimal() and not _values(match.group()):  # a date or a version: each part by itself
            for part in re.finditer(r"\d+", match.group()):
                yield _Token(part.group(), match.start() + part.start(), match.start() + part.end())
        else:
            yield _Token(match.group(), *match.span())


def _read(tokens: Sequence[_Token], place: int) -> tuple[WrittenFigure | None, int]:
    """Read the figure that begins at a token, if there is one; return it with the position after it."""
    values, after = _number(tokens, place)
    if not values or _is_in_a_name(tokens, place):
        return None, place + 1
    start, scale, counts = tokens[place].start, 0, ""
    if place and start - tokens[place - 1].end <= 1 and _sign(tokens[place - 1].word) not in ("", "%"):
        start, counts = tokens[place - 1].start, _sign(tokens[place - 1].word)
    while (unit := _unit_at(tokens, after)) is not None:
        scale += _scale(tokens[unit].word)
        counts = counts or _sign(tokens[unit].word)
        after = unit + 1
    factor = Decimal(10) ** scale
    return WrittenFigure(start, tokens[after - 1].end, frozenset(v * factor for v in values), scale, counts), after


def _unit_at(tokens: Sequence[_Token], place: int) -> int | None:
    """Return the position of a following magnitude or sign, directly or after a space, "-" or "." ("5-million")."""
    for at in (place, place + 1):
        if at >= len(tokens) or tokens[at].start - tokens[at - 1].end > 1:
            return None
        if _scale(tokens[at].word) or _sign(tokens[at].word):
            return at
        if tokens[at].text not in "-.":
            return None
    return None


def _number(tokens: Sequence[_Token], place: int) -> tuple[frozenset[Decimal], int]:
    """Return the possible values of a run of digits or number words, and the position after it."""
    first = tokens[place]
    if first.text[0].isdecimal():
        return _values(first.text), place + 1
    value, after = _words().get(first.word, ""), place + 1
    if not value.isdecimal():
        return frozenset(), after
    total = int(value)
    if total >= 20 and place + 2 < len(tokens) and tokens[place + 1].text == "-":
        ones = "1" if tokens[place + 2].word == "one" else _words().get(tokens[place + 2].word, "")
        if len(ones) == 1 and ones.isdecimal():
            total, after = total + int(ones), place + 3
    return frozenset([Decimal(total)]), after


def _values(digits: str) -> frozenset[Decimal]:
    """Return the possible values of digits with separators; nothing if no number is written like that."""
    signs, parts = [sign for sign in digits if not sign.isdecimal()], re.split(r"\D", digits)
    if not signs:
        return frozenset([Decimal(digits)])
    found = set()
    grouped, decimals = (parts, "0") if signs[-1] == signs[0] else (parts[:-1], parts[-1])
    if len(parts[0]) <= _GROUP and all(len(part) == _GROUP for part in grouped[1:]) and len(set(signs)) <= 2:
        found.add(Decimal(f"{''.join(grouped)}.{decimals}"))
    if len(parts) == 2 and signs[0] in ".,":
        found.add(Decimal(".".join(parts)))
    return frozenset(found)


def _is_in_a_name(tokens: Sequence[_Token], place: int) -> bool:
    """Return whether letters precede a number directly or with a hyphen: "Qwen3", "COVID-19"."""
    at = place - 1
    if at > 0 and tokens[at].text in "-–" and tokens[at].end == tokens[place].start:
        at -= 1
    if at < 0 or tokens[at].end != tokens[at + 1].start:
        return False
    return _is_letters(tokens[at].text) and not (len(tokens[at].text) == _CODE and tokens[at].text.isupper())


def _is_letters(text: str) -> bool:
    """Return whether a run consists of letters of a script that separates words with spaces."""
    return text[-1].isalpha() and unicodedata.category(text[-1]) != "Lo"


def _with_ranges(text: str, figures: list[WrittenFigure]) -> list[WrittenFigure]:
    """Give the first figure of a range what is written only with the second."""
    found = list(figures)
    for number, (low, high) in enumerate(pairwise(figures)):
        if not low.scale and (high.scale or high.counts) and high.start - low.end <= _LONGEST_JOIN:
            values = low.values | {value * Decimal(10) ** high.scale for value in low.values}
            found[number] = replace(low, values=values, counts=low.counts or _behind(text, high))
    return found


def _behind(text: str, figure: WrittenFigure) -> str:
    """Return what a figure counts according to the text after it."""
    return figure.counts if not text[figure.end - 1].isdecimal() else ""


def _in_a_table(figure: WrittenFigure, scales: Iterable[int], signs: Iterable[str]) -> Iterable[WrittenFigure]:
    yield figure
    if not figure.scale:
        wider = frozenset(value * Decimal(10) ** scale for value in figure.values for scale in scales)
        values = figure.values | wider
        for counts in {figure.counts, *(signs if not figure.counts else ())}:
            yield replace(figure, values=values, counts=counts)


def _agree(claimed: WrittenFigure, told: WrittenFigure) -> bool:
    """Return whether two figures can have the same value, and do not count different things."""
    if not claimed.values & told.values:
        return False
    return claimed.counts == told.counts or (not claimed.counts) or (claimed.counts != "%" and not told.counts)


@cache
def _words() -> dict[str, str]:
    """Return what each number word means: a value, "*6" for a million, "%"."""
    lines = files("assistant.evaluation").joinpath("number_words.tsv").read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def _scale(word: str) -> int:
    """Return the power of ten that a word multiplies by, or 0."""
    meaning = _words().get(word, "")
    return int(meaning[1:]) if meaning.startswith("*") else 0


def _sign(word: str) -> str:
    """Return what a word or sign says that a number counts, or ""."""
    if word in "%％" or _words().get(word) == "%":
        return "%"
    return word if len(word) == 1 and unicodedata.category(word) == "Sc" else ""
