"""Which words of a PDF page are seen. Few need a look at the page as it is drawn; for those the drawing decides.

A word is looked at that is written in the colour of the paper or of a figure below it, without ink, or beneath what was
drawn later. Then the page is drawn once, and the word is seen where some of its ink is, on a ground of another colour.
Words without ink over a picture that has ink at their place are the text of a scan.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.hidden import SMALLEST_PT, WHITE, Colour, LeftOut, is_lost_on
from assistant.reading.pdf_words import Word, WrittenWord

_WITHOUT_INK = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_MOST_PIXELS = 4_000_000
_SCALE = 2.0
_MOST_SHAPES = 2_000
"""How many figures of one page are held against its words."""
_MOST_CLIPS, _MOST_POINTS = 8, 40
_NARROWEST_PT = 0.3
_LEAST_SHARE = 0.25
"""How much of the way from the ground's colour to its own a word's darkest pixel has come, however thin it is."""
_INK_OF_A_SCAN = 0.2
_IMAGES_WITHIN = 3
_OPAQUE = 250
_BARELY = 13
Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A filled figure or a picture: when it was drawn, where it lies in the file's coordinates, and its colour."""

    order: int
    left: float
    bottom: float
    right: float
    top: float
    colour: Colour | None
    is_whole: bool = False
    """Whether it is a rectangle that is filled from side to side."""

    def covers(self, written: WrittenWord) -> bool:
        return self.left <= written.x <= self.right and self.bottom <= written.y <= self.top

    def holds(self, written: WrittenWord) -> bool:
        word, half = written.word, written.word.size / 2
        across = written.x + (word.right - word.left) <= self.right + half and self.left <= written.x - half
        return self.is_whole and across and self.bottom <= written.y - half and written.y + half <= self.top


def seen_words(page: pdfium.PdfPage, words: Iterable[WrittenWord], left_out: LeftOut) -> tuple[Word, ...]:
    """Return the words of a page that are seen, in order, and count the others."""
    look = _Look(page)
    seen: list[Word] = []
    for written in words:
        if look.sees(written):
            seen.append(written.word)
        else:
            left_out.add(written.word.text)
    return tuple(seen)


