"""Pages saved with their pictures in one file (.mht, .mhtml): the page is read, as HTML."""

from __future__ import annotations

from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.html.document import read_html
from assistant.reading.signatures import is_foreign_to_text, wrong_type

_WHAT = "a page saved as one file"


def read_mht(data: bytes, limits: Limits) -> Contents:
    """Read a page that a browser or Word saved as one file; frames follow it, pictures are left out.

    Raises:
        UnreadableError: it is damaged, of another format, or displays no text.
    """
    if is_foreign_to_text(data) or not data.strip():
        raise wrong_type(data, _WHAT)
    with reading(_WHAT):
        message = BytesParser(policy=policy.default).parsebytes(data)
        pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        if not pages or "mime-version" not in message:
            raise UnreadableError("holds no page in HTML", "Save it again from the browser.")
        return read_html(_page(pages[0]), limits)


def _page(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    with suppress(LookupError, UnicodeError):
        return data.decode(part.get_content_charset() or "ascii").encode()
    return data
