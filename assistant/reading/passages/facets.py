"""How much a text is about strategy, figures and risks.

A lexicon, not a model: the terms of a text (stemmed, so one form represents all) are looked up in its language's lists.
Strong signs count 1 and weak ones 0.4, each once; for figures, each number that measures something also counts. A
facet's weight is s / (s + h·√n), where s is that sum and n the number of terms; the square root follows the growth of
distinct words with the length of a text (Heaps, "Information Retrieval", 1978, section 7.5). So one strong word decides
a question, and a passage needs several. Questions have phrases of their own ("how many", "go wrong").
`benchmarks/retrieval/facets.py` measures the quality.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import words_pattern
from assistant.language.terms import terms, terms_of_words
from assistant.language.values import FacetWords
from assistant.types import FACETS, Facet, Facets

_WEAK = 0.4
_HALF: dict[Facet, float] = {"strategy": 0.24, "figures": 0.30, "risks": 0.24}
"""The constant h; chosen on the half of the labelled passages that is set aside for choosing."""


def _is_year_or_ordinal(number: str) -> bool:
    return len(number) == 1 or (len(number) == 4 and number.isdecimal() and 1000 <= int(number) < 2200)


@cache
def _signs(code: str) -> dict[str, list[tuple[Facet, float]]]:
    """Map each term of a language's lists to the facets that it is a sign of, with its weight."""
    signs: dict[str, list[tuple[Facet, float]]] = {}
    for facet in FACETS:
        listed: FacetWords = getattr(language(code).facets, facet)
        for words, weight in ((listed.strong, 1.0), (listed.weak, _WEAK)):
            for term in terms_of_words(words, code):
                signs.setdefault(term, []).append((facet, weight))
    return signs


@cache
def _number(code: str) -> re.Pattern[str]:
    """Return the pattern of a number, with a currency sign before it or a unit after it."""
    told = language(code)
    magnitudes = [word for word, power in told.numbers.magnitudes.items() if power > 2]
    units = [word for unit in ("percent", "percentage points", "basis points") for word in told.units.get(unit, ())]
    edge = r"(?!\w)" if told.spaced else ""
    return re.compile(
        r"(?P<sign>[$€£¥₹]\s?)?(?<![A-Za-z\d.,])\d(?:[.,']?\d|[ \u00a0]\d{3}(?!\d))*"
        rf"(?P<unit>\s?(?:%|‰|[mb]n(?!\w)|[万亿億]|{words_pattern([*magnitudes, *units])}{edge}))?"
    )


def _numbers(text: str, code: str) -> Iterator[float]:
    """Yield the weight of each number: strong with a unit, sign or fraction, weak without, zero for a year."""
    for match in _number(code).finditer(text):
        if match["sign"] or match["unit"] or "." in match[0] or "," in match[0]:
            yield 1.0
        elif not _is_year_or_ordinal(match[0]):
            yield _WEAK


def weigh_facets(text: str, code: str = DEFAULT) -> Facets:
    """Return the facets of a passage or a question in a language; all zero for an empty text."""
    found = terms(text, code)
    lowered = text.lower()
    sums: dict[Facet, float] = dict.fromkeys(FACETS, 0.0)
    signs = _signs(code)
    for term in set(found):
        for facet, weight in signs.get(term, ()):
            sums[facet] += weight
    for facet in FACETS:
        listed: FacetWords = getattr(language(code).facets, facet)
        sums[facet] += 1.0 if listed.phrases.stand_in(lowered) else 0.0
    sums["figures"] += sum(_numbers(lowered, code))
    root = max(1.0, len(found) ** 0.5)
    weights = {facet: total / (total + _HALF[facet] * root) for facet, total in sums.items()}
    return Facets(**{facet: round(weight, 3) for facet, weight in weights.items()})
