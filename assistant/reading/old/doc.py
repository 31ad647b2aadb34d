"""Word documents of before 2007 (.doc): converted by LibreOffice where it is there, else their text (MS-DOC).

The text lies in pieces, in the order of a table; properties of its characters and paragraphs lie in pages of 512 bytes.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.assembly import Assembly
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.hidden import LeftOut
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.office.libreoffice import convert
from assistant.reading.signatures import OLE, wrong_type
from assistant.reading.tabular.tables import Row, add_table
from assistant.reading.word.document import read_docx

if TYPE_CHECKING:
    from olefile import OleFileIO

_WHAT = "an old Word document"
_PLAIN = (
    "is read without LibreOffice, as plain text with its headings and tables: numbers of lists, headers, footers, text"
    " boxes and comments are left out. Save it as .docx, or install LibreOffice, to have all of it"
)
_MAGIC, _ENCRYPTED, _TABLE_1 = 0xA5EC, 0x0100, 0x0200
_LENGTHS, _CHARACTERS_AT, _PARAGRAPHS_AT, _PIECES_AT = 0x4C, 0xFA, 0x102, 0x1A2
_PAGE = 512
_IN_TABLE, _ROW_END, _VANISHES, _DELETED = 0x2416, 0x2417, 0x083C, 0x0800
_LAST_HEADING = 9
_MARKS = {0x1E: "-", 0x1F: "", 0x0B: "\n", 0x09: " ", 0xA0: " "}
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, -1, 3)
"""How long the operand of a property is, by the highest three bits of its code; -1: as its first byte says."""


def read_doc(data: bytes, limits: Limits) -> Contents:
    """Read a document.

    Raises:
        UnreadableError: it is damaged, of another format, protected, or of a version before Word 97.
    """
    from olefile import OleFileIO

    if not data.startswith(OLE):
        raise wrong_type(data, _WHAT)
    with reading(_WHAT), OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists("WordDocument"):
            raise wrong_type(data, _WHAT)
        main = ole.openstream("WordDocument").read()
        (magic,), (flags,) = struct.unpack_from("<H", main), struct.unpack_from("<H", main, 0x0A)
        if flags & _ENCRYPTED:
            raise UnreadableError("is protected by a password", "Save it without the password.")
        converted = convert(data, ".doc", ".docx")
        if converted is not None:
            return read_docx(converted, limits)
        if magic != _MAGIC:
            raise UnreadableError("was written by a Word of before 1997", "Open it and save it as .docx.")
        table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        return _contents(_Text(main, table), ole)


def _contents(text: _Text, ole: OleFileIO) -> Contents:
    assembly, left_out = Assembly(), LeftOut()
    rows: list[Row] = []
    cells: list[str] = []
    for paragraph in text.paragraphs(left_out):
        if paragraph.ends_row:
            rows.append(Row(tuple(cells)))
            cells = []
            continue
        if paragraph.in_table:
            if paragraph.starts_cell or not cells:
                cells.append(paragraph.text)
            else:
                cells[-1] += f"\n{paragraph.text}"
            continue
        add_table(assembly, rows)
        rows = []
        if paragraph.level:
            assembly.heading(paragraph.text, paragraph.level)
        else:
            assembly.paragraph(paragraph.text)
    add_table(assembly, [*rows, *([Row(tuple(cells))] if cells else [])])
    told = ole.get_metadata()
    return Contents(
        assembly.text,
        assembly.blocks,
        title=title_of(_decoded(told.title)),
        author=author_of(_decoded(told.author)),
        date=date_of_field(told.last_saved_time or told.create_time),
        notes=(_PLAIN, *left_out.notes),
    )


def _decoded(raw: bytes | str | None) -> str:
    return raw.decode("cp1252", "replace") if isinstance(raw, bytes) else raw or ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    level: int
    in_table: bool
    starts_cell: bool
    ends_row: bool


class _Runs:
    """Ranges of the file with their properties, from the pages that a table lists."""

    def __init__(self, main: bytes, table: bytes, at: int, *, of_paragraphs: bool) -> None:
        self.begins: list[int] = []
        self._styles: list[int] = []
        self._codes: list[dict[int, int]] = []
        place, size = struct.unpack_from("<II", main, at)
        count = max(0, (size - 4) // 8)
        for number in range(count):
            (page,) = struct.unpack_from("<I", table, place + 4 * (count + 1) + 4 * number)
            self._add(main[page % 0x400000 * _PAGE :][:_PAGE], of_paragraphs=of_paragraphs)

    def _add(self, page: bytes, *, of_paragraphs: bool) -> None:
        count = page[_PAGE - 1]
        width = 13 if of_paragraphs else 1
        for run in range(count):
            (begin,) = struct.unpack_from("<I", page, 4 * run)
            word = page[4 * (count + 1) + width * run]
            style, codes = 0, b""
            if word and of_paragraphs:
                size = page[2 * word]  # in words, with itself; 0 where the next byte tells it
                codes = page[2 * word + 1 :][: 2 * size - 1] if size else page[2 * word + 2 :][: 2 * page[2 * word + 1]]
                style, codes = int.from_bytes(codes[:2], "little"), codes[2:]
            elif word:
                codes = page[2 * word + 1 :][: page[2 * word]]
            self.begins.append(begin)
            self._styles.append(style)
            self._codes.append(dict(_properties(codes)))

    def at(self, place: int) -> tuple[int, dict[int, int]]:
        """Return the style and the properties of what stands at a place of the file."""
        number = bisect_right(self.begins, place) - 1
        return (self._styles[number], self._codes[number]) if number >= 0 else (0, {})


def _properties(codes: bytes) -> Iterator[tuple[int, int]]:
    """Yield properties by code, each with the first byte of its operand."""
    place = 0
    while place + 2 < len(codes):
        (code,) = struct.unpack_from("<H", codes, place)
        size = _OPERAND_BYTES[code >> 13]
        yield code, codes[place + 2]
        place += 2 + (size if size >= 0 else codes[place + 2] + (2 if code == 0xD608 else 1))


class _Text:
    """The text of a document, in the order in which it is read."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self._main = main
        self._paragraphs = _Runs(main, table, _PARAGRAPHS_AT, of_paragraphs=True)
        self._characters = _Runs(main, table, _CHARACTERS_AT, of_paragraphs=False)
        self._body, self._notes = struct.unpack_from("<2I", main, _LENGTHS)
        place, size = struct.unpack_from("<II", main, _PIECES_AT)
        self._pieces = list(_pieces(table[place : place + size]))

    def paragraphs(self, left_out: LeftOut) -> Iterator[_Paragraph]:
        """Yield the paragraphs of the body and of its footnotes; hidden and deleted text is left out."""
        letters: list[str] = []
        hidden: list[str] = []
        in_code = 0
        is_first = True
        for letter, place in self._letters():
            if letter in "\r\x07\x0c":
                style, codes = self._paragraphs.at(place)
                in_table = bool(codes.get(_IN_TABLE)) or letter == "\x07"
                level = style if 1 <= style <= _LAST_HEADING else 0
                ends_row = bool(codes.get(_ROW_END)) and letter == "\x07"
                yield _Paragraph("".join(letters).strip(), level, in_table, is_first, ends_row)
                is_first = letter == "\x07" or not in_table
                letters = []
            elif letter == "\x13":
                in_code += 1
            elif letter in "\x14\x15":
                in_code = max(0, in_code - 1) if letter == "\x14" or in_code else 0
            elif not in_code:
                _, codes = self._characters.at(place)
                (hidden if codes.get(_VANISHES) or codes.get(_DELETED) else letters).append(
                    _MARKS.get(ord(letter), letter if ord(letter) >= 0x20 else "")
                )
        left_out.add("".join(hidden))
        if letters:
            yield _Paragraph("".join(letters).strip(), 0, in_table=False, starts_cell=True, ends_row=False)

    def _letters(self) -> Iterator[tuple[str, int]]:
        """Yield the characters of the body and the footnotes, with their places in the file."""
        left = self._body + self._notes
        for count, place, is_narrow in self._pieces:
            count = min(count, left)
            left -= count
            width = 1 if is_narrow else 2
            data = self._main[place : place + width * count]
            text = data.decode("cp1252" if is_narrow else "utf-16-le", "replace")
            if is_narrow or len(text) == count:
                yield from ((letter, place + width * number) for number, letter in enumerate(text))
            else:  # characters that take two units
                at = place
                for letter in text:
                    yield letter, at
                    at += 4 if ord(letter) > 0xFFFF else 2


def _pieces(table: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield the pieces of the text: how many characters, where in the file, whether one byte each."""
    place = 0
    while place < len(table) and table[place] == 1:
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    if table[place : place + 1] != b"\x02":
        raise UnreadableError("is damaged: the table of its text is missing")
    (size,) = struct.unpack_from("<I", table, place + 1)
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", table, place + 5)
    for number in range(count):
        (told,) = struct.unpack_from("<I", table, place + 5 + 4 * (count + 1) + 8 * number + 2)
        is_narrow = bool(told & 0x40000000)
        begin = (told & 0x3FFFFFFF) // 2 if is_narrow else told & 0x3FFFFFFF
        yield max(0, bounds[number + 1] - bounds[number]), begin, is_narrow
