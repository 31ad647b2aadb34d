"""The reader of pictures: scans, photographs and screenshots of pages, whose text is recognized."""

from __future__ import annotations

from functools import partial

from assistant.models.recognizers import INSTALL, can_recognize
from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.ocr.doubts import with_doubts
from assistant.reading.ocr.layout import page_words, scan_notes
from assistant.reading.ocr.pictures import frame_count, opened, page_count, pixels
from assistant.reading.ocr.recognition import Recognition
from assistant.reading.pdf.document import add_part
from assistant.reading.pdf.layout import lay_out


def read_picture(data: bytes, limits: Limits) -> Contents:
    """Read a picture of a page, or a TIFF of several: headings, paragraphs and tables, by their appearance.

    Without the packages that recognize text it is refused, with the command that installs them.

    Raises:
        UnreadableError: it is damaged, too large, has too many pages, or no text was recognized in it.
    """
    with opened(data) as picture:
        if not can_recognize():
            raise UnreadableError("is a picture, and nothing is installed that recognizes text", f"Run: {INSTALL}")
        count = page_count(picture)
        if count > limits.pages:
            raise UnreadableError(
                f"has {count:,} pages, more than the limit of {limits.pages:,}", "Split it into several files."
            )
        recognition = Recognition(data, limits)
        pages = [recognition.page(number, partial(pixels, picture, number)) for number in range(1, count + 1)]
        frames = frame_count(picture)
    seen = {number: page for number, page in enumerate(pages, start=1) if page is not None}
    notes = scan_notes(recognition, seen)
    if frames > count:
        notes = (*notes, f"is an animation of {frames:,} pictures, of which the first was read")
    if not recognition.waiting and not any(page.words for page in seen.values()):
        raise UnreadableError("is a picture in which no text was recognized", "Take it out of the corpus.")
    assembly = Assembly()
    for parts in lay_out([page_words(page) for page in pages]):
        assembly.page()
        for part in parts:
            add_part(assembly, part)
    blocks = with_doubts(assembly.text, assembly.blocks, assembly.pages, seen)
    return Contents(assembly.text, blocks, assembly.pages, notes=notes, awaits=len(recognition.waiting))
