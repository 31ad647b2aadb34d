"""Files into documents. `FORMATS` lists what can be read; a new format is one function and one line there."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from assistant.errors import DocumentError
from assistant.reading.blocks import Markup, find_blocks
from assistant.types import Document


class _UnreadableBytesError(Exception):
    """What is wrong with a file's bytes, in a few words."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says: its text, with line feeds as line ends, and the offset at which each page starts, if any."""

    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one suffix are read, and by which rules their text falls into blocks."""

    read: Callable[[bytes], Contents]
    markup: Markup


_BYTE_ORDER_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL_CHARACTERS = 0.01


def _guess_encoding(data: bytes) -> str:
    """The encoding of bytes that are not UTF-8, by `charset-normalizer`.

    The Western, Central European and Turkish code pages can hardly be told apart on a page of text, so Windows-1252,
    by far the most common, is taken wherever it explains the bytes as well as the best guess does.
    """
    guesses = from_bytes(data)
    best = guesses.best()
    if best is None:
        raise _UnreadableBytesError("is neither UTF-8 nor text in an encoding that can be told with confidence")
    for guess in guesses:
        as_good = guess.chaos <= best.chaos and guess.coherence >= best.coherence - 0.1
        if as_good and "cp1252" in guess.could_be_from_charset:
            return "cp1252"
    return best.encoding


def _decode(data: bytes) -> str:
    """UTF-8, or what a byte order mark says, or the best guess."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _UnreadableBytesError(f"begins like {encoding} and is damaged at byte {error.start}") from error
        return data.decode(_guess_encoding(data))


def _read_text(data: bytes) -> Contents:
    text = _decode(data)
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls > _MOST_CONTROL_CHARACTERS * len(text):
        raise _UnreadableBytesError(f"holds binary data ({controls} control characters)")
    if not text.strip():
        raise _UnreadableBytesError("is empty")
    return Contents(text.replace("\r\n", "\n").replace("\r", "\n"))


FORMATS: dict[str, Format] = {
    ".txt": Format(_read_text, "plain"),
    ".text": Format(_read_text, "plain"),
    ".md": Format(_read_text, "markdown"),
    ".markdown": Format(_read_text, "markdown"),
}
SUPPORTED_SUFFIXES = frozenset(FORMATS)


def is_supported(path: Path) -> bool:
    """Tell by its suffix, in any case, whether a file can be read."""
    return path.suffix.lower() in FORMATS


def markup_of(name: str) -> Markup:
    """Return by which rules the text of a document of this name falls into blocks; "plain" for unknown suffixes."""
    found = FORMATS.get(Path(name).suffix.lower())
    return found.markup if found else "plain"


_TITLE_WITHIN = 20_000


def _title(text: str, markup: Markup, path: Path) -> str:
    """The first heading of level 1 in Markdown, else a heading at the very top, else the file's name made readable."""
    head = find_blocks(text[:_TITLE_WITHIN], markup)
    tops = [block for block in head if block.level == 1 and markup == "markdown"]
    for block in (*tops[:1], *head[:1]):
        if block.title:
            return block.title
    words = re.sub(r"[\s_-]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:]


def read_document(path: Path, name: str, max_bytes: int) -> Document:
    """Read a file as the document called `name`.

    The text is the file's, character for character, but for line ends (all become line feeds) and the byte order
    mark. It is UTF-8 unless a byte order mark says otherwise or it is not valid as such; then the encoding is guessed.

    Raises:
        DocumentError: the file is missing, unreadable, of no known format, larger than `max_bytes`, empty, or not text.
    """
    if not is_supported(path):
        raise DocumentError(
            f"{path} has the suffix {path.suffix!r}; files that can be read end in {', '.join(FORMATS)}. "
            "Convert it to one of these."
        )
    form = FORMATS[path.suffix.lower()]
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise DocumentError(
                f"{path} has {size:,} bytes, more than the {max_bytes:,} that are read. "
                "Split it, or raise ASSISTANT_MAX_FILE_BYTES."
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError(f"{path} cannot be read: {reason}. Check the path and its permissions.") from error
    try:
        contents = form.read(data)
    except _UnreadableBytesError as error:
        raise DocumentError(f"{path} {error}. Save it as UTF-8 text, or take it out of the corpus.") from error
    title = _title(contents.text, form.markup, path)
    return Document(name, contents.text, title, hashlib.sha256(data).hexdigest(), contents.pages)
