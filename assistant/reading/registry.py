"""Reads files as documents, each by the reader of its format, built in or a plugin's (`assistant.plugins.FORMATS`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Self

from assistant.errors import DocumentError, PluginError
from assistant.language.detection import language_of
from assistant.plugins import FORMATS
from assistant.reading.blocks import Block
from assistant.reading.contents import Contents, Limits, Member, UnreadableError
from assistant.reading.dating import date_document
from assistant.reading.opening import Identity, pieces
from assistant.reading.passages.identity import title_of_name
from assistant.reading.readers import reader_of
from assistant.reading.telling.progress import READING, tell_share
from assistant.reading.zipped import unpacked
from assistant.types import Document

_SAVED_AS = {
    ".wpd": ".docx",
    ".wps": ".docx",
    ".one": ".pdf",
    ".pub": ".pdf",
    ".vsd": ".pdf",
    ".vsdx": ".pdf",
    ".djvu": ".pdf",
    ".xps": ".pdf",
    ".oxps": ".pdf",
    ".mobi": ".epub",
    ".azw3": ".epub",
    ".pst": ".mbox",
    ".ost": ".mbox",
    ".7z": ".zip",
    ".rar": ".zip",
    ".tar": ".zip",
    ".gz": ".zip",
    ".tgz": ".zip",
}
"""Formats that are not read, each with one that is read and that the same program can save."""
_EXPORTED = {
    ".pages": ("Pages", "Word", ".docx"),
    ".numbers": ("Numbers", "Excel", ".xlsx"),
    ".key": ("Keynote", "PowerPoint", ".pptx"),
}
"""The formats of Apple's programs, which only those open, with what they export to."""
_READ = "Documents of Office and OpenDocument, PDFs, pages, books, mails, tables, texts and pictures are."
_IN_PART = " (in part)"
_NO_TEXT = (
    "gives no text. If it shows text as a picture, print it to PDF, whose pages can be recognized (`assistant doctor`"
    " says whether that is installed)."
)
_EMPTY = "is empty, or nothing in it is seen. Take it out of the corpus, or fill it."
_WRITTEN = frozenset(
    "txt text md markdown csv tsv json jsonl ndjson xml tex latex ics xlsx xlsm xltx xltm xls xlt xlsb ods ots".split()
)
"""The formats of text and cells, which show no text as a picture."""
_OWNER_FILE = "~$"
DEEPEST = 3
"""How deeply files inside files are followed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was read, and the blocks of its text."""

    document: Document
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a file inside one, that was skipped, and why; of one that was read in part, the name says so."""

    name: str
    reason: str

    @property
    def in_part(self) -> bool:
        """Whether the file was read, but not all of it."""
        return self.name.endswith(_IN_PART)

    @classmethod
    def part_of(cls, name: str, reason: str) -> Self:
        """Return what was not read of a file that was."""
        return cls(f"{name}{_IN_PART}", reason)


@dataclass(frozen=True, slots=True)
class FileReading:
    """The result of reading a file: its document, or several if it contains files, and what could not be read.

    `faults` are errors of plugins that should have read some of it. `awaits` is the number of pages in it whose text
    has not been recognized yet.
    """

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()
    faults: tuple[str, ...] = ()
    awaits: int = 0


def is_supported(path: Path | PurePosixPath) -> bool:
    """Return whether a file can be read, according to its name; case is ignored."""
    return bool(path.suffix) and _format_of(path) in FORMATS and not path.name.startswith(_OWNER_FILE)


def supported_suffixes() -> tuple[str, ...]:
    """Return the suffixes of all formats that can be read, in lower case with their dots, sorted."""
    return tuple(f".{name}" for name in FORMATS.names)


def _format_of(path: Path | PurePosixPath) -> str:
    return path.suffix.lower().removeprefix(".")


def why_unsupported(path: Path | PurePosixPath) -> str:
    """Return why an unsupported file is not read and what to do about it, in words that follow its name."""
    suffix = path.suffix.lower()
    if path.name.startswith(_OWNER_FILE):
        return "is left by Office while a document is open"
    if suffix in _EXPORTED:
        program, other, saved = _EXPORTED[suffix]
        return (
            f"is a file of {program}, which only {program} opens. Open it there, choose File > Export To > {other}"
            f" (on icloud.com: Download a Copy), and put the {saved} file into the corpus."
        )
    if suffix in _SAVED_AS:
        return f"is of a format that is not read ({suffix}). Save it as {_SAVED_AS[suffix]}."
    added = ", ".join(f".{name}" for name in FORMATS.plugin_names)
    told = f"{_READ} Plugins read {added}." if added else _READ
    return f"is of a format that is not read ({suffix or 'no suffix'}). {told}"


def is_foreign_document(path: Path | PurePosixPath) -> bool:
    """Return whether a file is a document by its name, but of a format that is not read: a loss to whoever asks."""
    return path.suffix.lower() in (*_SAVED_AS, *_EXPORTED) and not is_supported(path)


@dataclass(frozen=True, slots=True)
class _Awaiting:
    """Pages of a document that wait for their text to be recognized."""

    pages: int


class UnopenedError(DocumentError):
    """A file could not be opened or read to its end: a problem of the disk or the moment, not of the file."""


def read_file(path: Path, name: str, limits: Limits, identity: Identity | None = None) -> FileReading:
    """Read a file as the document called `name`; a file inside it is called `name/its-own-name`.

    Raises:
        DocumentError: the file is missing, unreadable, of an unknown format, beyond a limit, without any readable
            content, or not the one with this identity. The message calls it `name`, since its path may be private.
            Problems of files inside it are in `skipped`.
        PluginError: the plugin that reads its format cannot be used.
    """
    return read_data(load_data(path, name, limits, identity), path, name, limits)


def load_data(path: Path, name: str, limits: Limits, identity: Identity | None = None) -> bytes:
    """Return the bytes of a file, which messages call `name`.

    Raises:
        DocumentError: the file is of an unknown format, or too large.
        UnopenedError: it is missing, unreadable, or not the one with this identity.
    """
    if not is_supported(path):
        raise DocumentError(f"{name} {why_unsupported(path)}")
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise DocumentError(
                f"{name} has {size:,} bytes, more than the {limits.file_bytes:,} that are read. "
                "Split it, or raise ASSISTANT_MAX_FILE_BYTES."
            )
        return b"".join(pieces(path, limits.file_bytes, identity))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnopenedError(f"{name} cannot be read: {reason}. Check the path and its permissions.") from error


def read_data(data: bytes, _path: Path, name: str, limits: Limits) -> FileReading:
    """Read the bytes of a file as `read_file` does; it has the same signature, but ignores the path."""
    try:
        read = tuple(_read(name, data, _Allowance(limits), DEEPEST))
    except UnreadableError as error:
        raise DocumentError(f"{name} {error.found}. {error.advice}") from error
    sources = tuple(item for item in read if isinstance(item, Source))
    skipped = tuple(item for item in read if isinstance(item, Skipped))
    awaits = sum(item.pages for item in read if isinstance(item, _Awaiting))
    if not (sources or awaits) and not any(item.name == name for item in skipped):
        skipped = (Skipped(name, "holds no file that can be read"), *skipped)
    return FileReading(
        sources,
        skipped,
        tuple(dict.fromkeys(str(item) for item in read if isinstance(item, PluginError))),
        awaits,
    )


def find_member(name: str, data: bytes, inside: str, limits: Limits) -> bytes | None:
    """Return a file inside the one called `name`, at any depth, by its name from `read_file`; None if there is none.

    Raises:
        UnreadableError: a file on the way to it is damaged, or beyond a limit.
        PluginError: the plugin that reads a file on the way cannot be used.
    """
    return _find(name, data, inside, _Allowance(limits), DEEPEST)


def _find(name: str, data: bytes, inside: str, allowance: _Allowance, deepest: int) -> bytes | None:
    if not (deepest and is_supported(PurePosixPath(name))):
        return None
    members = reader_of(_format_of(PurePosixPath(name)))(data, allowance.limits).members
    allowance.spend(data)
    for member in members:
        if member.name == inside:
            return None if member.problem else member.data
        if inside.startswith(f"{member.name}/"):
            return _find(member.name, member.data, inside.removeprefix(f"{member.name}/"), allowance, deepest - 1)
    return None


_Item = Source | Skipped | PluginError | _Awaiting


class _Allowance:
    """How much may still be unpacked of one file and everything inside it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def spend(self, data: bytes) -> None:
        """Subtract the unpacked size of these bytes."""
        members, size = unpacked(data)
        left = self.limits
        self.limits = replace(
            left, expanded_bytes=max(0, left.expanded_bytes - size), members=max(0, left.members - members)
        )


