"""Reading, cutting and embedding files with Ray: on this machine, or on a cluster without a common disk.

Each file is one task. Ray runs it on a free core, and again if its worker dies; the one process that writes takes the
results in order. So a file that was processed twice is still written once.
"""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from assistant.errors import AssistantError, DocumentError, WorkersError
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.ray_task import Order, prepare
from assistant.indexing.cut import CutReading, unread
from assistant.reading.registry import UnopenedError, load_data

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.remote_function import RemoteFunction

    Sent: TypeAlias = ObjectRef[CutReading] | CutReading

LOCAL = "ray"
TRIES = 3
"""How many workers a file may crash before it is skipped."""
_AHEAD = 2
"""How many files per core may be queued ahead."""
_BYTES_AHEAD = 256_000_000
"""How many bytes of files may be in flight; a larger file is sent alone."""

_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_AUTO_CONNECT": "0",  # so that a lost cluster is an error, and is not replaced by another
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # on any system; Ray here listens on 127.0.0.1 only
}
"""Environment variables that Ray reads when it is imported; existing values are kept."""


class RayPool:
    """Reads files in order with Ray. Use as a context manager; the first file starts Ray or connects to it."""

    def __init__(self, address: str, order: Order) -> None:
        """Use Ray on this machine ("ray"), or the cluster at an address ("ray://HOST:PORT")."""
        self._address = address
        self._order = order
        self._ours: ModuleType | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._ours is not None:
            self._ours.shutdown()

    def read(self, files: Iterable[CorpusFile]) -> Iterator[CutReading]:
        """Yield the result of each file, in order; problems are in `skipped` under the file's own name.

        Raises:
            WorkersError: Ray is not installed, cannot be reached or was lost; or its workers run another version.
            ModelError: the workers do not have the embedding model.
        """
        waiting = deque(files)
        if not waiting:
            return
        ray = self._connect()
        ahead: deque[tuple[CorpusFile, Sent]] = deque()
        try:
            task = ray.remote(num_cpus=1, max_retries=TRIES - 1)(prepare)
            order = ray.put(self._order)
            most = self._most_ahead(ray)
            while waiting or ahead:
                while waiting and len(ahead) < most and _fits(waiting[0], ahead):
                    file = waiting.popleft()
                    ahead.append((file, self._sent(file, task, order)))
                file, sent = ahead.popleft()
                yield sent if isinstance(sent, CutReading) else _received(ray, file, sent)
        except ConnectionError as error:
            raise self._lost(error) from error
        finally:
            _give_up(ray, [sent for _, sent in ahead if not isinstance(sent, CutReading)])

    def _connect(self) -> ModuleType:
        """Return Ray, which this program may already be using."""
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        try:
            ray = import_module("ray")
        except ImportError as error:
            raise WorkersError(
                "Reading with Ray needs the extra [ray]: `pip install 'grounded-assistant[ray]'`."
                " Or omit --workers and ASSISTANT_WORKERS."
            ) from error
        if ray.is_initialized():
            return ray
        self._ours = ray
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self._address == LOCAL:
            options |= {"address": "local", "num_cpus": self._order.rules.workers or None, "include_dashboard": False}
        else:
            code = str(Path(__file__).parents[2])  # the package, so that workers run what runs here
            options |= {"address": self._address, "runtime_env": {"py_modules": [code]}}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ray.init(**options)
        except Exception as error:  # bare ones among them
            raise self._lost(error) from error
        return ray

    def _lost(self, error: Exception) -> WorkersError:
        what = "Ray here" if self._address == LOCAL else f"The Ray cluster {self._address}"
        return WorkersError(
            f"{what} cannot be reached, or was lost ({_in_short(error)}). Check that it runs the same versions of"
            " Python and Ray as this machine, then run `assistant index` again: it continues where it stopped. Without"
            " --workers, only this machine reads."
        )

    def _most_ahead(self, ray: ModuleType) -> int:
        cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
        return min(_AHEAD * cores, self._order.rules.workers or _AHEAD * cores)

    def _sent(self, file: CorpusFile, task: RemoteFunction, order: ObjectRef[Order]) -> Sent:
        """Return the future of a file's result, or the result if the file cannot be sent."""
        try:
            data = load_data(file.path, file.name, self._order.limits, file.identity)
        except UnopenedError as error:
            return unread(file.name, str(error), again=True)
        except DocumentError as error:
            return unread(file.name, str(error))
        sent: Sent = task.remote(order, data, file.path, file.name)
        return sent


def _fits(file: CorpusFile, ahead: Iterable[tuple[CorpusFile, Sent]]) -> bool:
    under_way = sum(other.size for other, _ in ahead)
    return not under_way or under_way + file.size <= _BYTES_AHEAD


def _received(ray: ModuleType, file: CorpusFile, sent: ObjectRef[CutReading]) -> CutReading:
    lost = ray.exceptions
    try:
        reading: CutReading = ray.get(sent)
    except lost.RayTaskError as error:
        if isinstance(error.cause, AssistantError):
            raise error.cause from None
        raise WorkersError(f"A Ray worker failed on {file.name}: {_in_short(error.cause)}.") from error
    except (lost.WorkerCrashedError, lost.OutOfMemoryError, lost.NodeDiedError):
        return unread(
            file.name,
            f"{TRIES} Ray workers died while processing it."
            " Check whether it opens elsewhere, or remove it from the corpus.",
        )
    except lost.RayError as error:
        raise ConnectionError(str(error)) from error
    return reading


def _give_up(ray: ModuleType, tasks: Iterable[ObjectRef[CutReading]]) -> None:
    """Cancel tasks whose results are no longer needed."""
    if ray.is_initialized():
        for task in tasks:
            with suppress(ray.exceptions.RayError, ConnectionError):
                ray.cancel(task, force=True)


def _in_short(error: BaseException) -> str:
    """Return the last line of a message: Ray puts the cause there, below the remote traceback."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[-1].strip()}" if lines else type(error).__name__
