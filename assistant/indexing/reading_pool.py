"""Files read in order, several at once, by processes of this machine; plain text and Markdown by this one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from assistant.indexing.corpus import CorpusFile
from assistant.indexing.reading_process import HARMLESS, Read, ReadingProcesses, ReadingRules, read_here
from assistant.reading.contents import Limits
from assistant.reading.formats import FileReading, read_file

_AHEAD = 2
"""How many files each worker may have read before they are asked for."""


class ReadingPool:
    """Reads files in order, several at once. Use as a context manager; processes start when they are needed."""

    def __init__(self, limits: Limits, rules: ReadingRules, read: Read = read_file) -> None:
        """Read by `read`, a function that can be imported by name."""
        self._limits = limits
        self._read = read
        self._count = rules.workers or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reading")
        self._processes = ReadingProcesses(rules)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._processes.kill()
        self._threads.shutdown()
        self._processes.kill()

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
        asked = (self._read, file.path, file.name, self._limits)
        if file.path.suffix.lower() not in HARMLESS:
            return self._threads.submit(self._processes.read, *asked)
        done: Future[FileReading] = Future()
        done.set_result(read_here(*asked))
        return done
