"""The few sentences to answer from. Most of an answer's time is spent on reading the prompt, so they must be few."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest
from typing import NamedTuple

from assistant.language.loading import DEFAULT, language
from assistant.language.marks import is_question
from assistant.reading.passages.facets import weigh_facets
from assistant.retrieval.answer_type import holds, tells_the_kind
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.retrieval.query import Query
from assistant.retrieval.search import Found
from assistant.types import Evidence, Facet, Sentence

CountTokens = Callable[[Sequence[str]], list[int]]

MOST_SENTENCES = 10
MOST_OF_SURE_ORDER = 5
"""The most sentences to read if a cross-encoder has ranked them, unless many may answer."""
READ_FIRST = 80
"""About how many tokens of the best sentences are read first; mostly they answer, and the others are not needed."""
MOST_READ = 2
"""How many times as many tokens as of evidence are read in all if the evidence does not answer."""
IN_ITS_WORDS = 0.5
"""The highest `Evidence.relevance` from which a question is in the words of the documents, so that no more is read.

What does not answer it then, though it is about just that, is no reason to look further (`benchmarks/RESULTS.md`).
"""
WORTH_READING = 0.5
WORTH_READING_IN_SURE_ORDER = 0.4
WORTH_READING_AMONG_MANY = 0.3
"""The share of the best score that a sentence needs; lower if many may answer: rows of a table, several parts."""
BEFORE_TURNS = 3
"""How many of the best sentences are read before the facets of a question take turns."""
TOLD_AS_WELL, FOR_PLANS = 0.7, 0.35
"""How well a fact must fit against the best plan for plans to count less, and how much they count then."""
_ABOUT = 0.25
_HEADING_LINE = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The weights of a sentence's own words, its own vector and its passage's rank.

    `number`, `share` and `time` are subtracted if the question expects one and the sentence has none.
    """

    words: float = 0.35
    vector: float = 0.3
    passage: float = 0.35
    number: float = 0.15
    share: float = 0.15
    time: float = 0.1


class Selected(NamedTuple):
    """The sentences to answer from, in document order, the best of them, which are read first, and the next best.

    Those `beyond` are read as well, best first, if the evidence does not answer.
    """

    evidence: tuple[Evidence, ...] = ()
    best: tuple[Evidence, ...] = ()
    beyond: tuple[Evidence, ...] = ()


def source_texts(item: Evidence) -> tuple[str, ...]:
    """Return the texts around a sentence that may name what it is about: its passage, headings and table header."""
    return (item.passage.text, *item.passage.heading, item.passage.header, item.passage.document)


def is_heading(sentence: Sentence, heading: Sequence[str]) -> bool:
    """Return whether a sentence is a heading line, or a heading that opens a paragraph, rather than a statement."""
    text = sentence.text.strip()
    return bool(_HEADING_LINE.match(text)) or text in heading or text.replace("**", "").rstrip(".:。：") in heading


def rank_sentences(
    found: Sequence[Found], query: Query, weights: SentenceWeights | None = None
) -> tuple[Evidence, ...]:
    """Return every sentence of the passages found that states something, best first, scored between 0 and 1.

    Text on hidden sheets and slides does not count. A question scores nothing, and what follows it in its passage fits
    as well as it does: there it is answered.
    """
    weights = weights or SentenceWeights()
    top_words = max((w for f in found for w in f.sentence_words), default=0.0) or 1.0
    top_score = max((f.score for f in found), default=0.0) or 1.0

    def score(f: Found, index: int, sentence: Sentence) -> float:
        fits = (
            weights.words * f.sentence_words[index] / top_words
            + weights.vector * max(0.0, f.sentence_cosines[index])
            + weights.passage * f.score / top_score
        )
        lacks = query.expects and not holds(sentence.figures, query.expects)
        return max(0.0, fits - (getattr(weights, query.expects) if lacks else 0.0))

    def answering(f: Found, index: int, sentence: Sentence) -> float:
        if is_question(sentence.text):
            return 0.0
        before = f.stored.passage.sentences[index - 1] if index else None
        asks = before is not None and is_question(before.text)
        return max(score(f, index, sentence), score(f, index - 1, before) if asks and before else 0.0)

    ranked = [
        Evidence(f.stored.passage, sentence, answering(f, index, sentence), f.sentence_cosines[index])
        for f in found
        for index, sentence in enumerate(f.stored.passage.sentences)
        if not (f.stored.passage.hidden or is_heading(sentence, f.stored.passage.heading))
    ]
    return tuple(sorted(ranked, key=lambda item: (-item.score, item.place)))


