"""Characters that no reader sees, out of what a file holds."""

from __future__ import annotations

import re

# Control characters, halves of surrogate pairs, soft hyphens, marks of zero width, and what is no character at all.
# Joiners (U+200C, U+200D) stay: they tell words and emoji apart.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u200b\u2060\ufeff\ufffe\uffff]")


def without_unseen(text: str) -> str:
    """Return a text without characters that nobody sees; white space stays as it is."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return a text without unseen characters, each run of white space as one space, none at the ends."""
    return " ".join(without_unseen(text).split())
