"""The letters of a PDF page with their places, as PDFium reads them."""

from __future__ import annotations

import ctypes
import math
import re

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.pdf.objects import plain_function
from assistant.reading.pdf.rotation import PageRotation

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_box_of = plain_function(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_origin_of = plain_function(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_angle_of = plain_function(raw.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _INT)
_font_of = plain_function(raw.FPDFText_GetFontInfo, ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong, _POINTER)

OBLIQUE = -1
"""The direction of a text that runs neither along the page's edges nor against them."""
_CODES = re.compile(r"[\x00-\x1f]")
"""PDFium gives the number of a glyph for a letter that its font does not tell."""
_UPRIGHT_WITHIN = 8.0
"""In degrees."""
UNKNOWN = "\ufffd"
"""Stands for a letter that a font does not tell."""
_FONT_NAME = 128


class Letters:
    """The n characters of a page, as it is seen, measured in points from its upper left corner.

    `text` has one character for each, in the order of the file. PDFium is asked with the same buffers for all.
    """

    def __init__(self, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> None:
        self.text = _text(text_page.raw)
        self._handle = ctypes.cast(text_page.raw, _POINTER).value
        self._rotation, self._turned = PageRotation(page), page.get_rotation()
        self._width, self._height = page.get_width(), page.get_height()
        self._origin, self._flags = (ctypes.c_double * 2)(), ctypes.c_int()
        self._font = ctypes.create_string_buffer(_FONT_NAME)
        self._into_font, self._into_flags = map(ctypes.addressof, (self._font, self._flags))
        self._into_x = ctypes.addressof(self._origin)
        self._into_y = self._into_x + ctypes.sizeof(ctypes.c_double)

    def boxes(self) -> NDArray[np.float64]:
        """Return left, top, right and bottom of all letters, `(n, 4)`, with the height of the font."""
        told = np.zeros((len(self.text), 4), np.float32)
        handle, first, size = self._handle, told.ctypes.data, 4 * told.itemsize
        for index in range(len(told)):
            _box_of(handle, index, first + size * index)
        left, top, right, bottom = told.T.astype(np.float64)
        (x, y), (other_x, other_y) = self._rotation(left, bottom), self._rotation(right, top)
        edges = [np.minimum(x, other_x), np.minimum(y, other_y), np.maximum(x, other_x), np.maximum(y, other_y)]
        return np.stack(edges, axis=1)

    def base(self, letter: int, turn: int) -> float:
        """Return how far down a letter's baseline is, on the page turned so that the letter stands upright."""
        _origin_of(self._handle, letter, self._into_x, self._into_y)
        x, y = self._rotation(self._origin[0], self._origin[1])
        return float({1: x, 2: self._height - y, 3: self._width - x}.get(turn, y))

    def turned(self, boxes: NDArray[np.float64], turn: int) -> NDArray[np.float64]:
        """Return boxes on the page turned so that a text that is turned by `turn` quarters stands upright."""
        left, top, right, bottom = boxes.T
        if turn == 1:
            return np.stack([self._height - bottom, left, self._height - top, right], axis=1)
        if turn == 2:
            return np.stack(
                [self._width - right, self._height - bottom, self._width - left, self._height - top], axis=1
            )
        if turn == 3:
            return np.stack([top, self._width - right, bottom, self._width - left], axis=1)
        return boxes

    def font(self, letter: int) -> tuple[bytes, int]:
        """Return the name and the flags of a letter's font, b"" and 0 if they are unknown."""
        # What is not told keeps the buffer as it is, so it is emptied first.
        self._font.value, self._flags.value = b"", 0
        _font_of(self._handle, letter, self._into_font, _FONT_NAME, self._into_flags)
        return self._font.value, self._flags.value

    def turn(self, letter: int) -> int:
        """Return by how many quarters a letter is turned against the clock, or OBLIQUE."""
        told = _angle_of(self._handle, letter)
        if not told and not self._turned:
            return 0
        degrees = -math.degrees(told) - self._turned  # PDFium counts with the clock
        quarters = round(degrees / 90)
        return quarters % 4 if abs(degrees - 90 * quarters) <= _UPRIGHT_WITHIN else OBLIQUE


def _text(text_page: raw.FPDF_TEXTPAGE) -> str:
    """The text of a page, one character for each letter, also for those that its font does not tell."""
    text = _told(text_page)
    untold = {
        match.start()
        for match in _CODES.finditer(text)
        if match[0] == "\0" or raw.FPDFText_HasUnicodeMapError(text_page, match.start()) == 1
    }
    return "".join(UNKNOWN if at in untold else letter for at, letter in enumerate(text)) if untold else text


def _told(text_page: raw.FPDF_TEXTPAGE) -> str:
    """The text of a page, in which each character is one code unit, as PDFium counts them."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    # It leaves out invalid characters. A code beyond Unicode is what a damaged font gives.
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 else UNKNOWN for code in codes)
