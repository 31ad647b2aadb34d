"""The reader of PDF files: text from PDFium, structure from the appearance of pages, metadata."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.language.dates import find_dates
from assistant.language.loading import language
from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.hidden import LeftOut
from assistant.reading.pdf.layout import PageWords, TextElement, lay_out
from assistant.reading.pdf.tables import Table
from assistant.reading.pdf.words import read_words

_DAMAGED = "is damaged, or not a PDF"
_SCANNED_ADVICE = "Run text recognition on it (for example OCRmyPDF), then add the result."
_IMAGES_WITHIN = 3
_PDFIUM = threading.Lock()
"""PDFium is not thread-safe, not even for two different documents."""
_DATE = re.compile(r"(?:D:)?(\d{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01]))?)?")
_FILE_NAME = re.compile(r".+\.(?:docx?|rtf|odt|pdf|xlsx?|pptx?|indd|html?|tex|dvi|qxd|fm)", re.IGNORECASE)
_MADE_BY = re.compile(r"microsoft \w+ - |untitled|document\d*$|slide \d+$|print$|layout \d|no title", re.IGNORECASE)
_FORM = re.compile(r"\bform\s+(10-[KQ]|8-K|20-F|40-F|6-K)(/A)?", re.IGNORECASE)
_NEAR = 60
"""Characters that may stand between the words for the date of an event and that date."""
_MOST_NAME = 100


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
    left_out = LeftOut()
    pages = [_page(document, number, left_out) for number in range(count)]
    scanned = [n for n, page in enumerate(pages, start=1) if not page.words and _has_image(document, n - 1)]
    if not any(page.words for page in pages):
        found = "contains only pictures of pages: it is scanned" if scanned else "holds no text"
        found = "contains only hidden text, which no reader can see" if left_out.characters else found
        raise UnreadableError(found, _SCANNED_ADVICE if scanned else "Remove it from the corpus.")
    assembly = Assembly()
    laid_out = lay_out(pages)
    for parts in laid_out:
        assembly.page()
        for part in parts:
            _add(assembly, part)
    first = [part.text for part in laid_out[0] if isinstance(part, TextElement)] if laid_out else []
    told = document.get_metadata_dict(skip_empty=True)
    return Contents(
        assembly.text,
        assembly.blocks,
        assembly.pages,
        title=filing_title(first) or pdf_title(told.get("Title", "")),
        author=" ".join(told.get("Author", "").split()),
        date=pdf_date(told.get("CreationDate", "")),
        notes=(*((_scanned_note(scanned),) if scanned else ()), *left_out.notes),
    )


def _scanned_note(pages: Sequence[int]) -> str:
    called = "pages" if len(pages) > 1 else "page"
    return f"was read except {called} {spans(pages)}, which are scanned and have no text. {_SCANNED_ADVICE}"


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


def _add(assembly: Assembly, part: TextElement | Table) -> None:
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


def filing_title(lines: Sequence[str]) -> str:
    """Return "SALT CO., Form 10-K for the fiscal year ended June 30, 2023" from the lines of a first page.

    "" if they are not the first page of a filing, which names the form, and the registrant above the words "(Exact
    name of registrant as specified in its charter)".
    """
    text = "\n".join(lines)
    form, below = _FORM.search(text), language().filings.name_above.pattern.search(text)
    if not form or not below:
        return ""
    above = [line.strip(" _*") for line in text[: below.start()].splitlines()]
    name = next((line for line in reversed(above) if any(map(str.isalpha, line))), "")
    if not name or len(name) > _MOST_NAME:
        return ""
    return " ".join(f"{name}, Form {form.group(1).upper()}{form.group(2) or ''} {_when(text)}".split())


def _when(text: str) -> str:
    """Return "for the fiscal year ended June 30, 2023", or "of June 30, 2023" where only a date is told."""
    dates = [date for date in find_dates(text) if date.is_full]
    told = language().filings
    for date in dates:
        before = text[: date.start].rstrip(" \n:")
        if period := next((m for m in told.period.pattern.finditer(before) if m.end() == len(before)), None):
            return f"{period.group()[0].lower()}{text[period.start() + 1 : date.end]}"
    events = [match.end() for match in told.event.pattern.finditer(text)]
    near = (date for date in dates if any(end <= date.start <= end + _NEAR for end in events))
    told_first = [*near, *dates][:1]
    return f"of {told_first[0].text}" if told_first else ""


def pdf_title(field: str) -> str:
    """Return the title in the file's metadata, or "" if it is the name of a program or file, or a number."""
    title = " ".join(field.split())
    words = re.findall(r"[^\W\d_]{2,}", title)
    return "" if _FILE_NAME.fullmatch(title) or _MADE_BY.match(title) or len(words) < 2 else title


def pdf_date(field: str) -> str:
    """Return a date field ("D:20230817105302+00'00'") in ISO 8601, or "" if it contains none."""
    found = _DATE.match(field.strip())
    return "-".join(part for part in found.groups() if part) if found else ""


def spans(numbers: Sequence[int]) -> str:
    """Return page numbers in words: "3", "3 to 5 and 8"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    told = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else "".join(told)
