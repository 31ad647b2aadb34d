"""Zip archives: their files as members, with a word on each that is not taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, Member, UnreadableError, reading
from assistant.reading.zipped import open_zip, take

_WHAT = "a zip archive"
_DRIVE = re.compile(r"[A-Za-z]:")
_LITTER = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_UTF8_NAME = 0x800


def read_zip(data: bytes, limits: Limits) -> Contents:
    """Take out an archive's files. Hidden ones, and what systems leave behind, are passed over without a word.

    Raises:
        UnreadableError: it is damaged, something else, too large, or holds no file.
    """
    with reading(_WHAT), open_zip(data, limits, _WHAT) as opened:
        members = tuple(_members(opened))
    if not members:
        raise UnreadableError("holds no file")
    return Contents(members=members)


def _members(opened: ZipFile) -> Iterator[Member]:
    names: set[str] = set()
    for entry in opened.infolist():
        name = _name(entry)
        parts = PurePosixPath(name).parts
        if entry.is_dir() or any(part in _LITTER or (part.startswith(".") and part != "..") for part in parts):
            continue
        if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
            yield Member(
                one_line(name).strip("/"), b"", "has a name that leads out of the archive, and is not taken out"
            )
        elif name in names:
            yield Member(name, b"", "stands more than once in the archive; the first was read")
        else:
            names.add(name)
            yield _taken(opened, entry, name)


def _taken(opened: ZipFile, entry: ZipInfo, name: str) -> Member:
    try:
        return Member(name, take(opened, entry))
    except UnreadableError as error:
        return Member(name, b"", f"{error.found}. {error.advice}")


def _name(entry: ZipInfo) -> str:
    """A member's name with forward slashes. Many programs write UTF-8 and do not say so."""
    name = entry.filename.replace("\\", "/")
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return "/".join(one_line(part) for part in name.split("/"))
