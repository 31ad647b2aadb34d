"""Outlook messages (.msg): their properties become an e-mail message, which is read as such, attachments included."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from typing import TYPE_CHECKING

from assistant.reading.cleaning import one_line
from assistant.reading.contents import Contents, Limits, reading
from assistant.reading.formats.email import read_eml
from assistant.reading.formats.text import decode
from assistant.reading.signatures import OLE, wrong_type

if TYPE_CHECKING:
    from oxmsg.properties import Properties
    from oxmsg.storage import Storage

_WHAT = "an Outlook message"
_TOP, _INSIDE, _OTHERS = 32, 24, 8
"""Where the properties of a message, of one inside another, and of recipients and attachments begin."""
_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED, _FROM, _SENDER, _ADDRESSES = 0x0039, 0x0E06, 0x0042, 0x0C1A, (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_RECIPIENT, _RECIPIENT_ADDRESSES, _RECIPIENT_KIND = 0x3001, (0x39FE, 0x3003), 0x0C15
_FILE_NAMES, _FILE, _INNER, _CONTENT_ID = (0x3707, 0x3704, 0x3001), 0x3701, "__substg1.0_3701000D", 0x3712
_CODE_PAGES, _UNICODE, _EIGHT_BITS = (0x3FFD, 0x3FDE), 0x001F, 0x001E
"""The code pages of the message and of its way through the internet; the types of texts."""
_KINDS = {1: "To", 2: "Cc"}
_DEEPEST = 10


def read_msg(data: bytes, limits: Limits) -> Contents:
    """Read an Outlook message. Its subject is the title and the heading, its sender the author.

    Raises:
        UnreadableError: it is damaged, of another format, or contains neither text nor files.
    """
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    if not data.startswith(OLE):
        raise wrong_type(data, _WHAT)
    with reading(_WHAT), OleFileIO(io.BytesIO(data)) as ole:
        if not ole.exists("__properties_version1.0"):
            raise wrong_type(data, _WHAT)
        message = _message(Storage.from_ole(ole), _TOP, _DEEPEST)
        return read_eml(message.as_bytes(), limits)


def _message(storage: Storage, begin: int, deepest: int) -> EmailMessage:
    from oxmsg.properties import Properties

    told, message = Properties(storage, begin), EmailMessage()
    pages = _code_pages(told)
    message["Subject"] = _text(storage, pages, _SUBJECT)
    message["From"] = _person(_text(storage, pages, _FROM, _SENDER), _text(storage, pages, *_ADDRESSES))
    people = list(storage.iter_recipient_storages())
    for kind, header in _KINDS.items():
        named = [
            _person(_text(one, pages, _RECIPIENT), _text(one, pages, *_RECIPIENT_ADDRESSES))
            for one in people
            if _kind(Properties(one, _OTHERS)) == kind
        ]
        if named:
            message[header] = ", ".join(named)
    sent = told.date_prop_value(_SENT) or told.date_prop_value(_DELIVERED)
    if sent:
        message["Date"] = sent
    plain, html = _text(storage, pages, _BODY), _html(told) or _text(storage, pages, _HTML)
    message.set_content(plain or ("" if html else _rich(told)))
    if html:
        message.add_alternative(html, subtype="html")
    for attached in storage.iter_attachment_storages():
        _attach(message, attached, pages, deepest)
    return message


def _attach(message: EmailMessage, storage: Storage, pages: Sequence[str], deepest: int) -> None:
    from oxmsg.properties import Properties

    told = Properties(storage, _OTHERS)
    inner = next((one for one in storage.storages if one.name == _INNER), None)
    if inner is not None and deepest:
        message.add_attachment(_message(inner, _INSIDE, deepest - 1))
        return
    data = told.binary_prop_value(_FILE)
    if data is not None:
        name, is_inline = _text(storage, pages, *_FILE_NAMES), bool(_text(storage, pages, _CONTENT_ID))
        main = (
            "image" if is_inline and name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp")) else "application"
        )
        message.add_attachment(
            data, maintype=main, subtype="octet-stream", filename=name, cid="<i>" if is_inline else None
        )


def _code_pages(told: Properties) -> tuple[str, ...]:
    """Return the encodings that texts may have that are not in Unicode, the likeliest first."""
    from oxmsg.domain.encodings import encoding_from_codepage

    found = []
    for one in _CODE_PAGES:
        with suppress(KeyError, LookupError):
            if page := told.int_prop_value(one):
                found.append(encoding_from_codepage(page))
    return tuple(found)


def _text(storage: Storage, pages: Sequence[str], *properties: int) -> str:
    """Return the first of these properties that is there, on one line unless it is the body."""
    for one in properties:
        if value := _decoded(storage, pages, one):
            return value if one == _BODY else one_line(value)
    return ""


def _decoded(storage: Storage, pages: Sequence[str], one: int) -> str:
    with suppress(KeyError, UnicodeError, OSError):
        return storage.property_stream_bytes(one, _UNICODE).decode("utf-16-le").rstrip("\0")
    with suppress(KeyError, OSError):
        data = storage.property_stream_bytes(one, _EIGHT_BITS).rstrip(b"\0")
        for encoding in pages:
            with suppress(UnicodeError, LookupError):
                return data.decode(encoding)
        return decode(data) if data.strip() else ""
    return ""


def _kind(told: Properties) -> int:
    return told.int_prop_value(_RECIPIENT_KIND) or 1


def _person(name: str, address: str) -> str:
    shown = name.replace('"', "'").replace("\\", "/").strip("' ")
    is_address = "@" in address and not set(address) & set('<>() ,;:"')
    if is_address and shown and shown != address:
        return f'"{shown}" <{address}>'
    return address if is_address else f'"{shown}" <>' if shown else ""


def _html(told: Properties) -> str:
    data = told.binary_prop_value(_HTML)
    if data:
        with suppress(UnicodeError, LookupError):
            return str(data, told.body_encoding)
        return str(data, "utf-8", "replace")
    return ""


def _rich(told: Properties) -> str:
    """Return the text of a body that is only there as compressed RTF."""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    data = told.binary_prop_value(_RTF)
    return str(rtf_to_text(decompress(data).decode("latin-1"), errors="ignore")) if data else ""
