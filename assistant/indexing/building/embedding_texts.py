"""Embedding the distinct texts of documents in small batches, within their time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.errors import ModelError
from assistant.indexing.cut import Cut, Halves

Keep = Callable[[Sequence[str], Halves], None]
AT_ONCE = 64
"""How many texts one call embeds, which bounds how long a question waits for the embedder."""
_TELLING = 4096
"""After how many texts the time for the others can be estimated, and how many are kept together."""


def texts_of(cuts: Iterable[Cut]) -> list[str]:
    """Return the distinct texts of the passages and sentences of documents, in order of appearance."""
    return list(dict.fromkeys(text for cut in cuts for text in cut.texts))


def embed_texts(
    embedder: Embedder,
    texts: Sequence[str],
    seconds: float = float("inf"),
    embedded: Callable[[int], None] = lambda _: None,
    keep: Keep = lambda *_: None,
) -> Halves:
    """Return the vectors of texts, `(n, d)`.

    Texts of similar length are embedded together, because the longest of a batch sets its cost. `embedded` is called
    with the number done, and `keep` now and then with texts and their vectors, each text once. Time that other programs
    used the processor does not count.

    Raises:
        TimeoutError: it takes, or will clearly take, longer than this many seconds.
        ModelError: the embedder returns something else than it says.
    """
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float16)
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), place))
    spent = to_start = 0.0
    for first in range(0, len(order), AT_ONCE):
        # The remaining texts are longer, so each takes at least as long as those done.
        each = (spent - to_start) / (first - AT_ONCE) if first >= _TELLING else 0.0
        if spent + each * (len(order) - first) > seconds:
            raise TimeoutError
        embedded(first)
        some = order[first : first + AT_ONCE]
        wall, own = time.monotonic(), time.process_time()
        vectors[some] = _checked(embedder, embedder.embed([texts[place] for place in some]), len(some))
        spent += min(time.monotonic() - wall, time.process_time() - own)
        to_start = to_start or spent  # the first batch may include loading the model
        done = first + len(some)
        if done % _TELLING == 0 or done == len(order):
            fresh = order[(done - 1) // _TELLING * _TELLING : done]
            keep([texts[place] for place in fresh], vectors[fresh])
        time.sleep(0.001)  # a question waiting for the embedder gets its turn here
    return vectors


def _checked(embedder: Embedder, vectors: NDArray[np.float32], texts: int) -> NDArray[np.float32]:
    """Return the vectors of so many texts where they are what the embedder says they are."""
    wanted, found = (texts, embedder.dimension), np.shape(vectors)
    if found != wanted:
        raise ModelError(f"The embedder {embedder.name} returned vectors of shape {found} instead of {wanted}.")
    if not np.isfinite(vectors).all():
        raise ModelError(f"The embedder {embedder.name} returned vectors with numbers that are not finite.")
    return vectors
