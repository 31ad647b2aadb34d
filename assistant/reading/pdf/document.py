"""The reader of PDF files: text from PDFium, structure from the appearance of pages, metadata."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.models.recognizers import can_recognize
from assistant.reading import metadata
from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.hidden import LeftOut
from assistant.reading.ocr.doubts import with_doubts
from assistant.reading.ocr.layers import has_layer, with_picture
from assistant.reading.ocr.layout import ADVICE, page_words, scan_notes, spans
from assistant.reading.ocr.recognition import Recognition
from assistant.reading.ocr.regions import PagePixels
from assistant.reading.pdf.annotations import open_page
from assistant.reading.pdf.attachments import attached_files
from assistant.reading.pdf.filings import filing_title
from assistant.reading.pdf.garbled import garbled_fonts, is_told
from assistant.reading.pdf.layout import TextElement, lay_out
from assistant.reading.pdf.lines import without_anchors
from assistant.reading.pdf.objects import painted
from assistant.reading.pdf.rotation import PageRotation
from assistant.reading.pdf.structure.regions import PageWords
from assistant.reading.pdf.structure.rules import read_rules
from assistant.reading.pdf.tables import Table
from assistant.reading.pdf.words import words_among
from assistant.reading.signatures import wrong_type
from assistant.reading.tabular.tables import rows_of_form
from assistant.reading.telling.losses import Losses
from assistant.reading.telling.progress import READING, tell_share

_MARK = b"%PDF-"
_DAMAGED, _READ_BUT = "is damaged, or not a PDF", "is read but for "
_IMAGES_WITHIN = 3
_MOST_ORNAMENTS = 20
"""A page without text that has more shapes than this has letters drawn as shapes, or a figure with a meaning; where no
page has text, each shape may be a letter."""
_DOTS_PER_INCH, _POINTS_PER_INCH, _LONGEST_SIDE = 200, 72, 4_000
_PDFIUM = threading.Lock()
"""PDFium is not thread-safe, not even for two different documents."""


def read_pdf(data: bytes, limits: Limits) -> Contents:
    """Read a PDF: pages with headings, paragraphs, list items and tables; pages without text are reported.

    Raises:
        UnreadableError: it is damaged, needs a password, has too many pages, or contains no text.
    """
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _refusal(error, data) from error
        try:
            return _contents(document, data, limits)
        except Exception as error:  # a damaged file may raise anything
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError(f"{_DAMAGED} ({error})") from error
        finally:
            document.close()


def _refusal(error: pdfium.PdfiumError, data: bytes) -> UnreadableError:
    if _MARK not in data:
        return wrong_type(data, "a PDF")
    if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return UnreadableError("is protected by a password", "Save a copy without a password and add that.")
    return UnreadableError(f"{_DAMAGED}: its pages cannot be found")


def _contents(document: pdfium.PdfDocument, data: bytes, limits: Limits) -> Contents:
    count = len(document)
    if count > limits.pages:
        raise UnreadableError(
            f"has {count:,} pages, more than the limit of {limits.pages:,}", "Split it into several files."
        )
    left_out, losses = LeftOut(), Losses()
    is_form = document.get_formtype() != raw.FORMTYPE_NONE
    if is_form:
        document.init_forms()
    read = [_page(document, number, left_out, losses) for number in range(count)]
    pages = [page for page, _ in read]
    members = tuple(attached_files(document, limits))
    garbled = garbled_fonts(page.words for page in pages)
    unread = [
        n
        for n, page in enumerate(pages, start=1)
        if not all(word.font not in garbled or is_told(word, garbled) for word in page.words)
    ]
    pages = [replace(page, words=tuple(word for word in page.words if is_told(word, garbled))) for page in pages]
    ornaments = _MOST_ORNAMENTS if is_form or any(page.words for page in pages) else 0
    scanned = [n for n, page in enumerate(pages, start=1) if not page.words and _is_drawn(document, n - 1, ornaments)]
    pictured = sorted({*scanned, *unread}) if can_recognize() else scanned
    layered = [n for n, page in enumerate(pages, start=1) if n not in pictured and has_layer(page.words)]
    recognition = Recognition(data, limits)
    seen = {n: page for n in (*pictured, *layered) if (page := recognition.page(n, partial(page_pixels, document, n)))}
    untold, unread = unread, [n for n in unread if n not in pictured]
    doubts = dict(seen)
    for n in layered:
        pages[n - 1], doubts[n] = with_picture(pages[n - 1], seen.get(n), dots_per_point(document, n))
    pages = [page_words(seen[n]) if n in seen and n in pictured else page for n, page in enumerate(pages, start=1)]
    waits = bool(recognition.waiting) and can_recognize()
    some = any(page.words for page in pages) or any(comments for _, comments in read)
    if not (some or members or waits):
        if losses.notes:
            raise UnreadableError(
                f"{_DAMAGED}: none of its pages can be read ({losses.notes[0].removeprefix(_READ_BUT)})"
            )
        found = "holds no text"
        found = "shows only pictures and drawings: it is scanned, or its letters are drawn" if scanned else found
        found = "shows only pictures and drawings, in which no text was recognized" if seen else found
        found = "has a form that is not filled in, and no other text" if is_form and not scanned else found
        found = "contains only hidden text, which no reader can see" if left_out.characters else found
        if untold:
            found = "has text in fonts that do not tell their letters" + (
                "" if unread else ", nor were they recognized"
            )
        raise UnreadableError(found, ADVICE if recognition.waiting or unread else "Remove it from the corpus.")
    assembly = Assembly()
    laid_out = lay_out(pages, assembly.mark)
    for parts, (_, comments) in zip(laid_out, read, strict=True):
        assembly.page()
        for part in parts:
            add_part(assembly, part)
        for comment in comments:
            assembly.paragraph(comment)
    first = [without_anchors(part.text) for part in laid_out[0] if isinstance(part, TextElement)] if laid_out else []
    told = document.get_metadata_dict(skip_empty=True)
    return Contents(
        assembly.text,
        with_doubts(assembly.text, assembly.blocks, assembly.pages, doubts),
        assembly.pages,
        title=filing_title(first) or pdf_title(told.get("Title", "")),
        author=" ".join(told.get("Author", "").split()),
        date=pdf_date(told.get("CreationDate", "")),
        members=members,
        notes=(
            *scan_notes(recognition, seen, layered),
            *((_garbled_note(unread),) if unread else ()),
            *left_out.notes,
            *losses.notes,
        ),
        garbled=tuple(unread),
        awaits=len(recognition.waiting) if waits else 0,
    )


def page_pixels(document: pdfium.PdfDocument, number: int) -> PagePixels:
    """Return a page, counted from 1, as a picture to recognize."""
    page = document[number - 1]
    try:
        scale = dots_per_point(document, number)
        return np.ascontiguousarray(page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3])
    finally:
        page.close()


def dots_per_point(document: pdfium.PdfDocument, number: int) -> float:
    """Return the pixels per point of the picture of a page to recognize."""
    longest = max(*document.get_page_size(number - 1), 1.0)
    return float(min(_DOTS_PER_INCH / _POINTS_PER_INCH, _LONGEST_SIDE / longest))


def _garbled_note(pages: Sequence[int]) -> str:
    called = "pages" if len(pages) > 1 else "page"
    told = f"was read except for text on {called} {spans(pages)} in fonts that do not tell their letters"
    return f"{told}. {ADVICE}"


def _is_drawn(document: pdfium.PdfDocument, number: int, ornaments: int) -> bool:
    """Return whether a page shows a picture, or more than so many shapes."""
    with suppress(pdfium.PdfiumError), closing(document[number]) as page:
        kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
        shapes = 0
        for found in page.get_objects(filter=kinds, max_depth=_IMAGES_WITHIN):
            shapes += found.type == raw.FPDF_PAGEOBJ_PATH
            if found.type == raw.FPDF_PAGEOBJ_IMAGE or shapes > ornaments:
                return True
    return False


def _page(
    document: pdfium.PdfDocument, number: int, left_out: LeftOut, losses: Losses
) -> tuple[PageWords, tuple[str, ...]]:
    """Return the words of a page and the comments on it; a page that cannot be read has none, and is told."""
    tell_share(READING * number / len(document))
    with losses.part(f"page {number + 1}"):
        page, typed = open_page(document, number, left_out)
        with closing(page):
            found = painted(page)
            rules = read_rules(found, PageRotation(page))
            words = (*words_among(page, found, left_out, rules.down), *typed.words)
            return PageWords(words, page.get_width(), page.get_height(), rules), typed.comments
    return PageWords((), 0.0, 0.0), ()


def add_part(assembly: Assembly, part: TextElement | Table) -> None:
    """Add a part of a page."""
    if isinstance(part, Table):
        for caption in part.captions:
            assembly.paragraph(caption)
        plain = () if part.looks_apart else tuple(replace(row, is_header=False) for row in part.rows)
        for number, row in enumerate(rows_of_form(plain) or part.rows):
            assembly.merged_row(
                row.cells,
                None,
                begins=row.is_header and not number,
                across=row.across,
                continued=row.continued,
                marked=row.is_header and part.looks_apart,
            )
    elif part.kind == "heading":
        assembly.heading(part.text, part.level)
    elif part.kind == "item":
        assembly.item(part.text)
    else:
        assembly.paragraph(part.text)


def pdf_title(field: str) -> str:
    """Return the title in the file's metadata, or "" if it names a program or file, or has fewer than two words."""
    title = metadata.title_of(field)
    words = "".join(c if c.isalpha() else " " for c in title).split()
    return title if sum(len(word) > 1 for word in words) > 1 else ""


def pdf_date(field: str) -> str:
    """Return a date field ("D:20230817105302+00'00'") in ISO 8601, or "" if it contains none."""
    told = field.strip().removeprefix("D:")
    return next(filter(None, (metadata.date_of_field(told[:digits]) for digits in (8, 6, 4))), "")
