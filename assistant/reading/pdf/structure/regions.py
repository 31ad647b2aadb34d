"""What stands where on a page: columns, tables between rules, boxes, notes at the foot, and texts that run another way.

Whatever is laid out by itself takes the place of one line in its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.reading.pdf.letters import OBLIQUE
from assistant.reading.pdf.lines import Line, find_lines, is_value
from assistant.reading.pdf.structure.bands import find_banded
from assistant.reading.pdf.structure.columns import flows, in_columns
from assistant.reading.pdf.structure.grids import RuledGrid, find_grids
from assistant.reading.pdf.structure.raised import opens_a_note
from assistant.reading.pdf.structure.rules import NO_RULES, Area, Rule, Rules
from assistant.reading.pdf.words import Word

LineGroups = tuple[tuple[Line, ...], ...]
"""Lines in reading order, in groups of one column, box or note each."""
_SMALLER = 0.95
"""How much smaller than the page's text its footnotes are."""
_LEAST_HIGH = 3.0
"""How high a box is at least, in heights of the smallest font."""
_LEAST_LINES, _TOUCHING = 3, 3.0
_MIDDLE = 0.3


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page, its width and height in points, and its ruled lines."""

    words: tuple[Word, ...]
    width: float
    height: float = 0.0
    rules: Rules = NO_RULES


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order, and apart from them what runs another way than its text."""

    columns: LineGroups
    aside: LineGroups


@dataclass(frozen=True)
class Insert(Line):
    """Takes the place of a line for a table between rules, or for a box with groups of lines in it."""

    grid: RuledGrid | None = None
    inside: LineGroups = ()
    bottom: float = 0.0

    @property
    def is_text(self) -> bool:
        """It is none."""
        return False


def find_regions(page: PageWords) -> PageLines:
    """Return what stands on a page."""
    turns = {word.turn for word in page.words}
    main = 0 if 0 in turns else min(turns - {OBLIQUE}, default=0)
    columns = _upright(page, main)
    aside = [_upright(page, turn) for turn in sorted(turns - {main, OBLIQUE})]
    oblique = tuple(word for word in page.words if word.turn == OBLIQUE)
    others = tuple(group for groups in aside for group in groups)
    return PageLines(columns, (*others, *(((Line(oblique),),) if oblique else ())))


def _upright(page: PageWords, turn: int) -> LineGroups:
    """Return the lines of the texts with one direction."""
    words = [word for word in page.words if word.turn == turn]
    return tuple(map(tuple, _groups(words, _turned(page.rules, turn, page.width, page.height))))


def _groups(words: Sequence[Word], rules: Rules) -> list[list[Line]]:
    tables, boxes = find_grids(rules, words)
    inserts = [_insert(table.area, grid=table) for table in tables]
    taken = {id(word) for table in tables for cell in table.cells for word in cell.words}
    left = [word for word in words if id(word) not in taken]
    banded = list(find_banded(rules, left))
    inserts += [_insert(table.area, grid=table) for table in banded]
    taken = {id(word) for table in banded for cell in table.cells for word in cell.words}
    left = [word for word in left if id(word) not in taken]
    high = _LEAST_HIGH * min((word.size for word in left), default=0.0)
    framed = [_area(cell.words) for box in boxes[::-1] for cell in box.cells]
    grounds = [area for area in dict.fromkeys(rules.areas) if area.bottom - area.top > high]
    for area in (*framed, *(ground for ground in grounds if _stands_alone(ground, grounds))):
        inside = [word for word in left if _holds(area, word)]
        lines = find_lines(inside)
        is_box = flows(lines) if area in framed else len(lines) >= _LEAST_LINES and not _is_in_rows(inside, left)
        if not is_box or len(inside) == len(left) or _has_figures_beside(inside, left):
            continue
        within = [one for one in inserts if _holds(area, one.words[0])]
        ordered = in_columns(_ordered([*lines, *within]))
        inserts = [*(one for one in inserts if one not in within), _insert(area, inside=tuple(map(tuple, ordered)))]
        taken = set(map(id, inside))
        left = [word for word in left if id(word) not in taken]
    return [_beside_last(group) for group in in_columns(_ordered([*find_lines(left), *inserts]))]


