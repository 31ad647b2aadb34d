"""Calendars (.ics, iCalendar): each event, task and journal entry under its title, with when, where and who."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from assistant.reading.assembly import Assembly
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, UnreadableError, reading
from assistant.reading.formats.text import decode
from assistant.reading.metadata import title_of

Entry = Any
"""An entry of a calendar, a mapping whose values have types of their own."""

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
        if "BEGIN:VCALENDAR" not in text.upper():
            raise UnreadableError("is no calendar by its content")
        calendars = Calendar.from_ical(text, multiple=True)
        assembly = Assembly()
        for calendar in calendars:
            for entry in calendar.walk():
                if entry.name in _ENTRIES:
                    _add(assembly, entry)
        if not assembly.blocks:
            raise UnreadableError("has no entries")
        return Contents(assembly.text, assembly.blocks, title=title_of(str(calendars[0].get("X-WR-CALNAME", ""))))


def _add(assembly: Assembly, entry: Entry) -> None:
    assembly.heading(str(entry.get("SUMMARY", "")) or "Entry", 1)
    told = [f"When: {when}"] if (when := _when(entry)) else []
    told += [f"Due: {_moment(entry['DUE'].dt)}"] if "DUE" in entry else []
    told += [f"{label}: {value}" for label, name in _TEXTS if (value := _text(entry, name))]
    told += [f"{label}: {', '.join(people)}" for label, name in _PEOPLE if (people := list(_people(entry, name)))]
    for line in told:
        assembly.paragraph(line)
    for line in str(entry.get("DESCRIPTION", "")).split("\n"):
        assembly.paragraph(line)


def _when(entry: Entry) -> str:
    begin = _value(entry, "DTSTART")
    end = _value(entry, "DTEND")
    if begin is None:
        return ""
    if end is None and "DURATION" in entry:
        end = begin + entry["DURATION"].dt
    if end is not None and not isinstance(end, datetime) and not isinstance(begin, datetime):
        end -= timedelta(days=1)  # the day after the last one is written
    if end is None or end == begin:
        return _moment(begin)
    same_day = isinstance(begin, datetime) and isinstance(end, datetime) and begin.date() == end.date()
    return f"{_moment(begin)} to {end:%H:%M}{_zone(end)}" if same_day else f"{_moment(begin)} to {_moment(end)}"


def _value(entry: Entry, name: str) -> Any:  # noqa: ANN401 - a day or a moment
    return entry[name].dt if name in entry else None


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
