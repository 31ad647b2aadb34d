"""The reader of PDF files: text from PDFium, structure from the appearance of pages, metadata."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading import metadata
from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.hidden import LeftOut
from assistant.reading.losses import Losses
from assistant.reading.pdf.annotations import open_page
from assistant.reading.pdf.attachments import attached_files
from assistant.reading.pdf.filings import filing_title
from assistant.reading.pdf.garbled import garbled_fonts
from assistant.reading.pdf.layout import TextElement, lay_out
from assistant.reading.pdf.lines import without_anchors
from assistant.reading.pdf.objects import painted
from assistant.reading.pdf.rotation import PageRotation
from assistant.reading.pdf.structure.regions import PageWords
from assistant.reading.pdf.structure.rules import read_rules
from assistant.reading.pdf.tables import Table
from assistant.reading.pdf.words import words_among
from assistant.reading.progress import READING, tell_share

_DAMAGED = "is damaged, or not a PDF"
_SCANNED_ADVICE = "Run text recognition on it (for example OCRmyPDF), then add the result."
_IMAGES_WITHIN = 3
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
            return _contents(document, limits)
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


def _contents(document: pdfium.PdfDocument, limits: Limits) -> Contents:
    count = len(document)
    if count > limits.pages:
        raise UnreadableError(
            f"has {count:,} pages, more than the limit of {limits.pages:,}", "Split it into several files."
        )
    left_out, losses = LeftOut(), Losses()
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    read = [_page(document, number, left_out, losses) for number in range(count)]
    pages = [page for page, _ in read]
    members = tuple(attached_files(document, limits))
    garbled = garbled_fonts(page.words for page in pages)
    unread = [n for n, page in enumerate(pages, start=1) if any(word.font in garbled for word in page.words)]
    pages = [replace(page, words=tuple(w for w in page.words if w.font not in garbled)) for page in pages]
    scanned = [n for n, page in enumerate(pages, start=1) if not page.words and _has_image(document, n - 1)]
    if not any(page.words for page in pages) and not members and not any(comments for _, comments in read):
        if losses.notes:
            raise UnreadableError(f"{_DAMAGED}: {losses.notes[0]}")
        found = "contains only pictures of pages: it is scanned" if scanned else "holds no text"
        found = "contains only hidden text, which no reader can see" if left_out.characters else found
        found = "has text in fonts that do not tell their letters" if unread else found
        raise UnreadableError(found, _SCANNED_ADVICE if scanned or unread else "Remove it from the corpus.")
    assembly = Assembly()
    laid_out = lay_out(pages, assembly.mark)
    for parts, (_, comments) in zip(laid_out, read, strict=True):
        assembly.page()
        for part in parts:
            _add(assembly, part)
        for comment in comments:
            assembly.paragraph(comment)
    first = [without_anchors(part.text) for part in laid_out[0] if isinstance(part, TextElement)] if laid_out else []
    told = document.get_metadata_dict(skip_empty=True)
    return Contents(
        assembly.text,
        assembly.blocks,
        assembly.pages,
        title=filing_title(first) or pdf_title(told.get("Title", "")),
        author=" ".join(told.get("Author", "").split()),
        date=pdf_date(told.get("CreationDate", "")),
        members=members,
        notes=(
            *((_scanned_note(scanned),) if scanned else ()),
            *((_garbled_note(unread),) if unread else ()),
            *left_out.notes,
            *losses.notes,
        ),
        garbled=tuple(unread),
    )


def _scanned_note(pages: Sequence[int]) -> str:
    called = "pages" if len(pages) > 1 else "page"
    return f"was read except {called} {spans(pages)}, which are scanned and have no text. {_SCANNED_ADVICE}"


def _garbled_note(pages: Sequence[int]) -> str:
    called = "pages" if len(pages) > 1 else "page"
    told = f"was read except for text on {called} {spans(pages)} in fonts that do not tell their letters"
    return f"{told}. {_SCANNED_ADVICE}"


def _has_image(document: pdfium.PdfDocument, number: int) -> bool:
    with suppress(pdfium.PdfiumError), closing(document[number]) as page:
        return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_IMAGES_WITHIN))
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


def _add(assembly: Assembly, part: TextElement | Table) -> None:
    if isinstance(part, Table):
        for caption in part.captions:
            assembly.paragraph(caption)
        for number, row in enumerate(part.rows):
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


def spans(numbers: Sequence[int]) -> str:
    """Return page numbers in words: "3", "3 to 5 and 8"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    told = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else "".join(told)
