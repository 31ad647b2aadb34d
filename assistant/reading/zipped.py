"""Zip files and formats based on them: sizes are checked before anything is unpacked.

A zip's directory declares how large each member becomes, and may lie. `zipfile` stops at the declared size only if it
is asked for that many bytes, which the libraries for Office files do not do. So they get a copy that was unpacked here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zlib
from collections.abc import Container, Mapping
from pathlib import PurePosixPath
from typing import IO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from assistant.plugins.entry_points import in_short
from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.signatures import wrong_type
from assistant.reading.telling.losses import Losses
from assistant.reading.xml import parse_xml, refuse_entities

_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_KINDS = {"word": b"wordprocessingml", "ppt": b"presentationml", "xl": b"spreadsheetml"}
_MAIN_TYPE = re.compile(rb"application/vnd\.[\w.-]+\.main\+xml")
_PLAIN_TYPES = {
    "word": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "ppt": b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
"""The types of main parts that the libraries take; templates, slide shows and files with macros have others."""
_RELATION = re.compile(rb"<Relationship\s[^<>]*/>")
_TARGET = re.compile(rb"\sTarget=[\"']([^\"'#]*)")
_EXTERNAL = re.compile(rb"TargetMode=[\"']External")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
"""Namespaces and relations of strict OOXML; the libraries know those of the transitional one."""
_BEGINS = b"PK"
_DIRECTORY_ERRORS = (BadZipFile, ValueError, NotImplementedError, OSError, EOFError, OverflowError)
_MEMBER_ERRORS = (*_DIRECTORY_ERRORS, RuntimeError, zlib.error)
_FOLDERS_WITHOUT_TEXT = frozenset(
    "media Pictures embeddings Thumbnails fonts Basic Dialogs Scripts Configurations2".split()
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".svg", ".ttf", ".otf", ".bin")


def open_zip(data: bytes, limits: Limits, what: str) -> ZipFile:
    """Return a zip file whose members are within the limits; `what` names the format with its article.

    Raises:
        UnreadableError: it is not a zip, is truncated, or exceeds the limits.
    """
    if not data.startswith(_BEGINS):
        raise wrong_type(data, what)
    try:
        opened = ZipFile(io.BytesIO(data))
    except _DIRECTORY_ERRORS as error:
        raise UnreadableError(
            f"is cut off or damaged ({error})", "Save it or send for it again; its end may be missing."
        ) from error
    entries = opened.infolist()
    if len(entries) > limits.members:
        raise UnreadableError(f"holds {len(entries):,} files, more than the limit of {limits.members:,}", "Split it.")
    if (size := _size(entries)) > limits.expanded_bytes:
        raise UnreadableError(
            f"becomes {size:,} bytes when it is unpacked, more than the limit of {limits.expanded_bytes:,}",
            "Split it, or raise ASSISTANT_MAX_EXPANDED_BYTES.",
        )
    return opened


def why_not_taken(entry: ZipInfo) -> str:
    """Return why a member cannot be unpacked, in words that follow its name, or ""."""
    if entry.flag_bits & _ENCRYPTED:
        return "is protected by a password"
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is compressed in a way that is not read; pack it again as an ordinary zip"
    return ""


def take(opened: ZipFile, entry: ZipInfo) -> bytes:
    """Return a member, unpacked up to the size that the directory declares.

    Raises:
        UnreadableError: it is encrypted, oddly compressed or damaged, or larger than declared.
    """
    if problem := why_not_taken(entry):
        raise UnreadableError(problem)
    try:
        with opened.open(entry) as member:
            return member.read(entry.file_size)
    except _MEMBER_ERRORS as error:
        raise UnreadableError(f"is damaged ({error})", "Save it or send for it again.") from error


def open_package(data: bytes, limits: Limits, what: str, main_part: str, *, office: bool = True) -> ZipFile:
    """Return the zip of a document, unpacked in memory; its pictures and macros are left empty.

    `main_part` is a member that it must have. In `office` formats, XML must not define entities.

    Raises:
        UnreadableError: as in `open_zip` and `take`, or it is a document of another kind.
    """
    opened = open_zip(data, limits, what)
    # Some programs of Windows part folders by backslashes.
    members = {name.replace("\\", "/"): entry for name, entry in opened.NameToInfo.items()}
    if main_part not in members and not _is_main_elsewhere(opened, members, main_part):
        raise wrong_type(data, what)
    plain = io.BytesIO()
    with ZipFile(plain, "w", ZIP_STORED) as copy:
        for name, entry in members.items():
            part = b"" if _has_no_text(name) else take(opened, entry)
            if office and name.endswith((".xml", ".rels")):
                refuse_entities(part)
                part = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
            if office and name.endswith(".rels"):
                part = _without_missing(name, part, members)
            if name == _TYPES and (plain_type := _PLAIN_TYPES.get(main_part.partition("/")[0])):
                part = _MAIN_TYPE.sub(plain_type, part)
            copy.writestr(name, part)
    return ZipFile(plain)


def _without_missing(name: str, relations: bytes, members: Container[str]) -> bytes:
    """Return the relations of a part without those to parts that are missing, which the libraries stop at."""
    folder = PurePosixPath(name).parent.parent

    def kept(match: re.Match[bytes]) -> bytes:
        target = _TARGET.search(match.group())
        if target is None or _EXTERNAL.search(match.group()):
            return match.group()
        path = posixpath.normpath(posixpath.join("/", folder, target[1].decode("utf-8", "replace"))).lstrip("/")
        return match.group() if path in members or unquote(path) in members else b""

    return _RELATION.sub(kept, relations)


def _is_main_elsewhere(opened: ZipFile, members: Mapping[str, ZipInfo], main_part: str) -> bool:
    """Return whether an Office file has its main part under another name, as Word Online does ("document2.xml")."""
    types = members.get(_TYPES)
    relations = members.get("_rels/.rels")
    if types is None or relations is None:
        return False
    declared = take(opened, types)
    refuse_entities(declared)
    kind = _KINDS.get(main_part.partition("/")[0])
    return kind is not None and bool(re.search(rb"ContentType=[\"'][^\"']*" + kind + rb"[^\"']*\.main\+xml", declared))


def repaired(package: ZipFile, main_part: str, losses: Losses) -> IO[bytes]:
    """Return a document, as `open_package` unpacked it, in which a part that is no XML does not refuse the whole.

    Libraries parse all parts at once. So in a part other than the main one, what follows an error is left out, and
    told as lost.
    """
    from lxml import etree

    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as plain:
        for name in package.namelist():
            part = package.read(name)
            is_xml = name.endswith((".xml", ".rels")) and name != main_part and bool(part)
            if is_xml and (fault := _xml_fault(part)):
                losses.add(f"what follows an error in {name}", f"which is no XML there ({fault})")
                parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
                root = etree.fromstring(part, parser)
                part = b"" if root is None else etree.tostring(root)
                part = b"<lost/>" if _xml_fault(part) else part
            plain.writestr(name, part)
    copy.seek(0)
    return copy


def _xml_fault(part: bytes) -> str:
    try:
        parse_xml(part)
    except SyntaxError as error:  # lxml's error is one
        return in_short(error)
    return ""


def _has_no_text(name: str) -> bool:
    return name.endswith(_PICTURES) or not _FOLDERS_WITHOUT_TEXT.isdisjoint(name.split("/")[:-1])


def unpacked(data: bytes) -> tuple[int, int]:
    """Return the number of members and their total unpacked size; zeros if the bytes are not a zip file."""
    if not data.startswith(_BEGINS):
        return 0, 0
    try:
        with ZipFile(io.BytesIO(data)) as opened:
            return len(opened.infolist()), _size(opened.infolist())
    except _DIRECTORY_ERRORS:
        return 0, 0


def _size(entries: list[ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)
