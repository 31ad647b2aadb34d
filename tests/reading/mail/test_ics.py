import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.mail.ics import read_ics


def told(*lines: str) -> list[str]:
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR"])
    return read_ics(text.encode(), Limits()).text.split("\n\n")


def test_an_event_says_when_where_and_who() -> None:
    assert told(
        "BEGIN:VEVENT",
        "DTSTART;TZID=Europe/Berlin:20250305T140000",
        "DTEND;TZID=Europe/Berlin:20250305T153000",
        "SUMMARY:Board meeting",
        r"LOCATION:Room 4\, Lund",
        "ORGANIZER;CN=Wei Chen:mailto:wei@example.org",
        "ATTENDEE:mailto:ann@example.org",
        "ATTENDEE;CN=Bo:mailto:bo@example.org",
        "RRULE:FREQ=MONTHLY;COUNT=3",
        r"DESCRIPTION:Budget of 31",
        "  tonnes.\\nBring the plan.",
        "END:VEVENT",
    ) == [
        "Board meeting",
        "When: 2025-03-05 14:00 CET to 15:30 CET",
        "Where: Room 4, Lund",
        "Repeats: FREQ=MONTHLY;COUNT=3",
        "Organizer: Wei Chen",
        "Attendees: ann@example.org, Bo",
        "Budget of 31 tonnes.",
        "Bring the plan.",
    ]


def test_days_are_told_as_they_are_kept_and_a_task_when_it_is_due() -> None:
    days = ("DTSTART;VALUE=DATE:20250401", "DTEND;VALUE=DATE:20250403", "SUMMARY:Fair")
    assert told("BEGIN:VEVENT", *days, "END:VEVENT") == ["Fair", "When: 2025-04-01 to 2025-04-02"]
    assert told("BEGIN:VEVENT", days[0], "DURATION:P1D", "SUMMARY:Fair", "END:VEVENT") == ["Fair", "When: 2025-04-01"]
    assert told("BEGIN:VTODO", "SUMMARY:Sow", "DUE;VALUE=DATE:20250502", "END:VTODO") == ["Sow", "Due: 2025-05-02"]


def test_an_odd_value_or_line_costs_only_itself() -> None:
    text = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\na line that is none\nBEGIN:VEVENT\nSUMMARY:Fair\nDTSTART:yesterday\n"
        "LOCATION:Lund\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Ball\nDTSTART:20250401T180000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    contents = read_ics(text.encode(), Limits())
    assert contents.text.split("\n\n") == ["Fair", "Where: Lund", "Ball", "When: 2025-04-01 18:00"]
    assert sorted(note[:40] for note in contents.notes) == [
        "is read but for lines without a name, wh",
        'is read but for the time of "Fair", whic',
    ]


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(UnreadableError, match="is no calendar"):
        read_ics(b"BEGIN:VCARD\nEND:VCARD", Limits())
    with pytest.raises(UnreadableError, match="has no entries"):
        told()
