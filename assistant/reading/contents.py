"""What the reader of a format takes and returns: the bytes of a file and limits, and the file's contents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.plugins.entry_points import in_short
from assistant.reading.blocks import Block


class UnreadableError(Exception):
    """What is wrong with a file, in words that follow its name ("contains binary data"), and what to do about it."""

    def __init__(
        self, found: str, advice: str = "See whether it opens elsewhere, or take it out of the corpus."
    ) -> None:
        super().__init__(found)
        self.found = found
        self.advice = advice


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Translate exceptions of a parser; `what` names the format with its article ("an EPUB").

    Parsers raise errors of any class on damaged files, and other ones in their next release. All become one class here.

    Raises:
        UnreadableError: instead of any other exception.
    """
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"is damaged, or not {what} ({in_short(error)})") from error


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read. A file beyond a limit is refused, not truncated."""

    file_bytes: int = 100_000_000
    expanded_bytes: int = 500_000_000
    """The maximum size of an archive, or of a format based on one, after unpacking everything inside it."""
    members: int = 10_000
    """The maximum number of files in an archive, or in a format based on one, at any depth."""
    pages: int = 2_000
    text_characters: int = 25_000_000
    sentences: int = 250_000
    """The maximum number of sentences, or rows of tables, in a file and everything inside it."""
    recognized_in: str = ""
    """The folder in which recognized pages are kept, so that each is recognized once; "" keeps none."""
    recognized_pages: int = 0
    """How many pages without text are recognized when a file is read; pages that are kept already don't count."""

    def check_text(self, text: str) -> str:
        """Return the text unchanged if it is not too long.

        Raises:
            UnreadableError: it is too long.
        """
        if len(text) > self.text_characters:
            raise UnreadableError(
                f"has {len(text):,} characters of text, more than the limit of {self.text_characters:,}",
                "Split it, or raise ASSISTANT_MAX_TEXT_CHARACTERS.",
            )
        return text


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another one: an archive's entry, a message's attachment. `name` has forward slashes.

    If it was not extracted, `problem` says why, and `data` is empty.
    """

    name: str
    data: bytes
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a file: its text, with line feeds as line ends, and the blocks of the text.

    `pages` contains the offset at which each page or slide starts, and is empty if there are none. `title`, `author`
    and `date` (ISO 8601: "2025-03-31", "2025-03" or "2025") come from the file's metadata, or are "". A file that only
    contains other files has no text. `notes` say what could not be read, in words that follow its name. `garbled`
    are the pages, counted from 1, with text that was left out because its font does not tell its letters. `awaits` is
    the number of pages that have not been recognized yet.
    """

    text: str = ""
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    date: str = ""
    members: tuple[Member, ...] = ()
    notes: tuple[str, ...] = ()
    garbled: tuple[int, ...] = ()
    awaits: int = 0
