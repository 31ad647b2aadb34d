"""How much of documents may be under way to the server at a time, of one client and of all."""

from __future__ import annotations

from collections import Counter

from assistant.errors import BusyError

_OF_ONE = 2
_OF_ALL = 8
"""How many files of the largest size may be under way."""
_RETRY_S = 10


class UploadsUnderWay:
    """Counts the bytes of documents from their arrival until they are indexed or refused. For one event loop."""

    def __init__(self, largest: int) -> None:
        """Let so many bytes through in one file, and a few times as many at once."""
        self.largest = largest
        self._of_one = _OF_ONE * largest
        self._of_all = _OF_ALL * largest
        self._under_way: Counter[str] = Counter()

    def take(self, client: str, size: int) -> None:
        """Count bytes that arrived. Raises BusyError where there is no place for them now."""
        of_one = self._under_way[client] + size
        if of_one > self._of_one or self._under_way.total() + size > self._of_all:
            whose = "of yours " if of_one > self._of_one else ""
            raise BusyError(f"Many documents {whose}are under way. Send this one again later.", _RETRY_S)
        self._under_way[client] = of_one

    def release(self, client: str, size: int) -> None:
        """Forget bytes that were counted."""
        self._under_way[client] -= size
        if not self._under_way[client]:
            del self._under_way[client]
