"""How fast llama.cpp reads and writes: prebuilt (xllamacpp), and compiled for this machine (llama-cpp-python).

    python -m benchmarks.peers.engines --venvs DIR [--model embedded-small] [--rounds 5]

The same prompt and number of words for both, timed by llama.cpp itself. Prints tokens a second, the median of rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from assistant.models.resolving import language_model_path
from assistant.settings import Settings
from benchmarks.peers.environments import python_of
from benchmarks.peers.runs import ROOT

FACTS = " ".join(f"Plant number {n} made {n * 37} tons of steel in {1900 + n}." for n in range(40))
WORDS = 40


def _prompt(number: int) -> list[dict[str, str]]:
    """Return a prompt of about 700 tokens that has nothing in common with the one before it."""
    return [{"role": "user", "content": f"{number}. {FACTS} Write a long story about these plants."}]


def compiled(model: Path, threads: int, rounds: int) -> list[tuple[float, float]]:
    """Return tokens a second, read and written, of each round by llama-cpp-python."""
    import llama_cpp

    loaded = llama_cpp.Llama(str(model), n_ctx=4096, n_threads=threads, n_threads_batch=threads, verbose=False)
    found = []
    for number in range(rounds):
        loaded.reset()
        llama_cpp.llama_perf_context_reset(loaded.ctx)
        loaded.create_chat_completion(_prompt(number), max_tokens=WORDS, temperature=0.0)
        told = llama_cpp.llama_perf_context(loaded.ctx)
        found.append((told.n_p_eval / told.t_p_eval_ms * 1000, told.n_eval / told.t_eval_ms * 1000))
    return found


def prebuilt(model: Path, threads: int, rounds: int) -> list[tuple[float, float]]:
    """Return tokens a second, read and written, of each round by xllamacpp."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx, parameters.n_parallel, parameters.warmup, parameters.verbosity = 4096, 1, False, -1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    server = xllamacpp.Server(parameters)
    found = []
    for number in range(rounds):
        request = {"messages": _prompt(number), "max_tokens": WORDS, "temperature": 0, "cache_prompt": False}
        told = server.handle_chat_completions(request)["timings"]
        found.append((told["prompt_per_second"], told["predicted_per_second"]))
    return found


def main() -> None:
    """Measure both, each in a process of its own; in such a process, one."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--venvs", type=Path)
    arguments.add_argument("--model", default="embedded")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--here", type=Path, help="measure what this interpreter has on this file, as JSON")
    options = arguments.parse_args()
    if options.here:
        measure = compiled if find_spec("llama_cpp") else prebuilt
        print(json.dumps(measure(options.here, options.threads, options.rounds)))
        sys.stdout.flush()
        os._exit(0)
    if options.venvs is None:
        arguments.error("--venvs DIR says where llama-cpp-python is, or may be compiled")
    model = language_model_path(Settings(language_model=options.model))
    print("| llama.cpp | model | reads, tokens/s | writes, tokens/s |\n|---|---|---|---|")
    pythons = {
        "xllamacpp, prebuilt": sys.executable,
        "llama-cpp-python, compiled here": str(python_of(options.venvs.resolve(), "ours_compiled")),
    }
    for label, python in pythons.items():
        command = [python, "-m", "benchmarks.peers.engines", "--here", str(model.path)]
        command += ["--threads", str(options.threads), "--rounds", str(options.rounds)]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        reads, writes = zip(*json.loads(told.stdout.splitlines()[-1]), strict=True)
        print(f"| {label} | {model.name} | {statistics.median(reads):.0f} | {statistics.median(writes):.1f} |")


if __name__ == "__main__":
    main()
