"""Which documents a question keeps to: by name, by date, by kind of file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.errors import QuestionError
from assistant.language.dates import date_of
from assistant.reading.registry import SUPPORTED_SUFFIXES

_ISO = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Scope:
    """What to keep to; the empty scope keeps to nothing in particular.

    `after` is a year, month or day (ISO 8601): documents of an earlier date are left out, and so are those without
    one. As far as only one of the two dates is told to the day, the months are compared, and so on. `kind` is a
    suffix without its dot ("pdf").
    """

    documents: tuple[str, ...] | None = None
    after: str = ""
    kind: str = ""

    @property
    def is_everything(self) -> bool:
        """Say whether nothing is left out."""
        return self == Scope()

    def holds(self, name: str, dated: str) -> bool:
        """Say whether a document of this name and ISO date ("" where it has none) is of the kind and time asked for."""
        shared = min(len(dated), len(self.after))
        in_time = not self.after or (bool(dated) and dated[:shared] >= self.after[:shared])
        return in_time and self.kind in ("", kind_of(name))


def scope_of(documents: Sequence[str] | None = None, after: str = "", kind: str = "") -> Scope:
    """Return a scope from what a person wrote.

    Raises:
        QuestionError: `after` is no date, or `kind` no kind of file that is read.
    """
    if after and not _ISO.fullmatch(after):
        raise QuestionError(f"{after!r} is not a date to look after. Write it as 2024, 2024-05 or 2024-05-31.")
    plain = kind.lower().removeprefix(".")
    if plain and f".{plain}" not in SUPPORTED_SUFFIXES:
        kinds = ", ".join(sorted(suffix[1:] for suffix in SUPPORTED_SUFFIXES))
        raise QuestionError(f"{kind!r} is not a kind of file that is read. There are: {kinds}.")
    return Scope(None if documents is None else tuple(documents), after, plain)


def kind_of(name: str) -> str:
    """Return the kind of a document: its suffix in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def iso_date(name: str, text: str, told: str = "") -> str:
    """Return a document's date in ISO 8601, to the day, month or year: as `told` in its fields, else by top or name."""
    if told:
        return told
    written = date_of(name, text)
    if _ISO.fullmatch(written):
        return written
    words = re.findall(r"[^\W\d]+|\d+", written.lower())
    month = next((n for n, short in enumerate(_MONTHS, start=1) for word in words if word.startswith(short)), 0)
    year = next((word for word in words if len(word) == 4 and word.isdigit()), "")
    day = next((int(word) for word in words if len(word) <= 2 and word.isdigit()), 0)
    if not (year and month):
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"
