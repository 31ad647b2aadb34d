"""Time and memory of the commands, measured as whole processes.

    python -m benchmarks.speed [--runs 5] [--model embedded --model embedded-small]

Prints Markdown tables: seconds (median, slowest) and peak memory of `assistant --help` and `assistant ask`, each from a
cold start with an existing index; and the time of adding one document to an empty index and to one of 1,000 documents.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.indexing.building.builder import update_index
from assistant.reading.contents import Limits
from assistant.settings import Settings

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTION = "How much will Alibaba spend on AI infrastructure?"
DOCUMENTS = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: its seconds and its peak resident memory in bytes."""

    seconds: float
    peak: int


def run(command: Sequence[str], environment: dict[str, str]) -> Run:
    """Run a command to its end and discard its output."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, _, usage = os.wait4(process.pid, 0)
    scale = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - started, usage.ru_maxrss * scale)


def measure_commands(runs: int, models: Sequence[str]) -> None:
    """Print the table of commands; the first run of each is not counted."""
    print("| command | model | median s | slowest s | peak memory, GB |\n|---|---|---|---|---|")
    assistant = [sys.executable, "-m", "assistant"]
    with tempfile.TemporaryDirectory() as index:
        where = ["--corpus", str(CORPUS), "--index", index]
        rows: list[tuple[str, str, list[str]]] = [("assistant --help", "", [*assistant, "--help"])]
        rows += [("assistant ask", model, [*assistant, "ask", QUESTION, *where]) for model in models]
        for label, model, command in rows:
            done = [run(command, {"ASSISTANT_LANGUAGE_MODEL": model or "embedded"}) for _ in range(runs + 1)][1:]
            seconds = [r.seconds for r in done]
            peak = max(r.peak for r in done) / 1e9
            print(f"| `{label}` | {model} | {statistics.median(seconds):.2f} | {max(seconds):.2f} | {peak:.2f} |")


def _write(corpus: Path, number: int) -> None:
    text = (
        f"# Report {number}\n\nIn year {number} the company of town {number} sold {number * 7} tons of salt for "
        f"{number * 3} thousand dollars. Its costs were {number} percent of sales.\n\n## Outlook\n\nThe company "
        f"expects to sell {number * 9} tons next year. A flood of river {number} would be a risk to the plan.\n"
    )
    (corpus / f"report-{number:05}.md").write_text(text, encoding="utf-8")


def time_adding(embedder: Embedder, before: int, runs: int) -> float:
    """Return the median seconds of adding one document to an index of `before` documents, always the same."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        corpus.mkdir()
        for number in range(before):
            _write(corpus, number)
        for number in range(before, before + runs):
            if before == 0:
                shutil.rmtree(index, ignore_errors=True)
                shutil.rmtree(corpus)
                corpus.mkdir()
            else:
                update_index(index, corpus, embedder, limits=Limits())
            _write(corpus, number)
            seconds.append(update_index(index, corpus, embedder, limits=Limits()).seconds)
    return statistics.median(seconds)


def measure_adding(runs: int) -> None:
    """Print the time of adding one document to an empty and to a full index, in this process."""
    embedder = open_embedder(Settings())
    embedder.embed(["warm"])
    empty, full = (time_adding(embedder, before, runs) for before in (0, DOCUMENTS))
    print("\n| adding one document to an index of | median s |\n|---|---|")
    print(f"| no document | {empty:.3f} |\n| {DOCUMENTS:,} documents | {full:.3f} |\n\nRatio: {full / empty:.2f}")


def main() -> None:
    """Measure everything."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--model", action="append")
    options = arguments.parse_args()
    measure_commands(options.runs, options.model or ["embedded", "embedded-small"])
    measure_adding(options.runs)


if __name__ == "__main__":
    main()
