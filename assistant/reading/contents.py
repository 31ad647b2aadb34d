"""What the reader of a format gives, and what it is given: the bytes of one file, and the limits it has to keep to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.reading.blocks import Block


class UnreadableError(Exception):
    """What is wrong with a file, in words that follow its name ("holds binary data"), and what can be done about it."""

    def __init__(
        self, found: str, advice: str = "See whether it opens elsewhere, or take it out of the corpus."
    ) -> None:
        super().__init__(found)
        self.found = found
        self.advice = advice


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Translate whatever a parser raises; `what` names the format with its article ("an EPUB").

    Parsers meet damaged files with errors of any kind, and the next release of one with others. This is the edge at
    which all of them become one kind.

    Raises:
        UnreadableError: in place of any other exception.
    """
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:120]
        told = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
        raise UnreadableError(f"is damaged, or not {what} ({told})") from error


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read. What goes beyond is refused, not cut."""

    file_bytes: int = 100_000_000
    expanded_bytes: int = 500_000_000
    """How large an archive, or a format that is one inside, may become when it is unpacked, with all within it."""
    members: int = 10_000
    """How many files an archive, or a format that is one inside, may hold, with all within it."""
    pages: int = 2_000
    text_characters: int = 10_000_000
    sentences: int = 250_000
    """How many sentences, or rows of a table, a file may have, with all within it."""

    def check_text(self, text: str) -> str:
        """Return a text that is not too long, as it is.

        Raises:
            UnreadableError: it is.
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

    `problem` says why it was not taken out, where it was not, and `data` is empty then.
    """

    name: str
    data: bytes
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says: its text, with line feeds as line ends, and how that falls into blocks.

    `pages` holds the offset at which each page or slide starts, and is empty where there are none. `title`, `author`
    and `date` (ISO 8601: "2025-03-31", "2025-03" or "2025") are what the file says of itself in its own fields, or "".
    A file that only holds others has no text. `notes` tell what of it could not be read, in words that follow its name.
    """

    text: str = ""
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    date: str = ""
    members: tuple[Member, ...] = ()
    notes: tuple[str, ...] = ()
