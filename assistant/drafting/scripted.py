"""A language model with fixed replies, for tests and experiments."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager

from assistant.drafting.base import Prompt


class ScriptedModel:
    """Streams fixed replies word by word, and records its prompts."""

    name = judges_as = "scripted"

    def __init__(self, reply: str | Mapping[str, str] | Callable[[Prompt], str], log_odds: float = 4.0) -> None:
        """Reply with a text, the value of the first key that the prompt contains, or a function's result."""
        self._reply = reply
        self._log_odds = log_odds
        self.asked: list[Prompt] = []
        self.closed_early = 0

    @contextmanager
    def turn(self) -> Iterator[ScriptedModel]:
        """Start a turn; it never waits."""
        yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply word by word, at most `max_tokens` words."""
        self.asked.append(prompt)
        words = self._text(prompt).split(" ")[:max_tokens]
        try:
            for number, word in enumerate(words):
                yield word if number == 0 else f" {word}"
        except GeneratorExit:
            self.closed_early += 1
            raise

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the fixed log odds."""
        return self._log_odds

    def _text(self, prompt: Prompt) -> str:
        if isinstance(self._reply, str):
            return self._reply
        if callable(self._reply):
            return self._reply(prompt)
        return next((reply for key, reply in self._reply.items() if key in prompt.user), "")
