"""What each look gives, alone and together: `python -m benchmarks.looks [article squad2 wiki reports xquad/de …]`.

    --questions 300   at most so many of each set, evenly spaced

Prints a Markdown table: hit@1, hit@5 and MRR@10 of each way to put the looks together, and the median milliseconds
that it takes, the query's vector among them. Token vectors are made in `build/looks` first.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.encoders.relevance import open_cross_encoder
from assistant.embedding.encoders.token_vectors import open_token_encoder
from assistant.evaluation.metrics import hit_at, mean, reciprocal_rank
from assistant.evaluation.retrieval import DEPTH
from assistant.retrieval.looks import blended, scaled
from benchmarks.evaluation_sets import INDEXES, RETRIEVAL_SETS, open_set
from benchmarks.looks.signals import Signals, gather, tokens_of

Order = NDArray[np.int64]


def by_first(of: Signals) -> Order:
    """Return the candidates as the first look ranks them."""
    return _descending(of.first)


def by_second(of: Signals) -> Order:
    """Return them as the second look alone ranks them."""
    return _descending(of.second)


def by_two(weight: float) -> Callable[[Signals], Order]:
    """Return what ranks them by both, the second with this weight."""
    return lambda of: _descending(_two(of, weight))


def third_alone(read: int) -> Callable[[Signals], Order]:
    """Return what ranks the first look's best `read` by the third look, and the rest behind them."""
    return lambda of: _reordered(by_first(of), of.third, read)


def third_after_two(read: int, second: float, third: float | None) -> Callable[[Signals], Order]:
    """Return what ranks the best `read` of two looks by the third, or with it by this weight; the rest behind them."""

    def rank(of: Signals) -> Order:
        known = _two(of, second)
        order = _descending(known)
        seen = of.third
        if third is not None:
            seen = np.full(len(known), np.nan)
            best = order[:read]
            seen[best] = blended(scaled(known[best]), of.third[best].tolist(), third)
        return _reordered(order, seen, read)

    return rank


WAYS: dict[str, tuple[Callable[[Signals], Order], Sequence[int]]] = {
    "first look": (by_first, (1, 0, 0)),
    "second look": (by_second, (1, 1, 0)),
    "first and second, equal": (by_two(1), (1, 1, 0)),
    "first and second, twice": (by_two(2), (1, 1, 0)),
    "first and second, four times": (by_two(4), (1, 1, 0)),
    "first, then third of 10": (third_alone(10), (1, 0, 10)),
    "all, third of 10 alone decides": (third_after_two(10, 2, None), (1, 1, 10)),
    "all, third of 5": (third_after_two(5, 2, 2), (1, 1, 5)),
    "all, third of 10, equal": (third_after_two(10, 2, 1), (1, 1, 10)),
    "all, third of 10, twice": (third_after_two(10, 2, 2), (1, 1, 10)),
}
"""How to put the looks together, and how often each is paid for: the first, the second, passages read by the third."""


def _descending(scores: NDArray[np.float64]) -> Order:
    return np.argsort(-scores, kind="stable")


def _two(of: Signals, weight: float) -> NDArray[np.float64]:
    return blended(scaled(of.first), of.second.tolist(), weight)


def _reordered(order: Order, seen: NDArray[np.float64], read: int) -> Order:
    best = order[:read]
    return np.concatenate([best[_descending(seen[best])], order[read:]])


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=RETRIEVAL_SETS)
    arguments.add_argument("--questions", type=int, default=300)
    options = arguments.parse_args()
    encoder, cross = open_token_encoder(1), open_cross_encoder(1)
    print("| set | looks | questions | hit@1 | hit@5 | MRR@10 | ms |\n|---|---|---|---|---|---|---|")
    for name in options.sets:
        data = open_set(name)
        tokens, seconds, size = tokens_of(data, INDEXES.parent / "looks" / name, encoder)
        found = list(gather(data, options.questions, tokens, encoder, cross))
        for label, (rank, paid) in WAYS.items():
            right = [[bool(of.right[n]) for n in rank(of)[:DEPTH]] for of in found]
            took = (of.seconds[0] + float(np.dot(of.seconds[1:], paid)) for of in found)
            scores = (
                mean([hit_at(1, one) for one in right]),
                mean([hit_at(5, one) for one in right]),
                mean([reciprocal_rank(one, DEPTH) for one in right]),
            )
            figures = " | ".join(f"{score:.3f}" for score in scores)
            print(f"| {name} | {label} | {len(found)} | {figures} | {statistics.median(took) * 1e3:.0f} |", flush=True)
        print(f"| {name} | token vectors: {seconds * 1e3:.0f} ms and {size:,} bytes a passage | | | | | |", flush=True)


if __name__ == "__main__":
    main()
