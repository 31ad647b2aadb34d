"""Runs one system on one task in a process of its own, measured from outside if possible."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.evaluation.datasets import GoldQuestion
from benchmarks.peers.protocol import Ready, Reply, Task

ROOT = Path(__file__).parents[2]
OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True, slots=True)
class Run:
    """What a system did with a set of questions.

    `processor` is the seconds of all its threads together, `load` the one-minute load averages when it began and ended.
    """

    system: str
    questions: tuple[str, ...]
    ready: Ready
    replies: tuple[Reply, ...]
    index_bytes: int
    peak_bytes: int
    processor: float
    load: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all systems share: the embedder's folder, the language model's file and the number of threads."""

    embedder: Path
    model: Path
    threads: int


def carry_out(
    system: str, command: Sequence[str], corpus: Path, questions: Sequence[GoldQuestion], given: Setting
) -> Run:
    """Let a system index a corpus and answer questions; `command` runs its script, without the task.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        index, results, where = Path(folder, "index"), Path(folder, "results.jsonl"), Path(folder, "task.json")
        index.mkdir()
        task = Task(
            corpus=str(corpus.resolve()),
            index=str(index),
            embedder=str(given.embedder),
            model=str(given.model),
            threads=given.threads,
            questions=tuple(question.text for question in questions),
            started=time.time(),
            results=str(results),
        )
        where.write_text(json.dumps(asdict(task)), "utf-8")
        command = [*command, str(where)]
        environment = {**os.environ, **OFFLINE, "OMP_NUM_THREADS": str(given.threads)}
        process = subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        ready, *rows = (json.loads(line) for line in results.read_text("utf-8").splitlines())
        size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return Run(
        system=system,
        questions=tuple(question.id for question in questions),
        ready=Ready(**ready),
        replies=tuple(map(_reply, rows)),
        index_bytes=size,
        peak_bytes=usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        processor=usage.ru_utime + usage.ru_stime,
        load=(before, os.getloadavg()[0]),
    )


def _reply(row: dict[str, Any]) -> Reply:
    return Reply(**{**row, "retrieved": tuple(row["retrieved"])})


def keep(run: Run, path: Path) -> None:
    """Write a run to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(run), ensure_ascii=False, indent=1) + "\n", "utf-8")


def kept(path: Path) -> Run:
    """Read a saved run."""
    plain = json.loads(path.read_text("utf-8"))
    plain["questions"], plain["load"] = tuple(plain["questions"]), tuple(plain["load"])
    plain["ready"], plain["replies"] = Ready(**plain["ready"]), tuple(map(_reply, plain["replies"]))
    return Run(**plain)
