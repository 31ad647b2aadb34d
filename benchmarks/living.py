"""The cost of a change to the corpus, in seconds and embedded texts, for each kind of change.

python -m benchmarks.living [--documents 1000] [--embedder hashing|embedded]

The documents are artificial, with 12 short passages each, and all different. `hashing` removes embedding from the
measurement; `embedded` is the real embedder.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder, open_embedder
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building import preparing
from assistant.indexing.building.builder import update_index
from assistant.reading.contents import Limits
from assistant.settings import load_settings

WORDS = (
    "revenue margin growth risk cloud store price plan market order supply region quarter profit cost user chip"
    " investment delivery partner service product capacity demand share target strategy delay budget forecast"
).split()


class Counting:
    """An embedder that counts its texts."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dimension, self.max_tokens = embedder.name, embedder.dimension, embedder.max_tokens
        self.texts = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count as the embedder does."""
        return self._embedder.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed, and count."""
        self.texts += len(texts)
        return self._embedder.embed(texts)


def text_of(number: int) -> str:
    """Return a document that differs from all others."""
    chance = random.Random(number)

    def sentence() -> str:
        words = " ".join(chance.choices(WORDS, k=chance.randint(8, 16)))
        return f"The {words} came to {chance.randint(2, 999)} million yuan."

    return f"# Report {number}\n\n" + "\n\n".join(" ".join(sentence() for _ in range(3)) for _ in range(12))


def main() -> None:
    """Print a table of what each change costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--embedder", choices=("hashing", "embedded"), default="hashing")
    parser.add_argument("--texts", type=int, default=preparing.TEXTS, help="how many texts are embedded together")
    arguments = parser.parse_args()
    preparing.TEXTS = arguments.texts
    model = HashingEmbedder() if arguments.embedder == "hashing" else open_embedder(load_settings())
    embedder = Counting(model)
    embedder.embed(["the weights are loaded before anything is timed"])
    with tempfile.TemporaryDirectory() as place:
        corpus, index = Path(place) / "corpus", Path(place) / "index"
        corpus.mkdir()
        for number in range(arguments.documents):
            (corpus / f"{number}.md").write_text(text_of(number), encoding="utf-8")
        time.sleep(2.1)  # files that were just written are read twice
        print("| change | seconds | texts embedded |\n|---|---|---|")

        def measure(what: str) -> None:
            embedder.texts = 0
            started = time.perf_counter()
            update_index(index, corpus, embedder, limits=Limits())
            print(f"| {what} | {time.perf_counter() - started:.2f} | {embedder.texts} |", flush=True)

        measure(f"first build, {arguments.documents} documents")
        measure("nothing changed")
        (corpus / "0.md").rename(corpus / "moved.md")
        measure("one file renamed")
        path = corpus / "1.md"
        path.write_text(path.read_text("utf-8").replace("million", "billion", 1), encoding="utf-8")
        measure("one word of one file changed")
        shutil.copy(corpus / "2.md", corpus / "copy.md")
        measure("one file copied")
        (corpus / "3.md").unlink()
        measure("one file removed")
        (corpus / "new.md").write_text(text_of(-1), encoding="utf-8")
        measure("one file added")


if __name__ == "__main__":
    main()
