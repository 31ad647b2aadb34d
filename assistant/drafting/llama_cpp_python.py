"""The engine that runs GGUF files with llama-cpp-python, which the user compiles for their machine."""

from __future__ import annotations

import ctypes
import logging
import re
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from assistant.drafting.base import Prompt, odds_between, too_long
from assistant.drafting.judges import INVOCATION, JUDGED
from assistant.errors import ModelError

_LIKELIEST = 20
_TOO_LONG = re.compile(r"Requested tokens \((\d+)\) exceed context window of (\d+)")


class LlamaCppPython:
    """A GGUF model. It serves one question at a time; safe to use from several threads.

    Each turn starts with only the instruction in the cache, which was read alone once, so that answers do not depend on
    earlier questions.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        *,
        context_tokens: int,
        threads: int = 0,
        judge: Path | None = None,
        instruction: str = "",
    ) -> None:
        """Load a model, on a GPU if llama.cpp was compiled for one, and let it read its usual instruction.

        `threads` 0 means one per core. `judge` is an adapter of `assistant.drafting.judges`.

        Raises:
            ModelError: the file is not a complete GGUF model, or the judge is not an adapter for it.
        """
        self.name = name
        self.judges_as = f"{name}{JUDGED}" if judge else name
        self._turn = threading.Lock()
        self._instruction = ""
        self._instruction_tokens = 0
        try:
            self._model: Any = llama_cpp.Llama(
                str(path), n_ctx=context_tokens, n_threads=threads or None, n_gpu_layers=-1, verbose=False
            )
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"The model {path} cannot be loaded: it is truncated, or not a GGUF file that llama.cpp can read. "
                "Fetch it again, or set ASSISTANT_LANGUAGE_MODEL to another."
            ) from error
        self._judge = self._load(judge) if judge else None
        if instruction:
            self._read_instruction(instruction)

    def _load(self, judge: Path) -> Any:  # noqa: ANN401  # untyped library
        # Its logger reports warnings of llama.cpp as errors: 98 times that the judge's weights are not repacked.
        logging.getLogger("llama-cpp-python").setLevel(logging.CRITICAL)
        adapter = llama_cpp.llama_adapter_lora_init(self._model.model, str(judge).encode())
        if adapter is None:
            raise ModelError(f"The judge {judge} cannot be loaded: it is damaged. Install the assistant again.")
        return adapter

    @contextmanager
    def turn(self) -> Iterator[LlamaCppPython]:
        """Start a turn; see `LanguageModel`."""
        with self._turn:
            self._model.n_tokens = self._instruction_tokens
            yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`."""
        with _explained():
            for chunk in self._complete(prompt, max_tokens, stream=True):
                piece = chunk["choices"][0]["delta"].get("content")
                if piece:
                    yield piece

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the log odds of one word against the other; see `Turn`."""
        logits: list[NDArray[np.single]] = []

        def look(_: object, scores: NDArray[np.single]) -> NDArray[np.single]:
            logits.append(scores.copy())
            return scores

        with _explained(), self._judging(prompt):
            self._complete(prompt, 1, logits_processor=[look])
        likeliest = np.argsort(logits[0])[-_LIKELIEST:]
        words = {self._model.detokenize([int(token)]).decode("utf-8", "replace"): token for token in likeliest}
        return odds_between({word: float(logits[0][token]) for word, token in words.items()}, first, second)

    @contextmanager
    def _judging(self, prompt: Prompt) -> Iterator[None]:
        """Enable the judge for the words that call it; what comes before is read without it."""
        before, called, _ = prompt.user.partition(INVOCATION)
        if not (self._judge and called):
            yield
            return
        self._complete(Prompt(prompt.system, before), 1)
        adapter = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(self._judge)
        llama_cpp.llama_set_adapters_lora(self._model.ctx, adapter, 1, (ctypes.c_float * 1)(1.0))
        try:
            yield
        finally:
            llama_cpp.llama_set_adapters_lora(self._model.ctx, None, 0, None)

    def _complete(self, prompt: Prompt, max_tokens: int, **options: object) -> Any:  # noqa: ANN401  # untyped library
        if prompt.system != self._instruction:
            self._read_instruction(prompt.system)
        return self._chat(prompt.system, prompt.user, max_tokens, **options)

    def _read_instruction(self, system: str) -> None:
        """Read an instruction alone, and record how many of its tokens precede every question."""
        self._model.reset()
        read = []
        for user in ("", "?"):
            self._chat(system, user, 1)
            read.append(self._model.input_ids[: self._model.n_tokens].tolist())
        in_common = takewhile(lambda pair: pair[0] == pair[1], zip(*read, strict=False))
        self._instruction, self._instruction_tokens = system, len(list(in_common))
        self._model.n_tokens = self._instruction_tokens

    def _chat(self, system: str, user: str, max_tokens: int, **options: object) -> Any:  # noqa: ANN401  # untyped library
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return self._model.create_chat_completion(messages, max_tokens=max_tokens, temperature=0.0, **options)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        lengths = _TOO_LONG.search(str(error))
        if lengths is None:
            raise ModelError(f"llama.cpp could not answer: {error}") from error
        raise too_long(int(lengths[1]), int(lengths[2])) from error
