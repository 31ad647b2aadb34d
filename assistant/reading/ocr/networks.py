"""The networks of PP-OCR (Cui et al., 2025), compiled by OpenVINO."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.models.recognizers import FIRST_KEYS, PackagedFile, verified_file

if TYPE_CHECKING:
    import openvino

_THREADS = 1
"""Files are read by a process for each core."""


@cache
def network(file: PackagedFile) -> Network:
    """Return a network, compiled once per process.

    Raises:
        ModelError: its package is not installed, or damaged.
    """
    return Network(file)


class Network:
    """A compiled network. Not safe to use from several threads."""

    def __init__(self, file: PackagedFile) -> None:
        """Compile the network of a package; raises ModelError."""
        import openvino

        core = openvino.Core()
        model = core.read_model(verified_file(file))
        self._characters = _characters(model)
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": _THREADS,
            "INFERENCE_PRECISION_HINT": "f32",
            "CPU_RUNTIME_CACHE_CAPACITY": "0",  # each width is another shape, and each cached shape takes memory
        }
        self._request = core.compile_model(model, "CPU", settings).create_infer_request()

    def __call__(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the output for pictures `(n, 3, h, w)`."""
        return np.asarray(self._request.infer([pictures])[0], np.float32)

    @property
    def characters(self) -> tuple[str, ...]:
        """What each class of a reader stands for; the first, "", is none, and the last a space."""
        return self._characters or _packaged_characters()


def _characters(model: openvino.Model) -> tuple[str, ...]:
    path = ["framework", "character"]
    if not model.has_rt_info(path):
        return ()
    told: Any = model.get_rt_info(path)
    return ("", *str(told.value).rstrip("\n").split("\n"), " ")


@cache
def _packaged_characters() -> tuple[str, ...]:
    first, *lines = verified_file(FIRST_KEYS).read_text("utf-8").split("\n")
    assert first == "blank"
    return ("", *(lines if lines[-1] else lines[:-1]))
