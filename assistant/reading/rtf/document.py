"""RTF documents: their text, notes, comments and margins; blocks are recognised like those of plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from assistant.reading.assembly import Assembly
from assistant.reading.blocks import find_blocks
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.hidden import LeftOut
from assistant.reading.metadata import author_of, date_of_field, title_of
from assistant.reading.notation.annexes import add_comments, add_margins, tracked_note
from assistant.reading.notation.raised import note_labels
from assistant.reading.rtf.hidden import without_hidden
from assistant.reading.rtf.runs import read_rtf_text
from assistant.reading.rtf.tables import CELL, ROW, RowLayout, table_rows
from assistant.reading.signatures import wrong_type
from assistant.reading.tabular.tables import add_table

_WHAT = "an RTF document"
_FIELD = r"\{{\\{}\s(?P<value>[^{{}}]{{1,1000}})\}}"
_TIME = re.compile(r"\{\\(?P<name>revtim|creatim)\\yr(?P<year>\d{4})\\mo(?P<month>\d{1,2})\\dy(?P<day>\d{1,2})")
_INFO_WITHIN = 200_000
_BINARY = re.compile(r"\\bin(\d{1,9}) ?")
_CODE = re.compile(r"\\u(-?\d{5,12})")
_UNKNOWN = r"\u65533"


def read_rtf(data: bytes, _: Limits) -> Contents:
    """Read an RTF document; a line of cells is a table row.

    Raises:
        UnreadableError: it is damaged, of another format, or contains no text.
    """
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise wrong_type(data, _WHAT)
    with reading(_WHAT):
        left_out = LeftOut()
        markup = _CODE.sub(_known_code, without_hidden(_without_binary(data.decode("latin-1")), left_out))
        assembly = Assembly()
        labels = note_labels(read_rtf_text(markup, lambda _: "", ()).text.splitlines())
        found = read_rtf_text(markup, assembly.mark, labels)
        _add(assembly, found.text, found.layouts)
        for label, note in found.notes:
            assembly.note(label)
            _add_running(assembly, [note])
        margins = Assembly()
        for margin in found.margins:
            _add(margins, margin, found.layouts)
        add_comments(assembly, found.comments)
        add_margins(assembly, margins)
        if not assembly.blocks:
            raise UnreadableError("holds no text")
        head = markup[:_INFO_WITHIN]
        return Contents(
            assembly.text,
            assembly.blocks,
            title=title_of(_field(head, "title")),
            author=author_of(_field(head, "author")),
            date=_date(head),
            notes=(*left_out.notes, *tracked_note(found.tracked)),
        )


def _without_binary(markup: str) -> str:
    """Return the markup without the bytes of pictures and objects that it holds as they are, which may be braces."""
    kept, after = [], 0
    for found in _BINARY.finditer(markup):
        if found.start() >= after:
            kept.append(markup[after : found.start()])
            after = found.end() + int(found[1])
    return "".join((*kept, markup[after:]))


def _known_code(found: re.Match[str]) -> str:
    """Return a character's code, or that of the replacement character where there is no such character."""
    return found.group() if -0x8000 <= int(found.group(1)) <= 0x10FFFF else _UNKNOWN


def _add(assembly: Assembly, text: str, layouts: Sequence[RowLayout]) -> None:
    """Add running text and tables in order; a row of one cell is text, unless it is one of a table."""
    for is_table, lines in groupby(text.replace("\r\n", "\n").split("\n"), key=lambda line: ROW in line):
        told = list(lines)
        if is_table and any(line.count(CELL) > 1 for line in told):
            add_table(assembly, table_rows(told, layouts))
        else:
            _add_running(assembly, [line.partition(ROW)[0].replace(CELL, " ") for line in told])


def _add_running(assembly: Assembly, lines: list[str]) -> None:
    # A line here is a whole paragraph, so an empty line follows it for the recognition of blocks.
    text = "\n\n".join(lines)
    for block in find_blocks(text, "plain"):
        assembly.copy(block, text)


def _field(head: str, name: str) -> str:
    from striprtf.striprtf import rtf_to_text

    found = re.search(_FIELD.format(name), head)
    return rtf_to_text(f"{{\\rtf1 {found.group('value')}}}", errors="replace") if found else ""


def _date(head: str) -> str:
    found = {match["name"]: match for match in _TIME.finditer(head)}
    for name in ("revtim", "creatim"):
        if match := found.get(name):
            try:
                return date_of_field(date(int(match["year"]), int(match["month"]), int(match["day"])))
            except ValueError:
                continue
    return ""
