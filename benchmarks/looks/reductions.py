"""How much of a token vector has to be kept, and the matrix that keeps it.

    python -m benchmarks.looks.reductions           # the table in assistant/indexing/tokens/codes.py
    python -m benchmarks.looks.reductions --write   # assistant/indexing/tokens/reduction.npy, made again

Ranks all paragraphs of squad2 by token vectors alone. "own" components are those of the paragraphs that are ranked.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant.indexing.tokens
from assistant.embedding.encoders.running import open_encoder
from assistant.embedding.encoders.token_vectors import TokenEncoder, open_token_encoder
from assistant.evaluation.datasets import read_questions
from assistant.indexing.tokens.codes import DIMENSIONS, quantized, unit, widened
from assistant.models.encoders import LATE_INTERACTION
from benchmarks.evaluation_sets import SHARED, questions_of

Matrix = NDArray[np.float32]
SEED = 0
TEXTS, WORDS = 200, 64
QUESTIONS = 1500


def components(vectors: Matrix, dimensions: int) -> Matrix:
    """Return the directions in which vectors, `(n, d)`, are longest, `(d, dimensions)`; their mean is not taken off.

    It is part of what makes two tokens alike: without it hit@1 falls by .04.
    """
    _, found = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    best = found[:, ::-1][:, :dimensions]
    return np.asarray(best * np.sign(best[np.abs(best).argmax(axis=0), np.arange(dimensions)]), np.float32)


def rotation(dimensions: int) -> Matrix:
    """Return a seeded random rotation, `(dimensions, dimensions)`."""
    orthogonal, _ = np.linalg.qr(np.random.default_rng(SEED).standard_normal((dimensions, dimensions)))
    return np.asarray(orthogonal, np.float32)


def vocabulary_vectors(encoder: TokenEncoder) -> Matrix:
    """Return the token vectors, `(n, d)`, of texts of random whole words of the encoder's vocabulary."""
    vocabulary = open_encoder(LATE_INTERACTION, "tokens").tokenizer.get_vocab()
    words = sorted((w for w in vocabulary if w.isalpha() and w.isascii() and len(w) > 2), key=vocabulary.__getitem__)
    chosen = np.random.default_rng(SEED)
    texts = [" ".join(chosen.choice(words, WORDS)) for _ in range(TEXTS)]
    return np.concatenate(encoder.of_texts(texts))


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """Paragraphs and questions as token vectors, where each begins, and which paragraph answers each question."""

    texts: Matrix
    text_starts: NDArray[np.int64]
    questions: Matrix
    question_starts: NDArray[np.int64]
    right: NDArray[np.int64]

    def scores(self, texts: Matrix, questions: Matrix) -> tuple[float, float, float]:
        """Return hit@1, hit@5 and MRR@10 for reduced vectors of texts and questions."""
        nearest = np.empty((len(questions), len(self.text_starts)), np.float32)
        for start in range(0, len(questions), 512):
            part = slice(start, start + 512)
            nearest[part] = np.maximum.reduceat(questions[part] @ texts.T, self.text_starts, axis=1)
        close = np.add.reduceat(nearest, self.question_starts, axis=0)
        ranks = (np.argsort(-close, axis=1, kind="stable") == self.right[:, None]).argmax(axis=1)
        return (
            float((ranks < 1).mean()),
            float((ranks < 5).mean()),
            float((np.where(ranks < 10, 1 / (ranks + 1), 0)).mean()),
        )


def _read(encoder: TokenEncoder) -> _Ranked:
    paragraphs: list[tuple[str, str]] = []
    for path in sorted((SHARED / "eval" / "squad2" / "corpus").iterdir()):
        paragraphs += [(path.name, line) for line in path.read_text("utf-8").splitlines() if line and line[0] != "#"]
    asked: list[str] = []
    right: list[int] = []
    answerable = [q for q in read_questions(questions_of("squad2")) if q.answerable]
    for number in np.random.default_rng(SEED).permutation(len(answerable))[:QUESTIONS]:
        question = answerable[number]
        places = (n for n, (d, text) in enumerate(paragraphs) if d == question.document and question.evidence in text)
        if (place := next(places, None)) is not None:
            asked.append(question.text)
            right.append(place)
    texts = encoder.of_texts([text for _, text in paragraphs])
    questions = [encoder.of_question(text) for text in asked]
    return _Ranked(*_joined(texts), *_joined(questions), np.array(right))


def _joined(parts: Sequence[Matrix]) -> tuple[Matrix, NDArray[np.int64]]:
    return np.concatenate(parts), np.cumsum([0, *map(len, parts)])[:-1]


def _with_bits(vectors: Matrix, bits: int) -> Matrix:
    if bits == 4:
        return widened(quantized(vectors))
    if bits == 1:
        return np.where(vectors > 0, 1, -1).astype(np.float32)
    middle = 2 ** (bits - 1) - 0.5
    step = vectors.std(axis=1, keepdims=True) if bits == 2 else np.abs(vectors).max(axis=1, keepdims=True) / middle
    rounded = np.clip(np.floor(vectors / step) + 0.5, -middle, middle) * step
    scale = (vectors**2).sum(axis=1, keepdims=True) / (vectors * rounded).sum(axis=1, keepdims=True)
    return np.asarray(rounded * scale, np.float32)


def main() -> None:
    """Print the table, or write the matrix."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", action="store_true")
    encoder = open_token_encoder()
    words = vocabulary_vectors(encoder)
    if arguments.parse_args().write:
        target = Path(assistant.indexing.tokens.__path__[0]) / "reduction.npy"
        np.save(target, (components(words, DIMENSIONS) @ rotation(DIMENSIONS)).astype(np.float16))
        print(f"Written: {target}")
        return
    data = _read(encoder)
    each = len(data.texts) / len(data.text_starts)
    print(f"{len(data.text_starts)} paragraphs of {each:.0f} tokens, {len(data.right)} questions\n")
    print("| kept of a token | bytes a paragraph | hit@1 | hit@5 | MRR@10 |\n|---|---|---|---|---|")

    def show(what: str, size: float, texts: Matrix, questions: Matrix) -> None:
        figures = " | ".join(f"{score:.3f}" for score in data.scores(texts, questions))
        print(f"| {what} | {each * size:,.0f} | {figures} |", flush=True)

    show("384, float32", 4 * 384, data.texts, data.questions)
    for source, vectors in (("own", data.texts), ("vocabulary's", words)):
        for dimensions, kinds in ((32, (8,)), (64, (1, 4, 8)), (96, (1, 2)), (128, (1, 2))):
            found = components(vectors, dimensions)
            for turned in ("", ", rotated"):
                matrix: Matrix = np.asarray(found @ rotation(dimensions) if turned else found, np.float32)
                texts, questions = unit(data.texts @ matrix), unit(data.questions @ matrix)
                for bits in kinds:
                    size = dimensions * bits / 8 + 2 * (bits > 1)
                    label = f"{source} {dimensions}{turned}, {bits} bits"
                    show(label, size, _with_bits(texts, bits), questions)


if __name__ == "__main__":
    main()
