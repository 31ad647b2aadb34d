from assistant.asking.timing import Stopwatch


def test_the_stages_add_up_to_no_more_than_the_total() -> None:
    watch = Stopwatch()
    with watch.stage("one"):
        pass
    with watch.stage("two"):
        pass
    with watch.stage("one"):
        pass
    seconds = watch.seconds()
    assert list(seconds) == ["one", "two", "total"]
    assert seconds["one"] + seconds["two"] <= seconds["total"] + 0.001


def test_a_stage_that_fails_is_counted_all_the_same() -> None:
    watch = Stopwatch()
    try:
        with watch.stage("broken"):
            raise ValueError
    except ValueError:
        pass
    assert "broken" in watch.seconds()
