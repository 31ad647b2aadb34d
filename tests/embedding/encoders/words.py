"""Encoders that need no model: a vector for each word, and a text is as relevant as it shares words with a question."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 384


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]+", text.lower())


def vector_of(word: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    vector = np.random.default_rng(seed).normal(size=WIDTH)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


class WordVectors:
    """Gives each word a vector, the same for the same word, and remembers what it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.questions: list[str] = []

    def of_question(self, question: str) -> NDArray[np.float32]:
        self.questions.append(question)
        return np.array([vector_of(word) for word in words_of(question)])

    def of_texts(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        self.texts += texts
        return [np.array([vector_of(word) for word in words_of(text) or ["empty"]]) for text in texts]

    def taken(self) -> list[str]:
        texts, self.texts = self.texts, []
        return texts


class SharedWords:
    """Gives a text 2 for each word of the question in it, less 3, and remembers what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        asked = set(words_of(question)) - {"?"}
        return np.array([2 * len(asked & set(words_of(text))) - 3 for text in texts], np.float32)
