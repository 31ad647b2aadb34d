"""Child processes that read and cut files and can be killed: a file that hangs or crashes its reader costs only itself.

They are plain child processes on two pipes (`reading_worker`), because those of `multiprocessing` would run the
caller's main module again.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from assistant.errors import ModelError
from assistant.indexing.cut import CutReading, unread

Work = Callable[..., CutReading]

_ALONE = {"TOKENIZERS_PARALLELISM": "false", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread per process: there are several processes, and each thread counts against the limit on memory."""
_MISSING = ("ImportError", "ModuleNotFoundError")
_LONGEST_WAIT_S = 3600.0
"""How long the watchdog sleeps at most; the system takes no wait of any length."""
_MOST_DELAY = 9.0
"""How much longer a file may take where other programs use the processor, in time limits."""
_LEAST_DELAY_S = 0.2
_TO_EMBED = 4
"""How much longer embedding may take than reading: it cannot hang, and a megabyte takes two slow cores 80 s."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The limits on the work on one file: reading, cutting and embedding it.

    `seconds` are for reading any file; `seconds_per_megabyte` are added for each megabyte of it or of its text.
    Embedding may take four times as long.
    """

    seconds: float = 120.0
    memory_bytes: int = 4_000_000_000
    workers: int = 0
    """How many processes read at once; 0 means one per core."""
    seconds_per_megabyte: float = 60.0

    def seconds_for(self, size: int) -> float:
        """Return the time limit in seconds for reading and cutting a number of bytes."""
        return self.seconds + self.seconds_per_megabyte * size / 1e6

    def seconds_to_embed(self, size: int) -> float:
        """Return the time limit in seconds for embedding so many bytes of text."""
        return _TO_EMBED * self.seconds_for(size)


class ReadingProcesses:
    """A pool of as many processes as read at once; each is reused for the next file. Safe to use from threads."""

    def __init__(self, rules: ReadingRules, work: Work) -> None:
        """Start no process yet. `work` is sent to each: a function or method that can be imported by name."""
        self._rules = rules
        self._work = work
        self._idle: deque[_Process] = deque()
        self._started: set[_Process] = set()
        self._shares: dict[str, float] = {}

    def share_of(self, name: str) -> float:
        """Return which share of the work on a file is done, from 0 to 1; 0 if nothing is known of it."""
        return self._shares.get(name, 0.0)

    def read(self, name: str, size: int, *asked: object) -> CutReading:
        """Return the result of `work` for a file of about so many bytes, or a message about what is wrong with it.

        Raises:
            ModelError: `work` cannot be sent to another process.
        """
        try:
            process = self._free_process()
        except OSError as error:
            return unread(name, f"the process to read it could not be started ({error.strerror})", again=True)
        started, seconds = time.monotonic(), self._rules.seconds_for(size)
        with _WATCHDOG.within(seconds, process.end_overdue):
            reply = process.ask(asked, seconds, lambda share: self._shares.update({name: share}))
        self._shares.pop(name, None)
        if process.is_usable:
            self._idle.append(process)
        else:
            self._started.discard(process)
        reading = reply if isinstance(reply, CutReading) else unread(name, reply)
        return replace(reading, seconds=time.monotonic() - started)

    def kill(self) -> None:
        """End all processes and the work in them."""
        for process in tuple(self._started):
            process.kill()

    def _free_process(self) -> _Process:
        try:
            return self._idle.pop()
        except IndexError:
            process = _Process(self._rules.memory_bytes, self._work)
            self._started.add(process)
            return process


