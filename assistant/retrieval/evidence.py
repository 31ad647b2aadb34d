"""The few sentences to answer from: reading the prompt is what answering costs, so each must earn its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.reading.facets import weigh_facets
from assistant.reading.figures import find_figures
from assistant.retrieval.query import Expected, Query
from assistant.retrieval.search import Found
from assistant.types import Evidence, Facet, Sentence

CountTokens = Callable[[Sequence[str]], list[int]]

MOST_SENTENCES = 10
_ABOUT = 0.25
_LEANS_ON_THE_ONE_BEFORE = re.compile(
    r"(?:(?:this|that|these|those|it|its|they|their|he|his|she|her|such|the (?:former|latter|same)|both|however|"
    r"but|moreover|instead|also|in addition|as a result|for (?:this|that) reason)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much a sentence's own words, its own vector and its passage's rank say that it answers.

    `number` and `time` are taken off where the question asks for one and the sentence has none.
    """

    words: float = 0.35
    vector: float = 0.3
    passage: float = 0.35
    number: float = 0.15
    time: float = 0.1


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: Found
    index: int
    score: float

    @property
    def sentence(self) -> Sentence:
        return self.found.stored.passage.sentences[self.index]

    @property
    def place(self) -> tuple[int, int]:
        return self.found.stored.id, self.index


def is_heading(sentence: Sentence, heading: Sequence[str]) -> bool:
    """Say whether a sentence is the heading line of its passage rather than a statement."""
    return sentence.text.lstrip("# ").strip() in heading


def select_evidence(
    found: Sequence[Found],
    query: Query,
    count_tokens: CountTokens,
    budget: int,
    weights: SentenceWeights | None = None,
) -> tuple[Evidence, ...]:
    """Return the sentences to answer from, in document order, at most about `budget` tokens of them.

    The best-scoring sentences come first. Where the question spans several facets, they take turns. A sentence that
    leans on the one before it ("This ...") brings that one along while the budget lasts.
    """
    candidates = _scored(found, query.expects, weights or SentenceWeights())
    if not candidates:
        return ()
    cost = dict(zip((c.place for c in candidates), count_tokens([c.sentence.text for c in candidates]), strict=True))
    by_place = {c.place: c for c in candidates}
    chosen: dict[tuple[int, int], _Candidate] = {}
    spent = 0
    for candidate in _in_turns(candidates, query.facets):
        if len(chosen) >= MOST_SENTENCES:
            break
        wanted = [candidate]
        before = by_place.get((candidate.found.stored.id, candidate.index - 1))
        if before is not None and _LEANS_ON_THE_ONE_BEFORE.match(candidate.sentence.text):
            wanted.append(before)
        wanted = [c for c in wanted if c.place not in chosen]
        price = sum(cost[c.place] for c in wanted)
        if spent + price > budget and chosen:
            wanted, price = wanted[:1], sum(cost[c.place] for c in wanted[:1])
            if spent + price > budget:
                continue
        chosen.update((c.place, c) for c in wanted)
        spent += price
    ordered = sorted(chosen.values(), key=lambda c: (c.found.stored.passage.document, c.sentence.start))
    return tuple(
        Evidence(c.found.stored.passage, c.sentence, c.score, c.found.sentence_cosines[c.index]) for c in ordered
    )


def _scored(found: Sequence[Found], expects: Expected, weights: SentenceWeights) -> list[_Candidate]:
    """Return every sentence found that states something, best first, scored between 0 and 1."""
    top_words = max((w for f in found for w in f.sentence_words), default=0.0) or 1.0
    top_score = max((f.score for f in found), default=0.0) or 1.0
    candidates = [
        _Candidate(
            f,
            index,
            max(
                0.0,
                weights.words * f.sentence_words[index] / top_words
                + weights.vector * max(0.0, f.sentence_cosines[index])
                + weights.passage * f.score / top_score
                - (getattr(weights, expects) if expects and not _has(expects, sentence.text) else 0.0),
            ),
        )
        for f in found
        for index, sentence in enumerate(f.stored.passage.sentences)
        if not is_heading(sentence, f.stored.passage.heading)
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.place))


def _has(expects: Expected, text: str) -> bool:
    """Say whether a sentence holds a figure of the type that is asked for; a time may be spelt in many ways."""
    figures = find_figures(text)
    return any(f.unit != "year" for f in figures) if expects == "number" else bool(figures)


def _in_turns(candidates: Sequence[_Candidate], facets: Sequence[Facet]) -> list[_Candidate]:
    """Let the facets that a question spans take turns in naming their best sentence; one facet changes nothing."""
    if len(facets) < 2:
        return list(candidates)
    weights = {c.place: weigh_facets(_with_heading(c)) for c in candidates}

    def about(facet: Facet) -> list[_Candidate]:
        fitting = (c for c in candidates if weights[c.place].of(facet) >= _ABOUT)
        return sorted(fitting, key=lambda c: (-c.score * weights[c.place].of(facet), c.place))

    ordered = {c.place: c for turn in zip_longest(*map(about, facets)) for c in turn if c is not None}
    return list((ordered | {c.place: c for c in candidates}).values())


def _with_heading(candidate: _Candidate) -> str:
    return "\n".join((*candidate.found.stored.passage.heading[-1:], candidate.sentence.text))
