import os
import threading
from functools import partial

from assistant.indexing.building.reading_process import Watchdog, seconds_waited


def test_what_is_overdue_is_called_and_what_is_done_in_time_is_not() -> None:
    watchdog, called = Watchdog(), threading.Event()
    too_early: list[str] = []
    with watchdog.within(0.0, lambda: None):  # starts the thread
        pass
    with watchdog.within(1000, partial(too_early.append, "the long one")):
        with watchdog.within(0.05, partial(too_early.append, "the one that is done")):
            pass
        with watchdog.within(0.1, called.set):
            assert called.wait(30)
    assert too_early == []


def test_a_nearer_deadline_that_comes_later_is_kept() -> None:
    watchdog = Watchdog()
    first, second = threading.Event(), threading.Event()
    with watchdog.within(1000, lambda: None), watchdog.within(500, lambda: None):
        with watchdog.within(0.05, first.set):
            assert first.wait(30)
        with watchdog.within(0.05, second.set):
            assert second.wait(30)


def test_what_is_overdue_may_ask_for_more_time() -> None:
    watchdog, asked, ended = Watchdog(), [0.05, 0.05], threading.Event()

    def overdue() -> float | None:
        if asked:
            return asked.pop()
        ended.set()
        return None

    with watchdog.within(0.05, overdue):
        assert ended.wait(30)
    assert asked == []


def test_how_long_a_process_waits_for_a_processor_is_known_where_the_system_tells() -> None:
    assert seconds_waited(os.getpid()) >= 0.0
    assert seconds_waited(2**30) == 0.0
