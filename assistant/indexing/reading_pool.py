"""Files read by processes that can be killed: a file that hangs, crashes or bloats its reader costs only itself.

Plain text and Markdown are read in this process, because their readers can do none of that. The workers are plain
child processes on two pipes (`reading_worker`): those of `multiprocessing` would run the caller's main module again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import DocumentError
from assistant.indexing.corpus import CorpusFile
from assistant.reading.contents import Limits
from assistant.reading.formats import FileReading, Skipped, read_file

Read = Callable[[Path, str, Limits], FileReading]
HARMLESS = frozenset({".txt", ".text", ".md", ".markdown"})
_AHEAD = 2
"""How many files each worker may have read before they are asked for."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What a reader may take for one file that is read apart."""

    seconds: float = 120.0
    memory_bytes: int = 4_000_000_000
    workers: int = 0
    """How many processes read at once; 0 means one a core."""


class ReadingPool:
    """Reads files in order, several at once. Use as a context manager; processes start when they are needed."""

    def __init__(self, limits: Limits, rules: ReadingRules, read: Read = read_file) -> None:
        """Read by `read`, a function that can be imported by name."""
        self._limits = limits
        self._rules = rules
        self._read = read
        self._count = rules.workers or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reading")
        self._idle: deque[_Worker] = deque()
        self._started: set[_Worker] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in tuple(self._started):
            worker.kill()
        self._threads.shutdown()
        for worker in tuple(self._started):
            worker.kill()

    def read(self, files: Iterable[CorpusFile]) -> Iterator[FileReading]:
        """Yield what each file gave, in order; what is wrong with one is told under its own name in `skipped`."""
        waiting = iter(files)
        ahead: deque[Future[FileReading]] = deque()
        while True:
            while len(ahead) < _AHEAD * self._count and (file := next(waiting, None)) is not None:
                ahead.append(self._start(file))
            if not ahead:
                return
            yield ahead.popleft().result()

    def _start(self, file: CorpusFile) -> Future[FileReading]:
        if file.path.suffix.lower() not in HARMLESS:
            return self._threads.submit(self._read_apart, file)
        done: Future[FileReading] = Future()
        try:
            done.set_result(self._read(file.path, file.name, self._limits))
        except DocumentError as error:
            done.set_result(_unread(file, str(error)))
        return done

    def _read_apart(self, file: CorpusFile) -> FileReading:
        try:
            worker = self._free_worker()
        except OSError as error:
            return _unread(file, f"no process to read it in could be started ({error.strerror})")
        reply = worker.ask((self._read, file.path, file.name, self._limits))
        if isinstance(reply, FileReading):
            self._idle.append(worker)
            return reply
        self._started.discard(worker)
        return _unread(file, reply)

    def _free_worker(self) -> _Worker:
        try:
            return self._idle.pop()
        except IndexError:
            worker = _Worker(self._rules)
            self._started.add(worker)
            return worker


def _unread(file: CorpusFile, reason: str) -> FileReading:
    return FileReading((), (Skipped(file.name, reason),))


class _Worker:
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
