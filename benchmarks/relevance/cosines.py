"""What the multilingual embedder's vectors gain without their mean: `python -m benchmarks.relevance.cosines`.

Prints the mean cosine of questions of squad2 to sentences of other articles, of the same, and with the answer, for the
default embedder and for the multilingual one with its mean and without; and for how many questions of xquad the right
paragraph, of those of the articles that train nothing, has the highest cosine.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import open_embedder
from assistant.embedding.multilingual import MultilingualEmbedder
from assistant.models.packages import MULTILINGUAL, verified_weights
from assistant.settings import Settings
from benchmarks.evaluation_sets import SHARED
from benchmarks.relevance.train import read_examples
from benchmarks.sides import side_of

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
QUESTIONS, SENTENCES, LONGEST = 80, 10, 900
CODES = ("de", "es", "zh", "ar")


def cosines(embed: Embed) -> dict[str, float]:
    """Return the mean cosine of questions to sentences, by what they are to each other."""
    asked = [one for side in ("fitted", "held out") for one in read_examples(side) if one["set"] == "squad2"]
    random.Random(0).shuffle(asked)
    found: dict[str, list[float]] = {"other article": [], "same article": [], "answer": []}
    for place, one in enumerate(asked[:QUESTIONS]):
        others = [asked[(place + step) % QUESTIONS]["bare"][0] for step in (7, 13)]
        own = one["bare"][:SENTENCES]
        vectors = embed([one["question"], *own, *others])
        kinds = ["answer" if gold else "same article" for gold in one["gold"][: len(own)]] + ["other article"] * 2
        for kind, cosine in zip(kinds, (vectors[1:] @ vectors[0]).tolist(), strict=True):
            found[kind].append(cosine)
    return {kind: float(np.mean(values)) for kind, values in found.items()}


def paragraphs_first(embed: Embed) -> Iterator[tuple[str, int, float]]:
    """Yield each language, its questions, and for which share of them the right paragraph has the highest cosine."""
    for code in CODES:
        folder = SHARED / "eval" / "xquad" / code
        files = (file for file in sorted((folder / "corpus").glob("*.md")) if side_of(file.name) != "trained")
        told = [part for file in files for part in file.read_text("utf-8").split("\n\n")]
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        asked = [one for one in map(json.loads, lines) if side_of(one["document"]) != "trained"]
        right = [next((n for n, part in enumerate(told) if part.startswith(one["evidence"][:40])), -1) for one in asked]
        best = (embed([one["question"] for one in asked]) @ embed([part[:LONGEST] for part in told]).T).argmax(axis=1)
        hits = [place == n for place, n in zip(best.tolist(), right, strict=True) if n >= 0]
        yield code, len(hits), float(np.mean(hits))


def main() -> None:
    """Print both tables."""
    many = MultilingualEmbedder(verified_weights(MULTILINGUAL), MULTILINGUAL.name)
    ways: dict[str, Embed] = {
        "default": open_embedder(Settings()).embed,
        "with its mean": many.raw,
        "without": many.embed,
    }
    for name, embed in ways.items():
        print(f"| {name} | " + " | ".join(f"{kind} {value:.2f}" for kind, value in cosines(embed).items()) + " |")
    for name in ("with its mean", "without"):
        for code, count, share in paragraphs_first(ways[name]):
            print(f"| {name} | {code} | {count} | {share:.3f} |", flush=True)


if __name__ == "__main__":
    main()
