"""Plain text and Markdown: decoding of bytes."""

from __future__ import annotations

import codecs
import re

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


def decode(data: bytes) -> str:
    """Return bytes as text with line feeds as line ends: UTF-8, or what a byte order mark says, or the best guess.

    Raises:
        UnreadableError: they are not text, or empty.
    """
    if is_foreign_to_text(data):
        raise wrong_type(data, "text")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableError(f"starts like {encoding} and is damaged at byte {error.start}", _ADVICE) from error
        text = data.decode(_guess_encoding(data))
    controls = sum(map(text.count, _CONTROL))
    if "\0" in text or controls > _MOST_CONTROL_CHARACTERS * len(text):
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
