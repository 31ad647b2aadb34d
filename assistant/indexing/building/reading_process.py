"""Files read and cut by processes that can be killed: one that hangs, crashes or bloats its reader costs only itself.

They are plain child processes on two pipes (`reading_worker`): those of `multiprocessing` would run the caller's main
module again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from assistant.errors import ModelError
from assistant.indexing.building.cut import CutReading, unread
from assistant.indexing.building.deadlines import Deadlines

Work = Callable[..., CutReading]

_ALONE = {"TOKENIZERS_PARALLELISM": "false", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread in each process: there are several, and the room of every thread counts against a process's memory."""

_DEADLINES = Deadlines()


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What the work on one file may take: to read it, to cut what it gives, and to embed that.

    `seconds` are for any file, `seconds_per_megabyte` come on top for each megabyte of it or of its text.
    """

    seconds: float = 120.0
    memory_bytes: int = 4_000_000_000
    workers: int = 0
    """How many processes read at once; 0 means one a core."""
    seconds_per_megabyte: float = 60.0

    def seconds_for(self, size: int) -> float:
        """Return how long the work on so many bytes may take."""
        return self.seconds + self.seconds_per_megabyte * size / 1e6


class ReadingProcesses:
    """As many processes as are asked to read at once; each is kept for the next file. Safe to use from threads."""

    def __init__(self, rules: ReadingRules, work: Work) -> None:
        """Start none yet. `work` is sent to each: a function, or a method, of what can be imported by name."""
        self._rules = rules
        self._work = work
        self._idle: deque[_Process] = deque()
        self._started: set[_Process] = set()

    def read(self, name: str, size: int, *asked: object) -> CutReading:
        """Return what `work` makes of what is asked, which has about so many bytes; or what is wrong with it.

        Raises:
            ModelError: `work` cannot be sent to another process.
        """
        try:
            process = self._free_process()
        except OSError as error:
            return unread(name, f"no process to read it in could be started ({error.strerror})", again=True)
        started, seconds = time.monotonic(), self._rules.seconds_for(size)
        with _DEADLINES.within(seconds, process.end_overdue):
            reply = process.ask(asked, seconds)
        if process.is_usable:
            self._idle.append(process)
        else:
            self._started.discard(process)
        reading = reply if isinstance(reply, CutReading) else unread(name, reply)
        return replace(reading, seconds=time.monotonic() - started)

    def kill(self) -> None:
        """End all processes, and so whatever they are reading."""
        for process in tuple(self._started):
            process.kill()

    def _free_process(self) -> _Process:
        try:
            return self._idle.pop()
        except IndexError:
            process = _Process(self._rules.memory_bytes, self._work)
            self._started.add(process)
            return process


class _Process:
    """One process that reads a file at a time."""

    def __init__(self, memory_bytes: int, work: Work) -> None:
        try:
            packed = pickle.dumps(work)
        except Exception as error:  # whatever the parts of it raise
            raise _cannot_be_sent(str(error)) from error
        self._overdue = False
        self.is_usable = True
        command = [sys.executable, "-P", "-m", "assistant.indexing.building.reading_worker", str(memory_bytes)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **_ALONE}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self._work: bytes | None = packed

    def ask(self, asked: tuple[object, ...], seconds: float) -> CutReading | str:
        """Return what a file gave, or what is wrong with it.

        Raises:
            ModelError: the process cannot load its work.
        """
        try:
            if self._work is not None:
                self._send(self._work)
                self._work = None
                if (trouble := self._told()) is not None:
                    raise _cannot_be_sent(str(trouble))
            self._send(pickle.dumps((asked, seconds)))
            answer, is_spent = cast("tuple[bytes, bool]", self._told())
        except (OSError, EOFError, pickle.UnpicklingError):
            return self._how_it_ended(seconds)
        if is_spent:
            self.kill()
        reply = pickle.loads(answer)
        return reply if isinstance(reply, CutReading) else str(reply)

    def _send(self, packed: bytes) -> None:
        given = self._process.stdin
        assert given is not None
        given.write(packed)
        given.flush()

    def _told(self) -> object:
        replies = self._process.stdout
        assert replies is not None
        return cast("object", pickle.load(replies))

    def kill(self) -> None:
        """End the process and let go of its pipes."""
        self.is_usable = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was left to be sent goes nowhere
                    continue

    def end_overdue(self) -> None:
        """End the process, whose time is up."""
        self._overdue = True
        self._process.kill()

    def _how_it_ended(self, seconds: float) -> str:
        self.kill()
        if self._overdue:
            return took_too_long("reading", seconds)
        code = self._process.returncode
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return (
            f"the process that read it was ended {how}. See whether it opens elsewhere, or take it out of the corpus."
        )


def took_too_long(what: str, seconds: float) -> str:
    """Say that the work on a file was stopped, and what can be done about it."""
    return (
        f"{what} it takes longer than {round(seconds, 1):g} s and was stopped. Raise ASSISTANT_SECONDS_PER_FILE or"
        " ASSISTANT_SECONDS_PER_MEGABYTE, or take the file out of the corpus."
    )


def _cannot_be_sent(reason: str) -> ModelError:
    return ModelError(
        f"What reads documents cannot be sent to the processes that do so ({reason}). An embedder of your own has to be"
        " a class in a module that can be imported, and its parts of a kind that can be pickled."
    )
