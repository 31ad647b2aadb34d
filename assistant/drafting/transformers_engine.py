"""The engine for any model that transformers can load, from a hub id or a local folder, on a GPU if there is one."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from jinja2 import TemplateError
from safetensors import SafetensorError
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)
from transformers.utils import logging

from assistant.drafting.base import Prompt, odds_between
from assistant.errors import ModelError, QuestionError
from assistant.models.resolving import language_model_path
from assistant.settings import Settings

_LIKELIEST = 20


class _StopWhenSet(StoppingCriteria):  # type: ignore[misc]  # transformers is not followed
    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __call__(self, input_ids: torch.Tensor, *_: object, **__: object) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self._stop.is_set(), device=input_ids.device)


def open_transformers(_value: str, settings: Settings) -> TransformersModel:
    """Load the model of the settings, from the local hub cache or a folder.

    Raises:
        ModelError: it is not there or cannot be loaded.
    """
    local = language_model_path(settings)
    return TransformersModel(local.path, local.name, context_tokens=settings.context_tokens, threads=settings.threads)


class TransformersModel:
    """A causal language model. It serves one question at a time; safe to use from several threads."""

    def __init__(self, folder: Path, name: str, *, context_tokens: int, threads: int = 0) -> None:
        """Load a model and its tokenizer from a local folder.

        Raises:
            ModelError: the folder contains no complete causal language model, or one with its own code, which is never
                run.
        """
        self.name = self.judges_as = name
        self._turn = threading.Lock()
        if threads:
            torch.set_num_threads(threads)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        logging.disable_progress_bar()
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            both: Any = AutoModelForCausalLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                dtype=torch.bfloat16,
                output_loading_info=True,
            )
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
            raise ModelError(f"The language model in {folder} cannot be loaded: {error}") from error
        finally:
            logging.enable_progress_bar()
        model, loaded = both
        if missing := sorted(loaded["missing_keys"]):
            raise ModelError(
                f"The language model in {folder} lacks {len(missing)} of its weights, {missing[0]} among them. "
                "Fetch the model again."
            )
        self._model = model.to(device).eval()
        self._model.generation_config = GenerationConfig(
            do_sample=False,
            eos_token_id=self._model.generation_config.eos_token_id,
            pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
        )
        limit = getattr(self._model.config, "max_position_embeddings", None) or context_tokens
        self._context_tokens = min(context_tokens, limit)

    @contextmanager
    def turn(self) -> Iterator[TransformersModel]:
        """Start a turn; see `LanguageModel`."""
        with self._turn:
            yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`."""
        inputs = self._inputs(prompt, max_tokens)
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        stop = threading.Event()
        failures: list[Exception] = []

        def work() -> None:
            try:
                self._model.generate(
                    **inputs,
                    streamer=streamer,
                    max_new_tokens=max_tokens,
                    stopping_criteria=StoppingCriteriaList([_StopWhenSet(stop)]),
                )
            except Exception as error:  # the edge of the thread: the reader of the stream raises it
                failures.append(error)
            finally:
                streamer.text_queue.put(streamer.stop_signal)

        worker = threading.Thread(target=work, name="transformers", daemon=True)
        worker.start()
        try:
            yield from (piece for piece in streamer if piece)
        finally:
            stop.set()
            worker.join()
        if failures:
            raise ModelError(f"The model {self.name} could not answer: {failures[0]}") from failures[0]

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the log odds of one word against the other; see `Turn`."""
        with torch.inference_mode():
            logits = self._model(**self._inputs(prompt, 1)).logits[0, -1].float()
        top = torch.log_softmax(logits, dim=-1).topk(min(_LIKELIEST, logits.shape[-1]))
        likely: dict[str, float] = {}
        for token, logarithm in zip(top.indices.tolist(), top.values.tolist(), strict=True):
            likely.setdefault(self._tokenizer.decode([token]), logarithm)
        return odds_between(likely, first, second)

    def _inputs(self, prompt: Prompt, max_tokens: int) -> dict[str, torch.Tensor]:
        if self._tokenizer.chat_template:
            text = self._chat(prompt)
            inputs = self._tokenizer(text, return_tensors="pt", add_special_tokens=False)
        else:
            inputs = self._tokenizer(f"{prompt.system}\n\n{prompt.user}\nAnswer:", return_tensors="pt")
        length = inputs["input_ids"].shape[1]
        if length + max_tokens > self._context_tokens:
            raise QuestionError(
                f"The question and its evidence have {length} tokens and the answer {max_tokens}; the model reads "
                f"{self._context_tokens}. Ask a shorter question, or lower ASSISTANT_EVIDENCE_TOKENS."
            )
        kept = ("input_ids", "attention_mask")
        return {name: inputs[name].to(self._model.device) for name in kept if name in inputs}

    def _chat(self, prompt: Prompt) -> str:
        """Return the prompt in the model's chat format; without a system role, the instruction is in the question."""
        with_system = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        without = [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
        try:
            return str(self._tokenizer.apply_chat_template(with_system, add_generation_prompt=True, tokenize=False))
        except TemplateError:
            return str(self._tokenizer.apply_chat_template(without, add_generation_prompt=True, tokenize=False))
