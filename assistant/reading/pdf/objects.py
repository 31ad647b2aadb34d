"""The objects of a PDF page in painting order: texts, filled paths, pictures.

A page may have thousands of objects, often one per letter. So PDFium's functions are called with pointers as plain
numbers and write into arrays, which takes a third of the time of the library's typed functions.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.hidden import SMALLEST_PT

_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_ulong
_TEXT, _PATH, _FORM = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM
_DEEPEST = 8
"""The maximum depth of nested forms."""
_CORNERS = 7
"""The maximum number of points in the path of a rectangle."""
_LAYER = "OC\0"
_LAYER_NAME = _LAYER.encode("utf-16-le")
_CLIPPED = 1.0
"""How far, in points, a text may extend beyond its clipping path."""


def plain_function(function: object, returns: Any, *arguments: Any) -> Callable[..., Any]:  # noqa: ANN401 - a type of ctypes
    """Return a PDFium function that takes and returns pointers as numbers."""
    address = ctypes.cast(function, _POINTER).value  # type: ignore[arg-type]  # a ctypes function is an object here
    return ctypes.PYFUNCTYPE(returns, *arguments)(address)  # type: ignore[arg-type]  # never null


_count = plain_function(raw.FPDFPage_CountObjects, _INT, _POINTER)
_object = plain_function(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_count_inner = plain_function(raw.FPDFFormObj_CountObjects, _INT, _POINTER)
_inner = plain_function(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, _LONG)
_type = plain_function(raw.FPDFPageObj_GetType, _INT, _POINTER)
_bounds = plain_function(raw.FPDFPageObj_GetBounds, _INT, *[_POINTER] * 5)
_fill = plain_function(raw.FPDFPageObj_GetFillColor, _INT, *[_POINTER] * 5)
_render_mode = plain_function(raw.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_set_render_mode = plain_function(raw.FPDFTextObj_SetTextRenderMode, _INT, _POINTER, _INT)
_draw_mode = plain_function(raw.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
_matrix = plain_function(raw.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_font_size = plain_function(raw.FPDFTextObj_GetFontSize, _INT, _POINTER, _POINTER)
_segments = plain_function(raw.FPDFPath_CountSegments, _INT, _POINTER)
_segment = plain_function(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_point = plain_function(raw.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
_segment_type = plain_function(raw.FPDFPathSegment_GetType, _INT, _POINTER)
_closes = plain_function(raw.FPDFPathSegment_GetClose, _INT, _POINTER)
_transparent = plain_function(raw.FPDFPageObj_HasTransparency, _INT, _POINTER)
_clip = plain_function(raw.FPDFPageObj_GetClipPath, _POINTER, _POINTER)
_clip_paths = plain_function(raw.FPDFClipPath_CountPaths, _INT, _POINTER)
_clip_segments = plain_function(raw.FPDFClipPath_CountPathSegments, _INT, _POINTER, _INT)
_clip_segment = plain_function(raw.FPDFClipPath_GetPathSegment, _POINTER, _POINTER, _INT, _INT)
_marks = plain_function(raw.FPDFPageObj_CountMarks, _INT, _POINTER)
_mark = plain_function(raw.FPDFPageObj_GetMark, _POINTER, _POINTER, _LONG)
_mark_name = plain_function(raw.FPDFPageObjMark_GetName, _INT, _POINTER, _POINTER, _LONG, _POINTER)
_activate = plain_function(raw.FPDFPageObj_SetIsActive, _INT, _POINTER, _INT)


@dataclass(frozen=True, slots=True)
class Painted:
    """The n objects of a page in painting order; the objects of a form take the place of the form.

    `ids` are PDFium's own. `kinds` are its types, `(n,)`. `boxes` are left, bottom, right and top in points,
    `(n, 4)` float32, and `fills` red, green, blue and opacity from 0 to 255, `(n, 4)`. `modes` is how a text is
    rendered (0: filled; 3: not at all) and how a path is filled (0: not), -1 elsewhere. `stroked` tells of each whether
    it is a path whose outline is drawn, `(n,)`.
    """

    ids: tuple[int, ...]
    kinds: NDArray[np.int32]
    boxes: NDArray[np.float32]
    fills: NDArray[np.uint32]
    modes: NDArray[np.int32]
    stroked: NDArray[np.bool_]

    @property
    def texts(self) -> NDArray[np.int32]:
        """The indices of the texts."""
        return np.flatnonzero(self.kinds == _TEXT).astype(np.int32)

    @property
    def pictures(self) -> NDArray[np.int32]:
        """The indices of the pictures."""
        return np.flatnonzero(self.kinds == raw.FPDF_PAGEOBJ_IMAGE).astype(np.int32)

    @property
    def grounds(self) -> NDArray[np.int32]:
        """The indices of objects that paint an area: filled paths, pictures, shadings."""
        return np.flatnonzero((self.kinds != _TEXT) & (self.kinds != _FORM) & (self.modes != 0)).astype(np.int32)


def painted(page: pdfium.PdfPage) -> Painted:
    """Return the objects of a page."""
    handle = ctypes.cast(page.raw, _POINTER).value
    ids: list[int] = []
    kinds: list[int] = []
    placed: list[tuple[int, int, tuple[float, ...]]] = []

    def add(objects: list[int], depth: int) -> None:
        for found in objects:
            kind = _type(found)
            ids.append(found)
            kinds.append(kind)
            if kind == _FORM and depth:
                first = len(ids)
                add([_inner(found, number) for number in range(_count_inner(found))], depth - 1)
                placed.append((first, len(ids), _matrix_of(found)))

    add([_object(handle, number) for number in range(_count(handle))], _DEEPEST)
    count = len(ids)
    boxes, fills = np.zeros((count, 4), np.float32), np.zeros((count, 4), np.uint32)
    modes, strokes = np.full(count, -1, np.int32), np.zeros(count, np.int32)
    box, fill, mode, stroke = (array.ctypes.data for array in (boxes, fills, modes, strokes))
    for found, kind in zip(ids, kinds, strict=True):
        _bounds(found, box, box + 4, box + 8, box + 12)
        if kind == _TEXT:
            _fill(found, fill, fill + 4, fill + 8, fill + 12)
        elif kind == _PATH:
            _fill(found, fill, fill + 4, fill + 8, fill + 12)
            _draw_mode(found, mode, stroke)
        box, fill, mode, stroke = box + 16, fill + 16, mode + 4, stroke + 4
    of_kind = np.array(kinds, np.int32)
    modes[of_kind == _TEXT] = [_render_mode(found) for found, kind in zip(ids, kinds, strict=True) if kind == _TEXT]
    for first, after, matrix in placed:  # innermost forms first
        boxes[first:after] = _moved(boxes[first:after], matrix)
    return Painted(tuple(ids), of_kind, boxes, fills, modes, strokes > 0)


def _matrix_of(found: int) -> tuple[float, ...]:
    """The six numbers of an object's matrix: x becomes a x + c y + e, and y becomes b x + d y + f."""
    parts = (ctypes.c_float * 6)()
    _matrix(found, ctypes.addressof(parts))
    return tuple(parts)


