from __future__ import annotations

from assistant.server.door.throttle import Throttle


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_tries_come_at_once_up_to_the_limit_and_evenly_after_it() -> None:
    clock = Clock()
    throttle = Throttle(3, 30.0, clock)
    assert [throttle.wait_s("a") for _ in range(4)] == [0, 0, 0, 11]
    clock.now = 9.0
    assert throttle.wait_s("a") == 2
    clock.now = 10.0
    assert [throttle.wait_s("a"), throttle.wait_s("a")] == [0, 11]
    clock.now = 1000.0
    assert [throttle.wait_s("a") for _ in range(4)] == [0, 0, 0, 11]


def test_one_that_is_refused_does_not_wait_longer_for_having_asked() -> None:
    clock = Clock()
    throttle = Throttle(1, 10.0, clock)
    assert throttle.wait_s("a") == 0
    for _ in range(100):
        assert throttle.wait_s("a") > 0
    clock.now = 10.0
    assert throttle.wait_s("a") == 0


def test_a_hundred_thousand_keys_free_no_one_of_what_was_counted() -> None:
    throttle = Throttle(3, 30.0, Clock())
    for _ in range(3):
        throttle.wait_s("guesser")
    for number in range(100_000):
        throttle.wait_s(str(number))
    assert throttle.wait_s("guesser") > 0


def test_whose_cell_a_key_shares_is_another_in_each_process() -> None:
    def sharing(throttle: Throttle) -> set[int]:
        throttle.wait_s("known")
        return {number for number in range(20_000) if throttle.wait_s(f"guess {number}")}

    assert sharing(Throttle(1, 30.0, Clock())) != sharing(Throttle(1, 30.0, Clock()))
