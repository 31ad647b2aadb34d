"""What every language model must do, whatever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: `system` stays the same from question to question, `user` changes."""

    system: str
    user: str


class LanguageModel(Protocol):
    """A model that answers a prompt, always with its most likely words, so that the same prompt gives the same text."""

    @property
    def name(self) -> str:
        """The name that answers carry."""

    def stream(self, prompt: Prompt, max_tokens: int) -> Iterator[str]:
        """Yield the reply piece by piece. Closing the iterator stops the model.

        Raises:
            QuestionError: the prompt is longer than the model can read.
            ModelError: the model does not answer.
        """
