"""The choice of the engine for GGUF files: the one in the settings, or the faster one on this machine.

llama.cpp comes prebuilt, and as `llama-cpp-python` if the user has compiled it. Which is faster depends on the
processor and on how it was compiled, so if both are installed, each is tried once in a child process: one that was
compiled for another machine crashes there. The result is kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from assistant.drafting.base import LanguageModel, Prompt
from assistant.drafting.judges import judge_of
from assistant.drafting.prompts import SYSTEM
from assistant.errors import ModelError
from assistant.models.resolving import LocalModel, cache_folder, language_model_path
from assistant.settings import Settings

ENGINES: Mapping[str, tuple[str, str, str]] = {
    "xllamacpp": ("xllamacpp", "assistant.drafting.llama_cpp", "LlamaCpp"),
    "llama-cpp-python": ("llama_cpp", "assistant.drafting.llama_cpp_python", "LlamaCppPython"),
}
"""Engines by distribution name: the module that shows that it is installed, and the class that runs it."""

_TRIAL_S = 180.0
_TEXTS = tuple(f"Text:\n{' '.join(f'Plant {n * k} made {n * k * 37} tons.' for n in range(9))}" for k in (3, 7))
"""Two texts about as long as the evidence of a question, with nothing in common."""
_WORDS = 20

logger = logging.getLogger(__name__)


def open_embedded(_value: str, settings: Settings) -> LanguageModel:
    """Load the embedded model of the settings, with the adapter that judges better. Raises what `open_file` raises."""
    local = language_model_path(settings)
    return open_gguf(local, settings, judge_of(local.name))


def open_file(_value: str, settings: Settings) -> LanguageModel:
    """Load the GGUF file of the settings.

    Raises:
        ModelError: it is missing or damaged, or the engine of the settings is not installed.
    """
    return open_gguf(language_model_path(settings), settings, None)


def open_gguf(local: LocalModel, settings: Settings, judge: Path | None) -> LanguageModel:
    """Load a GGUF file with the engine for this machine; `judge` is an adapter of `assistant.drafting.judges`.

    Raises:
        ModelError: the file is damaged, or the engine of the settings is not installed.
    """
    _, module, name = ENGINES[engine_for(local, settings)]
    engine = getattr(import_module(module), name)
    model: LanguageModel = engine(
        local.path,
        local.name,
        context_tokens=settings.context_tokens,
        threads=settings.threads,
        judge=judge,
        instruction=SYSTEM,
    )
    return model


def engine_for(local: LocalModel, settings: Settings) -> str:
    """Return the name of the engine to use, trying the installed ones if that was not done before.

    Raises:
        ModelError: the engine of the settings is not installed.
    """
    if known := engine_known(local, settings):
        return known
    seconds = {name: _try(name, local, settings) for name in _installed()}
    if min(seconds.values()) < math.inf:
        _keep(_kept(local, settings), seconds)
    return _fastest(seconds)


def engine_known(local: LocalModel, settings: Settings) -> str:
    """Return the name of the engine to use, or "" if the installed ones have not been tried yet.

    Raises:
        ModelError: the engine of the settings is not installed.
    """
    installed = _installed()
    if named := settings.gguf_engine:
        if named not in installed:
            raise ModelError(
                f"ASSISTANT_GGUF_ENGINE names {named}, which is not installed. Run `pip install {named}`, or unset it."
            )
        return named
    if len(installed) == 1:
        return installed[0]
    try:
        return _fastest({name: float(s) for name, s in json.loads(_kept(local, settings).read_text("utf-8")).items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return ""


def _installed() -> list[str]:
    return [name for name, (module, *_) in ENGINES.items() if find_spec(module)]


def _fastest(seconds: Mapping[str, float]) -> str:
    """Return the fastest engine; if all failed, the first one, which will then report why."""
    return min(ENGINES, key=lambda name: seconds.get(name, math.inf))


def _kept(local: LocalModel, settings: Settings) -> Path:
    """Return the file with the measurement for this machine, this model and these engines."""
    import openvino

    processor = openvino.Core().get_property("CPU", "FULL_DEVICE_NAME")
    engines = [(name, version(name)) for name in _installed()]
    state = [processor, os.cpu_count(), settings.threads, local.path.stat().st_size, engines]
    told = hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]
    return cache_folder(settings) / "engines" / f"{local.name}-{told}.json"


def _try(name: str, local: LocalModel, settings: Settings) -> float:
    """Return the seconds that an engine takes in a child process, infinity if it fails."""
    logger.warning("Measuring once how fast %s is on this machine.", name)
    command = [sys.executable, "-m", __name__, name, str(local.path), str(settings.threads)]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=_TRIAL_S, check=True, text=True)
        return float(ended.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        logger.warning("%s is not used: it does not run on this machine (%s).", name, error)
        return math.inf


def _keep(kept: Path, seconds: Mapping[str, float]) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(seconds), "utf-8")
    except OSError as error:
        logger.warning("The faster engine cannot be recorded (%s); it will be measured again next time.", error)


def trial(name: str, path: Path, threads: int) -> float:
    """Return the seconds that an engine takes to read a text and write a little, after the instruction was read."""
    settings = Settings(threads=threads, gguf_engine=name, context_tokens=1024)
    model = open_gguf(LocalModel(path.stem, path), settings, None)
    taken = []
    for text in _TEXTS:
        with model.turn() as turn:
            started = time.perf_counter()
            list(turn.stream(Prompt(SYSTEM, f"{text}\n\nQuestion: Tell a long story of these plants."), _WORDS))
            taken.append(time.perf_counter() - started)
    return min(taken)


if __name__ == "__main__":
    sys.stdout.write(f"{trial(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))}\n")
    sys.stdout.flush()
    os._exit(0)  # llama.cpp does not always exit by itself