def select_evidence(
    ranked: Sequence[Evidence],
    query: Query,
    count_tokens: CountTokens,
    budget: int,
    around: Mapping[tuple[str, int], Sequence[Evidence]] | None = None,
) -> Selected:
    """Return the sentences to answer from, at most about `budget` tokens of them.

    Sentences are chosen by score, and as many as fit in `READ_FIRST` are the best; all of them are if many may answer
    (rows of a table, a question of several parts). If the question spans several facets, they take turns. A sentence
    that refers to the one before it ("This ...") brings that one along if the budget allows, and so it does those
    `around` it that belong to it. A sentence that gives
    orders to a language model is left out, and so is one that scores too low against the best (`WORTH_READING`).
    Nothing else removes a sentence: whether the evidence answers is decided by the confidence. If no sentence
    seems relevant, the question may be in other words than its answer: the next ones, up to `MOST_SENTENCES`, are
    `beyond`.
    """

    def may_be_read(item: Evidence) -> bool:
        return not speaks_to_a_model(item.sentence.text)

    ranked = _facts_before_plans(ranked, query)
    best = next(filter(may_be_read, ranked), None)
    if best is None:
        return Selected()
    by_place = {item.place: item for item in ranked}
    readable = [item for item in ranked if may_be_read(item)]
    ranked = [item for item in readable if item.score >= best.score * _worth_reading(item, query)]
    groups = {item.place: _with_what_it_leans_on(item, by_place, may_be_read) for item in ranked}
    for place, beside in (around or {}).items():
        if place in groups:
            groups[place] = list(dict.fromkeys((*groups[place], *filter(may_be_read, beside))))
    every = {one.place: one for group in groups.values() for one in group}
    cost = dict(zip(every, count_tokens([one.sentence.text for one in every.values()]), strict=True))
    chosen: dict[tuple[str, int], Evidence] = {}
    several = best.relevance is None or best.sentence.row or _many_may_answer(query)
    most = MOST_SENTENCES if several else MOST_OF_SURE_ORDER
    spent = read_first = 0
    for item in _in_turns(ranked, query.facets):
        if len(chosen) >= most:
            break
        wanted = [one for one in groups[item.place] if one.place not in chosen]
        price = sum(cost[one.place] for one in wanted)
        if spent + price > budget and chosen:
            wanted, price = wanted[:1], sum(cost[one.place] for one in wanted[:1])
            if spent + price > budget:
                continue
        chosen.update((one.place, one) for one in wanted)
        spent += price
        if spent <= READ_FIRST or not read_first:
            read_first = len(chosen)
    in_turn = list(chosen.values())
    if _many_may_answer(query) or any(item.sentence.row for item in in_turn):
        read_first = len(in_turn)
    seen = [item.relevance for item in in_turn if item.relevance is not None]
    left = [] if max(seen, default=0.0) >= IN_ITS_WORDS else [item for item in readable if item.place not in chosen]
    beyond = _within(left[: MOST_SENTENCES - len(chosen)], count_tokens, MOST_READ * budget - spent)
    whole, first = (tuple(sorted(some, key=lambda item: item.place)) for some in (in_turn, in_turn[:read_first]))
    return Selected(whole, first, tuple(beyond))


