"""What every language model must do, whatever runs it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: `system` stays the same from question to question, `user` changes."""

    system: str
    user: str


class Turn(Protocol):
    """One question's use of a model. Prompts that begin alike are read once."""

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the most likely reply piece by piece. Closing the iterator stops the model.

        Raises:
            QuestionError: the prompt is longer than the model can read.
            ModelError: the model does not answer.
        """

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the natural log of how much likelier the reply begins with the word `first` than with `second`.

        Words are compared without case. One that is not among the likeliest beginnings counts as likely as the
        least likely of those.

        Raises:
            QuestionError: the prompt is longer than the model can read.
            ModelError: the model does not answer, or does not tell how likely its words are.
        """


class LanguageModel(Protocol):
    """A model that gives its most likely reply: the same turn always gives the same text."""

    @property
    def name(self) -> str:
        """The name that answers carry."""

    @property
    def judges_as(self) -> str:
        """The name under which it was fitted how far its judgement can be trusted: its own, unless it has a judge."""

    def turn(self) -> AbstractContextManager[Turn]:
        """Take a turn. A model that serves one question at a time lets the next one wait here."""


def odds_between(likely: Mapping[str, float], first: str, second: str) -> float:
    """Return how much likelier one word is than another, given the log probabilities of the likeliest tokens.

    Several tokens may spell one word (" Yes", "yes"); the likeliest counts.
    """
    floor = min(likely.values(), default=0.0)
    best = {first.lower(): floor, second.lower(): floor}
    for token, logarithm in likely.items():
        word = token.strip().lower()
        if word in best:
            best[word] = max(best[word], logarithm)
    return best[first.lower()] - best[second.lower()]


def too_long(tokens: int, read: int) -> QuestionError:
    """Return the error of a prompt of more tokens than llama.cpp reads with the context it was given."""
    return QuestionError(
        f"The question and its evidence have {tokens} tokens, the model reads {read}. "
        "Ask it shorter, or raise ASSISTANT_CONTEXT_TOKENS."
    )
