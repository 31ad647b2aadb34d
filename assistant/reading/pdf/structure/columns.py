"""The reading order of a page: columns of any number and width, one after the other, between what stands across them.

A page is cut where a strip is free of words over several lines, and each side of it reads like prose; then its parts
are cut again (after Nagy and Seth's recursive X-Y cut, 1984). The columns of a table have such strips too, but no
prose that goes on from line to line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.language.marks import is_closed
from assistant.reading.pdf.lines import Line, find_lines, is_value
from assistant.reading.pdf.structure.direction import LEFTWARD

_GUTTER = 7.0
"""The width of the narrowest strip between columns, in points."""
_STEP = 2
_MOST_STRIPS = 24
_LEAST_LINES = 6
_PROSE_LETTERS, _FLOWING_LETTERS = 22, 12
_FEWEST_LETTERS = 4
_FILLED = 0.6
_GOES_ON = 0.4
"""The share of lines that go on in the next one, in prose of few or short lines."""
_LEAST_FLOWING = 3
_LEAST_BESIDE = 2
_FULL = 0.8
_ROOM = 1.6
"""The distance of two lines, as a share of the font height, from which something parts them."""
_APART, _SAME_LINE = 0.6, 0.15
_HEADING = 1.1


def in_columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of a page in groups of one column each, in reading order."""
    if not lines:
        return []
    cut = _best_cut(lines)
    if cut is None:
        return [list(lines)]
    first, after, strip = cut
    sides = [_side(lines[first:after], strip, is_left=is_left) for is_left in (True, False)]
    if sum(bool(LEFTWARD.search(line.text)) for line in lines) > len(lines) / 2:
        sides.reverse()
    groups = [in_columns(lines[:first])]
    for part in _bands(*sides):
        groups.append(in_columns(part))
    return [group for part in (*groups, in_columns(lines[after:])) for group in part]


def _side(lines: Sequence[Line], strip: float, *, is_left: bool) -> list[Line]:
    """Return the lines on one side of a strip. Lines of two columns may have been one."""
    words = [word for line in lines if line.is_text for word in line.words if (word.left < strip) == is_left]
    apart = [line for line in lines if not line.is_text and (line.left < strip) == is_left]
    return sorted([*find_lines(words), *apart], key=lambda line: line.base)


def _best_cut(lines: Sequence[Line]) -> tuple[int, int, float] | None:
    """Return the longest run of lines that a strip cuts in two: first line, line after, the strip's middle."""
    strips = _strips(lines)
    if not strips:
        return None
    words = [word for line in lines for word in line.words]
    lefts, rights = (np.array([getattr(word, side) for word in words]) for side in ("left", "right"))
    letters = np.array([sum(map(str.isalpha, word.text)) for word in words])
    line_of = np.repeat(np.arange(len(lines)), [len(line.words) for line in lines])
    runs: list[tuple[int, int, int, float]] = []
    for strip in strips:
        crossed = _distinct(line_of[(lefts < strip + _GUTTER / 2) & (rights > strip - _GUTTER / 2)])
        for first, after in _runs_beside(len(lines), crossed):
            if after - first >= _LEAST_FLOWING:
                runs.append((first - after, first, after, strip))
    for _, first, after, strip in sorted(runs, key=lambda run: run[0]):
        inside = (line_of >= first) & (line_of < after)
        sides = (inside & (lefts < strip), inside & (lefts >= strip))
        fewer, more = sorted(letters[side].sum() / max(1, len(_distinct(line_of[side]))) for side in sides)
        if fewer < _FEWEST_LETTERS or more < _FLOWING_LETTERS:
            continue  # A column of figures, or none at all.
        first, after = _trimmed(lines, first, after, strip)
        if after - first > 1 and _are_columns(lines[first:after], strip):
            return first, after, strip
    return None


def _strips(lines: Sequence[Line]) -> list[float]:
    """Return where strips may be: in wide gaps, and left of what several lines begin with, the likeliest first."""
    counts: Counter[float] = Counter()
    for line in lines:
        for before, word in pairwise(line.words):
            if word.left - before.right >= _GUTTER:
                counts[_rounded((before.right + word.left) / 2)] += 1
                counts[_rounded(word.left - _GUTTER / 2 - 0.5)] += 1
        counts[_rounded(line.left - _GUTTER / 2 - 0.5)] += 1
    leftmost = min(line.left for line in lines)
    likely = ((strip, count) for strip, count in counts.most_common() if count >= _LEAST_FLOWING and strip > leftmost)
    return [strip for strip, _ in islice(likely, _MOST_STRIPS)]


def _rounded(place: float) -> float:
    return round(place / _STEP) * _STEP


