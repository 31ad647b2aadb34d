"""Files read by processes that can be killed: a file that hangs, crashes or bloats its reader costs only itself.

They are plain child processes on two pipes (`reading_worker`): those of `multiprocessing` would run the caller's main
module again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError
from assistant.printable import printable_name
from assistant.reading.contents import Limits
from assistant.reading.formats import FileReading, Skipped

Read = Callable[[Path, str, Limits], FileReading]
HARMLESS = frozenset({".txt", ".text", ".md", ".markdown"})
"""Plain text and Markdown: their readers can neither hang, crash nor bloat."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What a reader may take for one file that is read apart."""

    seconds: float = 120.0
    memory_bytes: int = 4_000_000_000
    workers: int = 0
    """How many processes read at once; 0 means one a core."""


class ReadingProcesses:
    """As many processes as are asked to read at once; each is kept for the next file. Safe to use from threads."""

    def __init__(self, rules: ReadingRules) -> None:
        """Start none yet."""
        self._rules = rules
        self._idle: deque[_Process] = deque()
        self._started: set[_Process] = set()

    def read(self, read: Read, path: Path, name: str, limits: Limits) -> FileReading:
        """Return what `read`, which can be pickled, makes of a file, or what is wrong with it in `skipped`."""
        try:
            process = self._free_process()
        except OSError as error:
            return unread(name, f"no process to read it in could be started ({error.strerror})")
        reply = process.ask((read, path, name, limits))
        if isinstance(reply, FileReading):
            self._idle.append(process)
            return reply
        self._started.discard(process)
        return unread(name, reply)

    def kill(self) -> None:
        """End all processes, and so whatever they are reading."""
        for process in tuple(self._started):
            process.kill()

    def _free_process(self) -> _Process:
        try:
            return self._idle.pop()
        except IndexError:
            process = _Process(self._rules)
            self._started.add(process)
            return process


def read_here(read: Read, path: Path, name: str, limits: Limits) -> FileReading:
    """Return what a harmless file gave, read by this very process."""
    try:
        return read(path, name, limits)
    except DocumentError as error:
        return unread(name, str(error))


def unread(name: str, reason: str) -> FileReading:
    """Return what a file gave that could not be read."""
    return FileReading((), (Skipped(name, reason.removeprefix(f"{printable_name(name)} ")),))


class _Process:
    """One process that reads a file at a time."""

    def __init__(self, rules: ReadingRules) -> None:
        self._rules = rules
        self._overdue = False
        command = [sys.executable, "-P", "-m", "assistant.indexing.reading_worker"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        limits = [str(rules.memory_bytes), str(int(rules.seconds) + 10)]
        self._process = subprocess.Popen(
            [*command, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(self, request: tuple[Read, Path, str, Limits]) -> FileReading | str:
        """Return what a file gave, or what is wrong with it; after that the process is of no use any more."""
        given, told = self._process.stdin, self._process.stdout
        assert given is not None
        assert told is not None
        clock = threading.Timer(self._rules.seconds, self._time_is_up)
        clock.start()
        try:
            pickle.dump(request, given)
            given.flush()
            reply = pickle.load(told)
        except (OSError, EOFError, pickle.UnpicklingError):
            return self._how_it_ended()
        finally:
            clock.cancel()
        if isinstance(reply, FileReading):
            return reply
        self.kill()
        return str(reply)

    def kill(self) -> None:
        """End the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was left to be sent goes nowhere
                    continue

    def _time_is_up(self) -> None:
        self._overdue = True
        self._process.kill()

    def _how_it_ended(self) -> str:
        self.kill()
        if self._overdue:
            return (
                f"reading it took longer than {self._rules.seconds:g} s and was stopped."
                " Raise ASSISTANT_SECONDS_PER_FILE, or take the file out of the corpus."
            )
        code = self._process.returncode
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return (
            f"the process that read it was ended {how}. See whether it opens elsewhere, or take it out of the corpus."
        )
