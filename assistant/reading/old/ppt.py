"""PowerPoint presentations of before 2007 (.ppt): converted by LibreOffice where it is there, else their text (MS-PPT).

A presentation is a tree of records. Its directory names the newest version of each slide; texts of titles and outlines
are listed apart from the slides.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.pptx import read_pptx
from assistant.reading.hidden import hidden_parts_notes
from assistant.reading.losses import Losses
from assistant.reading.office.libreoffice import convert
from assistant.reading.signatures import OLE, wrong_type

_WHAT = "an old PowerPoint presentation"
_PLAIN = (
    "is read without LibreOffice, as the plain text of its slides and notes: tables are text, and charts and hidden"
    " text are not told apart. Save it as .pptx, or install LibreOffice, to have all of it"
)
_DOCUMENT, _SLIDE, _NOTES, _LIST, _PLACE = 1000, 1006, 1008, 4080, 1011
_WIDE, _NARROW, _TEXT_KIND, _OUTLINE, _SHOWN = 4000, 4008, 3999, 3998, 1017
_EDIT, _DIRECTORY = 4085, 6002
_CONTAINER, _DEEPEST = 0xF, 24
_TITLES, _HIDDEN_SLIDE = (0, 6), 0x04
_MOST_RECORDS = 1_000_000


def read_ppt(data: bytes, limits: Limits) -> Contents:
    """Read a presentation; each slide is a page, hidden ones are marked.

    Raises:
        UnreadableError: it is damaged, of another format, or protected.
    """
    from olefile import OleFileIO

    if not data.startswith(OLE):
        raise wrong_type(data, _WHAT)
    with reading(_WHAT), OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists("PowerPoint Document"):
            raise wrong_type(data, _WHAT)
        if ole.exists("EncryptedSummary"):
            raise UnreadableError("is protected by a password", "Save it without the password.")
        converted = convert(data, ".ppt", ".pptx")
        if converted is not None:
            return read_pptx(converted, limits)
        user = ole.openstream("Current User").read()
        (edit,) = struct.unpack_from("<I", user, 16)
        return _contents(ole.openstream("PowerPoint Document").read(), edit)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record: its type, its instance, and where its content begins and ends."""

    kind: int
    instance: int
    is_container: bool
    begin: int
    end: int


def _record(data: bytes, place: int) -> _Record:
    told, kind, size = struct.unpack_from("<HHI", data, place)
    return _Record(kind, told >> 4, told & 0xF == _CONTAINER, place + 8, min(place + 8 + size, len(data)))


def _within(data: bytes, record: _Record) -> Iterator[_Record]:
    place = record.begin
    while place + 8 <= record.end:
        inner = _record(data, place)
        yield inner
        place = inner.end


def _leaves(data: bytes, record: _Record, deepest: int = _DEEPEST) -> Iterator[_Record]:
    """Yield the records inside a record that contain no others, in order."""
    for inner in _within(data, record):
        if inner.is_container and deepest:
            yield from _leaves(data, inner, deepest - 1)
        else:
            yield inner


def _places(data: bytes, edit: int) -> dict[int, int]:
    """Return where each object lies, by its number; later edits replace earlier ones."""
    places: dict[int, int] = {}
    seen: set[int] = set()
    while edit and edit not in seen:
        seen.add(edit)
        begin = _record(data, edit).begin
        before, directory = struct.unpack_from("<II", data, begin + 8)
        listed = _record(data, directory)
        at = listed.begin
        while at + 4 <= listed.end:
            (told,) = struct.unpack_from("<I", data, at)
            first, count = told & 0xFFFFF, told >> 20
            for number, offset in enumerate(struct.unpack_from(f"<{count}I", data, at + 4), first):
                places.setdefault(number, offset)
            at += 4 + 4 * count
        edit = before
    return places


