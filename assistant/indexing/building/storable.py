"""A document as any database holds it."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.registry import Source

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(source: Source) -> Source:
    """Return a document without what no database holds (NUL, halves of surrogate pairs); every offset stays."""
    document = source.document
    titles = (block.title for block in source.blocks)
    if not any(map(_UNSTORABLE.search, (document.text, document.title, document.author, document.date, *titles))):
        return source
    clean = replace(
        document,
        text=_clean(document.text),
        title=_clean(document.title),
        author=_clean(document.author),
        date=_clean(document.date),
    )
    return Source(clean, tuple(replace(block, title=_clean(block.title)) for block in source.blocks))


def _clean(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
