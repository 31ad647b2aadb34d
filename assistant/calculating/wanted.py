"""What a question asks to be calculated, as far as its words show: a small grammar in the data of each language.

First the periods and the words that only open the question are removed. The rest is compared with the ways to ask for
each operation (`[calculations.readings]` of a language file); the first operation that fits is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, get_args

from assistant.language.loading import DEFAULT, language, languages
from assistant.language.numerals import number_words
from assistant.language.phrases import any_of, words_pattern
from assistant.retrieval.query import without_source

Operation = Literal[
    "change", "percentage change", "average", "sum", "share", "difference", "ratio", "product", "end", "duration"
]
OUTRIGHT: tuple[Operation, ...] = ("product", "end", "duration")
"""The operations that take one figure or date of the documents, not one of each of several periods."""

_PERIOD = r"(?<![\d.,])(?:19|20)\d\d(?:/(?:19|20)?\d\d)?(?![\d,]*\d)"
_MOST_CHARACTERS = 400
PERIOD = re.compile(_PERIOD)
"""A year, or two with a slash between, as in column headings."""
_SLOTS = {"a": r"(?P<a>.+?)", "b": r"(?P<b>.+?)", "of": r"(?P<of>.+?)", "pair": r"(?P<pair>.+?)", "word": r"[\w-]+"}
_APART = str.maketrans("\0,;:", "    ")
_MEANT = {"(": "(?:", " ": r"[\s-]+", "'": "['’]"}
_DASHES = ("-", "–", "—")
_EDGES = " ,.;:-–—¿¡？，"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An operation, its periods as in column headings, and its subject in the question's words.

    `other` is the second row if two are compared, else "". `periods` are in order of time, and empty if the question
    names none. `said` are the question's words for the operation. `count` is how many times a price is to be taken, as
    the question writes it; `other` is then what the price is for ("3 days").
    """

    operation: Operation
    subject: str
    periods: tuple[str, ...]
    other: str = ""
    said: str = ""
    count: str = ""


def total_asked(question: str, code: str) -> Literal["sum", "average"] | None:
    """Return whether the words of a question in a language ask for a sum or an average, of whatever figures."""
    told = language(code).calculations
    if told.averaging.stand_in(question):
        return "average"
    return "sum" if told.summing.stand_in(question) else None


def wanted_outright(question: str) -> Wanted | None:
    """Return the price, end date or duration that a question may ask to be calculated; None if it asks for none."""
    if len(question) > _MOST_CHARACTERS:
        return None
    codes = (DEFAULT, *(code for code in languages() if code != DEFAULT))
    return next(filter(None, (_outright(question, code) for code in codes)), None)


def _outright(question: str, code: str) -> Wanted | None:
    asked = " ".join(without_source(question, code).split()).strip(_EDGES + "?？!！.。")
    opened = _opened(asked, code)
    for operation, patterns in _grammar(code):
        for pattern in patterns if operation in OUTRIGHT else ():
            found = pattern.fullmatch(asked) or pattern.fullmatch(opened)
            if (
                found
                and not _asks_inside(found, code)
                and ((subject := _bare(found.groupdict().get("a") or "", code)) or "a" not in found.groupdict())
            ):
                slots = found.groupdict()
                return Wanted(
                    operation, subject, (), _bare(slots.get("b") or "", code), _said(found), slots.get("n") or ""
                )
    return None


def wanted(question: str) -> tuple[Wanted, ...]:
    """Return what a question may ask to be calculated, the most likely reading first; nothing if it asks for a fact.

    If the rows of a reading are not found, the next reading should be tried.
    """
    if len(question) > _MOST_CHARACTERS:
        return ()
    codes = (DEFAULT, *(code for code in languages() if code != DEFAULT))
    return next(filter(None, (tuple(dict.fromkeys(_readings(question, code))) for code in codes)), ())


def _readings(question: str, code: str) -> Iterator[Wanted]:
    asked = " ".join(without_source(question, code).split()).rstrip("?？.。 ")
    told = language(code).calculations
    if told.unclear.stand_in(asked) or told.explains.stand_in(asked):
        return
    periods = tuple(sorted({found.group() for found in PERIOD.finditer(asked)}))
    bare = _opened(_untimed(asked, code), code)
    for operation, patterns in _grammar(code):
        if operation in OUTRIGHT:
            continue
        matches = [
            found for pattern in patterns if (found := pattern.fullmatch(bare)) and not _asks_inside(found, code)
        ]
        for found in matches:
            over = _filled(asked, periods, code) if operation in ("average", "sum") else periods
            said = _said(found)
            for subject, other in _operands(found, code):
                if subject:
                    yield Wanted(operation, subject, over if not other else periods, other, said)
        if matches and not (operation == "difference" and all("pair" in found.groupdict() for found in matches)):
            return  # the difference between two may also be the change of one
    yield from _named_shares(bare, periods, code)


def _named_shares(bare: str, periods: tuple[str, ...], code: str) -> Iterator[Wanted]:
    """Yield the readings of a question that asks for nothing but a share with a name: "gross margin"."""
    told = language(code)
    for name, (divided, by) in told.calculations.measures.items():
        called = rf"(?:[\w'’.-]+ ){{0,3}}?(?P<name>{name})(?: \S+){{0,5}}" if told.spaced else rf".*(?P<name>{name}).*"
        if found := re.fullmatch(called, bare, re.IGNORECASE):
            yield from (Wanted("share", one, periods, other, found["name"]) for one in divided for other in by)


