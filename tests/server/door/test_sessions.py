from __future__ import annotations

import pytest

from assistant.errors import AccessError, BusyError
from assistant.server.door import sessions
from assistant.server.door.sessions import IDLE_S, UNFETCHED_S, Sessions, is_name


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_session_belongs_to_who_began_it(clock: Clock) -> None:
    kept = Sessions(clock)
    assert kept.hear("mine", "ann") == []
    assert kept.hear("mine", "ann") == []
    with pytest.raises(AccessError, match="another client"):
        kept.hear("mine", "bob")
    assert len(kept) == 1


def test_the_session_heard_of_longest_ago_makes_room_for_a_new_one(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 3)
    kept = Sessions(clock)
    for name in ("a", "b", "c", "a"):
        kept.hear(name, f"owner of {name}")
    assert kept.hear("d", "owner of d") == ["b"]
    assert len(kept) == 3


def test_who_opens_many_windows_makes_room_among_their_own(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_OF_ONE", 2)
    kept = Sessions(clock)
    kept.hear("ann's", "ann")
    assert [kept.hear(name, "bob") for name in ("one", "two", "three")] == [[], [], ["one"]]


def test_a_window_that_is_open_is_not_closed_for_another(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 1)
    kept = Sessions(clock)
    kept.hear("open", "ann")
    with kept.connected("open", listens=False):
        with pytest.raises(BusyError, match="Too many windows"):
            kept.hear("late", "bob")
        clock.now += 10 * IDLE_S
        assert kept.expire() == []
    assert kept.hear("late", "bob") == ["open"]


def test_a_session_nobody_was_heard_of_for_an_hour_is_over(clock: Clock) -> None:
    kept = Sessions(clock)
    kept.hear("old", "ann")
    clock.now += IDLE_S / 2
    kept.hear("young", "ann")
    clock.now += IDLE_S / 2 + 1
    assert kept.expire() == ["old"]
    assert kept.expire() == []
    assert kept.of_same_owner("young") == ["young"]


def test_results_are_unheard_where_nobody_listens_for_them(clock: Clock) -> None:
    kept = Sessions(clock)
    kept.hear("silent", "ann")
    kept.hear("heard", "ann")
    with kept.connected("heard", listens=True), kept.connected("silent", listens=False):
        assert kept.unheard() == []
        clock.now += UNFETCHED_S + 1
        assert kept.unheard() == ["silent"]
        assert kept.is_listening("heard")
        assert not kept.is_listening("silent")


@pytest.mark.parametrize(("name", "is_one"), [("a-B9", True), ("x" * 64, True), ("abc", False), ("x" * 65, False)])
def test_a_session_is_called_by_a_few_plain_characters(name: str, is_one: bool) -> None:
    assert is_name(name) is is_one
    assert not is_name(f"{name}\n")
    assert not is_name(f"{name}é")
