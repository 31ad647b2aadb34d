"""Stand-ins for the models, for tests and for trying things out: no weights, no waiting, always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from assistant.drafting.base import Prompt
from assistant.terms import terms


class HashingEmbedder:
    """Embeds a text as the bag of its terms, each hashed to a direction: texts that share words are close."""

    name = "hashing"
    max_tokens = 256

    def __init__(self, dimension: int = 64) -> None:
        """Embed into this many dimensions."""
        self.dimension = dimension
        self.embedded: list[str] = []

    def __reduce__(self) -> tuple[type[HashingEmbedder], tuple[int]]:
        """Go to another process without what was embedded here."""
        return type(self), (self.dimension,)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many words each text has."""
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(n, d)` float32 of unit norm; `embedded` remembers what was asked for."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term in terms(text) or [""]:
                digest = hashlib.sha256(term.encode()).digest()
                row += np.frombuffer(digest * (self.dimension // 32 + 1), np.uint8)[: self.dimension] / 127.5 - 1.0
            row /= np.linalg.norm(row)
        return vectors


class ScriptedModel:
    """Replies what it was told to, word by word, and remembers what it was asked."""

    name = judges_as = "scripted"

    def __init__(self, reply: str | Mapping[str, str] | Callable[[Prompt], str], log_odds: float = 4.0) -> None:
        """Reply always the same, by the first key that stands in the prompt, or as a function says."""
        self._reply = reply
        self._log_odds = log_odds
        self.asked: list[Prompt] = []
        self.closed_early = 0

    @contextmanager
    def turn(self) -> Iterator[ScriptedModel]:
        """Take a turn; nobody waits."""
        yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply a word at a time, at most `max_tokens` of them."""
        self.asked.append(prompt)
        words = self._text(prompt).split(" ")[:max_tokens]
        try:
            for number, word in enumerate(words):
                yield word if number == 0 else f" {word}"
        except GeneratorExit:
            self.closed_early += 1
            raise

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return what it was told to."""
        return self._log_odds

    def _text(self, prompt: Prompt) -> str:
        if isinstance(self._reply, str):
            return self._reply
        if callable(self._reply):
            return self._reply(prompt)
        return next((reply for key, reply in self._reply.items() if key in prompt.user), "")