def _distinct(ordered: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the distinct numbers of an array in rising order."""
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def _runs_beside(count: int, crossed: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield the longest slices of lines none of which is among those that are crossed."""
    first = 0
    for index in (*crossed.tolist(), count):
        if index > first:
            yield first, index
        first = index + 1


def _trimmed(lines: Sequence[Line], first: int, after: int, strip: float) -> tuple[int, int]:
    """Return a run of lines without those above and below the columns that only happen to be short."""
    last_left = max((n for n in range(first, after) if lines[n].left < strip), default=-1)
    last_right = max((n for n in range(first, after) if lines[n].right > strip), default=-1)
    last = min(last_left, last_right)
    end = after
    # A heading below the columns, before a text that runs across them, belongs to that text.
    while last >= 0 and after < len(lines) and end - 1 > last and _leads_on(lines, end - 1, lines[last]):
        end -= 1
    return first, end if last >= 0 else first


def _leads_on(lines: Sequence[Line], at: int, last: Line) -> bool:
    line, following = lines[at], lines[at + 1]
    above = line.base - lines[at - 1].base
    return (above > _ROOM * line.size and following.base - line.base < above) or line.size > _HEADING * last.size


def _are_columns(lines: Sequence[Line], strip: float) -> bool:
    left, right = ([line for line in _side(lines, strip, is_left=is_left) if line.is_text] for is_left in (True, False))
    if not left or not right or not _overlap(left, right):
        return False
    sides = (left, right)
    read = [_is_prose(side) or flows(side) for side in sides]
    if all(read):
        return True
    if not any(read):
        return False
    prose, other = sides if read[0] else sides[::-1]
    return flows(prose) and len(prose) > _LEAST_FLOWING and _stands_beside(other, prose)


def _overlap(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top, bottom = max(left[0].base, right[0].base), min(left[-1].base, right[-1].base)
    heights = [side[-1].base - side[0].base for side in (left, right)]
    return bottom - top >= min(heights) / 2


def _is_prose(lines: Sequence[Line]) -> bool:
    """Return whether many lines begin at one edge and most fill their column with words."""
    if len(lines) < _LEAST_LINES:
        return False
    starts = Counter(round(line.left / 3) for line in lines)
    aligned = starts.most_common(1)[0][1] >= len(lines) / 2
    return aligned and median(map(_letters, lines)) >= _PROSE_LETTERS and _fills(lines)


def _fills(lines: Sequence[Line]) -> bool:
    widths = [line.right - line.left for line in lines]
    return median(widths) >= _FILLED * max(widths)


def _letters(line: Line) -> int:
    return sum(map(str.isalpha, line.text))


def flows(lines: Sequence[Line]) -> bool:
    """Return whether a few lines, or short ones, are prose: sentences go on from one to the next."""
    if len(lines) < _LEAST_FLOWING or median(map(_letters, lines)) < _FLOWING_LETTERS or not _fills(lines):
        return False
    if sum(is_value(cell.text) for line in lines for cell in line.cells) > len(lines) / 4:
        return False
    widest = max(line.right - line.left for line in lines)
    going_on = sum(
        _goes_on(before, line) and before.right - before.left >= _FULL * widest for before, line in pairwise(lines)
    )
    return going_on >= _GOES_ON * (len(lines) - 1)


def _goes_on(before: Line, line: Line) -> bool:
    first = line.text.lstrip("\"'(“‘„«")[:1]
    return not is_closed(before.text) and first.isalpha() and not first.isupper()


def _stands_beside(other: Sequence[Line], prose: Sequence[Line]) -> bool:
    """Return whether lines are a column of their own beside prose: they keep neither its baselines nor to figures."""
    if len(other) < _LEAST_BESIDE or any(is_value(line.text) for line in other):
        return False
    bases = [line.base for line in prose]
    apart = sum(min(abs(line.base - base) for base in bases) > _SAME_LINE * line.size for line in other)
    return apart >= _APART * len(other)


def _bands(left: Sequence[Line], right: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield columns side by side, above and below each heading that stands alone between them."""
    for here, beside in ((left, right), (right, left)):
        for number, line in enumerate(here[1:-1], start=1):
            if line.is_text and _parts_both(here, number, beside):
                top, bottom = line.base - 0.5 * line.size, line.base + 0.5 * line.size
                yield [one for one in left if one.base < top]
                yield [one for one in right if one.base < top]
                yield [line]
                yield from _bands([o for o in left if o.base > bottom], [o for o in right if o.base > bottom])
                return
    yield left
    yield right


def _parts_both(here: Sequence[Line], number: int, beside: Sequence[Line]) -> bool:
    """Return whether a line is larger than those around it, with room above and below in both columns."""
    line, size = here[number], median(one.size for one in here)
    if line.size < _HEADING * size:
        return False
    above, below = here[number - 1], here[number + 1]
    if min(line.base - above.base, below.base - line.base) < _ROOM * size:
        return False
    bases = [one.base for one in beside]
    before, behind = [base for base in bases if base < line.base], [base for base in bases if base >= line.base]
    if not before or not behind:
        return False
    is_level = max(abs(before[-1] - above.base), abs(behind[0] - below.base)) < _ROOM * size
    return is_level and min(line.base - before[-1], behind[0] - line.base) > line.size