def _asks_inside(found: re.Match[str], code: str) -> bool:
    """Return whether an operand begins with a question word, which means that the question was misread."""
    asks = language(code).questions.words
    return any(text.split()[0].casefold() in asks for text in found.groupdict().values() if text and text.split())


def _operands(found: re.Match[str], code: str) -> Iterator[tuple[str, str]]:
    """Yield the operands of an operation: a pair for each "and" that may join them, with what both belong to."""
    slots = {name: text or "" for name, text in found.groupdict().items()}
    if "pair" not in slots:
        yield _bare(slots["a"], code), _bare(slots.get("b", ""), code)
        return
    of = slots.get("of", "")
    for joint in re.finditer(words_listed(code, "joints").pattern, slots["pair"], re.IGNORECASE):
        one, other = _bare(slots["pair"][: joint.start()], code), _bare(slots["pair"][joint.end() :], code)
        if one and other:
            yield _bare(f"{of} {one}", code), _bare(f"{of} {other}", code)


def _said(found: re.Match[str]) -> str:
    """Return the words of a match outside its slots."""
    text = list(found.group())
    for name in found.groupdict():
        start, end = found.span(name)
        text[start:end] = " " * (end - start)
    return " ".join("".join(text).split())


@cache
def _grammar(code: str) -> tuple[tuple[Operation, tuple[re.Pattern[str], ...]], ...]:
    """Return the operations in the order in which they are tried, each with the patterns that ask for it."""
    told = language(code).calculations
    asks = "|".join(language(code).questions.words) or "(?!)"
    few = {
        "few": rf"(?:(?!(?:{asks})\b)[\w-]+[\s-]+){{0,2}}?",
        "n": rf"(?P<n>\d[\d.,'’]*|{words_pattern(number_words(code))}{_numerals(code)})",
    }
    named = few | {name: f"(?:{'|'.join(_pattern(one, few) for one in listed)})" for name, listed in told.words.items()}
    known = {name.replace(" ", "_"): name for name in get_args(Operation)}
    return tuple(
        (known[name], tuple(re.compile(_pattern(one, named), re.IGNORECASE) for one in listed))
        for name, listed in told.readings.items()
    )


def _numerals(code: str) -> str:
    """Return the alternative that matches the numerals of a language besides digits, or ""."""
    numbers = language(code).numbers
    signs = "".join((*numbers.digits, *numbers.places))
    return f"|[{re.escape(signs)}]+" if signs else ""


def _pattern(phrase: str, named: Mapping[str, str]) -> str:
    """Return the pattern of a phrase; `named` are the patterns that it may contain by name."""
    parts = re.split(r"\{(\w+)\}", phrase)
    slots = {**_SLOTS, **named}
    return "".join(
        slots[part] if number % 2 else "".join(_MEANT.get(c) or (c if c in ")|?" else re.escape(c)) for c in part)
        for number, part in enumerate(parts)
    )


@cache
def words_listed(code: str, *names: str) -> re.Pattern[str]:
    """Return the pattern of the words that `[calculations.words]` of a language lists under some names."""
    told = language(code)
    words = [word for name in names for word in told.calculations.words.get(name, ())]
    return re.compile(any_of(words, spaced=told.spaced), re.IGNORECASE)


def _untimed(text: str, code: str) -> str:
    """Return a text without its periods and the words before them that only introduce a time."""
    told = language(code)
    when = any_of(told.calculations.when, spaced=told.spaced)
    months = any_of([name for names in told.dates.months for name in names], spaced=told.spaced)
    text = re.sub(rf"(?:\b\d{{1,2}}\W+)?(?:{months})\W+(?:\d{{1,2}}\W+)?(?={_PERIOD})", "", text, flags=re.IGNORECASE)
    marked = PERIOD.sub("\0", text.replace("(", " ").replace(")", " "))
    before = None
    while before != marked:
        before = marked
        marked = re.sub(rf"(?:{when}|\0|[-–—])[\s,]*\0", "\0", marked, flags=re.IGNORECASE)
    return " ".join(marked.translate(_APART).replace("/", " / ").split()).strip(_EDGES)


def _opened(text: str, code: str) -> str:
    """Return a text without opening words that ask for nothing by themselves."""
    opens = language(code).calculations.opens.pattern
    while (found := opens.match(text)) and found.end() < len(text):
        text = text[found.end() :].lstrip(_EDGES)
    return text


def _filled(text: str, periods: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Return periods with the years between, if the text names a range, as in "2017 to 2019" or "2017-2019"."""
    named = list(PERIOD.finditer(text))
    through = language(code).calculations.words.get("through", ())
    for before, after in pairwise(named):
        between = text[before.end() : after.start()].strip().casefold()
        if between in (*_DASHES, *through) and before[0].isdigit() and after[0].isdigit():
            first, last = sorted((int(before[0]), int(after[0])))
            return tuple(map(str, range(first, last + 1)))
    return periods


def _bare(text: str, code: str) -> str:
    """Return a text without the words that may occur in any such question."""
    told = language(code)
    fillers = any_of([*told.calculations.fillers, *told.calculations.words.get("together", ())], spaced=told.spaced)
    kept = " ".join(re.sub(fillers, " ", text, flags=re.IGNORECASE).split()).strip(_EDGES)
    return re.sub(rf"^(?:(?:{words_listed(code, 'leads').pattern})\s*)+", "", kept, flags=re.IGNORECASE)
