"""Files embedded in Office documents: whole documents become members, other objects are named as not read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from assistant.reading.contents import Limits, Member, UnreadableError
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import open_zip, take

if TYPE_CHECKING:
    from zipfile import ZipFile

_KINDS = ("package", "oleObject")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_UNREAD = "is an object of another program inside the document, which is not read. Open it there and save it as a file."


def embedded_files(data: bytes, limits: Limits, what: str) -> tuple[Member, ...]:
    """Return the files embedded in an Office document, by the relations of its parts.

    The workbook behind a chart is left out: the chart has a copy of its numbers.
    """
    opened = open_zip(data, limits, what)
    names = dict.fromkeys(
        name for part in opened.NameToInfo if part.endswith(".rels") for name in _targets(opened, part)
    )
    return tuple(_member(opened, name) for name in names)


def _targets(opened: ZipFile, part: str) -> Iterator[str]:
    """Yield the names of the files that a part embeds, unless it is a chart."""
    folder = PurePosixPath(part).parent.parent
    if folder.name in ("charts", "embeddings"):
        return
    try:
        relations = parse_xml(take(opened, opened.NameToInfo[part]))
    except (UnreadableError, ValueError, SyntaxError):
        return
    for relation in relations.iter(_RELATION):
        if relation.get("Type", "").rpartition("/")[2] in _KINDS and relation.get("TargetMode") != "External":
            target = _resolved(folder, relation.get("Target", ""))
            if target in opened.NameToInfo:
                yield target


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(target).parts):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _member(opened: ZipFile, name: str) -> Member:
    shown = PurePosixPath(name).name
    if shown.lower().endswith(".bin"):
        return Member(shown, b"", _UNREAD)
    try:
        return Member(shown, take(opened, opened.NameToInfo[name]))
    except UnreadableError as error:
        return Member(shown, b"", f"{error.found}. {error.advice}")
