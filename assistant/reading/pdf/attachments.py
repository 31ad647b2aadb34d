"""The files inside a PDF: attachments, the documents of a portfolio, and the data of an XFA form."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.cleaning import one_line
from assistant.reading.contents import Limits, Member, UnreadableError

_DATA = "datasets"


def attached_files(document: pdfium.PdfDocument, limits: Limits) -> Iterator[Member]:
    """Yield the files attached to a PDF. A form of the kind XFA has its values in one called "form data.xml".

    Raises:
        UnreadableError: there are too many, or they are too large.
    """
    count, size = document.count_attachments(), 0
    if count > limits.members:
        raise UnreadableError(f"holds {count:,} files, more than the limit of {limits.members:,}", "Split it.")
    names: set[str] = set()
    for index in range(count):
        name = f"attachment {index + 1}"
        try:
            attachment = document.get_attachment(index)
            name = one_line(attachment.get_name()).replace("\\", "/").rpartition("/")[2] or name
            name = f"{index + 1} {name}" if name in names else name
            names.add(name)
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError as error:
            yield Member(name, b"", f"is attached, and cannot be taken out ({error})")
            continue
        size += len(data)
        if size > limits.expanded_bytes:
            raise UnreadableError(
                f"holds files of more than {limits.expanded_bytes:,} bytes", "Take some of them out of it."
            )
        yield Member(name, data)
    for packet in range(raw.FPDF_GetXFAPacketCount(document)):
        if _packet(packet, document, raw.FPDF_GetXFAPacketName).rstrip(b"\0").decode("utf-8", "replace") == _DATA:
            yield Member("form data.xml", _content(packet, document))


def _packet(packet: int, document: pdfium.PdfDocument, function: Callable[..., int]) -> bytes:
    size = function(document, packet, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    function(document, packet, buffer, size)
    return buffer.raw[:size]


def _content(packet: int, document: pdfium.PdfDocument) -> bytes:
    size = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document, packet, None, 0, size)
    buffer = ctypes.create_string_buffer(max(size.value, 1))
    raw.FPDF_GetXFAPacketContent(document, packet, buffer, size.value, size)
    return buffer.raw[: size.value]
