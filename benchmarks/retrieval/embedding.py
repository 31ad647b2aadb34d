"""The number of passages and sentences embedded per second, and the similarity of the vectors to those in float32.

    python -m benchmarks.retrieval.embedding [--passages 100] [--rounds 3]

Prints a Markdown table over real passages and their sentences. The engines take turns, so that other load affects all
of them; the median counts. "alone" is the least cosine between a text embedded by itself and the same text embedded in
a batch.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder, open_embedder
from assistant.embedding.sentence_transformer import SentenceTransformerEmbedder
from assistant.models.resolving import embedder_folder
from assistant.reading.contents import Limits
from assistant.reading.passages.chunking import cut_passages, embedding_text
from assistant.reading.registry import read_file
from assistant.settings import Settings
from assistant.types import Passage

EVALUATION = Path(__file__).parents[2] / ".." / "shared" / "eval"
SETS = ("wiki", "reports", "squad2")
QUESTION = "How much did cloud revenue rise in the second quarter?"
ASKED = 15

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def _passages(embedder: Embedder, count: int) -> list[Passage]:
    """Return passages of all sets, evenly spaced."""
    found: list[Passage] = []
    for name in SETS:
        for path in sorted((EVALUATION / name / "corpus").iterdir()):
            for source in read_file(path, path.name, Limits()).sources:
                found += cut_passages(source.document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    return found[:: max(1, len(found) // count)][:count]


def _ways(embedder: Embedder) -> dict[str, Embed]:
    import torch
    from sentence_transformers import SentenceTransformer

    source = embedder_folder(Settings())
    folder = str(source.path)
    plain = SentenceTransformer(folder)
    halved = SentenceTransformer(folder).to(torch.bfloat16)

    def by(model: SentenceTransformer, size: int) -> Embed:
        return lambda texts: np.asarray(
            model.encode(list(texts), batch_size=size, normalize_embeddings=True, convert_to_tensor=True).float()
        )

    return {
        "sentence-transformers, as it comes (32)": by(plain, 32),
        "the same, batches of 16": by(plain, 16),
        "the same, all of it in bfloat16 (32)": by(halved, 32),
        "batches by tokens, the transformer in bfloat16 where that is quick": SentenceTransformerEmbedder(
            source.path, source.name
        ).embed,
        "**ours**: the same batches, converted for OpenVINO": embedder.embed,
    }


def _seconds(embed: Embed, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    embed(texts)
    return time.perf_counter() - started


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--passages", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    embedder = open_embedder(Settings())
    passages = _passages(embedder, options.passages)
    texts = [embedding_text(passage) for passage in passages]
    sentences = [sentence.text for passage in passages for sentence in passage.sentences]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    ways = _ways(embedder)
    vectors = {name: embed([*texts, *sentences]) for name, embed in ways.items()}
    reference = next(iter(vectors.values()))
    took: dict[str, list[list[float]]] = {name: [[], [], []] for name in ways}
    for _ in range(options.rounds):
        for name, embed in ways.items():
            took[name][0].append(_seconds(embed, texts))
            took[name][1].append(_seconds(embed, sentences))
            took[name][2] += [_seconds(embed, [QUESTION]) for _ in range(ASKED)]
    print(f"{len(texts)} passages ({megabytes:.2f} MB) and {len(sentences)} sentences, {options.rounds} rounds\n")
    print("| way | passages/s | MB/s | sentences/s | one question, ms | cosine, mean and least | alone |")
    print("|---|---|---|---|---|---|---|")
    for name, embed in ways.items():
        whole, parts, one = map(statistics.median, took[name])
        cosines = np.sum(vectors[name] * reference, axis=1) / np.linalg.norm(vectors[name], axis=1)
        alone = min(float(embed([texts[i]])[0] @ vectors[name][i]) for i in range(0, len(texts), 10))
        print(
            f"| {name} | {len(texts) / whole:.1f} | {megabytes / whole:.4f} | {len(sentences) / parts:.0f}"
            f" | {one * 1e3:.0f} | {cosines.mean():.5f}, {cosines.min():.5f} | {alone:.5f} |"
        )


if __name__ == "__main__":
    main()
