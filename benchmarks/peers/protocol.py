"""What every system has to do and report: the same for all, with the standard library alone.

A system runs in a process of its own, in its own virtual environment. It gets a task as a JSON file and writes JSON
lines: first the time until it was ready, then one line for each question.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

Piece = Callable[[str], None]
"""Called with each piece of an answer as it comes."""


@dataclass(frozen=True, slots=True)
class Task:
    """The task of a system.

    `questions` are their texts; `started` is when the process was started, in epoch seconds; `results` is the file for
    its lines.
    """

    corpus: str
    index: str
    embedder: str
    model: str
    threads: int
    questions: tuple[str, ...]
    started: float
    results: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The time before the first question, in seconds.

    `starting`: from the process to an embedder in memory. `indexing`: from the folder to an index on disk. `loading`:
    of the language model.
    """

    starting: float
    indexing: float
    loading: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A system's answer, the texts it was drawn from, and the seconds it took.

    `retrieval` is retrieval alone; `first_word` and `whole` count from the question and contain a retrieval of their
    own.
    """

    retrieved: tuple[str, ...]
    answer: str
    retrieval: float
    first_word: float
    whole: float


class System(Protocol):
    """Answers questions from a folder; its embedder is loaded when it is created."""

    def index(self) -> None:
        """Read the corpus and write an index to the task's index folder."""

    def load_model(self) -> None:
        """Load the language model."""

    def retrieve(self, question: str) -> Sequence[str]:
        """Return the texts that an answer would be drawn from."""

    def answer(self, question: str, piece: Piece) -> str:
        """Return the answer, and call `piece` with each part of it as it comes; includes a retrieval."""


def timed_reply(system: System, question: str) -> Reply:
    """Ask one question and time it."""
    begun = time.perf_counter()
    retrieved = tuple(system.retrieve(question))
    retrieval = time.perf_counter() - begun
    words: list[float] = []
    begun = time.perf_counter()

    def piece(text: str) -> None:
        if text.strip():
            words.append(time.perf_counter() - begun)

    answer = system.answer(question, piece)
    whole = time.perf_counter() - begun
    return Reply(retrieved, answer, retrieval, words[0] if words else whole, whole)


def carry_out(make: Callable[[Task], System]) -> None:
    """Do the task that the command line names, and exit without waiting for threads."""
    plain = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    task = Task(**{**plain, "questions": tuple(plain["questions"])})
    system = make(task)
    starting = time.time() - task.started
    begun = time.perf_counter()
    system.index()
    indexing = time.perf_counter() - begun
    begun = time.perf_counter()
    system.load_model()
    ready = Ready(starting, indexing, time.perf_counter() - begun)
    with Path(task.results).open("w", encoding="utf-8") as lines:

        def write(outcome: Ready | Reply) -> None:
            lines.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
            lines.flush()

        write(ready)
        for question in task.questions:
            write(timed_reply(system, question))
    sys.stdout.flush()
    os._exit(0)
