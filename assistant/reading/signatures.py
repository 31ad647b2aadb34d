"""What format bytes are in, whatever the file's name says."""

from __future__ import annotations

import re

from assistant.reading.contents import UnreadableError

_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive", ".zip"),
    (b"PK\x05\x06", "an empty zip archive", ""),
    (b"{\\rtf", "an RTF document", ".rtf"),
    (b"\x89PNG", "a PNG picture", ".png"),
    (b"\xff\xd8\xff", "a JPEG picture", ".jpg"),
    (b"II*\0", "a TIFF picture", ".tif"),
    (b"MM\0*", "a TIFF picture", ".tif"),
    (b"GIF8", "a GIF picture", ".gif"),
    (b"\x1f\x8b", "compressed by gzip", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", ""),
    (b"Rar!", "a RAR archive", ""),
    (b"\x7fELF", "a program", ""),
    (b"SQLite format 3\0", "a database", ""),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURE = "picture"
_PDF_WITHIN = 1024
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MAIN_PARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"word/document.xml", "a Word document", ".docx"),
    (b"ppt/presentation.xml", "a PowerPoint presentation", ".pptx"),
    (b"xl/workbook.xml", "an Excel workbook", ".xlsx"),
    (b"xl/workbook.bin", "a binary Excel workbook", ".xlsb"),
    (b"mimetypeapplication/epub+zip", "an EPUB", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text", ".odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet", ".ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "an OpenDocument presentation", ".odp"),
)


def wrong_type(data: bytes, expected: str) -> UnreadableError:
    """Return the error for bytes that are not `expected` ("a Word document"): what they are, and what to do."""
    if not data.strip():
        return UnreadableError(
            "is empty", "Save it again from the program it comes from, or take it out of the corpus."
        )
    if data.startswith(OLE):
        return _of_old_office(data)
    found, suffix = _recognized(data)
    if not found:
        return UnreadableError(f"is not {expected} by its content")
    if found.endswith(PICTURE) and expected.endswith(PICTURE) and suffix:
        return UnreadableError("is a damaged picture")
    advice = f"Rename it to end in {suffix}." if suffix else "See what it is, and save it as one of the formats read."
    return UnreadableError(f"is {found} by its content, not {expected}", advice)


def is_foreign_to_text(data: bytes) -> bool:
    """Return whether bytes are in a known format that is not text, even if it begins like text."""
    return data.startswith(OLE) or (bool(_recognized(data)[0]) and not _MARKUP.match(data))


def suffix_of(data: bytes) -> str:
    """Return the suffix for bytes of a format that is recognized and read, else ""."""
    return _recognized(data)[1]


def _recognized(data: bytes) -> tuple[str, str]:
    """Return the format of bytes and its suffix, each "" if unknown."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "a PDF", ".pdf"
    if data.startswith(b"PK\x03\x04"):
        # The names in a zip are in its directory at the end; the type of an EPUB or ODF file is at the very start.
        for mark, found, suffix in _MAIN_PARTS:
            if mark in data[:200] or (mark in data[-200_000:] and not mark.startswith(b"mimetype")):
                return found, suffix
    for mark, found, suffix in _BEGINNINGS:
        if data.startswith(mark):
            return found, suffix
    return ("an HTML page", ".html") if _MARKUP.match(data[:4096]) else ("", "")


def _of_old_office(data: bytes) -> UnreadableError:
    # The names in an OLE2 file's directory are UTF-16.
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableError(
            "is protected by a password", "Open it, save it without the password, and put that copy into the corpus."
        )
    kinds = (
        ("WordDocument", "an old Word document", ".doc"),
        ("Workbook", "an old Excel workbook", ".xls"),
        ("PowerPoint Document", "an old PowerPoint presentation", ".ppt"),
        ("__properties_version1", "an Outlook message", ".msg"),
    )
    for name, found, suffix in kinds:
        if name.encode("utf-16-le") in data:
            return UnreadableError(f"is {found} by its content", f"Rename it to end in {suffix}.")
    return UnreadableError("is a file of an old Office program by its content", "Open it and save it in a new format.")
