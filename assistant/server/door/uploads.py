"""A limit on the bytes of documents being uploaded at a time, per client and in total."""

from __future__ import annotations

from collections import Counter

from assistant.errors import BusyError

_OF_ONE = 2
_OF_ALL = 8
"""How many files of the maximum size may be uploaded at a time."""
_RETRY_S = 10


class UploadsUnderWay:
    """Counts the bytes of uploads until the document is indexed or refused. For one event loop."""

    def __init__(self, largest: int) -> None:
        """Set the limits from the maximum size of one file."""
        self.largest = largest
        self._of_one = _OF_ONE * largest
        self._of_all = _OF_ALL * largest
        self._under_way: Counter[str] = Counter()

    def take(self, client: str, size: int) -> None:
        """Count received bytes. Raises BusyError if they exceed a limit."""
        of_one = self._under_way[client] + size
        if of_one > self._of_one or self._under_way.total() + size > self._of_all:
            whose = "of yours " if of_one > self._of_one else ""
            raise BusyError(f"Too many documents {whose}are being uploaded. Send this one again later.", _RETRY_S)
        self._under_way[client] = of_one

    def release(self, client: str, size: int) -> None:
        """Subtract bytes that were counted."""
        self._under_way[client] -= size
        if not self._under_way[client]:
            del self._under_way[client]