def _beside_last(group: list[Line]) -> list[Line]:
    """Return the lines of a column, and after them what stands beside them and would cut a sentence in two."""
    beside = [one for one in group if isinstance(one, Insert) and _has_text_beside(one, group)]
    return [*(line for line in group if line not in beside), *beside] if beside else group


def _has_text_beside(insert: Insert, group: Sequence[Line]) -> bool:
    top = insert.base
    return any(
        line.is_text and top < line.base < insert.bottom and (line.right <= insert.left or line.left >= insert.right)
        for line in group
    )


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.base, line.left))


def _insert(area: Area, grid: RuledGrid | None = None, inside: LineGroups = ()) -> Insert:
    place = Word("", area.left, area.right, area.top, 0.0, bold=False, italic=False)
    return Insert((place,), grid=grid, inside=inside, bottom=area.bottom)


def _area(words: Sequence[Word]) -> Area:
    return Area(
        min(word.left for word in words),
        min(word.base - word.size for word in words),
        max(word.right for word in words),
        max(word.base for word in words) + 1,
    )


def _holds(area: Area, word: Word) -> bool:
    x, y = (word.left + word.right) / 2, word.base - _MIDDLE * word.size
    return area.left <= x <= area.right and area.top <= y <= area.bottom


def _stands_alone(area: Area, areas: Sequence[Area]) -> bool:
    """Return whether no other area adjoins one at its sides, as cells of a row do."""
    return not any(
        abs(area.top - other.top) <= _TOUCHING
        and (abs(area.left - other.right) <= _TOUCHING or abs(area.right - other.left) <= _TOUCHING)
        for other in areas
    )


def _beside(inside: Sequence[Word], words: Sequence[Word]) -> list[Word]:
    """Return the words on the same baselines as those inside an area, outside of it."""
    own, bases = set(map(id, inside)), {round(word.base) for word in inside}
    return [word for word in words if id(word) not in own and round(word.base) in bases]


def _is_in_rows(inside: Sequence[Word], words: Sequence[Word]) -> bool:
    """Return whether most lines in an area go on outside of it, in something else than prose."""
    beside = _beside(inside, words)
    going_on = len({round(word.base) for word in beside})
    return 2 * going_on > len({round(word.base) for word in inside}) and not flows(find_lines(beside))


def _has_figures_beside(inside: Sequence[Word], words: Sequence[Word]) -> bool:
    """Return whether a line in an area has a figure by itself outside: then it labels a row."""
    beside = sorted(_beside(inside, words), key=lambda word: word.left)
    return any(is_value(line.text) for line in find_lines(beside))


def _turned(rules: Rules, turn: int, width: float, height: float) -> Rules:
    """Return rules as they are on the page turned so that a text with this direction stands upright."""
    if turn == 1:
        down = tuple(Rule(height - rule.at, rule.begin, rule.end) for rule in rules.across)
        return Rules(tuple(Rule(rule.at, height - rule.end, height - rule.begin) for rule in rules.down), down)
    if turn == 2:
        across = tuple(Rule(height - rule.at, width - rule.end, width - rule.begin) for rule in rules.across)
        return Rules(across, tuple(Rule(width - r.at, height - r.end, height - r.begin) for r in rules.down))
    if turn == 3:
        across = tuple(Rule(width - rule.at, rule.begin, rule.end) for rule in rules.down)
        return Rules(across, tuple(Rule(rule.at, width - rule.end, width - rule.begin) for rule in rules.across))
    return rules


def notes_apart(groups: LineGroups) -> tuple[LineGroups, LineGroups]:
    """Return the columns of a page without the notes at their feet, and those notes."""
    lines = [line for group in groups for line in group if line.is_text]
    if not lines:
        return groups, ()
    size = median(line.size for line in lines for _ in line.words)
    text, notes = [], []
    for group in groups:
        foot = len(group)
        first = foot
        while foot and group[foot - 1].is_text and group[foot - 1].size < _SMALLER * size:
            foot -= 1
            if opens_a_note(group[foot]):
                first = foot
        text.append(group[:first])
        notes.append(group[first:])
    return tuple(filter(None, text)), tuple(filter(None, notes))
