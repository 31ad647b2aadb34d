"""The reader of HTML pages: main content, title, author and date."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.hidden import LeftOut
from assistant.reading.html.blocks import add_html
from assistant.reading.html.hidden import characters_in, take_out_hidden
from assistant.reading.html.main_content import prune
from assistant.reading.html.metadata import page_author, page_date, page_title

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
_MOST_UNKNOWN = 0.1
"""The share of letters beyond ASCII that the declared encoding may not know; with more, it is not the page's."""


def read_html(data: bytes, _: Limits) -> Contents:
    """Read a page as it was saved: no script is run, and nothing is fetched.

    Raises:
        UnreadableError: it is not text, or displays none.
    """
    with reading("an HTML page"):
        root = parse_html(decode_html(data))
        hidden = take_out_hidden(root)
        title, author, date = page_title(root), page_author(root), page_date(root)
        assembly = Assembly()
        body = root.find("body")
        content = prune(root if body is None else body)
        left_out = LeftOut(characters_in(content, hidden))  # what surrounds the content is not read anyway
        add_html(assembly, content)
        if not assembly.blocks:
            raise UnreadableError("shows no text", "If a script adds its text, print the page to PDF and use that.")
        return Contents(assembly.text, assembly.blocks, title=title, author=author, date=date, notes=left_out.notes)


def decode_html(data: bytes) -> str:
    """Return the text of a page, decoded as UTF-8, as declared, or by the best guess.

    Raises:
        UnreadableError: it is not text, or is empty.
    """
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    try:
        data.decode()
    except UnicodeDecodeError:
        if declared:
            with suppress(LookupError):
                text = data.decode(declared.group(1).decode(), errors="replace")
                if text.count("\ufffd") <= _MOST_UNKNOWN * sum(not character.isascii() for character in text):
                    return decode(text.encode())
    return decode(data)


def parse_html(text: str) -> Element:
    """Return the root of a page's tree.

    Raises:
        UnreadableError: it is nested too deeply for the parser.
    """
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    root: Element = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError("is nested more than 2,000 elements deep")
    return root
