"""Plain text and Markdown: decoding of bytes."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from unicodedata import category

from charset_normalizer import from_bytes

from assistant.language.line_ends import SOFT_HYPHEN, mended
from assistant.reading.blocks import find_blocks
from assistant.reading.cleaning import without_unseen
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.signatures import is_foreign_to_text, wrong_type

_ADVICE = "Save it as UTF-8 text, or remove it from the corpus."
_BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark starts with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_LOOKED_AT = 1 << 16
_UNWRITTEN = frozenset(("Cc", "Cn", "Co", "Cs"))
"""Categories of characters that no text is made of."""
_MOST_UNWRITTEN = 0.02
_PRINTABLE = bytes((*range(0x20, 0x7F), 0x09, 0x0A, 0x0D))
_FEW_ZEROS, _MOSTLY = 0.2, 0.95
_CONTROL = [chr(code) for code in (*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F)]
_MOST_CONTROL_CHARACTERS = 0.01
_LINE_ENDS = ("\r\n", *"\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")
_SOFT_BREAK = re.compile(f"{SOFT_HYPHEN}[ \t]*\n[ \t]*([^\\s{SOFT_HYPHEN}]+)[ \t]?")
_TITLE_WITHIN = 20_000


def _guess_encoding(data: bytes) -> str:
    """Return the encoding of bytes that are not UTF-8, by `charset-normalizer`.

    The Western, Central European and Turkish code pages can hardly be distinguished on a page of text, so Windows-1252,
    by far the most common, is used if it explains the bytes as well as the best guess does.
    """
    guesses = from_bytes(data)
    best = guesses.best()
    if best is None:
        raise UnreadableError("is neither UTF-8 nor text in an encoding that can be detected reliably", _ADVICE)
    for guess in guesses:
        as_good = guess.chaos <= best.chaos and guess.coherence >= best.coherence - 0.1
        if as_good and "cp1252" in guess.could_be_from_charset:
            return "cp1252"
    return best.encoding


def wide_encoding(data: bytes) -> str:
    """Return the encoding of text in UTF-16 or UTF-32, by its mark or by where its zero bytes are, or ""."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return "" if name == "utf-8-sig" else name
    head = data[:_LOOKED_AT]
    zeros = head.count(0)
    plain = sum(map(head.count, _PRINTABLE))
    if not zeros or (zeros < _FEW_ZEROS * len(head) and plain > _MOSTLY * (len(head) - zeros)):
        return ""  # without zero bytes, or plain letters with odd ones among them
    plainest, encoding = max((_plain_letters(head, name), name) for name in _WITHOUT_MARK)
    return encoding if plainest else ""


def _plain_letters(head: bytes, encoding: str) -> int:
    """Return how many of the first characters are ASCII, such as spaces, or 0 where they make no text at all."""
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        if len(head) - error.start > 4:
            return 0
        text = head[: error.start].decode(encoding)
    known = Counter(map(category, (character for character in text if character not in "\t\n\r\f")))
    is_text = sum(known[kind] for kind in _UNWRITTEN) <= _MOST_UNWRITTEN * len(text)
    return sum(map(str.isascii, text)) if is_text else 0


def decode(data: bytes) -> str:
    """Return bytes as text with line feeds as line ends: UTF-8, or what a byte order mark says, or the best guess.

    Single control characters are left out; a text with many is refused.

    Raises:
        UnreadableError: they are not text, or empty.
    """
    if is_foreign_to_text(data):
        raise wrong_type(data, "text")
    encoding = wide_encoding(data)
    try:
        text = data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise UnreadableError(f"starts like {encoding} and is damaged at byte {error.start}", _ADVICE) from error
        text = data.decode(_guess_encoding(data))
    controls = sum(map(text.count, _CONTROL))
    if controls > _MOST_CONTROL_CHARACTERS * len(text):
        raise UnreadableError(f"holds binary data ({controls} control characters)", _ADVICE)
    if not text.strip():
        raise UnreadableError("is empty", _ADVICE)
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return without_unseen(_SOFT_BREAK.sub("\\1\n", text))


def read_plain(data: bytes, limits: Limits) -> Contents:
    """Read plain text, whose blocks are recognised by their appearance."""
    text = mended(limits.check_text(decode(data)))
    return Contents(text, find_blocks(text, "plain"))


def read_markdown(data: bytes, limits: Limits) -> Contents:
    """Read Markdown; its title is the first heading of level 1, if any."""
    text = limits.check_text(decode(data))
    blocks = find_blocks(text, "markdown")
    tops = (block.title for block in blocks if block.level == 1 and block.start < _TITLE_WITHIN)
    return Contents(text, blocks, title=next(tops, ""))
