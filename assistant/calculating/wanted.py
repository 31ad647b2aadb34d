"""What a question wants worked out, as far as its words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.retrieval.history import asked_now
from assistant.retrieval.query import without_source

Operation = Literal["change", "percentage change", "average", "sum", "share", "difference"]

_PERIOD = r"(?<![\d.,])(?:19|20)\d\d(?:/(?:19|20)?\d\d)?(?![\d,]*\d)"
_MOST_CHARACTERS = 400
PERIOD = re.compile(_PERIOD)
"""A year, or two with a stroke between, as columns are headed."""

_OPENS = (
    r"^\W*(?:(?:and|so|then)\b\W*)?(?:(?:for|in|at|as of|during|from|between)\b[^?]*?,\s*)?"
    r"(?:what(?:['’]s|\s+(?:is|was|are|were|has been|would be))|how (?:much|big|large|high) (?:is|was|are|were)"
    r"|calculate|compute|work out|give(?: me)?|tell me)\b"
)
_FEW_WORDS = r"(?: \S+){0,6}? (?:\()?"
"""Between single spaces: nothing here may match in two ways, or a long question takes for ever."""
_OR_DOWN = r"(?:\s*(?:/|or)\s*\(?\s*(?:decrease|decline|loss)\s*\)?)?"
_PERCENT = r"(?:percent(?:age)?|per cent|%|year[- ](?:on|over)[- ]year)"
_CHANGE = rf"(?:change|difference|increase|decrease|growth|decline|rise|fall|drop|variance){_OR_DOWN}"
_ASKS_WHY = re.compile(
    r"\b(?:reasons?|causes?|caused|driven|drivers?|due to what|because|attributable|attributed|explain(?:s|ed)?"
    r"|result of)\b",
    re.IGNORECASE,
)
_MOVED = r"(?:change|grow|rise|increase|climb|gain|fall|decline|drop|decrease|shrink|go up|go down)"

_PERCENTAGE_CHANGE = re.compile(
    rf"{_OPENS}{_FEW_WORDS}(?:{_PERCENT} ){{1,3}}{_CHANGE}(?=\W+(?:in|of|between|from|for|on)\b)"
    rf"|^\W*by (?:what|how many|which)\s+{_PERCENT}(?=\W+(?:did|has|have)\b)",
    re.IGNORECASE,
)
_PLAIN_CHANGE = re.compile(
    rf"{_OPENS}{_FEW_WORDS}{_CHANGE}(?=\W+(?:in|of|between|from|for)\b)|^\W*(?:by )?how much(?=\W+(?:did|has|have)\b)",
    re.IGNORECASE,
)
_AVERAGE = re.compile(rf"{_OPENS}{_FEW_WORDS}(?:average|mean)(?: of)?\b", re.IGNORECASE)
_SUM = re.compile(
    rf"{_OPENS}{_FEW_WORDS}(?:sum of|combined|total of|cumulative)\b"
    rf"|{_OPENS}(?=.*\b(?:altogether|in total|combined|taken together)\b)",
    re.IGNORECASE,
)
_MADE_UP = (
    r"(?:is|was|are|were|did|does|do)\s+(?:made up (?:of|by)|(?:generated|derived) (?:from|by)|from|due to"
    r"|represented by|accounted for (?:by|using)?|contributed by|comprised of)?|(?:came|comes) from"
)
_SHARE = "(?:percentage|percent|proportion|share)"
_SHARES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_OPENS}\s+(?P<part>.+?),?\s+(?:expressed |shown )?as an? {_SHARE} of\s+(?P<whole>.+)",
        rf"^\W*(?:what|which) {_SHARE} of\s+(?P<whole>.+?)\s+(?:{_MADE_UP})\s+(?P<part>.+)",
        rf"{_OPENS}\s+(?:the )?{_SHARE} of\s+(?P<part>.+?)"
        r"\s+(?:in|over|to|of|out of|among)\s+(?:the )?(?P<whole>total\b.+)",
    )
)
_MOVING = re.compile(rf"\b(?:did|has|have)\b|\b{_MOVED}\b(?!\s+of)|\bgrown\b|\brisen\b|\bfallen\b", re.IGNORECASE)
_BETWEEN_TWO = re.compile(rf"{_OPENS}{_FEW_WORDS}difference\W+(?:(?:in|of)\s+(?P<of>.+?)\s+)?between\s+", re.IGNORECASE)
_RANGE = re.compile(rf"({_PERIOD})\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b)\s*({_PERIOD})")
_UNCLEAR = re.compile(r"\babsolute\b|\bper\s?cent(?:age)? points?\b", re.IGNORECASE)
_WHEN = re.compile(
    rf"\b(?:from|between|in|for|of|at|as (?:of|at)|and|to|compared (?:to|with)|versus|vs\.?|the|both|fiscal|financial"
    rf"|years?|FY|ended|ending|through|over|across|respectively)\s*(?={_PERIOD}|\b(?:fiscal|financial|years?|FY|both)\b)"
    rf"|{_PERIOD}",
    re.IGNORECASE,
)
FILLERS = (
    "the company group firm its their amount amounts value values figure figures number reported recorded respectively"
    " year years end altogether combined period periods overall compared between from both"
).split()
"""Words that stand in such questions whatever they are about."""
_FILLER = re.compile(
    rf"\b(?:{'|'.join(FILLERS)}|in total(?=\W*$|\W+(?:in|for|from)\b)|taken together|as (?:of|at))\b|['’]s\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^(?:(?:in|of|for|on|to)\b\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An operation, the periods it runs over as columns are headed, and what it is done to, in the question's words.

    `other` is the second row where two are compared, else "". `periods` are in order of time, and none where the
    question names none. `said` is how the question says what is to be done.
    """

    operation: Operation
    subject: str
    periods: tuple[str, ...]
    other: str = ""
    said: str = ""


