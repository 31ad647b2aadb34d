"""Which characters act on whoever shows them, told by Unicode's categories and so apart from the program's own list."""

from __future__ import annotations

import unicodedata

MEANT = frozenset("\n\t\u200c\u200d\u200e\u200f\u061c")
"""Newline and tab; joiners, and the marks of direction that Arabic and Hebrew need."""
ESCAPES = "\x1b]0;TITLE\x07 \x1b[31mred\x1b[0m \x9b31m \x9d0;TITLE\x9c"
TURNED = "\u202e000,05\u202c \u2066apart\u2069 \u202bembedded\u202c"
UNSEEN = "\U000e0049\U000e0050 \u2028line\u2029 \ufff9note\ufffb \u206aform \u200bwidth"
MARKUP = "[bold red]rich[/] [link=http://evil.example]link[/link] :skull: <b>html</b> [md](http://evil.example)"
HOSTILE = f"{ESCAPES} {TURNED} {UNSEEN} {MARKUP}"


def acting(text: str) -> set[str]:
    """Return the characters of a text that act: controls, formats, line ends that are no newline, surrogates."""
    return {c for c in set(text) - MEANT if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
