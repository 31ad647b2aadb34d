"""From a question to its evidence: the whole of retrieval in one step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from assistant.embedding import Embedder
from assistant.embedding.encoders.opening import NO_ENCODERS, Encoders
from assistant.indexing.reader import NearestPassages, Reader
from assistant.retrieval.evidence import rank_sentences, select_evidence
from assistant.retrieval.instructions import asks_about_instructions, speaks_to_a_model
from assistant.retrieval.looks import find, read_again
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.question import Question
from assistant.retrieval.surroundings import Surroundings, surroundings
from assistant.types import Evidence

PASSAGES_READ = 8
MOST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found for a question.

    `ranked` are all sentences of the passages found, best first, `evidence` those to answer from, in document order,
    `best` those of the evidence that are read first, and `beyond` those that are read if it does not answer; `orders`
    are sentences that address a language model, if the question asks about them. `rarity` is the inverse document
    frequency of each of the question's terms over the sentences of the index, `around` what belongs to a sentence.
    """

    query: Query
    ranked: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    best: tuple[Evidence, ...]
    orders: tuple[Evidence, ...]
    rarity: Mapping[str, float]
    beyond: tuple[Evidence, ...] = ()
    around: Surroundings = field(default_factory=dict)

    @property
    def passes(self) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence as it is read: the best of it in a first pass, all of it in a second if a doubt remains.

        The second begins with the first, so that a model does not read that part again.
        """
        rest = tuple(item for item in self.evidence if item not in self.best)
        return (self.best, self.best + rest) if rest else (self.best,)

    @property
    def readings(self) -> tuple[tuple[Evidence, ...], ...]:
        """The passes, and one more with what lies beyond the evidence, if anything does."""
        passes = self.passes
        return (*passes, passes[-1] + self.beyond) if self.beyond else passes


def gather(
    snapshot: Reader,
    vectors: NearestPassages,
    embedder: Embedder,
    asked: Question | str,
    budget: int,
    encoders: Encoders = NO_ENCODERS,
) -> Gathered:
    """Search for a question in its scope, and choose evidence of about `budget` tokens. Raises what `search` raises."""
    query = make_query(asked, embedder, snapshot.languages())
    found = find(snapshot, vectors, query, PASSAGES_READ, encoders)
    ranked = read_again(rank_sentences(found, query), query, encoders)
    around = surroundings(ranked, query, encoders.cross)
    chosen = select_evidence(ranked, query, embedder.count_tokens, budget, around)
    return Gathered(
        query,
        ranked,
        chosen.evidence,
        chosen.best,
        _orders(ranked, query.question.whole),
        rarity_of(snapshot, query.terms),
        chosen.beyond,
        around,
    )


def _orders(ranked: Sequence[Evidence], question: str) -> tuple[Evidence, ...]:
    """Return the best-ranked sentences that address a model, to be quoted to somebody who asks about them."""
    if not asks_about_instructions(question):
        return ()
    return tuple(islice((item for item in ranked if speaks_to_a_model(item.sentence.text)), MOST_ORDERS))


def rarity_of(snapshot: Reader, terms: Sequence[str]) -> dict[str, float]:
    """Return the inverse document frequency of terms over the sentences of the index (Spärck Jones, 1972)."""
    count = snapshot.sentence_count()
    frequency = snapshot.sentence_frequency(terms)
    return {term: math.log(1 + count / (1 + frequency.get(term, 0))) for term in terms}
