"""The distinct texts of documents into vectors, a few at a time, for as long as the work on them may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant.embedding import Embedder
from assistant.indexing.building.cut import Cut, Halves

AT_ONCE = 64
"""How many texts one call embeds: for so long a question has to wait for the embedder, at most."""
_TELLING = 4096
"""After how many texts it can be told how long the others take."""


def texts_of(cuts: Iterable[Cut]) -> list[str]:
    """Return what is embedded of documents: the texts of their passages and sentences, each once, as they come."""
    return list(dict.fromkeys(text for cut in cuts for text in cut.texts))


def embed_texts(
    embedder: Embedder,
    texts: Sequence[str],
    seconds: float = float("inf"),
    embedded: Callable[[int], None] = lambda _: None,
) -> Halves:
    """Return the vectors of texts, `(n, d)`.

    Texts of about one length are embedded together, because the longest of them sets the price for all. `embedded` is
    told how many are done. Where others keep the processor busy, the time is that which this program had of it.

    Raises:
        TimeoutError: it takes longer than so many seconds, which is told as soon as it shows.
    """
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float16)
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), place))
    spent = to_start = 0.0
    for first in range(0, len(order), AT_ONCE):
        # What is left is longer, so that it takes at least as long as what is done did.
        each = (spent - to_start) / (first - AT_ONCE) if first >= _TELLING else 0.0
        if spent + each * (len(order) - first) > seconds:
            raise TimeoutError
        embedded(first)
        some = order[first : first + AT_ONCE]
        wall, own = time.monotonic(), time.process_time()
        vectors[some] = embedder.embed([texts[place] for place in some])
        spent += min(time.monotonic() - wall, time.process_time() - own)
        to_start = to_start or spent  # the model may have had to be loaded
        time.sleep(0.001)  # a question that waits for the embedder has its turn here
    return vectors
