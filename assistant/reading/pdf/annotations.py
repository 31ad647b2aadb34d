"""What people typed onto the pages of a PDF: values of forms, texts on top of a page, comments.

PDFium reads the text of the page itself only. So what an annotation shows is painted into the page first, in memory.
Where the file does not say what it looks like, its text is placed by its rectangle.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.cleaning import one_line
from assistant.reading.hidden import LeftOut
from assistant.reading.pdf.rotation import PageRotation
from assistant.reading.pdf.words import Word

_TYPED = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_WATERMARK)
"""Annotations that show text."""
_SILENT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)
"""Annotations whose contents are no comment."""
_SHOWN_AS_TEXT = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_PAINTED = (*_SHOWN_AS_TEXT, raw.FPDF_FORMFIELD_SIGNATURE)
"""Fields whose appearance is what they say; that of a signature tells who signed, and when."""
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
_LARGEST, _LINE, _LETTER, _DROP = 11.0, 1.25, 0.5, 0.35
"""Letters that are placed by a rectangle: their size in points, and as shares of it, a line's height, a letter's width
and how far the baseline is below the middle."""
_MOST = 10_000
"""How many annotations of a page are read."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed onto a page and is not painted: words at their places, and comments in words of their own."""

    words: tuple[Word, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Note:
    """A text and the rectangle in which it is shown: left, bottom, right and top in the coordinates of the file."""

    text: str
    box: tuple[float, float, float, float]


def open_page(document: pdfium.PdfDocument, number: int, left_out: LeftOut) -> tuple[pdfium.PdfPage, Typed]:
    """Return a page into which its annotations are painted, and what could not be painted. Hidden ones are counted."""
    page = document[number]
    count = min(raw.FPDFPage_GetAnnotCount(page), _MOST)
    if not count:
        return page, Typed()
    notes: list[_Note] = []
    comments: list[str] = []
    paints = False
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            paints |= _read(_Annotation(document, annotation), notes, comments, left_out)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    if paints and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    missing = _without_painted(page, notes) if notes else []
    turn = PageRotation(page)
    return page, Typed(tuple(word for note in missing for word in _placed(note, turn)), tuple(comments))


def _read(one: _Annotation, notes: list[_Note], comments: list[str], left_out: LeftOut) -> bool:
    """Collect what an annotation says, and return whether it is to be painted."""
    text = one.text
    if one.is_hidden:
        left_out.add(text)
        return False
    if one.kind not in _SILENT and (said := one.comment):
        author = one_line(one.string(b"T"))
        comments.append(f"Comment ({author}): {said}" if author else f"Comment: {said}")
    if text:
        notes.append(_Note(text, one.box))
    if one.kind in _TYPED and not one.is_button:
        return True
    one.hide()
    return False


class _Annotation:
    """One annotation of a page, as PDFium tells it."""

    def __init__(self, document: pdfium.PdfDocument, handle: raw.FPDF_ANNOTATION) -> None:
        self._handle, self._form = handle, document.formenv
        self.kind = raw.FPDFAnnot_GetSubtype(handle)
        is_field = self.kind == raw.FPDF_ANNOT_WIDGET and self._form is not None
        self._field = raw.FPDFAnnot_GetFormFieldType(self._form, handle) if is_field else -1
        self._flags = raw.FPDFAnnot_GetFlags(handle)

    @property
    def is_hidden(self) -> bool:
        """Whether a program does not show it on the screen."""
        return bool(self._flags & _HIDDEN)

    @property
    def is_button(self) -> bool:
        """Whether it is a tick or a button; the letters with which fonts paint ticks would be read as letters."""
        return self.kind == raw.FPDF_ANNOT_WIDGET and self._field not in _PAINTED

    @property
    def text(self) -> str:
        """What it shows: the value of a field, "☑ Yes" or "☐" for a tick, the text of a note on top of the page."""
        if self.kind == raw.FPDF_ANNOT_FREETEXT:
            return self.string(b"Contents")
        if self._field in _TICKED:
            if not raw.FPDFAnnot_IsChecked(self._form, self._handle):
                return "☐"
            value = self._told(lambda *into: raw.FPDFAnnot_GetFormFieldExportValue(self._form, self._handle, *into))
            return f"☑ {value}" if value.isalpha() else "☑"
        if self._field in _SHOWN_AS_TEXT:
            if raw.FPDFAnnot_GetFormFieldFlags(self._form, self._handle) & _PASSWORD:
                return ""
            return self._told(lambda *into: raw.FPDFAnnot_GetFormFieldValue(self._form, self._handle, *into))
        return ""

    @property
    def comment(self) -> str:
        """What it says about the page, in one line; some programs save it as rich text only."""
        return one_line(self.string(b"Contents") or _plain(self.string(b"RC")))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its rectangle: left, bottom, right and top."""
        box = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(self._handle, box)
        return box.left, box.bottom, box.right, box.top

    def string(self, key: bytes) -> str:
        """Return a text of its dictionary, or ""."""
        return self._told(lambda *into: raw.FPDFAnnot_GetStringValue(self._handle, key, *into))

    def hide(self) -> None:
        """Keep it from being painted."""
        raw.FPDFAnnot_SetFlags(self._handle, self._flags | raw.FPDF_ANNOT_FLAG_HIDDEN)

    def _told(self, function: Callable[..., int]) -> str:
        size = function(None, 0)
        if size <= 2:
            return ""
        buffer = ctypes.create_string_buffer(size)
        function(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
        return buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\r\n", "\n").replace("\r", "\n").strip()


def _without_painted(page: pdfium.PdfPage, notes: list[_Note]) -> list[_Note]:
    """Return the notes whose text is not on the page within their rectangle."""
    missing: list[_Note] = []
    with closing(page.get_textpage()) as text_page:
        for note in notes:
            left, bottom, right, top = note.box
            painted = ""
            with suppress(pdfium.PdfiumError):
                painted = text_page.get_text_bounded(left - 1, bottom - 1, right + 1, top + 1)
            if _letters(note.text) not in _letters(painted):
                missing.append(note)
    return missing


def _plain(rich: str) -> str:
    """Return the text of XHTML, or "" for what is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with suppress(etree.XMLSyntaxError, ValueError):
        root = etree.fromstring(rich.strip().encode(), parser)
        return " ".join("".join(part.itertext()) for part in root.iter("{*}p")) or "".join(root.itertext())
    return ""


def _letters(text: str) -> str:
    return "".join(character for character in text if not character.isspace())


def _placed(note: _Note, turn: PageRotation) -> Iterator[Word]:
    """Yield the words of a note in lines that fit into its rectangle."""
    (x, y), (other_x, other_y) = turn(note.box[0], note.box[1]), turn(note.box[2], note.box[3])
    left, right, top, bottom = min(x, other_x), max(x, other_x), min(y, other_y), max(y, other_y)
    width = max(right - left, 1.0)
    size = min(_LARGEST, max(bottom - top, 4.0) / _LINE)
    lines = [line for part in note.text.split("\n") for line in _wrapped(part.split(), width / (_LETTER * size))]
    gap = min(_LINE * size, max(bottom - top, 4.0) / max(len(lines), 1))
    for number, words in enumerate(lines):
        base = (top + bottom) / 2 + _DROP * size if len(lines) == 1 else top + gap * (number + 0.8)
        letters = sum(map(len, words)) + len(words) - 1
        letter = min(_LETTER * size, width / letters)
        place = left
        for word in words:
            end = place + letter * len(word)
            yield Word(one_line(word), place, end, base, size, bold=False, italic=False)
            place = end + letter


def _wrapped(words: list[str], letters: float) -> Iterator[list[str]]:
    line: list[str] = []
    for word in words:
        if line and sum(map(len, line)) + len(line) + len(word) > letters:
            yield line
            line = []
        line.append(word)
    if line:
        yield line
