"""Rate limiting by the generic cell rate algorithm (ITU-T I.371, 1993), in a table of fixed size.

Each cell holds one number: the time at which its attempts would have been due if they were evenly spaced. A key has a
cell in each of two rows and is too early only if it is too early in both (like a count-min sketch; Cormode and
Muthukrishnan, 2005). A keyed hash with a secret of this process selects the cells, so no client can choose whose cells
it shares, and no key evicts another.
"""

from __future__ import annotations

import secrets
import threading
import time
from array import array
from collections.abc import Callable
from hashlib import blake2b

_CELLS = 4096
_ROWS = 2
_ROUNDING_S = 1e-6


class Throttle:
    """Allows each key a burst of attempts, and as many again evenly within a period. Safe to use from threads."""

    def __init__(self, tries: int, within_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow each key `tries` attempts within a period in seconds."""
        self._every_s = within_s / tries
        self._within_s = within_s
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        self._due = array("d", [float("-inf")]) * (_ROWS * _CELLS)
        self._lock = threading.Lock()

    def wait_s(self, key: str | bytes) -> int:
        """Count an attempt and return 0; if it is too early, count nothing and return the seconds to wait."""
        data = key if isinstance(key, bytes) else key.encode("utf-8", "surrogateescape")
        digest = blake2b(data, digest_size=4 * _ROWS, key=self._secret).digest()
        cells = [row * _CELLS + int.from_bytes(digest[4 * row : 4 * row + 4]) % _CELLS for row in range(_ROWS)]
        with self._lock:
            now = self._clock()
            due = max(now, min(self._due[cell] for cell in cells)) + self._every_s
            early = due - now - self._within_s
            if early > _ROUNDING_S:
                return int(early) + 1
            for cell in cells:
                self._due[cell] = max(self._due[cell], due)
            return 0