class _Look:
    """One page, drawn only where a word asks for it."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._width, self._height = page.get_size()
        self._orders: dict[int, int] = {}
        self._clips: dict[int, _Shape] = {}
        self._shapes = list(self._read_shapes())
        self._last = max((shape.order for shape in self._shapes), default=0)
        self._alike: dict[Colour, tuple[bool, list[_Shape]]] = {}
        self._scans: list[_Shape] | None = None
        self._pixels: tuple[Pixels, float] | None = None

    def sees(self, written: WrittenWord) -> bool:
        word, ink = written.word, written.ink
        if _is_tiny(word) or not self._is_on_page(word):
            return False
        if ink.mode in _WITHOUT_INK or ink.alpha < _BARELY:
            return self._is_scanned(written)
        return not self._is_doubtful(written) or self._has_ink(word, ink.colour)

    def _is_on_page(self, word: Word) -> bool:
        return word.right > 0 and word.left < self._width and word.base > 0 and word.base - word.size < self._height

    def _is_doubtful(self, written: WrittenWord) -> bool:
        ink = written.ink
        if ink.colour not in self._alike:
            on_paper = is_lost_on(ink.colour, WHITE)
            self._alike[ink.colour] = on_paper, [each for each in self._shapes if is_lost_on(ink.colour, each.colour)]
        order = self._orders.get(ink.address, self._last)
        if order < self._last and any(shape.order > order and shape.covers(written) for shape in self._shapes):
            return True
        clip = self._clips.get(ink.address)
        if clip is not None and not clip.covers(written):
            return True
        on_paper, alike = self._alike[ink.colour]
        if not on_paper and not any(shape.covers(written) for shape in alike):
            return False
        below = [shape for shape in self._shapes if shape.order < order and shape.covers(written)]
        return not (below and below[-1].holds(written) and not is_lost_on(ink.colour, below[-1].colour or ink.colour))

    def _read_shapes(self) -> Iterator[_Shape]:
        """Yield what is drawn besides text, and note when each piece of text is drawn."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        shapes = 0
        for order in range(raw.FPDFPage_CountObjects(self._page.raw)):
            thing = raw.FPDFPage_GetObject(self._page.raw, order)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                address = ctypes.addressof(thing.contents)
                self._orders[address] = order
                if (clip := _clip(thing, order)) is not None:
                    self._clips[address] = clip
                continue
            is_image = kind == raw.FPDF_PAGEOBJ_IMAGE
            if shapes >= _MOST_SHAPES or not (is_image or (kind == raw.FPDF_PAGEOBJ_PATH and _is_filled(thing))):
                continue
            colour, alpha = (None, 255) if is_image else _fill(thing)
            if alpha >= _OPAQUE and raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
                shapes += 1
                sides = left.value, bottom.value, right.value, top.value
                yield _Shape(order, *sides, colour, is_whole=not is_image and _is_rectangle(thing, sides))

    def _is_scanned(self, written: WrittenWord) -> bool:
        if self._scans is None:
            self._scans = [shape for shape in self._shapes if shape.colour is None]
            images = self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_IMAGES_WITHIN)
            if any(image.level > 0 for image in images):  # within a form, whose place is not looked up
                self._scans.append(_Shape(0, -np.inf, -np.inf, np.inf, np.inf, None))
        is_mark = not any(map(str.isalnum, written.word.text))  # as of a box to tick, which may be drawn as a figure
        if not (is_mark or any(shape.covers(written) for shape in self._scans)):
            return False
        place = self._place(written.word)
        grey = place.mean(axis=1) if len(place) else place
        return bool(len(grey) and (grey.max() - grey.min()) / 255 >= _INK_OF_A_SCAN)

    def _has_ink(self, word: Word, colour: Colour) -> bool:
        place = self._place(word)
        if not len(place):
            return True
        shades, counts = np.unique((place // 8).astype(np.uint8), axis=0, return_counts=True)
        ground = shades[counts.argmax()].astype(np.float32) * 8 + 4
        if is_lost_on(colour, (int(ground[0]), int(ground[1]), int(ground[2]))):
            return False
        way = np.array(colour, dtype=np.float32) - ground
        return bool(((place - ground) @ way / max(float(way @ way), 1.0)).max() >= _LEAST_SHARE)

    def _place(self, word: Word) -> Pixels:
        """Return the pixels `(n, 3)` in which a word stands, red, green and blue from 0 to 255."""
        pixels, scale = self._drawn()
        top, bottom = word.base - 0.9 * word.size, word.base + 0.25 * word.size
        rows = slice(max(0, int(top * scale)), max(0, int(bottom * scale) + 1))
        columns = slice(max(0, int(word.left * scale)), max(0, int(word.right * scale) + 1))
        return pixels[rows, columns].reshape(-1, 3)

    def _drawn(self) -> tuple[Pixels, float]:
        if self._pixels is None:
            scale = min(_SCALE, (_MOST_PIXELS / max(self._width * self._height, 1.0)) ** 0.5)
            bitmap = self._page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, no_smoothtext=False)
            drawn = bitmap.to_numpy()[:, :, :3].astype(np.float32)
            bitmap.close()
            self._pixels = drawn, scale
        return self._pixels


def _is_tiny(word: Word) -> bool:
    """Say whether letters are too small, in height (which some fonts tell wrongly) and in width, or in width alone."""
    width = (word.right - word.left) / len(word.text)
    return max(word.size, width) < SMALLEST_PT or width < _NARROWEST_PT


def _is_filled(path: object) -> bool:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(path, mode, stroked)) and mode.value != raw.FPDF_FILLMODE_NONE


def _clip(thing: object, order: int) -> _Shape | None:
    """Return the box to which a piece of text is cut, None where it is not."""
    path = raw.FPDFPageObj_GetClipPath(thing)
    boxes = []
    for number in range(min(max(raw.FPDFClipPath_CountPaths(path), 0), _MOST_CLIPS)) if path else ():
        count = raw.FPDFClipPath_CountPathSegments(path, number)
        points = [_point(raw.FPDFClipPath_GetPathSegment(path, number, at)) for at in range(min(count, _MOST_POINTS))]
        if points and count <= _MOST_POINTS:
            across, up = zip(*points, strict=True)
            boxes.append((min(across), min(up), max(across), max(up)))
    if not boxes:
        return None
    left, bottom, right, top = zip(*boxes, strict=True)
    return _Shape(order, max(left), max(bottom), min(right), min(top), None)


def _is_rectangle(path: object, sides: tuple[float, float, float, float]) -> bool:
    """Say whether a path is the rectangle of these sides, and no other figure."""
    count = raw.FPDFPath_CountSegments(path)
    if count not in (4, 5):
        return False
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(path, matrix) or (matrix.a, matrix.b, matrix.c, matrix.d) != (1, 0, 0, 1):
        return False
    left, bottom, right, top = sides
    points = [_point(raw.FPDFPath_GetPathSegment(path, at)) for at in range(count)]
    corners = [(x + matrix.e, y + matrix.f) for x, y in points]
    return all(_is_one_of(x, left, right) and _is_one_of(y, bottom, top) for x, y in corners)


def _is_one_of(value: float, first: float, second: float) -> bool:
    return min(abs(value - first), abs(value - second)) < 1


def _point(segment: object) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _fill(thing: object) -> tuple[Colour, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
    return (red.value, green.value, blue.value), alpha.value
