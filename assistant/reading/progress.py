"""How much of a file is done, told by whatever works on it to whoever waits: a large one takes minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

READING = 0.5
"""The share of the work on a file after which it is read and has to be cut."""
_STEP = 0.01

_listener: ContextVar[Callable[[float], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[float], None]) -> Iterator[None]:
    """Call `listener` with the share that is done, from 0 to 1, each time it has grown by a hundredth."""
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if share >= told + _STEP:
            told = share
            listener(share)

    token = _listener.set(tell)
    try:
        yield
    finally:
        _listener.reset(token)


def tell_share(share: float) -> None:
    """Tell whoever listens which share of the work on a file is done."""
    if listener := _listener.get():
        listener(share)
