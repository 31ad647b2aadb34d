"""Safe output: no text, name or title of a document has an effect on the program that displays it.

The index stores texts unchanged, because offsets count characters. Instead, every output passes through this module:
the terminal, Markdown, Word, CSV, JSON, MCP, the OpenAI interface, messages and logs. What is removed or replaced:

- control characters (C0 except tab and newline, DEL, C1), which drive terminals. Without them, the rest of an escape
  sequence is plain text;
- bidirectional embeddings, overrides and isolates, which reorder text: after U+202E "000,05" reads "50,000". The marks
  U+200E, U+200F and U+061C stay, because they reorder no digits and Arabic and Hebrew need them. So do the joiners
  U+200C and U+200D, which Persian, Indic scripts and emoji need;
- invisible characters: tags (U+E0000 to U+E007F, which can hide whole orders to language models), deprecated format
  controls, annotations, zero-width operators and spaces, soft hyphens, noncharacters. The flag of Scotland, which is
  spelled with tags, becomes a black flag;
- variation selectors beyond the sixteenth, except one after an ideograph, where it selects the form of a name. Those up
  to the sixteenth stay: they choose between text and emoji;
- characters that some programs treat as a line end (CR, form feed, NEL, U+2028, U+2029, …) become newlines;
- a lone surrogate, as in undecodable file names, becomes U+FFFD, because it cannot be encoded.
"""

from __future__ import annotations

import json
import re

CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
"""Control characters that are not white space, as the inside of a character class; so are the next two."""
SURROGATES = "\ud800-\udfff"
UNSEEN = "\u00ad\u200b\u2060\ufeff\ufffe\uffff"
"""Zero-width characters that no language needs, and noncharacters."""

_TURNING = "\u202a-\u202e\u2066-\u2069"
_FORMATS = (
    "\u2061-\u2065\u206a-\u206f\ufdd0-\ufdef\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_VARIANTS = "\U000e0100-\U000e01ef"
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ENDS = "\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029"

_ACTING = f"{CONTROLS}{UNSEEN}{_TURNING}{_FORMATS}{_VARIANTS}"
_MEANT = f"(?<![{_IDEOGRAPHS}][{_VARIANTS}])"
_LEFT_OUT = re.compile(f"[{_ACTING}]{_MEANT}")
_LINE_ENDS = re.compile(f"\r\n|[{_ENDS}]")
_UNSAFE = re.compile(f"[{_ACTING}{_ENDS}{SURROGATES}]{_MEANT}")


def printable(text: str) -> str:
    """Return a text that is safe to display: lines end in newlines, and unsafe characters are removed.

    The printable form of a prefix is a prefix of the printable form, so a text can be printed while it grows.
    """
    if text.isascii() and text.isprintable():
        return text
    return _LEFT_OUT.sub("", encodable(_LINE_ENDS.sub("\n", text)))


def encodable(text: str) -> str:
    """Return a text of the same length that can be encoded: a lone surrogate becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def printable_line(text: str) -> str:
    """Return a printable text on one line: white space is collapsed to single spaces and trimmed."""
    return " ".join(printable(text).split())


def printable_name(text: str) -> str:
    r"""Return a name or message on one line; unsafe characters become escapes instead of being removed.

    So different names stay different, and an escape sequence in a name is visible: "a\x1b[31m.md".
    """
    shown = _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    return shown.replace("\t", r"\t").replace("\n", r"\n")


def to_json(value: object, indent: int | None = None) -> str:
    r"""Return JSON in which strings are exact, and every character that `printable` changes is written as `\uXXXX`.

    Dataclasses are written as objects of their fields.
    """
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=_by_fields)
    return written if written.isascii() and "\x7f" not in written else _UNSAFE.sub(_escaped, written)


def _by_fields(value: object) -> object:
    from pydantic_core import to_jsonable_python  # half as slow as all other imports of the command line together

    return to_jsonable_python(value)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
