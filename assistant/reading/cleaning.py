"""Characters that no reader sees, out of what a file holds."""

from __future__ import annotations

import re

from assistant.printable import CONTROLS, SURROGATES, UNSEEN

_UNSEEN = re.compile(f"[{CONTROLS}{SURROGATES}{UNSEEN}]")


def without_unseen(text: str) -> str:
    """Return a text without characters that nobody sees; white space stays as it is."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return a text without unseen characters, each run of white space as one space, none at the ends."""
    return " ".join(without_unseen(text).split())
