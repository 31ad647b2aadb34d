"""EPUB books: the chapters of the spine in order, and title, author and date from the package document."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.hidden import LeftOut
from assistant.reading.html.blocks import add_html
from assistant.reading.html.document import decode_html, parse_html
from assistant.reading.html.hidden import characters_in, take_out_hidden
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_package

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

_WHAT = "an EPUB"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(data: bytes, limits: Limits) -> Contents:
    """Read a book; its table of contents is left out.

    Raises:
        UnreadableError: it is damaged, of another format, copy-protected, or too large.
    """
    with reading(_WHAT), open_package(data, limits, _WHAT, _CONTAINER, office=False) as package:
        container = parse_xml(package.read(_CONTAINER))
        paths = (found.get("full-path", "") for found in container.iterfind(".//{*}rootfile"))
        path = next(filter(None, paths), "")
        book = parse_xml(package.read(path))
        assembly, left_out = Assembly(), LeftOut()
        for name, chapter in _chapters(book, posixpath.dirname(path), package):
            root = parse_html(decode_html(chapter))
            hidden = take_out_hidden(root, _sheets(root, posixpath.dirname(name), package))
            left_out.characters += characters_in(root, hidden)
            add_html(assembly, root)
        if not assembly.blocks:
            raise UnreadableError("holds no text; its pages may be pictures")
        return Contents(
            assembly.text,
            assembly.blocks,
            title=title_of(book.findtext(".//{*}metadata/{*}title")),
            author=author_of(", ".join(filter(None, (e.text for e in book.iterfind(".//{*}metadata/{*}creator"))))),
            date=date_of_field(book.findtext(".//{*}metadata/{*}date")),
            notes=left_out.notes,
        )


def _chapters(book: Element, folder: str, package: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of the text files of the spine, except the table of contents."""
    protected = _encrypted(package)
    items = {item.get("id", ""): item for item in book.iterfind(".//{*}manifest/{*}item")}
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type") not in _CHAPTERS or "nav" in item.get("properties", "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
        if name in protected:
            raise UnreadableError("is protected against copying (DRM)", "Use an edition without the protection.")
        if name in package.NameToInfo and (chapter := package.read(name)).strip():
            yield name, chapter


def _sheets(root: Element, folder: str, package: ZipFile) -> list[str]:
    """Return the style sheets that a chapter links and the book contains."""
    named = (link.get("href", "") for link in root.iter("link") if "stylesheet" in link.get("rel", "").lower())
    paths = [posixpath.normpath(posixpath.join(folder, unquote(name.partition("#")[0]))) for name in named]
    return [package.read(path).decode("utf-8", "replace") for path in paths if path in package.NameToInfo]


def _encrypted(package: ZipFile) -> set[str]:
    """Return the names of encrypted files. They often include fonts, which does not mean copy protection."""
    if _ENCRYPTION not in package.NameToInfo:
        return set()
    references = parse_xml(package.read(_ENCRYPTION)).iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}
