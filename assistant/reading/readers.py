"""The reader of a format. What a plugin's reader raises or returns is held against what a reader has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import cast

from assistant.language.dates import is_iso_date
from assistant.plugins import FORMATS, Plugin
from assistant.plugins.entry_points import in_short
from assistant.reading.blocks import Block
from assistant.reading.contents import Contents, Limits, Member, UnreadableError

FormatReader = Callable[[bytes, Limits], Contents]


def reader_of(name: str) -> FormatReader:
    """Return what reads the files of a suffix, given in lower case and without its dot; it must be one that is read.

    Raises:
        PluginError: a plugin is to read them, and it cannot be used.
    """
    reader = cast("FormatReader", FORMATS.load(name))
    plugin = FORMATS.plugin(name)
    return reader if plugin is None else _checked(plugin, reader)


def _checked(plugin: Plugin, reader: FormatReader) -> FormatReader:
    told = f"cannot be read by {str(plugin)[:1].lower()}{str(plugin)[1:]}"
    advice = f"See whether the file opens elsewhere. {plugin.advice}"

    def read(data: bytes, limits: Limits) -> Contents:
        try:
            contents = reader(data, limits)
        except (UnreadableError, MemoryError):
            raise
        except (Exception, SystemExit) as error:
            raise UnreadableError(f"{told} ({in_short(error)})", advice) from error
        if fault := next(_faults(contents), ""):
            raise UnreadableError(f"{told}, which returned {fault}", advice)
        return contents

    return read


def _faults(contents: object) -> Iterator[str]:
    """Yield what is wrong with what a reader returned, of which nothing is sure."""
    if not isinstance(contents, Contents):
        yield f"{type(contents).__name__} instead of Contents"
        return
    for field in ("text", "title", "author", "date"):
        if not isinstance(getattr(contents, field), str):
            yield f"a {field} that is not text"
            return
    if contents.date and not is_iso_date(contents.date):
        yield "a date that is not written as 2025, 2025-03 or 2025-03-31"
    for field, kind in (("blocks", Block), ("pages", int), ("members", Member), ("notes", str)):
        values = getattr(contents, field)
        if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
            yield f"{field} that are no tuple of {kind.__name__}"
            return
    if any(not isinstance(member.name, str) or not isinstance(member.data, bytes) for member in contents.members):
        yield "members without a name or bytes"
    places = [place for block in contents.blocks for place in (block.start, block.end)]
    if not _rise(places, len(contents.text)) or any(block.start >= block.end for block in contents.blocks):
        yield "blocks that overlap, or lie outside the text"
    if not _rise(contents.pages, len(contents.text)):
        yield "pages that do not rise, or lie outside the text"
    if contents.text.strip() and not contents.blocks:
        yield "a text without blocks"


def _rise(places: list[int] | tuple[int, ...], end: int) -> bool:
    return all(isinstance(place, int) for place in places) and all(
        before <= after for before, after in pairwise((0, *places, end))
    )
