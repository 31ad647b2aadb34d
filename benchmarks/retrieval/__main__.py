"""How well each signal alone finds the right passage, and how well their blend does.

    python -m benchmarks.retrieval [article wiki reports squad2]

Prints a Markdown table: for each set, hit@1, hit@5 and MRR@10 of every signal, of plain reciprocal rank fusion, and of
the blend. A passage is right if it is in the paragraph that answers; for reports, if it is in the right document.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import fields

from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.retrieval import DEPTH, RetrievalScores, score_rankings
from assistant.indexing.reader import NearestPassages, Reader
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import Blend, search
from assistant.types import Passage
from benchmarks.evaluation_sets import RETRIEVAL_SETS, EvaluationSet, open_set

Ranker = Callable[[Reader, NearestPassages, Query], Sequence[Passage]]
SIGNALS = [field.name for field in fields(Blend)]


def _alone(signal: str) -> Blend:
    return Blend(**{name: float(name == signal) for name in SIGNALS})


def _by_blend(blend: Blend) -> Ranker:
    def rank(snapshot: Reader, vectors: NearestPassages, query: Query) -> Sequence[Passage]:
        return [f.stored.passage for f in search(snapshot, vectors, query, DEPTH, blend=blend)]

    return rank


def _by_rank_fusion(snapshot: Reader, vectors: NearestPassages, query: Query) -> Sequence[Passage]:
    """Cormack et al., "Reciprocal rank fusion outperforms Condorcet", 2009, with k = 60."""
    scores: dict[tuple[str, int], float] = {}
    passages: dict[tuple[str, int], Passage] = {}
    for signal in ("passage_vector", "passage_words"):
        found = search(snapshot, vectors, query, 50, blend=_alone(signal))
        for rank, item in enumerate(found, start=1):
            passage = item.stored.passage
            key = (passage.document, passage.number)
            passages[key] = passage
            scores[key] = scores.get(key, 0.0) + 1 / (60 + rank)
    return [passages[key] for key in sorted(scores, key=lambda k: (-scores[k], k))[:DEPTH]]


def measure(data: EvaluationSet, rank: Ranker, queries: Sequence[tuple[GoldQuestion, Query]]) -> RetrievalScores:
    """Return the scores of one ranking over a set."""
    with data.assistant.library.reading() as (snapshot, vectors):
        rankings = [rank(snapshot, vectors, query) for _, query in queries]
    return score_rankings([question for question, _ in queries], rankings, data.documents)


def main(names: Sequence[str]) -> None:
    """Print the table."""
    rankers: dict[str, Ranker] = {signal.replace("_", " "): _by_blend(_alone(signal)) for signal in SIGNALS}
    rankers |= {"reciprocal rank fusion": _by_rank_fusion, "**blend**": _by_blend(Blend())}
    print("| set | ranking | questions | hit@1 | hit@5 | MRR@10 |\n|---|---|---|---|---|---|")
    for name in names:
        data = open_set(name)
        queries = [(q, make_query(q.text, data.assistant.library.embedder)) for q in data.questions if q.answerable]
        for label, rank in rankers.items():
            s = measure(data, rank, queries)
            row = f"{s.questions} | {s.hit_at_1:.3f} | {s.hit_at_5:.3f} | {s.mrr_at_10:.3f} |"
            print(f"| {name} | {label} | {row}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or RETRIEVAL_SETS)
