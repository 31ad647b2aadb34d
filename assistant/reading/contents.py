"""What the reader of a format gives, and what it is given: the bytes of one file, and the limits it has to keep to."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read. What goes beyond is refused, not cut."""

    file_bytes: int = 100_000_000
    expanded_bytes: int = 500_000_000
    """How large an archive, or a format that is one inside, may become when it is unpacked."""
    pages: int = 2_000
    text_characters: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another one: an archive's entry, a message's attachment. `name` has forward slashes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says: its text, with line feeds as line ends, and how that falls into blocks.

    `pages` holds the offset at which each page or slide starts, and is empty where there are none. `title`, `author`
    and `date` (ISO 8601: "2025-03-31", "2025-03" or "2025") are what the file says of itself in its own fields, or "".
    A file that only holds others has no text.
    """

    text: str = ""
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = ()
    title: str = ""
    author: str = ""
    date: str = ""
    members: tuple[Member, ...] = ()