def _texts(data: bytes, records: Iterator[_Record], outline: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield texts with their kinds (0: title, 1: body, …); those of the outline by their number there."""
    kind = -1
    for count, record in enumerate(records):
        if count > _MOST_RECORDS:
            return
        if record.kind == _TEXT_KIND:
            (kind,) = struct.unpack_from("<I", data, record.begin)
        elif record.kind == _OUTLINE:
            (number,) = struct.unpack_from("<I", data, record.begin)
            if number < len(outline):
                yield outline[number]
        elif record.kind in (_WIDE, _NARROW):
            raw = data[record.begin : record.end]
            yield kind, raw.decode("utf-16-le" if record.kind == _WIDE else "latin-1", "replace")
            kind = -1


def _outlines(data: bytes, document: _Record, instance: int) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield the number of each slide (instance 0) or note (2), in order, with its texts in the outline."""
    for listed in _within(data, document):
        if listed.kind != _LIST or listed.instance != instance:
            continue
        number, records = -1, list[_Record]()
        for record in _within(data, listed):
            if record.kind == _PLACE:
                if number >= 0:
                    yield number, list(_texts(data, iter(records), []))
                (number,), records = struct.unpack_from("<I", data, record.begin), []
            else:
                records.append(record)
        if number >= 0:
            yield number, list(_texts(data, iter(records), []))


def _contents(data: bytes, edit: int) -> Contents:
    places = _places(data, edit)
    (number,) = struct.unpack_from("<I", data, _record(data, edit).begin + 16)
    document = _record(data, places[number])
    if document.kind != _DOCUMENT:
        raise UnreadableError("is damaged: its table of contents is missing")
    notes = _notes(data, document, places)
    assembly, losses, hidden = Assembly(), Losses(), list[str]()
    first = ""
    for count, (number, outline) in enumerate(_outlines(data, document, 0), start=1):
        assembly.page()
        with losses.part(f"slide {count}"):
            slide = _record(data, places[number])
            assembly.hidden = _is_hidden(data, slide)
            hidden += [str(count)] if assembly.hidden else []
            texts = list(_texts(data, _leaves(data, slide), outline))
            texts += [] if any(text in texts for text in outline) else outline
            title = next((text for kind, text in texts if kind in _TITLES), "")
            assembly.heading(title.replace("\x0b", " ") or f"Slide {count}", 1)
            first = first or title
            for kind, text in texts:
                if not (kind in _TITLES and text == title):
                    _add(assembly, text, is_list=kind == 1)
            for text in notes.get(_identity(data, slide), []):
                _add(assembly, text, is_list=False)
    return Contents(
        assembly.text,
        assembly.blocks,
        assembly.pages,
        title=" ".join(first.split()),
        notes=(_PLAIN, *hidden_parts_notes("slide", hidden), *losses.notes),
    )


def _add(assembly: Assembly, text: str, *, is_list: bool) -> None:
    parts = [part for part in text.replace("\x0b", "\n").split("\r") if part.strip() and part.strip() != "*"]
    for part in parts:
        (assembly.item if is_list and len(parts) > 1 else assembly.paragraph)(part)


def _is_hidden(data: bytes, slide: _Record) -> bool:
    shown = next((record for record in _within(data, slide) if record.kind == _SHOWN), None)
    return bool(shown and data[shown.begin + 10] & _HIDDEN_SLIDE)


def _identity(data: bytes, slide: _Record) -> int:
    """Return the number by which notes refer to a slide, that of its notes."""
    atom = next((record for record in _within(data, slide) if record.kind == 1007), None)
    return int(struct.unpack_from("<I", data, atom.begin + 16)[0]) if atom else 0


def _notes(data: bytes, document: _Record, places: Mapping[int, int]) -> dict[int, list[str]]:
    """Return the texts of the notes, by their identity."""
    found: dict[int, list[str]] = {}
    for listed in _within(data, document):
        if listed.kind != _LIST or listed.instance != 2:
            continue
        for record in _within(data, listed):
            if record.kind == _PLACE:
                number, _, _, identity = struct.unpack_from("<4I", data, record.begin)
                if number in places:
                    page = _record(data, places[number])
                    found[identity] = [text for kind, text in _texts(data, _leaves(data, page), []) if kind == 2]
    return found
