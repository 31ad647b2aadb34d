"""Files embedded in Office documents: whole documents become members, other objects are named as not read."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from assistant.reading.contents import Limits, Member, UnreadableError
from assistant.reading.office.relations import related
from assistant.reading.zipped import open_zip, take

if TYPE_CHECKING:
    from zipfile import ZipFile

_UNREAD = "is an object of another program inside the document, which is not read. Open it there and save it as a file."


def embedded_files(data: bytes, limits: Limits, what: str) -> tuple[Member, ...]:
    """Return the files embedded in an Office document, by the relations of its parts.

    The workbook behind a chart is left out: the chart has a copy of its numbers.
    """
    opened = open_zip(data, limits, what)
    parts = (part for part in opened.NameToInfo if PurePosixPath(part).parent.name not in ("charts", "_rels"))
    names = dict.fromkeys(name for part in parts for name in related(opened, part, "package", "oleObject"))
    return tuple(_member(opened, name) for name in names)


def _member(opened: ZipFile, name: str) -> Member:
    shown = PurePosixPath(name).name
    if shown.lower().endswith(".bin"):
        return Member(shown, b"", _UNREAD)
    try:
        return Member(shown, take(opened, opened.NameToInfo[name]))
    except UnreadableError as error:
        return Member(shown, b"", f"{error.found}. {error.advice}")
