"""Strict message framing, against request smuggling (RFC 9112, sections 5 and 6).

h11 accepts a length together with a transfer coding, a repeated length, folded lines and bare line feeds. A proxy in
front of this server may read those differently, and then take the body of one request for another request.

A small file, so that this defence is read and tested by itself.
"""

from __future__ import annotations

import h11


def fault_of(head: bytes, request: h11.Request) -> str:
    """Return what is ambiguous in the head of a request, given its raw and its parsed form, or ""."""
    coded = any(name == b"transfer-encoding" for name, _ in request.headers)
    first, *lines = head.split(b"\r\n")
    if any(b"\n" in line for line in (first, *lines)) or any(line.startswith((b" ", b"\t")) for line in lines):
        return "A line of the head is folded, or does not end in CR LF."
    fields = (line.partition(b":") for line in lines)
    lengths = [value for name, _, value in fields if name.lower() == b"content-length"]
    if len(lengths) > 1 or any(b"," in length for length in lengths):
        return "Content-Length is given more than once."
    if coded and lengths:
        return "Content-Length and Transfer-Encoding are both given."
    if coded and request.http_version < b"1.1":
        return "Transfer-Encoding is given in HTTP/1.0."
    return ""


class StrictConnection(h11.Connection):
    """The server side of a connection that refuses requests with ambiguous framing; `fault` says why."""

    fault = ""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return the next event. Raises RemoteProtocolError as h11 does, and for anything that `fault_of` finds."""
        before = self.trailing_data[0] if self.their_state is h11.IDLE else b""
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.fault = fault_of(before[: len(before) - len(self.trailing_data[0])], event)
            if self.fault:
                raise h11.RemoteProtocolError(self.fault)
        return event
