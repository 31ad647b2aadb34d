"""A zipped document with one of its parts altered."""

from __future__ import annotations

import io
from zipfile import ZipFile

from tests.reading.made import zipped


def repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return the document with some bytes of a part replaced; they have to be there."""
    with ZipFile(io.BytesIO(data)) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    whole = parts[part]
    assert isinstance(whole, bytes)
    assert old in whole
    return zipped({**parts, part: whole.replace(old, new)})
