"""The sessions of browser tabs: each belongs to the client that started it, and their number and age are limited.

The framework keeps the state and the unfetched results of a tab until it is told that the tab is gone. This module
decides when.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import ascii_letters, digits

from assistant.errors import AccessError, BusyError

MOST = 512
MOST_OF_ONE = 128
"""The maximum number of sessions, and of sessions per client."""
IDLE_S = 3600.0
"""How long the session of a closed or sleeping tab is kept."""
UNFETCHED_S = 30.0
"""How long the results of a session without a listener are kept."""
_RETRY_S = 5
_IN_NAMES = frozenset(f"{ascii_letters}{digits}-")


def is_name(word: str) -> bool:
    """Return whether a tab may be called so."""
    return 4 <= len(word) <= 64 and _IN_NAMES.issuperset(word)


@dataclass
class Session:
    """One tab: its owner, the time of its last request, and the number of its open connections."""

    owner: str
    heard_of: float
    connections: int = 0
    listeners: int = 0


class Sessions:
    """The sessions of one window, least recently used first. For use in one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without sessions."""
        self._clock = clock
        self._kept: OrderedDict[str, Session] = OrderedDict()
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return the number of sessions."""
        return len(self._kept)

    def hear(self, name: str, owner: str) -> list[str]:
        """Record a request of a session, and start the session if it is new; return the sessions evicted for it.

        Raises:
            AccessError: the session belongs to another client.
            BusyError: there are too many sessions, and all of them are in use.
        """
        session = self._kept.get(name)
        if session is not None:
            if session.owner != owner:
                raise AccessError("This session of the window belongs to another client. Reload the page.")
            session.heard_of = self._clock()
            self._kept.move_to_end(name)
            return []
        gone = []
        if self._of[owner] >= MOST_OF_ONE:
            gone.append(self._make_room(lambda other: other.owner == owner))
        elif len(self._kept) >= MOST:
            gone.append(self._make_room(lambda _: True))
        self._kept[name] = Session(owner, self._clock())
        self._of[owner] += 1
        return gone

    @contextmanager
    def connected(self, name: str, *, listens: bool) -> Iterator[None]:
        """Mark a session as in use while a connection lasts, which may listen for results."""
        session = self._kept[name]
        session.connections += 1
        session.listeners += listens
        try:
            yield
        finally:
            session.connections -= 1
            session.listeners -= listens
            session.heard_of = self._clock()

    def is_listening(self, name: str) -> bool:
        """Return whether a connection is listening for the results of a session."""
        return self._kept[name].listeners > 0

    def of_same_owner(self, name: str) -> list[str]:
        """Return the names of all sessions of the same client, least recently used first."""
        owner = self._kept[name].owner
        return [other for other, session in self._kept.items() if session.owner == owner]

    def unheard(self) -> list[str]:
        """Return the sessions whose results will not be fetched any more."""
        latest = self._clock() - UNFETCHED_S
        return [name for name, one in self._kept.items() if not one.listeners and one.heard_of < latest]

    def expire(self) -> list[str]:
        """Remove the expired sessions and return them."""
        latest = self._clock() - IDLE_S
        gone = [name for name, one in self._kept.items() if not one.connections and one.heard_of < latest]
        for name in gone:
            self._take_out(name)
        return gone

    def _make_room(self, fits: Callable[[Session], bool]) -> str:
        for name, session in self._kept.items():
            if fits(session) and not session.connections:
                self._take_out(name)
                return name
        raise BusyError("Too many windows are open. Close one and reload the page.", _RETRY_S)

    def _take_out(self, name: str) -> None:
        owner = self._kept.pop(name).owner
        self._of[owner] -= 1
        if not self._of[owner]:
            del self._of[owner]
