"""The words of a PDF page with their positions, as PDFium reads them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.hidden import LeftOut
from assistant.reading.pdf.hidden import unseen_letters
from assistant.reading.pdf.objects import plain_function
from assistant.reading.pdf.rotation import PageRotation

_ITALIC_FLAG = 1 << 6
_FONT_NAME = 128
_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium returns for a hyphen at the end of a line, depending on the font."""
_BOLD = (b"bold", b"black", b"heavy")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
"""Bullets and boxes of symbol fonts, whose characters are meaningless outside the font."""
_NO_TEXT = r"\x00-\x20\x7f\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
# After a hyphen at the end of a line, the word continues on the next line without a space.
_WORD = re.compile(rf"[^{_NO_TEXT}{_HYPHENS}]*[{_HYPHENS}]|[^{_NO_TEXT}{_HYPHENS}]+")
_AS_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_box_of = plain_function(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_origin_of = plain_function(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_font_of = plain_function(raw.FPDFText_GetFontInfo, ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong, _POINTER)


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


def read_words(page: pdfium.PdfPage, left_out: LeftOut) -> tuple[Word, ...]:
    """Return the visible words of a page, in the order of the file.

    Hidden letters are counted.
    """
    text_page = page.get_textpage()
    try:
        text = _text(text_page.raw)
        spans = [match.span() for match in _WORD.finditer(text)]
        unseen = unseen_letters(page, text_page, text, spans)
        left_out.add("".join(text[index] for index in sorted(unseen)))
        return tuple(_words(text_page.raw, text, spans, unseen, PageRotation(page)))
    finally:
        text_page.close()


def _text(text_page: raw.FPDF_TEXTPAGE) -> str:
    """The text of a page, in which each character is one code unit, as PDFium counts them."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    # It leaves out invalid characters.
    return "".join(chr(raw.FPDFText_GetUnicode(text_page, index)) for index in range(count))


def _words(
    text_page: raw.FPDF_TEXTPAGE,
    text: str,
    spans: Sequence[tuple[int, int]],
    unseen: frozenset[int],
    turn: PageRotation,
) -> Iterator[Word]:
    measure = _Measure(text_page, turn)
    for first, after in spans:
        seen = [index for index in range(first, after) if index not in unseen] if unseen else range(first, after)
        if seen:
            letters = text[first:after] if len(seen) == after - first else "".join(text[index] for index in seen)
            yield measure.word(letters.translate(_AS_HYPHEN), seen[0], seen[-1])


class _Measure:
    """Asks PDFium for the places of words, with the same few buffers for all: a page has hundreds of words."""

    def __init__(self, text_page: raw.FPDF_TEXTPAGE, turn: PageRotation) -> None:
        self._page, self._turn = ctypes.cast(text_page, _POINTER).value, turn
        self._box, self._origin, self._flags = raw.FS_RECTF(), (ctypes.c_double * 2)(), ctypes.c_int()
        self._font = ctypes.create_string_buffer(_FONT_NAME)
        self._into_box, self._into_font, self._into_flags = map(ctypes.addressof, (self._box, self._font, self._flags))
        self._into_x = ctypes.addressof(self._origin)
        self._into_y = self._into_x + ctypes.sizeof(ctypes.c_double)

    def word(self, text: str, first: int, last: int) -> Word:
        """Return the word whose first and last letter these are."""
        left, top, right, bottom = self._edges(first)
        size = bottom - top
        if last != first:
            other_left, _, other_right, _ = self._edges(last)
            left, right = min(left, other_left), max(right, other_right)
        _origin_of(self._page, first, self._into_x, self._into_y)
        # What is not told keeps the buffer as it is, so it is emptied first.
        self._font.value, self._flags.value = b"", 0
        _font_of(self._page, first, self._into_font, _FONT_NAME, self._into_flags)
        return Word(
            _clean(text),
            left,
            right,
            base=self._turn(self._origin[0], self._origin[1])[1],
            size=size,
            bold=any(weight in self._font.value.lower() for weight in _BOLD),
            italic=bool(self._flags.value & _ITALIC_FLAG),
        )

    def _edges(self, letter: int) -> tuple[float, float, float, float]:
        """Return where a letter stands as the page is seen: left, top, right and bottom."""
        box = self._box
        _box_of(self._page, letter, self._into_box)
        (x, y), (other_x, other_y) = self._turn(box.left, box.bottom), self._turn(box.right, box.top)
        return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _clean(text: str) -> str:
    if text.isascii():
        return text
    # A character outside the basic plane is a surrogate pair.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PRIVATE.sub("•", whole)
