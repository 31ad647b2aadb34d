from __future__ import annotations

import threading
import time

import pytest

from assistant.errors import BusyError
from assistant.server.queue import ClosingError, FairQueue, Place


def queue(waiting: int = 10, per_client: int = 10, at_once: int = 1) -> FairQueue:
    return FairQueue(waiting=waiting, per_client=per_client, at_once=at_once)


def served(line: FairQueue, places: list[Place]) -> list[str]:
    """Return the clients in the order in which they have their turn."""
    order = []
    while open_places := [place for place in places if place.called.is_set()]:
        order += [place.client for place in open_places]
        for place in open_places:
            places.remove(place)
            place.leave()
    return order


def test_the_first_has_its_turn_at_once() -> None:
    with queue().join("a").turn() as wanted:
        assert wanted


def test_clients_take_turns_however_many_questions_one_has() -> None:
    line = queue()
    places = [line.join(client) for client in ("a", "a", "a", "a", "b", "c", "b")]
    assert served(line, places) == ["a", "a", "b", "c", "a", "b", "a"]
    assert (line.waiting, line.having_their_turn) == (0, 0)


def test_a_full_queue_sends_away_and_says_when_to_come_back() -> None:
    line = queue(waiting=2)
    line.join("a")
    line.join("a")
    line.join("b")
    with pytest.raises(BusyError, match="2 questions are waiting") as caught:
        line.join("c")
    assert caught.value.retry_after >= 1
    assert line.waiting == 2


def test_one_client_cannot_fill_the_queue() -> None:
    line = queue(waiting=10, per_client=1)
    line.join("a")
    line.join("a")
    with pytest.raises(BusyError, match="of yours"):
        line.join("a")
    line.join("b")


def test_who_would_wait_beyond_the_given_time_is_sent_away_at_once() -> None:
    line = queue()
    line.join("a", within=1)
    with pytest.raises(BusyError):
        line.join("b", within=1)
    line.join("b", within=60)


def test_no_more_have_their_turn_at_once_than_may() -> None:
    line = queue(at_once=2)
    places = [line.join("a") for _ in range(4)]
    assert [place.called.is_set() for place in places] == [True, True, False, False]
    places[0].leave()
    assert line.having_their_turn == 2


def test_one_that_waits_and_is_stopped_leaves_without_a_turn() -> None:
    line = queue()
    line.join("a")
    with line.join("b").turn(stopped=lambda: True) as wanted:
        assert not wanted
    assert line.waiting == 0


def test_one_that_waits_too_long_is_told_so() -> None:
    line = queue()
    first = line.join("a")
    with pytest.raises(BusyError, match="too short"), line.join("b").turn(until=time.monotonic() + 1):
        pass
    assert line.waiting == 0
    first.leave()
    assert line.having_their_turn == 0


def test_a_turn_that_fails_lets_the_next_one_have_theirs() -> None:
    line = queue()
    first, second = line.join("a"), line.join("b")
    with pytest.raises(ValueError, match="broke"), first.turn():
        raise ValueError("broke")
    assert second.called.is_set()


def test_leaving_twice_gives_no_turn_twice() -> None:
    line = queue()
    places = [line.join("a") for _ in range(3)]
    places[0].leave()
    places[0].leave()
    assert line.having_their_turn == 1
    assert line.waiting == 1


def test_how_many_are_ahead_counts_whose_turn_comes_before() -> None:
    line = queue()
    places = [line.join(client) for client in ("a", "a", "a", "b")]
    assert [place.ahead for place in places] == [0, 1, 3, 2]


def test_a_queue_that_closes_sends_away_who_waits_and_lets_who_has_a_turn_finish() -> None:
    line = queue()
    first, second = line.join("a"), line.join("a")
    line.close()
    with pytest.raises(ClosingError), second.turn():
        pass
    with pytest.raises(ClosingError):
        line.join("b")
    with first.turn() as wanted:
        assert wanted
    assert line.having_their_turn == 0


def test_many_threads_lose_no_turn() -> None:
    line = queue(waiting=200, per_client=200, at_once=2)
    most, now, done = 0, 0, 0
    lock = threading.Lock()

    def ask(client: str) -> None:
        nonlocal most, now, done
        with line.join(client).turn():
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.001)
            with lock:
                now -= 1
                done += 1

    threads = [threading.Thread(target=ask, args=(str(n % 5),)) for n in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (most, done, line.waiting, line.having_their_turn) == (2, 60, 0, 0)
