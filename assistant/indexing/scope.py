"""What a question keeps to: documents by name, by date, by kind of file, and passages by facet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.errors import QuestionError
from assistant.language.dates import is_iso_date
from assistant.types import Facet


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question keeps to; the empty scope leaves nothing out.

    `documents` are names of documents. `facets` keep to passages about one of them. `after` is a year, month or day
    (ISO 8601): documents of an earlier date are left out, and so are those without one. As far as only one of the two
    dates is told to the day, the months are compared, and so on. `kind` is a suffix ("pdf"), with or without its dot.

    Raises:
        QuestionError: `after` is no date.
    """

    documents: Sequence[str] | None = None
    facets: Sequence[Facet] = ()
    after: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        """Check what was given, and hold it in one form."""
        if self.after and not is_iso_date(self.after):
            raise QuestionError(f"{self.after!r} is not a date to look after. Write it as 2024, 2024-05 or 2024-05-31.")
        if isinstance(self.documents, str):
            raise TypeError(f"The documents of a scope are a list of names, not one name. Write [{self.documents!r}].")
        object.__setattr__(self, "documents", None if self.documents is None else tuple(self.documents))
        object.__setattr__(self, "facets", tuple(self.facets))
        object.__setattr__(self, "kind", self.kind.lower().removeprefix("."))

    @property
    def has_every_document(self) -> bool:
        """Whether no document is left out, whatever passages of them are."""
        return self.documents is None and not (self.after or self.kind)

    def holds(self, name: str, dated: str) -> bool:
        """Return whether a document of this name and ISO date, or "" for none, is of the kind and time asked for."""
        shared = min(len(dated), len(self.after))
        in_time = not self.after or (bool(dated) and dated[:shared] >= self.after[:shared])
        return in_time and self.kind in ("", kind_of(name))


EVERYTHING = Scope()


def kind_of(name: str) -> str:
    """Return the kind of a document: its suffix in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
