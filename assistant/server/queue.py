"""A bounded, fair queue for the model: clients take turns (round robin; Nagle, 1987, RFC 970).

Each client has a queue of its own, and the queues are served in a circle, so that a client with one question does not
wait for all thirty questions of another.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.errors import BusyError, ServerError

_LOOK_EVERY_S = 0.1
"""How often a waiting question checks whether it was cancelled."""
_FIRST_GUESS_S = 5.0
_WEIGHT_OF_THE_LAST = 0.2


class ClosingError(ServerError):
    """The server is shutting down and accepts no more questions."""

    code = "closing"


class Place:
    """A place in the queue: waiting, then active, then left. Created by `FairQueue.join`."""

    def __init__(self, queue: FairQueue, client: str) -> None:
        self._queue = queue
        self.client = client
        self.called = threading.Event()
        self.since = 0.0

    @contextmanager
    def turn(self, stopped: Callable[[], bool] = lambda: False, until: float = float("inf")) -> Iterator[bool]:
        """Wait for the turn and hold it while the context lasts; yields False if it was stopped before.

        `until` is a time of `time.monotonic`.

        Raises:
            BusyError: the turn did not come early enough to finish by then, given how long questions took recently.
            ClosingError: the server is shutting down.
        """
        waited = not self.called.is_set()
        try:
            while not self.called.wait(_LOOK_EVERY_S):
                if stopped() or self._queue.is_late(until):
                    break
            if waited and self._queue.is_late(until) and not stopped():
                raise self._queue.busy("Other questions were first, and the remaining time is too short.")
            if self._queue.closed and not self.since:
                raise ClosingError("The server is being stopped. Ask again when it is back.")
            yield bool(self.since) and not stopped()
        finally:
            self.leave()

    @property
    def ahead(self) -> int:
        """The number of questions that are served before this one, as of now."""
        return self._queue.ahead_of(self)

    def leave(self) -> None:
        """Leave the queue, before or after the turn; leaving twice does no harm."""
        self._queue.release(self)


class FairQueue:
    """A queue for the model or another scarce resource. Safe to use from several threads."""

    def __init__(self, *, waiting: int, per_client: int, at_once: int = 1, what: str = "questions") -> None:
        """Limit how many wait, how many of them per client, and how many are active; `what` names them in messages."""
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
        """Join the queue without waiting. `within` is the number of seconds in which the answer is due.

        Raises:
            BusyError: the queue is full, this client has used its share, or its turn would probably come too late
                (estimated from recent questions, with a margin of half the time); it says when to retry.
            ClosingError: the server is shutting down.
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
        """Return whether a question that starts now would be late, given how long questions took recently."""
        return time.monotonic() + self._seconds > until and not self.closed

    def busy(self, why: str) -> BusyError:
        """Return an error that says why, and when to retry."""
        seconds = max(1, round(self._seconds))
        return BusyError(f"{why} Try again in {seconds} s.", seconds)

    def release(self, place: Place) -> None:
        """Remove a place from the queue and start the next one."""
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
        """Return how many are served before this one, as of now; 0 if it is active."""
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
        """How many are waiting."""
        with self._lock:
            return sum(map(len, self._rows.values()))

    @property
    def having_their_turn(self) -> int:
        """How many are active."""
        with self._lock:
            return len(self._having)

    def close(self) -> None:
        """Reject waiting and new questions; active ones finish."""
        with self._lock:
            self.closed = True
            for row in self._rows.values():
                for place in row:
                    place.called.set()
            self._rows.clear()

    def _call(self) -> None:
        """Give free turns to the next in line; the caller holds the lock."""
        while self._rows and len(self._having) < self._at_once:
            client, row = self._rows.popitem(last=False)
            place = row.popleft()
            if row:
                self._rows[client] = row
            self._having.add(place)
            place.since = time.monotonic()
            place.called.set()