def _moved(boxes: NDArray[np.float32], matrix: tuple[float, ...]) -> NDArray[np.float32]:
    a, b, c, d, e, f = matrix
    x, y = boxes[:, [0, 0, 2, 2]], boxes[:, [1, 3, 1, 3]]
    turned_x, turned_y = a * x + c * y + e, b * x + d * y + f
    edges = [turned_x.min(axis=1), turned_y.min(axis=1), turned_x.max(axis=1), turned_y.max(axis=1)]
    return np.stack(edges, axis=1).astype(np.float32)


def tiny_among(texts: Sequence[int]) -> list[bool]:
    """Tell of each text whether it is too small to be read, in height or in width."""
    size, matrix = ctypes.c_float(), (ctypes.c_float * 6)()
    into_size, into_matrix = ctypes.addressof(size), ctypes.addressof(matrix)

    def is_tiny(text: int) -> bool:
        _font_size(text, into_size)
        _matrix(text, into_matrix)
        a, b, c, d = matrix[:4]
        return abs(size.value) * min(math.hypot(a, b), math.hypot(c, d)) < SMALLEST_PT

    return [is_tiny(text) for text in texts]


def is_rectangle(path: int) -> bool:
    """Return whether a path is an opaque, upright rectangle, which covers what is below it."""
    count = _segments(path)
    a, b, c, d, *_ = _matrix_of(path)
    is_straight = not (b or c) or not (a or d)
    if not is_straight or not 4 <= count <= _CORNERS or _transparent(path):
        return False
    segments = [_segment(path, number) for number in range(count)]
    if any(_segment_type(segment) == raw.FPDF_SEGMENT_BEZIERTO for segment in segments):
        return False
    return len({x for x, _ in map(_at, segments)}) == 2 == len({y for _, y in map(_at, segments)})


def strokes_of(path: int, most: int) -> list[tuple[float, float, float, float]]:
    """Return the straight parts of a path's outline as x, y, x, y in the coordinates of its page or form.

    A path of more than `most` segments is a drawing and has none.
    """
    count = _segments(path)
    if count > most:
        return []
    a, b, c, d, e, f = _matrix_of(path)
    found = []
    begin = before = (0.0, 0.0)
    for number in range(count):
        segment = _segment(path, number)
        x, y = _at(segment)
        here = a * x + c * y + e, b * x + d * y + f
        kind = _segment_type(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            found.append((*before, *here))
        before = here
        if _closes(segment):
            found.append((*here, *begin))
            before = begin
    return found


def _at(segment: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    _point(segment, ctypes.addressof(x), ctypes.addressof(y))
    return round(x.value, 3), round(y.value, 3)


def is_cut(text: int, box: NDArray[np.float32]) -> bool:
    """Return whether a text extends beyond the bounds of its clipping path."""
    clip = _clip(text)
    for number in range(_clip_paths(clip)):
        points = [_at(_clip_segment(clip, number, at)) for at in range(_clip_segments(clip, number))]
        if points:
            (left, right), (bottom, top) = ((min(side), max(side)) for side in zip(*points, strict=True))
            reach = left - box[0], bottom - box[1], box[2] - right, box[3] - top
            if max(reach) > _CLIPPED:
                return True
    return False


def clipped(texts: Sequence[int]) -> list[int]:
    """Return the indices of the texts that are clipped."""
    return [at for at, text in enumerate(texts) if _clip_paths(_clip(text)) > 0]


def in_layers(texts: Sequence[int]) -> list[int]:
    """Return the indices of the texts in a layer, which may be switched off (optional content)."""
    return [at for at, text in enumerate(texts) if (marks := _marks(text)) and _names_layer(text, marks)]


def _names_layer(text: int, marks: int) -> bool:
    name, length = ctypes.create_string_buffer(2 * len(_LAYER)), ctypes.c_ulong()
    into, told = ctypes.addressof(name), ctypes.addressof(length)
    found = (_mark_name(_mark(text, number), into, len(name), told) for number in range(marks))
    return any(is_told and name.raw == _LAYER_NAME for is_told in found)


def set_shown(objects: tuple[int, ...], *, shown: bool) -> None:
    """Switch the painting of these objects on or off."""
    for found in objects:
        _activate(found, shown)


def set_rendered(texts: tuple[int, ...], mode: int) -> None:
    """Set how these texts are rendered."""
    for text in texts:
        _set_render_mode(text, mode)
