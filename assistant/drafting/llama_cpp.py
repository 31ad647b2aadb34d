"""The engine that runs GGUF files with llama.cpp, inside this process."""

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
_POLL = 0
"""How long llama.cpp's threads spin before they sleep, from 0 to 100."""
_SLOTS = 3
"""How many instructions are cached: to answer, to rewrite a follow-up, to shorten a story to its question."""


class LlamaCpp:
    """A GGUF model. It serves one question at a time; safe to use from several threads.

    llama.cpp caches what it has read, and a common beginning of the next prompt is not read again. But numbers differ
    in their last digits with the batches of a prompt, and that can change a word. So each turn starts with only the
    instruction in the cache, which was read alone once: answers do not depend on earlier questions. Each instruction
    has a slot of its own, which is cut back after a turn, while nobody waits.
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
        """Load a model, and let it read the instruction with which most turns start.

        `threads` 0 means one per core. `judge` is an adapter of `assistant.drafting.judges`.

        Raises:
            ModelError: the file is not a complete GGUF model.
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
        parameters.fit_params = False  # there is no device to fit to, and fitting loads the model twice
        if judge:
            adapter = xllamacpp.CommonAdapterLoraInfo()
            adapter.path, adapter.scale = str(judge), 1.0
            parameters.lora_adapters = [adapter]
        if threads:
            parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
        # Threads that spin while they wait take the cores that other processes need, and get fewer themselves.
        parameters.cpuparams.poll = parameters.cpuparams_batch.poll = _POLL
        # llama.cpp always listens on a local port; without this key, nobody can use it.
        parameters.api_keys = [secrets.token_urlsafe(32)]
        parameters.endpoint_slots = parameters.endpoint_props = parameters.ui = False
        try:
            self._server = xllamacpp.Server(parameters)
        except RuntimeError as error:
            raise ModelError(
                f"The model {path} cannot be loaded: it is truncated, or not a GGUF file that llama.cpp can read. "
                "Fetch it again, or set ASSISTANT_LANGUAGE_MODEL to another."
            ) from error
        if instruction:
            self._cut_back_to(instruction)

    @contextmanager
    def turn(self) -> Iterator[LlamaCpp]:
        """Start a turn; see `LanguageModel`."""
        self._turn.acquire()
        self._instruction = None
        try:
            yield self
        finally:
            threading.Thread(target=self._end_turn, name="llama.cpp").start()

    def _end_turn(self) -> None:
        """Cut the cache back to the instruction before the next turn starts."""
        try:
            if self._instruction is not None:
                with suppress(ModelError):  # no caller is waiting for this; the next turn will read it again
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
        """Return the log odds of one word against the other; see `Turn`."""
        request = {**_request(prompt, 1), "logprobs": True, "top_logprobs": _LIKELIEST}
        for chunk in self._chunks(prompt, request):
            told = chunk["choices"][0].get("logprobs")
            if told and told["content"]:
                likely = {row["token"]: row["logprob"] for row in reversed(told["content"][0]["top_logprobs"])}
                return odds_between(likely, first, second)
        raise ModelError(f"The model {self.name} did not return probabilities.")

    def _cut_back_to(self, instruction: str) -> None:
        """Read an instruction alone, or cut the cache back to it if it was read before.

        The slots are ordered by their last use. If reading fails, the slot counts as unread.
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
        """Yield what llama.cpp sends, using the slot of the turn's instruction."""
        if self._instruction is None:
            if prompt.system not in self._slots:
                self._cut_back_to(prompt.system)
            self._instruction = prompt.system
        return self._sent({**request, "id_slot": self._slots[self._instruction]})

    def _sent(self, request: dict[str, Any]) -> Generator[dict[str, Any], None, None]:
        """Yield what llama.cpp sends while it works on a thread of its own; closing the iterator stops it."""
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
