"""Calendars (.ics, iCalendar): each event, task and journal entry under its title, with when, where and who."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.losses import Losses
from assistant.reading.metadata import title_of

Entry = Any
"""An entry of a calendar, a mapping whose values have types of their own."""

_BEGINS = re.compile(r"^BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL)\b", re.IGNORECASE | re.MULTILINE)
_LINE = re.compile(r"[A-Za-z0-9-]+[;:]")
_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
_TEXTS = (("Where", "LOCATION"), ("Status", "STATUS"), ("Categories", "CATEGORIES"), ("Repeats", "RRULE"))
_PEOPLE = (("Organizer", "ORGANIZER"), ("Attendees", "ATTENDEE"))


def read_ics(data: bytes, _: Limits) -> Contents:
    """Read a calendar.

    Raises:
        UnreadableError: it is damaged, of another format, or has no entry.
    """
    from icalendar import Calendar

    with reading("a calendar"):
        text = decode(data)
        if not _BEGINS.search(text):
            raise UnreadableError("is no calendar by its content")
        losses, assembly = Losses(), Assembly()
        try:
            parts = Calendar.from_ical(text, multiple=True)
        except ValueError:
            losses.add("lines without a name", "which no calendar has")
            parts = Calendar.from_ical(_with_names(text), multiple=True)
        for part in parts:
            for entry in part.walk():
                if entry.name in _ENTRIES:
                    _add(assembly, entry, losses)
        if not assembly.blocks:
            raise UnreadableError("has no entries")
        title = title_of(str(parts[0].get("X-WR-CALNAME", "")))
        return Contents(assembly.text, assembly.blocks, title=title, notes=losses.notes)


def _with_names(text: str) -> str:
    """Return the lines that have a name and a value, with those that continue them."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\r\n".join(line for line in lines if line[:1] in (" ", "\t") or _LINE.match(line))


def _add(assembly: Assembly, entry: Entry, losses: Losses) -> None:
    title = one_line(str(entry.get("SUMMARY", ""))) or "Entry"
    assembly.heading(title, 1)
    with losses.part(f'the time of "{title}"'):
        when = _when(entry)
        assembly.paragraph(f"When: {when}" if when else "")
        assembly.paragraph(f"Due: {_moment(_value(entry, 'DUE'))}" if "DUE" in entry else "")
    for label, name in _TEXTS:
        with losses.part(f'{name.lower()} of "{title}"'):
            value = _text(entry, name)
            assembly.paragraph(f"{label}: {value}" if value else "")
    for label, name in _PEOPLE:
        people = ", ".join(_people(entry, name))
        assembly.paragraph(f"{label}: {people}" if people else "")
    for line in str(entry.get("DESCRIPTION", "")).split("\n"):
        assembly.paragraph(line)


def _when(entry: Entry) -> str:
    begin = _value(entry, "DTSTART")
    end = _value(entry, "DTEND")
    if begin is None:
        return ""
    if end is None and "DURATION" in entry:
        end = begin + _value(entry, "DURATION")
    if end is not None and not isinstance(end, datetime) and not isinstance(begin, datetime):
        end -= timedelta(days=1)  # the day after the last one is written
    if end is None or end == begin:
        return _moment(begin)
    same_day = isinstance(begin, datetime) and isinstance(end, datetime) and begin.date() == end.date()
    return f"{_moment(begin)} to {end:%H:%M}{_zone(end)}" if same_day else f"{_moment(begin)} to {_moment(end)}"


def _value(entry: Entry, name: str) -> Any:  # noqa: ANN401 - a day or a moment
    told = entry.get(name)
    first = told[0] if isinstance(told, list) else told  # a program may have written it twice
    return None if first is None else first.dt


def _moment(value: date | datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}{_zone(value)}" if isinstance(value, datetime) else value.isoformat()


def _zone(value: datetime) -> str:
    name = value.tzname() or ""
    return f" {name}" if name else ""


def _text(entry: Entry, name: str) -> str:
    if name not in entry:
        return ""
    value = entry[name]
    told = value if isinstance(value, list) else [value]
    return ", ".join(one.to_ical().decode() if name in ("RRULE", "CATEGORIES") else str(one) for one in told)


def _people(entry: Entry, name: str) -> Iterator[str]:
    value = entry.get(name, [])
    for one in value if isinstance(value, list) else [value]:
        address = str(one).removeprefix("mailto:").removeprefix("MAILTO:")
        yield one_line(str(one.params.get("CN", "")) or address)