class Watchdog:
    """Ends what is overdue, by one thread for all: a timer for each would take longer than a small file does.

    Safe to use from threads; its own starts with the first deadline.
    """

    def __init__(self) -> None:
        """Watch over nothing yet."""
        self._due: dict[object, tuple[float, Callable[[], float | None]]] = {}
        self._changed = threading.Condition()
        self._wakes_at = math.inf
        self._thread: threading.Thread | None = None

    @contextmanager
    def within(self, seconds: float, overdue: Callable[[], float | None]) -> Iterator[None]:
        """Call `overdue` where what is done in the context takes longer than so many seconds.

        If it returns a number of seconds, it is called again after them.
        """
        key, due = object(), time.monotonic() + seconds
        with self._changed:
            self._due[key] = due, overdue
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
            elif due < self._wakes_at:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(key, None)

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._wakes_at = min((due for due, _ in self._due.values()), default=math.inf)
                left = self._wakes_at - time.monotonic()
                if left > 0:
                    self._changed.wait(min(left, _LONGEST_WAIT_S))
                late = {key: call for key, (due, call) in self._due.items() if due <= time.monotonic()}
                for key in late:
                    self._due[key] = math.inf, late[key]
            for key, call in late.items():
                more = call()
                with self._changed:
                    if more and key in self._due:
                        self._due[key] = time.monotonic() + more, call


_WATCHDOG = Watchdog()


class _Process:
    """One process that reads one file at a time."""

    def __init__(self, memory_bytes: int, work: Work) -> None:
        try:
            packed = pickle.dumps(work)
        except Exception as error:  # pickling may raise anything
            raise _cannot_be_sent(str(error)) from error
        self._overdue = False
        self.is_usable = True
        command = [sys.executable, "-P", "-m", "assistant.indexing.building.reading_worker", str(memory_bytes)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **_ALONE}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self._work: bytes | None = packed
        self._waited = self._most_waited = 0.0

    def ask(
        self, asked: tuple[object, ...], seconds: float, done: Callable[[float], object] = lambda _: None
    ) -> CutReading | str:
        """Return the result of a file, or a message about what is wrong with it; `done` hears the share that is done.

        Raises:
            ModelError: the process cannot load its work.
        """
        self._waited = seconds_waited(self._process.pid)
        self._most_waited = self._waited + _MOST_DELAY * seconds
        try:
            if self._work is not None:
                self._send(self._work)
                self._work = None
                if (trouble := self._told()) is not None:
                    raise _cannot_be_loaded(str(trouble))
            self._send(pickle.dumps((asked, seconds)))
            while isinstance(told := self._told(), float):
                done(told)
            answer, is_spent = cast("tuple[bytes, bool]", told)
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
        """End the process and close its pipes."""
        self.is_usable = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # unsent data is discarded
                    continue

    def end_overdue(self) -> float | None:
        """End the process because it exceeded its time limit, or return for how long other programs kept it waiting."""
        waited = min(seconds_waited(self._process.pid), self._most_waited)
        if waited - self._waited > _LEAST_DELAY_S:
            more, self._waited = waited - self._waited, waited
            return more
        self._overdue = True
        self._process.kill()
        return None

    def _how_it_ended(self, seconds: float) -> str:
        self.kill()
        if self._overdue:
            return took_too_long("reading", seconds)
        code = self._process.returncode
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return f"the process that read it ended {how}. Check whether it opens elsewhere, or remove it from the corpus."


def seconds_waited(pid: int) -> float:
    """Return how long a process was ready to run while others used the processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def took_too_long(what: str, seconds: float) -> str:
    """Return the message that the work on a file was stopped, and what to do."""
    return (
        f"{what} it took longer than {round(seconds, 1):g} s and was stopped. Raise ASSISTANT_SECONDS_PER_FILE or"
        " ASSISTANT_SECONDS_PER_MEGABYTE, or remove the file from the corpus."
    )


def _cannot_be_loaded(trouble: str) -> ModelError:
    """Return the error for what a process could not load: a module that is missing, or a class it does not know."""
    if not trouble.startswith(_MISSING):
        return _cannot_be_sent(trouble)
    return ModelError(
        f"The processes that read documents cannot import what they need ({trouble}). Install this package again with"
        " its libraries; if the module is your own, put it where Python finds it (PYTHONPATH)."
    )


def _cannot_be_sent(reason: str) -> ModelError:
    return ModelError(
        f"The reader cannot be sent to the processes that read documents ({reason}). An embedder of your own must be"
        " a class in a module that can be imported, and its attributes must be picklable."
    )
