"""The protocol of language models, independent of the engine."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt: `system` is the same for every question, `user` changes."""

    system: str
    user: str


class Turn(Protocol):
    """One question's use of a model. A common beginning of prompts is read only once."""

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the most likely reply piece by piece. Closing the iterator stops the model.

        Raises:
            QuestionError: the prompt is longer than the model can read.
            ModelError: the model does not answer.
        """

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the natural log of the odds that the reply starts with the word `first` rather than `second`.

        Words are compared ignoring case. A word that is not among the most likely beginnings gets the probability of
        the least likely of them.

        Raises:
            QuestionError: the prompt is longer than the model can read.
            ModelError: the model does not answer, or does not return probabilities.
        """


class LanguageModel(Protocol):
    """A model that returns its most likely reply: the same turn always gives the same text."""

    @property
    def name(self) -> str:
        """The name recorded in answers."""

    @property
    def judges_as(self) -> str:
        """The name of its calibration of confidence: its own, unless it has a judge."""

    def turn(self) -> AbstractContextManager[Turn]:
        """Start a turn. A model that serves one question at a time makes the next one wait here."""


def odds_between(likely: Mapping[str, float], first: str, second: str) -> float:
    """Return the log odds of one word against another, given the log probabilities of the most likely tokens.

    Several tokens may spell one word (" Yes", "yes"); the most likely one counts.
    """
    floor = min(likely.values(), default=0.0)
    best = {first.lower(): floor, second.lower(): floor}
    for token, logarithm in likely.items():
        word = token.strip().lower()
        if word in best:
            best[word] = max(best[word], logarithm)
    return best[first.lower()] - best[second.lower()]


def too_long(tokens: int, read: int) -> QuestionError:
    """Return the error for a prompt that exceeds the context size."""
    return QuestionError(
        f"The question and its evidence have {tokens} tokens; the model reads {read}. "
        "Ask a shorter question, or raise ASSISTANT_CONTEXT_TOKENS."
    )
