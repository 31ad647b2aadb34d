"""E-mail messages (.eml): subject, sender, date and body; attachments become members.

A reply contains earlier messages. Their quotation marks are removed, and a paragraph that the same message already
contains is not repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from pathlib import PurePosixPath

from assistant.language.line_ends import mended
from assistant.reading.assembly import Assembly
from assistant.reading.blocks import find_blocks
from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, Member, UnreadableError, reading
from assistant.reading.formats.text import decode, wide_encoding
from assistant.reading.hidden import LeftOut
from assistant.reading.html.blocks import add_html
from assistant.reading.html.document import decode_html, parse_html
from assistant.reading.html.hidden import characters_in, take_out_hidden
from assistant.reading.metadata import date_of_field, title_of

_EXPECTED = ("from", "to", "subject", "date", "received", "message-id", "mime-version")
_QUOTE = re.compile(r"^(?:[ \t]?>)+ ?", re.MULTILINE)
_UNWRITTEN = re.compile(r"[\\/:*?\"<>|\x00-\x1f]+")
_SHORTEST_REPEAT = 25
"""The number of letters and digits from which a repeated paragraph is left out."""
_STUB = 0.5
"""The share of the HTML body's length below which a plain body is only a hint to read the HTML body."""


def read_eml(data: bytes, limits: Limits) -> Contents:
    """Read a message. Its subject is the title and the heading, its sender the author.

    Raises:
        UnreadableError: it is not a message, or contains neither text nor files.
    """
    with reading("an e-mail message"):
        message = _parsed(data)
        if not any(name in message for name in _EXPECTED):
            raise UnreadableError("has none of the headers of an e-mail message (From, Subject, Date, …)")
        body, attached, left_out = Assembly(), list[EmailMessage](), LeftOut()
        _add_bodies(body, message, attached, left_out)
        if len(attached) > limits.members:
            raise UnreadableError(f"holds {len(attached):,} files, more than the limit of {limits.members:,}")
        members = tuple(_members([part for part in attached if not _is_inline(part)]))
        if not body.blocks and not members:
            raise UnreadableError("holds neither text nor files; it may be encrypted")
        assembly = Assembly()
        subject = _header(message, "subject")
        date = date_of_field(_header(message, "date"))
        assembly.heading(subject, 1)
        assembly.paragraph("; ".join(_envelope(message, date)))
        _add_once(assembly, body)
        name, address = parseaddr(_header(message, "from"))
        return Contents(
            assembly.text,
            assembly.blocks,
            title=title_of(subject),
            author=one_line(name or address),
            date=date,
            members=members,
            notes=left_out.notes,
        )


def _parsed(data: bytes) -> EmailMessage:
    """Return a message; one that was saved in UTF-16 or UTF-32 as a whole is read as the text that it is."""
    encoding = wide_encoding(data)
    parser = BytesParser(policy=policy.default)
    if not encoding:
        return parser.parsebytes(data)
    message = parser.parsebytes(data.decode(encoding, "replace").encode())
    for part in message.walk():
        encoded = str(part.get("content-transfer-encoding", "8bit")).strip().lower()
        if part.get_content_maintype() == "text" and encoded in ("7bit", "8bit", "binary"):
            part.set_param("charset", "utf-8")
    return message


def _header(message: EmailMessage, name: str) -> str:
    return one_line(str(message.get(name, "")))


def _envelope(message: EmailMessage, date: str) -> Iterator[str]:
    for name in ("From", "To", "Cc"):
        people = (full or address for full, address in getaddresses([_header(message, name)]))
        if told := ", ".join(filter(None, people)):
            yield f"{name}: {told}"
    if date:
        yield f"Date: {date}"


def _add_bodies(assembly: Assembly, part: Message, attached: list[EmailMessage], left_out: LeftOut) -> None:
    """Add the text of the parts of a message in order, and collect its attachments."""
    assert isinstance(part, EmailMessage)
    kind = part.get_content_type()
    if part.is_attachment() or (part.get_filename() and kind not in ("multipart/alternative", "multipart/mixed")):
        attached.append(part)
    elif kind == "multipart/alternative" and part.is_multipart():
        choices: list[tuple[Assembly, LeftOut]] = []
        for inner in part.iter_parts():
            choices.append((Assembly(), LeftOut()))
            _add_bodies(choices[-1][0], inner, attached, choices[-1][1])
        if choices:
            longest = max(len(choice.text) for choice, _ in choices)
            chosen, unseen = next(choice for choice in choices if len(choice[0].text) >= _STUB * longest)
            left_out.characters += unseen.characters
            for block in chosen.blocks:
                assembly.copy(block, chosen.text)
    elif part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.iter_parts():
            _add_bodies(assembly, inner, attached, left_out)
    elif kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart":
        # A multipart without parts is a text cut from its message.
        text = _text(part)
        if kind == "text/html" and text.strip():
            root = parse_html(text)
            left_out.characters += characters_in(root, take_out_hidden(root))
            add_html(assembly, root)
        else:
            plain = mended(_unquoted(text))
            for block in find_blocks(plain, "plain"):
                assembly.copy(block, plain)
    else:
        attached.append(part)


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    charset = part.get_content_charset()
    # If the declared encoding is wrong or unknown, it is detected.
    with suppress(LookupError, UnicodeError):
        data = data.decode(charset or "utf-8").encode()
    return decode_html(data) if part.get_content_subtype() == "html" else decode(data)


def _unquoted(text: str) -> str:
    """Return the text without quotation marks; a paragraph ends where their depth changes."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        mark = _QUOTE.match(line)
        now = mark.group().count(">") if mark else 0
        if now != depth:
            lines.append("")
        depth = now
        lines.append(line[mark.end() :] if mark else line)
    return "\n".join(lines)


def _add_once(assembly: Assembly, body: Assembly) -> None:
    said: set[str] = set()
    for block in body.blocks:
        words = "".join(filter(str.isalnum, body.text[block.start : block.end])).casefold()
        if len(words) < _SHORTEST_REPEAT or words not in said or block.kind in ("header", "row"):
            assembly.copy(block, body.text, lower=1)
        said.add(words)


def _is_inline(part: EmailMessage) -> bool:
    """Return whether a part is an inline picture or a signature, which is no attachment."""
    kind = part.get_content_type()
    pictured = part.get_content_maintype() == "image" and (not part.is_attachment() or "content-id" in part)
    return pictured or kind in ("application/pgp-signature", "application/pkcs7-signature", "text/x-amp-html")


def _members(parts: Sequence[EmailMessage]) -> Iterator[Member]:
    """Yield the attachments; repeated names are numbered."""
    names: Counter[str] = Counter()
    for number, part in enumerate(parts, start=1):
        member = _member(part, number)
        names[member.name] += 1
        if names[member.name] > 1:
            path = PurePosixPath(member.name)
            member = replace(member, name=f"{path.stem} ({names[member.name]}){path.suffix}")
        yield member


def _member(part: EmailMessage, number: int) -> Member:
    name = _UNWRITTEN.sub("_", one_line(part.get_filename() or "")).strip(". ")
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        assert isinstance(inner, Message)
        subject = _UNWRITTEN.sub("_", one_line(str(inner.get("subject", ""))))[:80].strip(". _")
        stem = (name or subject or f"message {number}").removesuffix(".eml")
        return Member(f"{stem}.eml", inner.as_bytes())
    data = part.get_payload(decode=True)
    return Member(name or f"attachment {number}", data if isinstance(data, bytes) else b"")
