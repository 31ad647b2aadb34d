"""Any text as HTML that shows it and does nothing else. All words of documents, models and users pass through here."""

from __future__ import annotations

import re

from assistant.printable import printable

_SHOWN_AS_IT_IS = re.compile(r"[^A-Za-z0-9 \x80-\U0010FFFF]")


def plain(text: str) -> str:
    """Return HTML that shows a text's printable characters and does nothing else, in HTML, Markdown and attributes.

    Everything but ASCII letters, digits and spaces, and characters beyond ASCII, is written as a numeric reference, so
    that no Markdown, link or formula is left to be found.
    """
    return _SHOWN_AS_IT_IS.sub(lambda match: f"&#{ord(match[0])};", printable(text))


def with_commands(message: str) -> str:
    """Return a message with what stands between backticks set as commands."""
    parts = message.split("`")
    return "".join(f"<code>{plain(part)}</code>" if i % 2 else plain(part) for i, part in enumerate(parts))


def problem_html(message: str) -> str:
    """Return what went wrong, and what to do about it."""
    return f'<div class="problem" role="alert">{with_commands(message)}</div>'


def count(number: int, noun: str) -> str:
    """Return a number and its noun: "1 document", "12,345 documents"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
