"""The ruled lines of a PDF page: strokes, outlines of rectangles, thin fills, and the edges of coloured areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.pdf.objects import Painted, strokes_of
from assistant.reading.pdf.rotation import PageRotation

_THICKEST = 3.0
"""In points: anything thicker is an area and not a line."""
_SHORTEST = 3.0
_MOST_SEGMENTS = 400
"""The maximum number of segments of a path, and of paths whose segments are asked for: more make a drawing."""
_MOST_LINES = 6_000
"""The maximum number of lines of a page; a page with more is a map or a plot and counts as having none."""
_WHITE = 247
_PAINTED = 13


class Rule(NamedTuple):
    """A straight line along one axis: its position on the other axis, and where it begins and ends, in points."""

    at: float
    begin: float
    end: float


class Area(NamedTuple):
    """A coloured rectangle, in points from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The horizontal and vertical lines of a page, and its coloured rectangles, as the page is seen."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    areas: tuple[Area, ...] = ()


NO_RULES = Rules()


def read_rules(found: Painted, turn: PageRotation) -> Rules:
    """Return the ruled lines among the objects of a page."""
    seen = (found.kinds == raw.FPDF_PAGEOBJ_PATH) & ((found.modes > 0) | found.stroked)
    filled = (found.modes > 0) & (found.fills[:, 3] >= _PAINTED)
    places = np.flatnonzero(seen & (filled | found.stroked))
    if not 0 < len(places) <= _MOST_LINES:
        return Rules()
    boxes = found.boxes[places]
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    thin = np.minimum(wide, high) <= _THICKEST
    is_line = thin & (np.maximum(wide, high) >= _SHORTEST)
    outlined = ~thin & found.stroked[places]
    coloured = ~thin & ~outlined & filled[places] & (found.fills[places, :3].min(axis=1) < _WHITE)
    segments = [(box[0], box[1], box[2], box[3]) for box in boxes[is_line].tolist()]
    for at in np.flatnonzero(outlined)[:_MOST_SEGMENTS]:
        segments += _placed(strokes_of(found.ids[places[at]], _MOST_SEGMENTS), boxes[at])
    if len(segments) > _MOST_LINES:
        return Rules()
    areas = [Area(*_corners(turn, *box)) for box in boxes[coloured].tolist()]
    across, down = _sorted(_corners(turn, *segment) for segment in segments)
    return Rules(tuple(across), tuple(down), tuple(areas))


def _placed(
    segments: Sequence[tuple[float, float, float, float]], box: NDArray[np.float32]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the segments of a path moved to where it is painted, which a form around it may change."""
    if not segments:
        return
    xs = [x for segment in segments for x in segment[::2]]
    ys = [y for segment in segments for y in segment[1::2]]
    left, bottom, right, top = map(float, box)
    across, up = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    for x, y, other_x, other_y in segments:
        yield (
            left + (x - min(xs)) * (right - left) / across,
            bottom + (y - min(ys)) * (top - bottom) / up,
            left + (other_x - min(xs)) * (right - left) / across,
            bottom + (other_y - min(ys)) * (top - bottom) / up,
        )


def _corners(turn: PageRotation, x: float, y: float, other_x: float, other_y: float) -> tuple[float, ...]:
    (x, y), (other_x, other_y) = turn(x, y), turn(other_x, other_y)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _sorted(segments: Iterator[tuple[float, ...]]) -> tuple[list[Rule], list[Rule]]:
    across, down = [], []
    for left, top, right, bottom in segments:
        if bottom - top <= _THICKEST < right - left:
            across.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= _THICKEST < bottom - top:
            down.append(Rule((left + right) / 2, top, bottom))
    return across, down
