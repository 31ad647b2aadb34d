"""What leaves us is clean: nothing a document says, is named or is called acts on the program that shows it.

The index keeps texts as they stand, because offsets count characters. Every way out passes through here instead: the
terminal, Markdown, Word, CSV, JSON, MCP, the OpenAI interface, messages and logs. Which characters go, and why:

- controls (C0 but tab and newline, DEL, C1) drive terminals. Without them the rest of an escape sequence is words;
- embeddings, overrides and isolates turn text around: after U+202E "000,05" reads "50,000". The marks U+200E, U+200F
  and U+061C stay: they turn no digits around, and Arabic and Hebrew need them. So do the joiners U+200C and U+200D,
  which Persian, Indic scripts and emoji need;
- what nobody sees: tags (U+E0000 to U+E007F, in which whole orders to language models hide), deprecated format
  controls, annotations, operators and spaces of no width, soft hyphens, no-characters. A flag of Scotland, which is
  spelt with tags, is a black flag then;
- variation selectors beyond the sixteenth, but for one after an ideograph, where it tells how a name is written. Those
  up to the sixteenth stay: they choose between text and emoji;
- whatever ends a line for one program and not for another (CR, form feed, NEL, U+2028, U+2029, …) is a newline;
- half a surrogate pair, as undecodable file names have, is U+FFFD: it can be written nowhere.
"""

from __future__ import annotations

import json
import re

CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
"""Controls that are no white space, as the inside of a regular expression's brackets; so are the next two."""
SURROGATES = "\ud800-\udfff"
UNSEEN = "\u00ad\u200b\u2060\ufeff\ufffe\uffff"
"""Characters of no width that no language needs, and such as are none."""

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
_LONE = re.compile(f"[{SURROGATES}]")
_NUMBERED = re.compile(f"[\t\n{_ACTING}{_ENDS}{SURROGATES}]{_MEANT}")
_NOT_IN_JSON = re.compile(f"[{_ACTING}{_ENDS}{SURROGATES}]{_MEANT}")


def printable(text: str) -> str:
    """Return a text as it may be shown: its lines end in newlines, and what acts on a reader's program is left out.

    The printable form of a text's beginning is the beginning of its printable form, so that a text may grow.
    """
    if text.isascii() and text.isprintable():
        return text
    return _LEFT_OUT.sub("", _LONE.sub("\ufffd", _LINE_ENDS.sub("\n", text)))


def printable_line(text: str) -> str:
    """Return a printable text in one line: each run of white space as one space, none at the ends."""
    return " ".join(printable(text).split())


def printable_name(text: str) -> str:
    r"""Return a name or a message in one line, in which characters are told by their numbers instead of left out.

    Two names stay two, and one with an escape sequence is seen to have it: "a\x1b[31m.md".
    """
    return _NUMBERED.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def to_json(value: object, indent: int | None = None) -> str:
    r"""Return JSON in which strings are exact, and every character that `printable` changes is written as `\uXXXX`.

    Frozen values of ours are written by their fields.
    """
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=_by_fields)
    return written if written.isascii() and "\x7f" not in written else _NOT_IN_JSON.sub(_escaped, written)


def _by_fields(value: object) -> object:
    from pydantic_core import to_jsonable_python  # half of what all other imports of the command line take

    return to_jsonable_python(value)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
