"""Removes characters that no reader sees."""

from __future__ import annotations

import re

from assistant.printable import CONTROLS, SURROGATES, UNSEEN

_UNSEEN = re.compile(f"[{CONTROLS}{SURROGATES}{UNSEEN}]")


def without_unseen(text: str) -> str:
    """Return a text without invisible characters; whitespace is unchanged."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return a text without invisible characters, with single spaces for whitespace and none at the ends."""
    return " ".join(without_unseen(text).split())
