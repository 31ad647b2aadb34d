"""The browser tabs that are served: each belongs to who began it, and none is kept without limit.

What a tab costs is kept by the framework for as long as nobody says that it is gone: its state, and results that
nobody fetched. This says when.
"""

from __future__ import annotations

import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import AccessError, BusyError

MOST = 512
MOST_OF_ONE = 128
"""How many sessions are kept, and how many of one client."""
IDLE_S = 3600.0
"""For how long the session of a tab that is closed, or was put to sleep, is kept."""
UNFETCHED_S = 30.0
"""For how long the results of a session are kept that nobody listens to."""
_RETRY_S = 5
NAMES = re.compile(r"[A-Za-z0-9-]{4,64}")


@dataclass
class Session:
    """One tab: whose it is, when it was last heard of, and how many connections it holds open."""

    owner: str
    heard_of: float
    connections: int = 0
    listeners: int = 0


class Sessions:
    """The sessions of one window, the one heard of longest ago first. For use in one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without any."""
        self._clock = clock
        self._kept: OrderedDict[str, Session] = OrderedDict()
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept)

    def hear(self, name: str, owner: str) -> list[str]:
        """Note that a session was heard of, which begins it; return those that had to make room for it.

        Raises:
            AccessError: it is somebody else's.
            BusyError: there are too many, and all of them are in use.
        """
        session = self._kept.get(name)
        if session is not None:
            if session.owner != owner:
                raise AccessError("This session of the window belongs to somebody else. Load the page again.")
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
        """Hold a session that was heard of for as long as a connection lasts, which may listen for results."""
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
        """Say whether somebody listens for the results of a session."""
        return self._kept[name].listeners > 0

    def of_same_owner(self, name: str) -> list[str]:
        """Return the names of all sessions of whoever a session belongs to, the one heard of longest ago first."""
        owner = self._kept[name].owner
        return [other for other, session in self._kept.items() if session.owner == owner]

    def unheard(self) -> list[str]:
        """Return the sessions whose results, if there are any, nobody will fetch any more."""
        latest = self._clock() - UNFETCHED_S
        return [name for name, one in self._kept.items() if not one.listeners and one.heard_of < latest]

    def expire(self) -> list[str]:
        """Take out the sessions that nobody was heard of for long, and return them."""
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
        raise BusyError("Too many windows are open. Close one, and load the page again.", _RETRY_S)

    def _take_out(self, name: str) -> None:
        owner = self._kept.pop(name).owner
        self._of[owner] -= 1
        if not self._of[owner]:
            del self._of[owner]
