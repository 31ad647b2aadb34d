"""The words of a PDF page with their places, as PDFium reads them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_ITALIC_FLAG = 1 << 6
_FONT_NAME = 128
_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium gives for a hyphen at which a line was broken, depending on the font."""
_BOLD = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
"""Bullets and boxes of symbol fonts, whose characters mean nothing outside of them."""
_NO_TEXT = re.compile(r"[\x00-\x20\x7f\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: `left` and `right` from the page's left edge, `base` (its baseline) from the top, in points.

    `size` is the height of its font.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    italic: bool


def read_words(page: pdfium.PdfPage) -> tuple[Word, ...]:
    """Return the words of a page in the order in which they were written into the file."""
    text_page = page.get_textpage()
    try:
        turned = _Turn(page)
        return tuple(_words(text_page.raw, raw.FPDFText_CountChars(text_page.raw), turned))
    finally:
        text_page.close()


class _Turn:
    """Coordinates as they are in the file into coordinates as the page is seen, from its upper left corner."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._quarters = page.get_rotation() // 90

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y


def _words(text_page: raw.FPDF_TEXTPAGE, count: int, turn: _Turn) -> Iterator[Word]:
    unicode_of = raw.FPDFText_GetUnicode
    letters: list[str] = []
    first = 0
    for index in range(count + 1):
        letter = chr(unicode_of(text_page, index)) if index < count else " "
        breaks = letter in _HYPHENS
        if breaks or not _NO_TEXT.match(letter):
            if not letters:
                first = index
            letters.append("-" if breaks else letter)
        # After a hyphen at a line's end the word goes on in the next line without any space between.
        if letters and (breaks or _NO_TEXT.match(letter)):
            yield _word(text_page, "".join(letters), first, index if breaks else index - 1, turn)
            letters = []


def _word(text_page: raw.FPDF_TEXTPAGE, text: str, first: int, last: int, turn: _Turn) -> Word:
    box, x, y, flags = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
    raw.FPDFText_GetLooseCharBox(text_page, first, box)
    corners = [turn(box.left, box.bottom), turn(box.right, box.top)]
    raw.FPDFText_GetLooseCharBox(text_page, last, box)
    corners += [turn(box.left, box.bottom), turn(box.right, box.top)]
    raw.FPDFText_GetCharOrigin(text_page, first, x, y)
    font = ctypes.create_string_buffer(_FONT_NAME)
    raw.FPDFText_GetFontInfo(text_page, first, font, _FONT_NAME, flags)
    return Word(
        _clean(text),
        left=min(corner[0] for corner in corners),
        right=max(corner[0] for corner in corners),
        base=turn(x.value, y.value)[1],
        size=abs(corners[1][1] - corners[0][1]),
        bold=bool(_BOLD.search(font.value)),
        italic=bool(flags.value & _ITALIC_FLAG),
    )


def _clean(text: str) -> str:
    # A character outside of the first plane comes in two halves.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PRIVATE.sub("•", whole)
