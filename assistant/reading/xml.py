"""Parses XML without entities of its own, so that none can expand or read another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.reading.contents import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ENTITIES = (b"<!ENTITY", "<!ENTITY".encode("utf-16-le"), "<!ENTITY".encode("utf-16-be"))
_BEGINNINGS = (b"<", b"\xff\xfe", b"\xfe\xff", "<".encode("utf-16-le"), "<".encode("utf-16-be"))


def refuse_entities(data: bytes) -> None:
    """Check that XML defines no entities, like that of Office files.

    A document type alone is harmless, since its file is not fetched; LibreOffice writes one into macro libraries.

    Raises:
        UnreadableError: it defines some, or its encoding does not allow the check.
    """
    if any(mark in data for mark in _ENTITIES):
        raise UnreadableError("defines entities in its XML, as attacks do and Office programs don't")
    # LibreOffice writes parts that are empty.
    begun = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begun and not begun.startswith(_BEGINNINGS):
        raise UnreadableError("holds a part that is no XML")


def parse_xml(data: bytes) -> Element:
    """Return the root element. Entities are not expanded, and no other file is read.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
    """
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
