import pytest

from assistant.reading.contents import UnreadableError
from assistant.reading.telling.losses import Losses


def test_a_part_that_fails_is_named_with_its_reason_and_the_others_go_on() -> None:
    losses = Losses()
    done: list[int] = []
    for number in (1, 2, 3):
        with losses.part(f"page {number}"):
            if number == 2:
                raise OverflowError("too large")
            done.append(number)
    assert done == [1, 3]
    assert losses.notes == (
        "is read but for page 2, which is damaged or of an unknown kind (OverflowError: too large)",
    )


def test_parts_that_were_lost_for_the_same_reason_are_told_together() -> None:
    losses = Losses()
    for number in range(1, 9):
        losses.add(f"chart {number}", "which is a picture")
    losses.add("a table", "which is damaged")
    assert losses.notes == (
        "is read but for chart 1, chart 2, chart 3, chart 4, chart 5 and 3 more, which is a picture",
        "is read but for a table, which is damaged",
    )


@pytest.mark.parametrize("error", [UnreadableError("is too large"), MemoryError()])
def test_a_limit_concerns_the_whole_file(error: Exception) -> None:
    with pytest.raises(type(error)), Losses().part("a page"):
        raise error
