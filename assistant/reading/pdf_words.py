"""The words of a PDF page with their places, as PDFium reads them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.hidden import Colour

_ITALIC_FLAG = 1 << 6
_FONT_NAME = 128
_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium gives for a hyphen at which a line was broken, depending on the font."""
_OUTLINED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
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


@dataclass(frozen=True, slots=True)
class Ink:
    """How a piece of text is written: its colour, how opaque (0 to 255), PDF's rendering mode (ISO 32000-1, 9.3.6).

    `address` tells the piece, in the document in memory, from any other.
    """

    colour: Colour
    alpha: int
    mode: int
    address: int
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word, how it is written, and the middle of its first letter in the file's coordinates."""

    word: Word
    ink: Ink
    x: float
    y: float


def read_words(page: pdfium.PdfPage) -> tuple[WrittenWord, ...]:
    """Return the words of a page, seen or not, in the order in which they were written into the file."""
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


def _words(text_page: raw.FPDF_TEXTPAGE, count: int, turn: _Turn) -> Iterator[WrittenWord]:
    unicode_of = raw.FPDFText_GetUnicode
    letters: list[str] = []
    inks: dict[int, Ink] = {}
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
            yield _word(text_page, "".join(letters), first, index if breaks else index - 1, turn, inks)
            letters = []


def _word(
    text_page: raw.FPDF_TEXTPAGE, text: str, first: int, last: int, turn: _Turn, inks: dict[int, Ink]
) -> WrittenWord:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(text_page, first, box)
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    corners = [turn(box.left, box.bottom), turn(box.right, box.top)]
    raw.FPDFText_GetLooseCharBox(text_page, last, box)
    corners += [turn(box.left, box.bottom), turn(box.right, box.top)]
    raw.FPDFText_GetCharOrigin(text_page, first, x, y)
    ink = _ink(text_page, first, inks)
    word = Word(
        _clean(text),
        left=min(corner[0] for corner in corners),
        right=max(corner[0] for corner in corners),
        base=turn(x.value, y.value)[1],
        size=abs(corners[1][1] - corners[0][1]),
        bold=ink.bold,
        italic=ink.italic,
    )
    return WrittenWord(word, ink, *middle)


def _ink(text_page: raw.FPDF_TEXTPAGE, index: int, known: dict[int, Ink]) -> Ink:
    """Return how the piece of text is written that a letter is part of; `known` are those that were looked at."""
    piece = raw.FPDFText_GetTextObject(text_page, index)
    address = ctypes.addressof(piece.contents) if piece else 0
    if address not in known:
        mode = raw.FPDFTextObj_GetTextRenderMode(piece) if piece else raw.FPDF_TEXTRENDERMODE_FILL
        red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(255)
        colour_of = raw.FPDFText_GetStrokeColor if mode in _OUTLINED else raw.FPDFText_GetFillColor
        colour_of(text_page, index, red, green, blue, alpha)
        font, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
        raw.FPDFText_GetFontInfo(text_page, index, font, _FONT_NAME, flags)
        known[address] = Ink(
            (red.value, green.value, blue.value),
            alpha.value,
            mode,
            address,
            bold=bool(_BOLD.search(font.value)),
            italic=bool(flags.value & _ITALIC_FLAG),
        )
    return known[address]


def _clean(text: str) -> str:
    # A character outside of the first plane comes in two halves.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PRIVATE.sub("•", whole)
