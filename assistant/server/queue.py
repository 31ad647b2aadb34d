"""Who may use the model, and when: a bounded queue in which clients take turns (round robin, Nagle, 1987, RFC 970).

Each client waits in a row of its own and the rows are served in a circle, so that somebody with one question does not
wait for all thirty of somebody else.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.errors import BusyError, ServerError

_LOOK_EVERY_S = 0.1
"""How often one that waits looks whether it is still wanted."""
_FIRST_GUESS_S = 5.0
_WEIGHT_OF_THE_LAST = 0.2


class ClosingError(ServerError):
    """The server is being stopped, and takes no more questions."""

    code = "closing"


class Place:
    """A place in the queue: waiting, then having its turn, then left. Made by `FairQueue.join`."""

    def __init__(self, queue: FairQueue, client: str) -> None:
        self._queue = queue
        self.client = client
        self.called = threading.Event()
        self.since = 0.0

    @contextmanager
    def turn(self, stopped: Callable[[], bool] = lambda: False, until: float = float("inf")) -> Iterator[bool]:
        """Wait for the turn and have it for as long as the context lasts; False where it was stopped before.

        `until` is a time of `time.monotonic`.

        Raises:
            BusyError: the turn did not come early enough before then, as long as questions took lately.
            ClosingError: the server is being stopped.
        """
        waited = not self.called.is_set()
        try:
            while not self.called.wait(_LOOK_EVERY_S):
                if stopped() or self._queue.is_late(until):
                    break
            if waited and self._queue.is_late(until) and not stopped():
                raise self._queue.busy("Others were asked before, and the time that is left is too short.")
            if self._queue.closed and not self.since:
                raise ClosingError("The server is being stopped. Ask again when it is back.")
            yield bool(self.since) and not stopped()
        finally:
            self.leave()

    @property
    def ahead(self) -> int:
        """How many of all that wait or have their turn are served before this one, as it looks now."""
        return self._queue.ahead_of(self)

    def leave(self) -> None:
        """Give the place back, whether the turn came or not; leaving twice does no harm."""
        self._queue.release(self)


class FairQueue:
    """The queue before the model, or before what else is scarce. Safe to use from several threads."""

    def __init__(self, *, waiting: int, per_client: int, at_once: int = 1, what: str = "questions") -> None:
        """Let so many wait, so many of them of one client, and so many have their turn at once; `what` they are."""
        self._what = what
        self._places = waiting
        self._per_client = per_client
        self._at_once = at_once
        self._lock = threading.Lock()
        self._rows: OrderedDict[str, deque[Place]] = OrderedDict()
        self._having: set[Place] = set()
        self._seconds = _FIRST_GUESS_S
        self.closed = False

    def join(self, client: str, within: float = float("inf")) -> Place:
        """Take a place without waiting. `within` is in how many seconds it has to be answered.

        Raises:
            BusyError: there is none left, this client has its share, or, as questions went lately, its turn would come
                too late (half of the time is left for error); it says when to come back.
            ClosingError: the server is being stopped.
        """
        with self._lock:
            if self.closed:
                raise ClosingError("The server is being stopped. Ask again when it is back.")
            ahead = sum(map(len, self._rows.values()))
            own = len(self._rows.get(client, ()))
            no_place = ahead >= self._places or own >= self._per_client
            too_late = (ahead + 1) * self._seconds / self._at_once > within / 2
            if len(self._having) >= self._at_once and (no_place or too_late):
                whose = "of yours " if own >= self._per_client else ""
                raise self.busy(f"{own if whose else ahead} {self._what} {whose}are waiting.")
            place = Place(self, client)
            self._rows.setdefault(client, deque()).append(place)
            self._call()
            return place

    def is_late(self, until: float) -> bool:
        """Say whether a question that begins now would be late, as long as questions took lately."""
        return time.monotonic() + self._seconds > until and not self.closed

    def busy(self, why: str) -> BusyError:
        """Return the error that says why, and when to come back."""
        seconds = max(1, round(self._seconds))
        return BusyError(f"{why} Come back in {seconds} s.", seconds)

    def release(self, place: Place) -> None:
        """Take a place out, wherever it stands, and call the next."""
        with self._lock:
            if place in self._having:
                self._having.remove(place)
                took = time.monotonic() - place.since
                self._seconds += _WEIGHT_OF_THE_LAST * (took - self._seconds)
            elif place in (row := self._rows.get(place.client, deque())):
                row.remove(place)
                if not row:
                    del self._rows[place.client]
            self._call()

    def ahead_of(self, place: Place) -> int:
        """Return how many are served before this one, as it looks now; 0 where it has its turn."""
        with self._lock:
            row = self._rows.get(place.client, deque())
            if place not in row:
                return 0
            rounds = row.index(place)
            ahead, upto = len(self._having) + rounds, 1
            for client, others in self._rows.items():
                if client == place.client:
                    upto = 0
                else:
                    ahead += min(rounds + upto, len(others))
            return ahead

    @property
    def waiting(self) -> int:
        """How many wait."""
        with self._lock:
            return sum(map(len, self._rows.values()))

    @property
    def having_their_turn(self) -> int:
        """How many are being answered."""
        with self._lock:
            return len(self._having)

    def close(self) -> None:
        """Send away who waits and who comes; who has a turn keeps it."""
        with self._lock:
            self.closed = True
            for row in self._rows.values():
                for place in row:
                    place.called.set()
            self._rows.clear()

    def _call(self) -> None:
        """Give the turns that are free to whoever is next; the lock is held."""
        while self._rows and len(self._having) < self._at_once:
            client, row = self._rows.popitem(last=False)
            place = row.popleft()
            if row:
                self._rows[client] = row
            self._having.add(place)
            place.since = time.monotonic()
            place.called.set()
