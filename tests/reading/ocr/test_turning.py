"""Whether a page is upside down is told by a classifier, and by what can be read of it."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.reading.ocr import pages
from assistant.reading.ocr.letters import ReadLetter
from assistant.reading.ocr.regions import PagePixels, Region


@pytest.mark.parametrize(("said", "is_over", "told"), [(0.9, True, True), (0.9, False, False), (0.1, True, False)])
def test_a_page_is_turned_over_only_if_its_lines_can_be_read_better_then(
    monkeypatch: pytest.MonkeyPatch, said: float, is_over: bool, told: bool
) -> None:
    picture = np.full((100, 400, 3), 255, np.uint8)
    picture[40:50, 50:350] = 0  # of a line from 40 to 60 the upper half is ink
    region = Region(45, 38, 355, 62)
    if is_over:
        picture, region = np.ascontiguousarray(picture[::-1, ::-1]), Region(45, 38, 355, 62)

    def read(_: str, lines: Sequence[PagePixels]) -> list[tuple[ReadLetter, ...]]:
        high = [line[: len(line) // 2].mean() <= line[len(line) // 2 :].mean() for line in lines]
        return [(ReadLetter("a", 0.5, 0.99 if upright else 0.3),) for upright in high]

    monkeypatch.setattr(pages, "network", lambda _: lambda lines: np.array([[1 - said, said]] * len(lines)))
    monkeypatch.setattr(pages, "read_lines", read)
    monkeypatch.setattr(pages, "inked", lambda _picture, region: region)
    assert pages._is_upside_down(picture, [region]) == told
