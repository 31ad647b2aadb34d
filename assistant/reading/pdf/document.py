"""The reader of PDF files: text from PDFium, structure from the appearance of pages, metadata."""

from __future__ import annotations

import threading
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
from assistant.reading.ocr.layout import ADVICE, garbled_notes, page_words, scan_notes
from assistant.reading.ocr.recognition import Recognition
from assistant.reading.ocr.regions import PagePixels
from assistant.reading.pdf.filings import filing_title
from assistant.reading.pdf.garbled import is_garbled
from assistant.reading.pdf.layout import PageWords, TextElement, lay_out
from assistant.reading.pdf.tables import Table
from assistant.reading.pdf.words import read_words

_DAMAGED = "is damaged, or not a PDF"
_IMAGES_WITHIN = 3
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
            raise _refusal(error) from error
        try:
            return _contents(document, data, limits)
        except Exception as error:  # a damaged file may raise anything
            if isinstance(error, UnreadableError):
                raise
            raise UnreadableError(f"{_DAMAGED} ({error})") from error
        finally:
            document.close()


def _refusal(error: pdfium.PdfiumError) -> UnreadableError:
    if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return UnreadableError("is protected by a password", "Save a copy without a password and add that.")
    return UnreadableError(f"{_DAMAGED} ({error})")


def _contents(document: pdfium.PdfDocument, data: bytes, limits: Limits) -> Contents:
    count = len(document)
    if count > limits.pages:
        raise UnreadableError(
            f"has {count:,} pages, more than the limit of {limits.pages:,}", "Split it into several files."
        )
    left_out = LeftOut()
    pages = [_page(document, number, left_out) for number in range(count)]
    scanned = [n for n, page in enumerate(pages, start=1) if not page.words and _has_image(document, n - 1)]
    garbled = [n for n, page in enumerate(pages, start=1) if is_garbled(page.words)]
    pictured = sorted((*scanned, *garbled)) if can_recognize() else scanned
    recognition = Recognition(data, limits)
    seen = {n: page for n in pictured if (page := recognition.page(n, partial(page_pixels, document, n)))}
    pages = [page_words(seen.get(n)) if n in pictured else page for n, page in enumerate(pages, start=1)]
    waits = bool(recognition.waiting) and can_recognize()
    if not any(page.words for page in pages) and not waits:
        found = "contains only pictures of pages: it is scanned" if scanned else "holds no text"
        found = "contains only pictures of pages in which no text was recognized" if seen else found
        found = "contains only hidden text, which no reader can see" if left_out.characters else found
        raise UnreadableError(found, ADVICE if recognition.waiting else "Remove it from the corpus.")
    assembly = Assembly()
    laid_out = lay_out(pages)
    for parts in laid_out:
        assembly.page()
        for part in parts:
            add_part(assembly, part)
    first = [part.text for part in laid_out[0] if isinstance(part, TextElement)] if laid_out else []
    told = document.get_metadata_dict(skip_empty=True)
    return Contents(
        assembly.text,
        with_doubts(assembly.text, assembly.blocks, assembly.pages, seen),
        assembly.pages,
        title=filing_title(first) or pdf_title(told.get("Title", "")),
        author=" ".join(told.get("Author", "").split()),
        date=pdf_date(told.get("CreationDate", "")),
        notes=(*scan_notes(recognition, seen), *garbled_notes(garbled), *left_out.notes),
        awaits=len(recognition.waiting) if waits else 0,
    )


def page_pixels(document: pdfium.PdfDocument, number: int) -> PagePixels:
    """Return a page, counted from 1, as a picture to recognize."""
    page = document[number - 1]
    try:
        scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _LONGEST_SIDE / max(page.get_size()))
        return np.ascontiguousarray(page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3])
    finally:
        page.close()


def _has_image(document: pdfium.PdfDocument, number: int) -> bool:
    page = document[number]
    try:
        return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_IMAGES_WITHIN))
    finally:
        page.close()


def _page(document: pdfium.PdfDocument, number: int, left_out: LeftOut) -> PageWords:
    page = document[number]
    try:
        return PageWords(read_words(page, left_out), page.get_width())
    finally:
        page.close()


def add_part(assembly: Assembly, part: TextElement | Table) -> None:
    """Add a part of a page."""
    if isinstance(part, Table):
        if any(part.header):
            assembly.header(part.header)
        for row in part.rows:
            assembly.row(row)
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
