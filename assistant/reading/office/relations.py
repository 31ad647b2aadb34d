"""What the parts of an Office document refer to: a sheet to its drawing, a drawing to its charts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from assistant.reading.contents import UnreadableError
from assistant.reading.xml import parse_xml
from assistant.reading.zipped import take

if TYPE_CHECKING:
    from zipfile import ZipFile

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def related(package: ZipFile, part: str, *kinds: str) -> Iterator[str]:
    """Yield the parts to which a part refers, of these kinds ("chart"), in order; broken references are left out."""
    path = PurePosixPath(part)
    listed = package.NameToInfo.get(f"{path.parent}/_rels/{path.name}.rels")
    if listed is None:
        return
    try:
        relations = parse_xml(take(package, listed))
    except (UnreadableError, BadZipFile, SyntaxError, ValueError):
        return
    for relation in relations.iter(_RELATION):
        if relation.get("Type", "").rpartition("/")[2] in kinds and relation.get("TargetMode") != "External":
            target = _resolved(path.parent, relation.get("Target", ""))
            if target in package.NameToInfo:
                yield target


def _resolved(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(target).parts):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
