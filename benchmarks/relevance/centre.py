"""Write the mean of the multilingual embedder's vectors, in five languages: `python -m benchmarks.relevance.centre`.

Of each language as many sentences and questions of the examples of the trained side; the languages count alike.
"""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np

from assistant.embedding.multilingual import CENTRE, MultilingualEmbedder
from assistant.models.packages import MULTILINGUAL, verified_weights
from benchmarks.relevance.examples import LANGUAGES
from benchmarks.relevance.train import read_examples

EACH = 300


def main() -> None:
    """Write the file."""
    texts: dict[str, set[str]] = defaultdict(set)
    for one in read_examples("trained"):
        texts[one["language"]].add(one["question"])
        for text, code in zip(one["bare"], one["languages"], strict=True):
            texts[code].add(text)
    embedder = MultilingualEmbedder(verified_weights(MULTILINGUAL), MULTILINGUAL.name)
    chance = random.Random(0)
    means = [embedder.raw(chance.sample(sorted(texts[code]), EACH)).mean(axis=0) for code in LANGUAGES]
    np.save(CENTRE, np.mean(means, axis=0).astype(np.float32))
    print(f"{CENTRE}: norm {np.linalg.norm(np.mean(means, axis=0)):.3f}")


if __name__ == "__main__":
    main()