def wanted(question: str) -> tuple[Wanted, ...]:
    """Return what a question may want worked out, the likeliest reading first; nothing where it asks for what stands.

    A reading whose rows are not found is to be passed by for the next.
    """
    asked = " ".join(without_source(asked_now(question)).split()).rstrip("?. ")
    if len(asked) > _MOST_CHARACTERS:
        return ()
    return () if _UNCLEAR.search(asked) or _ASKS_WHY.search(asked) else tuple(_readings(asked))


def _readings(asked: str) -> Iterator[Wanted]:
    periods = _periods(asked)
    for pattern in _SHARES:
        if found := pattern.search(asked):
            yield Wanted("share", _bare(found["part"]), periods, _bare(found["whole"]))
            return
    if found := _PERCENTAGE_CHANGE.search(asked):
        yield Wanted("percentage change", _bare(_unmoved(asked[found.end() :])), periods, said=found.group())
    elif (found := _PLAIN_CHANGE.search(asked)) and not _AVERAGE.search(found.group()):
        yield from _between_two(asked, periods)
        yield Wanted("change", _bare(_unmoved(asked[found.end() :])), periods, said=found.group())
    elif found := _AVERAGE.search(asked):
        yield Wanted("average", _bare(asked[found.end() :]), _filled(asked, periods), said=found.group())
    elif found := _SUM.search(asked):
        rest = asked[found.end() :]
        for one, other in _pairs(rest):
            yield Wanted("sum", _bare(one), periods, _bare(other))
        yield Wanted("sum", _bare(rest), _filled(asked, periods))


def _between_two(asked: str, periods: tuple[str, ...]) -> Iterator[Wanted]:
    """Yield the readings of "the difference between this and that", with what both are of, if that is said."""
    if found := _BETWEEN_TWO.search(asked):
        of = found["of"] or ""
        for one, other in _pairs(asked[found.end() :]):
            if _bare(one) and _bare(other):
                yield Wanted("difference", _bare(f"{of} {one}"), periods, _bare(f"{of} {other}"))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of each "and"."""
    for found in re.finditer(r"\s+and\s+", text):
        yield text[: found.start()], text[found.end() :]


def _periods(text: str) -> tuple[str, ...]:
    return tuple(sorted({found.group() for found in PERIOD.finditer(text)}))


def _filled(text: str, periods: tuple[str, ...]) -> tuple[str, ...]:
    """Return periods with the years between, where the text names them as "2017 to 2019" or "2017-2019"."""
    found = _RANGE.search(text)
    if found is None or not (found[1].isdigit() and found[2].isdigit()):
        return periods
    first, last = sorted((int(found[1]), int(found[2])))
    return tuple(map(str, range(first, last + 1)))


def _unmoved(text: str) -> str:
    """Return what follows "by how much" without the verbs."""
    return _MOVING.sub(" ", text) if re.match(r"\W*(?:did|has|have)\b", text) else text


def _bare(text: str) -> str:
    """Return the words of a text without its times, and without such as stand in any such question."""
    return _LEADS.sub("", " ".join(_FILLER.sub(" ", _WHEN.sub(" ", text)).split()).strip(" ,.;:-–—"))
