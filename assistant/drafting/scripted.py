"""A language model that says what it was told to, for tests and for trying things out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager

from assistant.drafting.base import Prompt


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
