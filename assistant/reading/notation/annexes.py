"""What stands around the text of a document and follows it at its end: comments, and headers and footers, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reading.assembly import Assembly

_LONGEST_REMARKED = 120
_MOST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote it, the words that it is about (or ""), and what it says."""

    author: str
    about: str
    text: str

    @property
    def line(self) -> str:
        """The comment in one line."""
        author, about = self.author.strip() or "Comment", " ".join(self.about.split())
        if len(about) > _LONGEST_REMARKED:
            about = f"{about[:_LONGEST_REMARKED].rstrip()}…"
        said = " ".join(self.text.split())
        return f"{author} on “{about}”: {said}" if about else f"{author}: {said}"


def add_comments(assembly: Assembly, comments: Iterable[Comment]) -> None:
    """Add comments under a heading of their own."""
    lines = [comment.line for comment in comments if comment.text.strip()]
    if lines:
        assembly.heading("Comments", 1)
    for line in lines:
        assembly.item(line)


def add_margins(assembly: Assembly, margins: Assembly) -> None:
    """Add the headers and footers under a heading of their own, without what the document or one of them said."""
    text, inner = assembly.text, margins.text
    said = {text[block.start : block.end] for block in assembly.blocks}
    kept = []
    for block in margins.blocks:
        line = inner[block.start : block.end]
        if line not in said and any(map(str.isalpha, line)):
            said.add(line)
            kept.append(block)
    if kept:
        assembly.heading("Headers and footers", 1)
    for block in kept:
        assembly.copy(block, inner)


def is_page_line(text: str) -> bool:
    """Return whether a line with a page number says nothing else: "Page 3 of 7", without its figures."""
    return sum(map(str.isalpha, text)) <= _MOST_LETTERS


def tracked_note(count: int) -> tuple[str, ...]:
    """Return the note for the report on so many tracked changes, in words that follow the file's name."""
    called = "change" if count == 1 else "changes"
    return (f"is read with its {count:,} tracked {called} as if accepted",) if count else ()
