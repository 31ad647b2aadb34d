"""Documents, the passages and sentences they are cut into, and those that a search finds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.types.tables import Figure, TableRow

Facet = Literal["strategy", "figures", "risks"]
FACETS: tuple[Facet, ...] = ("strategy", "figures", "risks")


@dataclass(frozen=True, slots=True)
class Facets:
    """How much a text is about strategy, figures and risks: each weight in [0, 1], independent of the others."""

    strategy: float = 0.0
    figures: float = 0.0
    risks: float = 0.0

    def of(self, facet: Facet) -> float:
        """Return the weight of one facet."""
        return float(getattr(self, facet))


DateSource = Literal["", "front matter", "file", "head", "name"]


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """When a document was written or issued, and where the date was found.

    `iso` is a date in ISO 8601, to the day, month or year, or "" if there is none. `found_in` is the document's front
    matter, the file's metadata, the head of the text or the file's name.
    """

    iso: str = ""
    found_in: DateSource = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text.

    `name` is its path below the corpus folder, with forward slashes, and identifies it. `sha256` is that of the file's
    bytes. `pages` contains the offset at which each page or slide starts, and is empty if there are none. `author`
    comes from the file's metadata, or is "". `language` is the code of the language of its text (ISO 639-1).
    """

    name: str
    text: str
    title: str
    sha256: str
    pages: tuple[int, ...] = ()
    author: str = ""
    date: DocumentDate = DocumentDate()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A mark that refers to a note. It is no part of the text: `at` is the offset at which it would be.

    `start` and `end` are where the note is in the document; both are 0 if none was found.
    """

    at: int
    label: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or table row: `text` is exactly the document's characters from `start` to `end`.

    `page` is the page or slide on which it begins, `number` its row in a sheet, both from 1; None elsewhere. `row` is
    the table row that it is, or None. `figures` are those in its own text; the row's cells hold them as the table means
    them. `notes` are the texts of the footnotes that it refers to.
    """

    start: int
    end: int
    text: str
    page: int | None = None
    number: int | None = None
    row: TableRow | None = None
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def meant(self) -> tuple[Figure, ...]:
        """Its figures as they are meant: those of a table with its scale, currency and unit."""
        if self.row is None:
            return self.figures
        told = {}
        for cell in self.row.cells:
            shift = cell.start - self.start
            for figure in cell.figures:
                told[shift + figure.start] = replace(figure, start=shift + figure.start, end=shift + figure.end)
        return tuple(told.get(figure.start, figure) for figure in self.figures)

    @property
    def stated(self) -> tuple[Figure, ...]:
        """Its figures in every way in which they may be stated: as they are written, and as they are meant.

        "21.7" under "£ million" may be stated as "21.7" and as "£21.7 million", but not as "$21.7".
        """
        if self.row is None:
            return self.figures
        meant = self.meant
        written = (replace(f, currency=m.currency) for f, m in zip(self.figures, meant, strict=True))
        return tuple(dict.fromkeys((*written, *meant)))


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document that is searched as a unit: `text` is the document's characters from `start` to `end`.

    `heading` is the path of headings above it, outermost first. `header` is the header of the table it was cut from if
    that is not part of `text`, or "". `page` counts from 1, and is None if there are no pages. `hidden`: it is on a
    sheet or slide that is hidden in its file, so it can be found but proves nothing. `language` is that of its
    document.
    """

    document: str
    number: int
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()
    header: str = ""
    page: int | None = None
    sentences: tuple[Sentence, ...] = ()
    facets: Facets = field(default_factory=Facets)
    hidden: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, and its score: higher is better, comparable within one search only."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence chosen to answer from, and the passage that contains it.

    `score` says how well it fits the question (0 to 1, comparable within one question); `closeness` is its cosine
    similarity to the question. `relevance` is a logit, above 0 where the sentence and the question, read together, were
    found to go together more likely than not; None where nothing read them so.
    """

    passage: Passage
    sentence: Sentence
    score: float
    closeness: float
    relevance: float | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Its document and where it starts there, which tells it apart from every other."""
        return self.passage.document, self.sentence.start
