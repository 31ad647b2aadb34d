"""Reading and cutting files in order, several at once, in processes of this machine."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.reading_process import ReadingProcesses, ReadingRules
from assistant.indexing.cut import CutReading

_AHEAD = 2
"""How many files each worker may read ahead."""
_LOOKS_EVERY_S = 1.0
"""How often it is told how far a file is that is waited for."""


class ReadingPool:
    """Reads files in order, several at once. Use as a context manager; processes start on demand."""

    def __init__(
        self, rules: ReadingRules, cutting: Cutting, waits_for: Callable[[str, float], None] = lambda *_: None
    ) -> None:
        """Read within these rules, and cut with `cutting`.

        While a result is waited for, `waits_for` is called now and then with the name of its file and the share of it
        that is done.
        """
        self._waits_for = waits_for
        self._most = cutting.limits.text_characters
        self._count = rules.workers or os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="reading")
        self._processes = ReadingProcesses(rules, cutting.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._processes.kill()
        self._threads.shutdown()
        self._processes.kill()

    def read(self, files: Iterable[CorpusFile]) -> Iterator[CutReading]:
        """Yield the result of each file, in order; problems are in `skipped` under the file's own name.

        Raises:
            ModelError: the embedder for which texts are cut cannot be sent to another process.
        """
        waiting = iter(files)
        ahead: deque[tuple[str, Future[CutReading]]] = deque()
        while True:
            while len(ahead) < _AHEAD * self._count and (file := next(waiting, None)) is not None:
                ahead.append((file.name, self._start(file)))
            if not ahead:
                return
            yield self._waited(*ahead.popleft())

    def _waited(self, name: str, future: Future[CutReading]) -> CutReading:
        while True:
            done, _ = wait([future], _LOOKS_EVERY_S)
            if done:
                return future.result()
            self._waits_for(name, self._processes.share_of(name))

    def _start(self, file: CorpusFile) -> Future[CutReading]:
        # The text of a file is limited; anything larger must be pictures.
        size = min(file.size, self._most)
        return self._threads.submit(self._processes.read, file.name, size, file.path, file.name, file.identity)
