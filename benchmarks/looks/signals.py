"""What each look says of the candidates of a question, kept so that ways to put them together can be compared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.relevance import CrossEncoder
from assistant.embedding.encoders.token_vectors import TokenEncoder
from assistant.evaluation.datasets import gold_span
from assistant.evaluation.retrieval import is_relevant
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.tokens.codes import reduced
from assistant.indexing.tokens.encoding import encode_with
from assistant.indexing.tokens.passages import PassageTokens
from assistant.reading.passages.chunking import embedding_text
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from benchmarks.evaluation_sets import EvaluationSet

CANDIDATES = 100
READ = 20
"""How many of the best by the first look, and by the second, the cross-encoder reads."""


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """Of one question: what the looks say of its candidates, `(n,)` each, best by the first look first.

    `third` is NaN where the cross-encoder did not read. `right` says which candidates answer. `seconds` are those of
    making the query, of the first look, of the second, and of the third for each passage read.
    """

    id: str
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    third: NDArray[np.float64]
    right: NDArray[np.bool_]
    seconds: tuple[float, float, float, float]


def tokens_of(data: EvaluationSet, folder: Path, encoder: TokenEncoder) -> tuple[PassageTokens, float, int]:
    """Return the token vectors of a set's passages, the seconds a passage they took, and their bytes a passage."""
    folder.mkdir(parents=True, exist_ok=True)
    with data.assistant.library.reading() as (snapshot, _):
        assert isinstance(snapshot, Snapshot)
        started = time.process_time()
        kept = PassageTokens(()).advanced(folder, snapshot)
        tokens = kept.kept(folder, snapshot, snapshot.passage_ids(), encode_with(encoder))
        count = snapshot.passage_count()
    size = sum(path.stat().st_size for path in folder.glob("tokens-*.late"))
    return tokens, (time.process_time() - started) / count, size // count


def gather(
    data: EvaluationSet, most: int, tokens: PassageTokens, encoder: TokenEncoder, cross: CrossEncoder
) -> Iterator[Signals]:
    """Yield the signals of at most so many answerable questions of a set, evenly spaced."""
    answerable = [q for q in data.questions if q.answerable]
    for question in answerable[:: max(1, -(-len(answerable) // most))]:
        span = gold_span(question, data.documents)
        if span is None:
            continue
        with data.assistant.library.reading() as (snapshot, vectors):
            clock = [time.perf_counter()]
            query = make_query(question.text, data.assistant.library.embedder, snapshot.languages())
            clock.append(time.perf_counter())
            found = search(snapshot, vectors, query, CANDIDATES)
            clock.append(time.perf_counter())
        ids = [item.stored.id for item in found]
        close = tokens.closeness(reduced(encoder.of_question(question.text)), ids)
        clock.append(time.perf_counter())
        second = np.array([close[id_] for id_ in ids])
        read = sorted({*range(min(READ, len(ids))), *np.argsort(-second, kind="stable")[:READ].tolist()})
        third = np.full(len(ids), np.nan)
        third[read] = cross.relevance(question.text, [embedding_text(found[n].stored.passage) for n in read])
        clock.append(time.perf_counter())
        took = np.diff(clock)
        yield Signals(
            question.id,
            np.array([item.score for item in found]),
            second,
            third,
            np.array([is_relevant(item.stored.passage, span) for item in found], dtype=np.bool_),
            (took[0], took[1], took[2], took[3] / max(1, len(read))),
        )
