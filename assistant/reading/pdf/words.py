"""The words of a PDF page with their places, as PDFium reads them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.hidden import LeftOut
from assistant.reading.pdf.hidden import unseen_letters
from assistant.reading.pdf.turn import Turn

_ITALIC_FLAG = 1 << 6
_FONT_NAME = 128
_HYPHENS = "\x02\ufffe\u00ad"
"""What PDFium gives for a hyphen at which a line was broken, depending on the font."""
_BOLD = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
"""Bullets and boxes of symbol fonts, whose characters mean nothing outside of them."""
_NO_TEXT = r"\x00-\x20\x7f\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
# After a hyphen at a line's end the word goes on in the next line without any space between.
_WORD = re.compile(rf"[^{_NO_TEXT}{_HYPHENS}]*[{_HYPHENS}]|[^{_NO_TEXT}{_HYPHENS}]+")
_HYPHEN = re.compile(f"[{_HYPHENS}]")


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
    """Return the words of a page that are seen, in the order in which they were written into the file.

    What is not seen is counted, letter by letter.
    """
    text_page = page.get_textpage()
    try:
        text = _text(text_page.raw)
        spans = [match.span() for match in _WORD.finditer(text)]
        unseen = unseen_letters(page, text_page, text, spans)
        left_out.add("".join(text[index] for index in sorted(unseen)))
        return tuple(_words(text_page.raw, text, spans, unseen, Turn(page)))
    finally:
        text_page.close()


def _text(text_page: raw.FPDF_TEXTPAGE) -> str:
    """The text of a page, in which each character is one code unit, as PDFium counts them."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    # It leaves out characters that are none.
    return "".join(chr(raw.FPDFText_GetUnicode(text_page, index)) for index in range(count))


def _words(
    text_page: raw.FPDF_TEXTPAGE, text: str, spans: Sequence[tuple[int, int]], unseen: frozenset[int], turn: Turn
) -> Iterator[Word]:
    for first, after in spans:
        seen = [index for index in range(first, after) if index not in unseen] if unseen else range(first, after)
        if seen:
            letters = text[first:after] if len(seen) == after - first else "".join(text[index] for index in seen)
            yield _word(text_page, _HYPHEN.sub("-", letters), seen[0], seen[-1], turn)


def _word(text_page: raw.FPDF_TEXTPAGE, text: str, first: int, last: int, turn: Turn) -> Word:
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
