"""A first test for hidden text on a PDF page by boxes and colours: surely visible, surely hidden, or doubtful.

A text is surely visible if its colour differs from the page and everything painted below it, and nothing covers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.hidden import LEAST_STEP, SMALLEST_PT, Colour
from assistant.reading.pdf.objects import Painted, clipped, in_layers, is_cut, is_rectangle, tiny_among

_NOT_RENDERED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_OPAQUE = 255
_BARELY = 13
"""The opacity, of 255, below which nothing is visible."""
_THIN = 1.0
"""In points: anything thinner is a line and covers no letter."""
_LINE = 6
"""The ratio of height to width above which a text is an upright line and not a letter."""
_MOST_PAIRS = 4_000_000
"""The maximum number of pairs of text and background to compare; on a page with more, everything is doubtful."""
_MOST_PICTURES = 200
"""How many pictures of a page are considered as scans."""

Boxes = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text that may be hidden: its box, its colour, and the opacity of the colour from 0 to 255.

    `colour` is None if the text is not only filled.
    """

    box: tuple[float, float, float, float]
    colour: Colour | None
    opacity: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the texts over it, by PDFium's ids: possible text layers of a scan, and the others."""

    layer: frozenset[int]
    others: frozenset[int]


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a page that are not surely visible, by PDFium's ids.

    `never` are too small or off the page, `not_rendered` are only for searching, or `cutting`: they cut what is painted
    after them to their shape. `every` has the ids of all objects of the page, without forms.
    """

    never: frozenset[int]
    not_rendered: frozenset[int]
    cutting: frozenset[int]
    every: tuple[int, ...]
    doubtful: dict[int, Doubt]
    pictures: tuple[Picture, ...]


def find_doubts(page: pdfium.PdfPage, found: Painted) -> Texts | None:
    """Return the texts of a page, whose objects are given, that are not surely visible, or None if all are."""
    texts = found.texts
    if not len(texts):
        return None
    boxes, fills, modes = found.boxes[texts], found.fills[texts], found.modes[texts]
    ids = [found.ids[at] for at in texts]
    left, bottom, right, top = page.get_bbox()
    off = (boxes[:, 2] <= left) | (boxes[:, 0] >= right) | (boxes[:, 3] <= bottom) | (boxes[:, 1] >= top)
    beyond = (boxes[:, 0] < left) | (boxes[:, 2] > right) | (boxes[:, 1] < bottom) | (boxes[:, 3] > top)
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    # There are many narrow letters, so they are not checked one by one.
    tiny = (high < SMALLEST_PT) | ((wide < SMALLEST_PT) & ((high > _LINE * wide) | (high < 2 * SMALLEST_PT)))
    tiny[tiny] = tiny_among([ids[at] for at in np.flatnonzero(tiny)])
    not_rendered = np.isin(modes, _NOT_RENDERED) | (fills[:, 3] < _BARELY)
    doubtful = beyond | (modes != raw.FPDF_TEXTRENDERMODE_FILL) | (fills[:, 3] < _OPAQUE) | _may_be_lost(found, texts)
    doubtful[in_layers(ids)] = True
    doubtful[[at for at in clipped(ids) if is_cut(ids[at], boxes[at])]] = True
    never = off | tiny
    if not (never | not_rendered | doubtful).any():
        return None
    filled = modes == raw.FPDF_TEXTRENDERMODE_FILL
    return Texts(
        frozenset(ids[at] for at in np.flatnonzero(never)),
        frozenset(ids[at] for at in np.flatnonzero(not_rendered)),
        frozenset(ids[at] for at in np.flatnonzero((modes == raw.FPDF_TEXTRENDERMODE_CLIP) & ~never)),
        tuple(found.ids[at] for at in np.flatnonzero(found.kinds != raw.FPDF_PAGEOBJ_FORM)),
        {
            ids[at]: Doubt(
                tuple(boxes[at].tolist()), tuple(fills[at, :3].tolist()) if filled[at] else None, int(fills[at, 3])
            )
            for at in np.flatnonzero(doubtful & ~never & ~not_rendered)
        },
        tuple(_pictures(found, texts, not_rendered)),
    )


def _may_be_lost(found: Painted, texts: NDArray[np.int32]) -> Flags:
    """Return for each text whether its background may have its colour or something may cover it, `(texts,)`."""
    grounds = found.grounds
    sides = found.boxes[grounds, 2:] - found.boxes[grounds, :2]
    grounds = grounds[sides.min(axis=1) > _THIN]
    if len(grounds) * len(texts) > _MOST_PAIRS:
        return np.ones(len(texts), bool)
    meets = _meet(found.boxes[texts], found.boxes[grounds])
    before = grounds[None] < texts[:, None]
    doubtful: Flags = (meets & ~before).any(axis=1)
    meets &= before
    opaque = (found.modes[grounds] > 0) & (found.fills[grounds, 3] == _OPAQUE)
    tints = found.fills[grounds, :3].astype(np.int32)
    colour_of = found.fills[texts, :3] @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    for number in np.unique(colour_of):
        colour = np.array([number >> 16, number >> 8 & 255, number & 255], np.int32)
        # A background of another colour leaves no doubt.
        lets_down = ~opaque | (np.abs(tints - colour).max(axis=1) < LEAST_STEP)
        on_paper = bool((255 - colour).max() < LEAST_STEP)
        rows = np.flatnonzero((colour_of == number) & (on_paper | meets[:, lets_down].any(axis=1)))
        if len(rows):
            last = _last_rectangle(found, texts[rows], grounds, meets[rows], opaque)
            matters = meets[rows] & lets_down & (grounds[None] >= last[:, None])
            doubtful[rows] |= matters.any(axis=1) | (on_paper & (last < 0))
    return doubtful


def _meet(texts: Boxes, grounds: Boxes) -> Flags:
    """Return which texts and backgrounds overlap, `(texts, grounds)`."""
    left, bottom, right, top = (np.ascontiguousarray(edge)[:, None] for edge in texts.T)
    x0, y0, x1, y1 = (np.ascontiguousarray(edge) for edge in grounds.T)
    return (left < x1 - _THIN) & (right > x0 + _THIN) & (bottom < y1 - _THIN) & (top > y0 + _THIN)


def _last_rectangle(
    found: Painted, texts: NDArray[np.int32], grounds: NDArray[np.int32], meets: Flags, opaque: Flags
) -> NDArray[np.int32]:
    """Return for each text the last opaque rectangle that contains it (anything below is irrelevant), -1 for none."""
    text, ground = found.boxes[texts][:, None], found.boxes[grounds][None]
    holds: Flags = (
        meets & opaque & (ground[..., :2] <= text[..., :2]).all(-1) & (ground[..., 2:] >= text[..., 2:]).all(-1)
    )
    held: Flags = np.asarray(holds.any(axis=0))
    solid = held.copy()
    solid[held] = [is_rectangle(found.ids[at]) for at in grounds[held]]
    last: NDArray[np.int32] = np.where(holds & solid, grounds, -1).max(axis=1, initial=-1)
    return last


def _pictures(found: Painted, texts: NDArray[np.int32], not_rendered: Flags) -> Iterator[Picture]:
    boxes = found.boxes[texts]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    ids = np.array([found.ids[at] for at in texts])
    for place in found.pictures[:_MOST_PICTURES]:
        box = found.boxes[place]
        inside = ((middle >= box[:2]) & (middle <= box[2:])).all(axis=1)
        layer = inside & (not_rendered | (texts < place))
        if layer.any():
            yield Picture(frozenset(ids[layer].tolist()), frozenset(ids[inside & ~layer].tolist()))
