"""Makes a large corpus from a small one: copies of its documents, each with words and vectors of its own.

A copy keeps the layout of its document. One word in eight is replaced by a word of the same length from the text of the
whole corpus, so that frequencies stay natural and every offset stays right. A vector gets noise until its cosine to the
original is about 0.9.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.cut import pack
from assistant.indexing.sqlite.writer import Prepared
from assistant.reading.passages.chunking import embedding_text
from assistant.types import Document, Passage, Sentence

_WORD = re.compile(r"[^\W\d_]{4,}")
REPLACED = 0.125
_COSINE = 0.9


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document, its passages in order, and `(passages, d)` and `(sentences, d)` float32 vectors."""

    document: Document
    passages: tuple[Passage, ...]
    passage_vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]

    def prepared(self) -> Prepared:
        """Return it in the form that is written to an index."""
        of_passages = zip(map(embedding_text, self.passages), self.passage_vectors, strict=True)
        sentences = (sentence.text for passage in self.passages for sentence in passage.sentences)
        vectors = {**dict(of_passages), **dict(zip(sentences, self.sentence_vectors, strict=True))}
        return Prepared(pack(self.document, self.passages), vectors)


def copies(documents: Sequence[Embedded], passages: int, done: int = 0) -> Iterator[Embedded]:
    """Yield the documents, then copies of them in turn, until there are at least this many passages.

    The first `done` ones are counted but not made; the others are the same as without `done`.
    """
    words: dict[int, list[str]] = {}
    for document in documents:
        for word in _WORD.findall(document.document.text):
            words.setdefault(len(word), []).append(word)
    made = 0
    for number in count():
        turn, place = divmod(number, len(documents))
        if made >= passages:
            return
        made += len(documents[place].passages)
        if number >= done:
            yield _copy(documents[place], turn, words, number) if turn else documents[place]


def with_noise(vectors: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """Return unit vectors whose cosine to the given ones, `(n, d)`, is about 0.9."""
    drawn = noise.standard_normal(vectors.shape, dtype=np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    moved = vectors + drawn * np.float32(np.sqrt(1 / _COSINE**2 - 1))
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _copy(
    prepared: Embedded,
    turn: int,
    words: dict[int, list[str]],
    seed: int,
) -> Embedded:
    chance, noise = random.Random(seed), np.random.default_rng(seed)

    def other(match: re.Match[str]) -> str:
        word = match.group()
        return chance.choice(words[len(word)]) if chance.random() < REPLACED else word

    text = _WORD.sub(other, prepared.document.text)
    name = f"copy-{turn}/{prepared.document.name}"
    return replace(
        prepared,
        document=replace(prepared.document, name=name, text=text, sha256=name),
        passages=tuple(_moved(passage, name, text) for passage in prepared.passages),
        passage_vectors=with_noise(prepared.passage_vectors, noise),
        sentence_vectors=with_noise(prepared.sentence_vectors, noise),
    )


def _moved(passage: Passage, name: str, text: str) -> Passage:
    def there(sentence: Sentence) -> Sentence:
        return replace(sentence, text=text[sentence.start : sentence.end])

    return replace(
        passage,
        document=name,
        text=text[passage.start : passage.end],
        sentences=tuple(map(there, passage.sentences)),
    )
