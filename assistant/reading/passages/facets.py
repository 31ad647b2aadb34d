"""How much a text is about strategy, figures and risks.

A lexicon, not a model: the terms of a text (stemmed, so one form stands for all) are looked up in the lists below.
Strong signs count 1 and weak ones 0.4, each once; for figures, each number that measures something counts as well. A
facet's weight is s / (s + h·√n), where s is that sum, n the number of terms, and the square root follows how distinct
words grow with a text's length (Heaps, "Information Retrieval", 1978, section 7.5). So one strong word decides a
question, and a passage takes a few. Questions are covered by phrases of their own ("how many", "go wrong"). The words
are English; in other languages only figures are seen. Quality is measured by `benchmarks/facets.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.terms import terms
from assistant.types import FACETS, Facet, Facets

_WEAK = 0.4
_HALF: dict[Facet, float] = {"strategy": 0.24, "figures": 0.30, "risks": 0.24}
"""h above; chosen on the half of the labelled passages that is for choosing."""

_STRONG_WORDS: dict[Facet, str] = {
    "strategy": """strategy strategic strategically plan roadmap vision mission ambition ambitious aim goal objective
        priority initiative intend intention pursue partner partnership alliance collaborate collaboration restructure
        reposition expansion pillar transform transformation refocus consolidate consolidation focus concentrate""",
    "figures": """percent percentage ratio average median total amount size""",
    "risks": """risk risky threat threaten danger dangerous uncertain uncertainty vulnerable vulnerability exposed
        exposure adverse adversely fail failure loss lawsuit litigation breach default impairment penalty crisis
        shortage volatility weakness challenge setback fear warn doubt hazard harm jeopardize jeopardise concern
        worry drawback pitfall downside obstacle hurdle unsustainable skepticism scepticism""",
}
_WEAK_WORDS: dict[Facet, str] = {
    "strategy": """growth invest investment expand enter launch build develop decide adopt lead leader seek hope
        long-term future direction programme program platform integrate ecosystem push commit commitment position
        opportunity target market brand premium core approach introduce unify""",
    "figures": """million billion trillion rise rose increase decrease growth revenue turnover profit ebitda
        margin income earnings expenditure spend sales cost price share rate number count debt dividend tax""",
    "risks": """delay competition competitor rival regulator inquiry court claim fall decline lose disruption problem
        difficult difficulty depend dependence insure insurance strike drought flood damage withdraw expire erode
        strain weak critic serious worst stop swing shock liability""",
}
_PHRASES: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    ("figures", re.compile(r"\bhow (?:much|many|large|big|high|fast|often|far|long)\b|\bwhat (?:share|number)\b")),
    ("risks", re.compile(r"\bgo(?:es)? wrong\b|\bwr(?:ite|ote|itten)[- ]?off\b|\bno assurance\b|\brule[ds]? out\b")),
    ("strategy", re.compile(r"^why\b|\bteam(?:s|ed|ing)? up\b|\bjoin(?:s|ed|ing)? forces\b")),
)
_NUMBER = re.compile(
    r"(?P<sign>[$€£¥₹]\s?)?(?<![A-Za-z\d.,])\d(?:[.,']?\d|[ \u00a0]\d{3}(?!\d))*"
    r"(?P<unit>\s?(?:%|‰|percent|per cent|basis points|[mb]n\b|(?:thousand|million|billion|trillion)s?\b|[万亿億]))?"
)
_YEAR_OR_ORDINAL = re.compile(r"(?:1\d|20|21)\d\d|\d")


def _signs() -> dict[str, list[tuple[Facet, float]]]:
    signs: dict[str, list[tuple[Facet, float]]] = {}
    for words, weight in ((_STRONG_WORDS, 1.0), (_WEAK_WORDS, _WEAK)):
        for facet, listed in words.items():
            for term in set(terms(listed)):
                signs.setdefault(term, []).append((facet, weight))
    return signs


_SIGNS = _signs()


def _numbers(text: str) -> Iterator[float]:
    """Yield the weight of each number: strong with a unit, sign or fraction, weak without, none for a year."""
    for match in _NUMBER.finditer(text):
        if match["sign"] or match["unit"] or re.search(r"[.,]\d", match.group()):
            yield 1.0
        elif not _YEAR_OR_ORDINAL.fullmatch(match.group()):
            yield _WEAK


def weigh_facets(text: str) -> Facets:
    """Return the facets of a passage or a question; all zero for an empty text."""
    found = terms(text)
    lowered = text.lower()
    sums: dict[Facet, float] = dict.fromkeys(FACETS, 0.0)
    for term in set(found):
        for facet, weight in _SIGNS.get(term, ()):
            sums[facet] += weight
    for facet, pattern in _PHRASES:
        sums[facet] += 1.0 if pattern.search(lowered) else 0.0
    sums["figures"] += sum(_numbers(lowered))
    root = max(1.0, len(found) ** 0.5)
    weights = {facet: total / (total + _HALF[facet] * root) for facet, total in sums.items()}
    return Facets(**{facet: round(weight, 3) for facet, weight in weights.items()})
