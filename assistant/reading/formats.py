"""Files into documents. `FORMATS` lists what can be read; a new format is one function and one line there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.errors import DocumentError
from assistant.reading.blocks import Block
from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.text import read_markdown, read_plain
from assistant.types import Document

Reader = Callable[[bytes, Limits], Contents]

FORMATS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
SUPPORTED_SUFFIXES = frozenset(FORMATS)
DEEPEST = 3
"""How many files within files are followed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was read, and how its text falls into blocks."""

    document: Document
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a file within one, that was passed over, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file gave: a document, or several where it holds other files, and what in it could not be read."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()


def is_supported(path: Path) -> bool:
    """Tell by its suffix, in any case, whether a file can be read."""
    return path.suffix.lower() in FORMATS


def read_file(path: Path, name: str, limits: Limits) -> FileReading:
    """Read a file as the document called `name`; a file inside it is called `name/its-own-name`.

    Raises:
        DocumentError: the file is missing, unreadable, of no known format, beyond a limit, or holds nothing that can
            be read. What is wrong with one file inside it is told in `skipped`.
    """
    if not is_supported(path):
        raise DocumentError(
            f"{path} has the suffix {path.suffix!r}; files that can be read end in {', '.join(FORMATS)}. "
            "Convert it to one of these."
        )
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise DocumentError(
                f"{path} has {size:,} bytes, more than the {limits.file_bytes:,} that are read. "
                "Split it, or raise ASSISTANT_MAX_FILE_BYTES."
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError(f"{path} cannot be read: {reason}. Check the path and its permissions.") from error
    try:
        read = tuple(_read(name, data, limits, DEEPEST))
    except UnreadableError as error:
        raise DocumentError(f"{path} {error.found}. {error.advice}") from error
    return FileReading(
        tuple(item for item in read if isinstance(item, Source)),
        tuple(item for item in read if isinstance(item, Skipped)),
    )


def _read(name: str, data: bytes, limits: Limits, deepest: int) -> Iterator[Source | Skipped]:
    suffix = PurePosixPath(name).suffix.lower()
    contents = FORMATS[suffix](data, limits)
    if len(contents.text) > limits.text_characters:
        raise UnreadableError(
            f"has {len(contents.text):,} characters of text, more than the {limits.text_characters:,} that are read",
            "Split it, or raise ASSISTANT_MAX_TEXT_CHARACTERS.",
        )
    if contents.text.strip():
        yield Source(_document(name, data, contents), contents.blocks)
    for member in contents.members:
        inner = f"{name}/{member.name}"
        if PurePosixPath(inner).suffix.lower() not in FORMATS:
            yield Skipped(inner, "is of a format that is not read")
        elif not deepest:
            yield Skipped(inner, f"lies more than {DEEPEST} files deep")
        else:
            try:
                yield from _read(inner, member.data, limits, deepest - 1)
            except UnreadableError as error:
                yield Skipped(inner, f"{error.found}. {error.advice}")


def _document(name: str, data: bytes, contents: Contents) -> Document:
    return Document(
        name=name,
        text=contents.text,
        title=contents.title or _title(contents.blocks, PurePosixPath(name)),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=contents.pages,
        author=contents.author,
        date=contents.date,
    )


def _title(blocks: tuple[Block, ...], path: PurePosixPath) -> str:
    """The heading at the very top, else the file's name made readable."""
    if blocks and blocks[0].title:
        return blocks[0].title
    return title_of_name(str(path))


def title_of_name(name: str) -> str:
    """Return a file's name made readable: the title of a document that tells none."""
    words = re.sub(r"[\s_-]+", " ", PurePosixPath(name).stem).strip()
    return words[:1].upper() + words[1:]