def _read(name: str, data: bytes, allowance: _Allowance, deepest: int) -> Iterator[_Item]:
    reader = reader_of(_format_of(PurePosixPath(name)))
    limits = allowance.limits
    try:
        contents = reader(data, limits)
    finally:
        allowance.spend(data)
    limits.check_text(contents.text)
    if contents.text.strip():
        yield Source(_document(name, data, contents), contents.blocks)
    elif not (contents.members or contents.awaits):
        yield Skipped(name, _EMPTY if _format_of(PurePosixPath(name)) in _WRITTEN else _NO_TEXT)
    yield from (Skipped.part_of(name, note) for note in contents.notes)
    if contents.awaits:
        yield _Awaiting(contents.awaits)
    for number, member in enumerate(contents.members):
        if deepest == DEEPEST:
            tell_share(READING * number / len(contents.members))
        yield from _read_member(f"{name}/{member.name}", member, allowance, deepest)


def _read_member(name: str, member: Member, allowance: _Allowance, deepest: int) -> Iterator[_Item]:
    path = PurePosixPath(name)
    if member.problem:
        yield Skipped(name, member.problem)
    elif not is_supported(path):
        yield Skipped(name, why_unsupported(path))
    elif not deepest:
        yield Skipped(name, f"lies more than {DEEPEST} files deep")
    else:
        try:
            yield from _read(name, member.data, allowance, deepest - 1)
        except UnreadableError as error:
            yield Skipped(name, f"{error.found}. {error.advice}")
        except PluginError as error:
            yield Skipped(name, str(error))
            yield error


def _document(name: str, data: bytes, contents: Contents) -> Document:
    language = language_of(contents.text)
    return Document(
        name=name,
        text=contents.text,
        title=contents.title or _title(contents.blocks, PurePosixPath(name)),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=contents.pages,
        author=contents.author,
        date=date_document(name, contents.text, contents.date, language),
        language=language,
    )


def _title(blocks: tuple[Block, ...], path: PurePosixPath) -> str:
    """Return the heading at the very top, else the file's name made readable. The name of a sheet is not a title."""
    has_sheets = any(block.row for block in blocks)
    if blocks and blocks[0].title and not has_sheets:
        return blocks[0].title
    return title_of_name(str(path))
