"""GGUF files by llama-cpp-python, where the user has compiled it for their machine."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import llama_cpp

from assistant.drafting.base import Prompt, odds_between
from assistant.errors import ModelError, QuestionError

_LIKELIEST = 20


class LlamaCppPython:
    """A GGUF model. It serves one question at a time; safe to use from several threads.

    Each turn begins with an empty memory, so that answers do not depend on what was asked before.
    """

    def __init__(self, path: Path, name: str, *, context_tokens: int, threads: int = 0) -> None:
        """Load a model; `threads` 0 means one a core.

        Raises:
            ModelError: the file is not a whole GGUF model.
        """
        self.name = name
        self._turn = threading.Lock()
        try:
            self._model: Any = llama_cpp.Llama(
                str(path), n_ctx=context_tokens, n_threads=threads or None, logits_all=True, verbose=False
            )
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"The model {path} cannot be loaded: it is cut short, or not a GGUF file that llama.cpp can read. "
                "Fetch it again, or set ASSISTANT_LANGUAGE_MODEL to another."
            ) from error

    @contextmanager
    def turn(self) -> Iterator[LlamaCppPython]:
        """Take a turn; see `LanguageModel`."""
        with self._turn:
            self._model.reset()
            yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`."""
        for chunk in self._complete(prompt, max_tokens, stream=True):
            piece = chunk["choices"][0]["delta"].get("content")
            if piece:
                yield piece

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return how much likelier one word is than the other; see `Turn`."""
        reply = self._complete(prompt, 1, logprobs=True, top_logprobs=_LIKELIEST)
        told = reply["choices"][0].get("logprobs")
        if not told or not told["content"]:
            raise ModelError(f"The model {self.name} did not tell how likely its words are.")
        rows = reversed(told["content"][0]["top_logprobs"])
        return odds_between({row["token"]: row["logprob"] for row in rows}, first, second)

    def _complete(self, prompt: Prompt, max_tokens: int, **options: object) -> Any:  # noqa: ANN401  # untyped library
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        try:
            return self._model.create_chat_completion(messages, max_tokens=max_tokens, temperature=0.0, **options)
        except ValueError as error:
            if "context" in str(error):
                raise QuestionError(
                    f"The question and its evidence are longer than the model reads: {error} "
                    "Ask it shorter, or raise ASSISTANT_CONTEXT_TOKENS."
                ) from error
            raise ModelError(f"llama.cpp could not answer: {error}") from error
