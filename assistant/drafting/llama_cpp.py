"""GGUF files by llama.cpp, inside this process."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import xllamacpp

from assistant.drafting.base import Prompt, odds_between, too_long
from assistant.drafting.judges import JUDGED
from assistant.errors import ModelError

_NOTHING_ALIKE = "~"
_LIKELIEST = 20
_SLOTS = 2
"""How many instructions are kept: the one to answer by, and the one to rewrite follow-ups by."""


class LlamaCpp:
    """A GGUF model. It serves one question at a time; safe to use from several threads.

    What llama.cpp has read is kept, and what a next prompt has in common with it is not read again. But numbers
    differ in their last digits with how a prompt was cut into batches, and that can turn a word. So each turn begins
    with nothing but the instruction in memory, which was read alone once: answers do not depend on what was asked
    before. Each instruction has a slot of its own, and is cut back to behind a turn, while nobody waits.
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
        """Load a model, and let it read the instruction that most turns begin with.

        `threads` 0 means one a core. `judge` is an adapter of `assistant.drafting.judges`.

        Raises:
            ModelError: the file is not a whole GGUF model.
        """
        self.name = name
        self.judges_as = f"{name}{JUDGED}" if judge else name
        self._turn = threading.Lock()
        self._slots: dict[str, int] = {}
        self._instruction: str | None = None
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx = context_tokens * _SLOTS
        parameters.n_parallel = _SLOTS
        parameters.warmup = False
        parameters.verbosity = -1
        parameters.cache_ram_mib = 0
        parameters.fit_params = False  # there is no device to fit to, and it loads the model twice
        if judge:
            adapter = xllamacpp.CommonAdapterLoraInfo()
            adapter.path, adapter.scale = str(judge), 1.0
            parameters.lora_adapters = [adapter]
        if threads:
            parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
        # llama.cpp listens on a local port whether asked to or not: nobody gets in without this key.
        parameters.api_keys = [secrets.token_urlsafe(32)]
        parameters.endpoint_slots = parameters.endpoint_props = parameters.ui = False
        try:
            self._server = xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise ModelError(
                f"The model {path} cannot be loaded: it is cut short, or not a GGUF file that llama.cpp can read. "
                "Fetch it again, or set ASSISTANT_LANGUAGE_MODEL to another."
            ) from error
        if instruction:
            self._cut_back_to(instruction)

    @contextmanager
    def turn(self) -> Iterator[LlamaCpp]:
        """Take a turn; see `LanguageModel`."""
        self._turn.acquire()
        self._instruction = None
        try:
            yield self
        finally:
            threading.Thread(target=self._end_turn, name="llama.cpp").start()

    def _end_turn(self) -> None:
        """Leave the instruction alone in memory before the next turn begins."""
        try:
            if self._instruction is not None:
                with suppress(ModelError):  # nobody asked for this: the next turn reads it anew
                    self._cut_back_to(self._instruction)
        finally:
            self._turn.release()

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`."""
        with closing(self._chunks(prompt, _request(prompt, max_tokens))) as chunks:
            for chunk in chunks:
                piece = chunk["choices"][0]["delta"].get("content")
                if piece:
                    yield piece

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return how much likelier one word is than the other; see `Turn`."""
        request = {**_request(prompt, 1), "logprobs": True, "top_logprobs": _LIKELIEST}
        for chunk in self._chunks(prompt, request):
            told = chunk["choices"][0].get("logprobs")
            if told and told["content"]:
                likely = {row["token"]: row["logprob"] for row in reversed(told["content"][0]["top_logprobs"])}
                return odds_between(likely, first, second)
        raise ModelError(f"The model {self.name} did not tell how likely its words are.")

    def _cut_back_to(self, instruction: str) -> None:
        """Read an instruction by itself, or leave nothing else where it was read before.

        The slots are kept in the order of their last use. One whose reading failed counts as unread.
        """
        slot = self._slots.pop(instruction, None)
        known = slot is not None
        if slot is None:
            free = set(range(_SLOTS)).difference(self._slots.values())
            slot = min(free) if free else self._slots.pop(next(iter(self._slots)))
        request = _request(Prompt(instruction, _NOTHING_ALIKE), 1)
        for _ in self._sent({**request, "id_slot": slot, "cache_prompt": known}):
            pass
        self._slots[instruction] = slot

    def _chunks(self, prompt: Prompt, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        """Yield what llama.cpp sends, from the slot of the instruction that the turn began with."""
        if self._instruction is None:
            if prompt.system not in self._slots:
                self._cut_back_to(prompt.system)
            self._instruction = prompt.system
        return self._sent({**request, "id_slot": self._slots[self._instruction]})

    def _sent(self, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        """Yield what llama.cpp sends while it works in a thread of its own; closing the iterator stops it."""
        arrived: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        stop = threading.Event()

        def receive(chunk: dict[str, Any]) -> bool:
            arrived.put(chunk)
            return stop.is_set()

        def work() -> None:
            try:
                self._server.handle_chat_completions(request, receive)
            finally:
                arrived.put(None)

        worker = threading.Thread(target=work, name="llama.cpp", daemon=True)
        worker.start()
        try:
            while (chunk := arrived.get()) is not None:
                if "choices" not in chunk:
                    raise _translated(chunk)
                yield chunk
        finally:
            stop.set()
            worker.join()


def _request(prompt: Prompt, max_tokens: int) -> dict[str, Any]:
    return {
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        "max_tokens": max_tokens,
        "temperature": 0,
        "stream": True,
        "cache_prompt": True,
    }


def _translated(chunk: dict[str, Any]) -> Exception:
    error = chunk.get("error", chunk)
    if error.get("type") == "exceed_context_size_error":
        return too_long(error["n_prompt_tokens"], error["n_ctx"])
    return ModelError(f"llama.cpp could not answer: {error.get('message', error)}")