def _within(items: Sequence[Evidence], count_tokens: CountTokens, budget: int) -> list[Evidence]:
    """Return the items from the first one on that cost at most so many tokens together."""
    costs = accumulate(count_tokens([item.sentence.text for item in items]))
    return [item for item, cost in zip(items, costs, strict=True) if cost <= budget]


def _facts_before_plans(ranked: Sequence[Evidence], query: Query) -> Sequence[Evidence]:
    """Return sentences ranked again: of a year, what was planned counts less if what came of it is told as well.

    It is told if a sentence that fits about as well, and plans nothing, has the kind of figure that is asked for.
    """
    code, years = query.question.language, query.periods.years
    planned = {
        item.place for item in ranked if language(item.passage.language).statements.plan.stand_in(item.sentence.text)
    }
    if not years or not planned or language(code).statements.plan.stand_in(query.question.whole):
        return ranked
    least = TOLD_AS_WELL * max(item.score for item in ranked if item.place in planned)
    facts = (item for item in ranked if item.place not in planned and item.score >= least and item.sentence.stated)
    if not any(tells_the_kind(i.sentence.stated, query.text, code) and _is_of_a_year(i, years) for i in facts):
        return ranked
    again = (replace(item, score=item.score * (FOR_PLANS if item.place in planned else 1.0)) for item in ranked)
    return tuple(sorted(again, key=lambda item: (-item.score, item.place)))


def _is_of_a_year(item: Evidence, years: Collection[int]) -> bool:
    said = "\n".join((item.passage.document, *item.passage.heading, item.passage.header, item.sentence.text))
    return any(str(year) in said for year in years)


def _with_what_it_leans_on(
    item: Evidence, by_place: Mapping[tuple[str, int], Evidence], may_be_read: Callable[[Evidence], bool]
) -> list[Evidence]:
    before = by_place.get(_place_before(item))
    leans = language(item.passage.language).conversation.leans.stand_in(item.sentence.text)
    before = before if leans or (before and is_question(before.sentence.text)) else None
    return [item, before] if before not in (None, item) and may_be_read(before) else [item]


def _many_may_answer(query: Query) -> bool:
    return len(query.parts) > 1 or len(query.facets) > 1


def _worth_reading(item: Evidence, query: Query) -> float:
    if _many_may_answer(query) or item.sentence.row:
        return WORTH_READING_AMONG_MANY
    return WORTH_READING if item.relevance is None else WORTH_READING_IN_SURE_ORDER


def _place_before(item: Evidence) -> tuple[str, int]:
    """Return the place of the previous sentence of the passage, or its own if it is the first."""
    starts = [sentence.start for sentence in item.passage.sentences]
    return item.passage.document, starts[max(0, starts.index(item.sentence.start) - 1)]


def _in_turns(ranked: Sequence[Evidence], facets: Sequence[Facet]) -> list[Evidence]:
    """Let the facets that a question spans take turns behind the best sentences; one facet changes nothing."""
    if len(facets) < 2:
        return list(ranked)
    weights = {item.place: weigh_facets(_with_heading(item), item.passage.language) for item in ranked}

    def about(facet: Facet) -> list[Evidence]:
        fitting = (item for item in ranked if weights[item.place].of(facet) >= _ABOUT)
        return sorted(fitting, key=lambda item: (-item.score * weights[item.place].of(facet), item.place))

    in_turn = (item for turn in zip_longest(*map(about, facets)) for item in turn if item is not None)
    return list({item.place: item for item in (*ranked[:BEFORE_TURNS], *in_turn, *ranked)}.values())


def _with_heading(item: Evidence) -> str:
    return "\n".join((*item.passage.heading[-1:], item.sentence.text))


def spoken_in(evidence: Sequence[Evidence]) -> str:
    """Return the language that most of the sentences are in; on a tie, the one read first."""
    counted = Counter(item.passage.language for item in evidence)
    return max(counted, key=lambda code: counted[code], default=DEFAULT)
