"""Mailboxes (.mbox): each message becomes a member, read as a message of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.parser import BytesHeaderParser

from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, Member
from assistant.reading.formats.text import wide_encoding
from assistant.reading.signatures import wrong_type

_BEGINS = re.compile(rb"^From [^\r\n]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
"""The line before each message (RFC 4155): a line "From …" in a text is not followed by a header."""
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_UNWRITTEN = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_LONGEST_NAME = 80


def read_mbox(data: bytes, limits: Limits) -> Contents:
    """Read a mailbox. Beyond the limit on the number of files, messages are left out, and that is told.

    Raises:
        UnreadableError: it contains no message.
    """
    if encoding := wide_encoding(data):
        data = data.decode(encoding, "replace").encode()
    begins = list(_BEGINS.finditer(data))
    if not begins:
        raise wrong_type(data, "a mailbox")
    ends = [*(begin.start() for begin in begins[1:]), len(data)]
    spans = [(begin.end(), end) for begin, end in zip(begins, ends, strict=True)]
    kept = spans[: limits.members]
    notes: tuple[str, ...] = ()
    if len(spans) > len(kept):
        notes = (f"has {len(spans):,} messages, of which the first {len(kept):,} were read. Split it into several",)
    return Contents(members=tuple(_members(data, kept)), notes=notes)


def _members(data: bytes, spans: list[tuple[int, int]]) -> Iterator[Member]:
    digits = len(str(len(spans)))
    for number, (begin, end) in enumerate(spans, start=1):
        message = _QUOTED.sub(rb"\1", data[begin:end])
        yield Member(f"{number:0{digits}} {_subject(message)}.eml", message)


def _subject(message: bytes) -> str:
    head = message[:65_536]
    try:
        told = str(BytesHeaderParser(policy=policy.default).parsebytes(head).get("subject", ""))
    except Exception:
        told = ""
    return _UNWRITTEN.sub("_", one_line(told))[:_LONGEST_NAME].strip(". ") or "message"
