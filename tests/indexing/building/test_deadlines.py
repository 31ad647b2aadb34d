import threading

from assistant.indexing.building.deadlines import Deadlines


def test_what_is_overdue_is_called_and_what_is_done_in_time_is_not() -> None:
    deadlines, called = Deadlines(), threading.Event()
    too_early: list[str] = []
    with deadlines.within(0.0, lambda: None):  # starts the thread
        pass
    with deadlines.within(1000, lambda: too_early.append("the long one")):
        with deadlines.within(0.05, lambda: too_early.append("the one that is done")):
            pass
        with deadlines.within(0.1, called.set):
            assert called.wait(30)
    assert too_early == []


def test_a_nearer_deadline_that_comes_later_is_kept() -> None:
    deadlines = Deadlines()
    first, second = threading.Event(), threading.Event()
    with deadlines.within(1000, lambda: None), deadlines.within(500, lambda: None):
        with deadlines.within(0.05, first.set):
            assert first.wait(30)
        with deadlines.within(0.05, second.set):
            assert second.wait(30)
