"""Escaping of untrusted text for HTML. All text of documents, models and users passes through here."""

from __future__ import annotations

import re

from assistant.printable import printable

_SHOWN_AS_IT_IS = re.compile(r"[^A-Za-z0-9 \x80-\U0010FFFF]")


def plain(text: str) -> str:
    """Return HTML that only shows the printable characters of a text, in HTML, Markdown and attributes.

    All ASCII characters except letters, digits and spaces are written as numeric references, so
    that no Markdown, link or formula remains.
    """
    return _SHOWN_AS_IT_IS.sub(lambda match: f"&#{ord(match[0])};", printable(text))


def with_commands(message: str) -> str:
    """Return a message in which text between backticks is formatted as code."""
    parts = message.split("`")
    return "".join(f"<code>{plain(part)}</code>" if i % 2 else plain(part) for i, part in enumerate(parts))


def problem_html(message: str) -> str:
    """Return an error message as a highlighted block."""
    return f'<div class="problem" role="alert">{with_commands(message)}</div>'


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 document", "12,345 documents"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
