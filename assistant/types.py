"""The values that cross from one room to the next. All frozen; all offsets count characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal, Self

from assistant.printable import printable, printable_line

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


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text.

    `name` is its path below the corpus folder, with forward slashes, and identifies it. `sha256` is of the file's
    bytes. `pages` holds the offset at which each page or slide starts, and is empty where there are none. `author`
    and `date` (ISO 8601, to the day, month or year) are what the file says of itself, or "".
    """

    name: str
    text: str
    title: str
    sha256: str
    pages: tuple[int, ...] = ()
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or table row: `text` is exactly the document's characters from `start` to `end`.

    `page` is the page or slide on which it begins and `row` its row in a sheet, both counting from 1; None elsewhere.
    """

    start: int
    end: int
    text: str
    page: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document that is searched as one: `text` is the document's characters from `start` to `end`.

    `heading` is the path of headings above it, outermost first. `header` is the header of the table it was cut
    from, where that is not part of `text`, or "". `page` counts from 1, and is None where there are no pages. `hidden`
    says that it stands on a sheet or slide that is hidden in its file: it can be found, and proves nothing.
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


Qualifier = Literal["", "about", "over", "under", "at least", "at most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure found in a text; `start` and `end` are offsets in that text and `text` is what stands there.

    `value` is the full value ("33.40 billion yuan" has 33400000000). `magnitude` is the factor it was written with
    (10**9 there, 1 where none). `currency` is an ISO 4217 code or "". `unit` is "percent", "times", "year",
    "basis points", … or "". `qualifier` says how the figure bounds the truth. `period` is the time it speaks of as
    far as the text next to it says ("second quarter", "FY2025"), or "".
    """

    start: int
    end: int
    text: str
    value: Decimal
    magnitude: Decimal = Decimal(1)
    currency: str = ""
    unit: str = ""
    qualifier: Qualifier = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, and its score: higher is better, comparable within one search only."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence chosen to answer from, and the passage it stands in.

    `score` says how well it fits the question (0 to 1, comparable within one question); `closeness` is its cosine
    similarity to the question.
    """

    passage: Passage
    sentence: Sentence
    score: float
    closeness: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What the language model wrote, before anything of it was tested."""

    text: str
    model: str


ClaimKind = Literal["supported", "quoted", "calculated"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim rests: `quote` is exactly the document's characters from `start` to `end`.

    `dated` is the document's date in ISO 8601, to the day, month or year, or "". `also` names further files in which
    the very same text stands. `header` are the header rows that a row of a table stands under, and "" elsewhere.
    """

    number: int
    document: str
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    quote: str
    row: int | None = None
    dated: str = ""
    also: tuple[str, ...] = ()
    header: str = ""

    @property
    def told(self) -> str:
        """What is cited, in one line; a row behind its header, without the edges of the table."""
        lines = (" ".join(line.split()) for line in (*self.header.splitlines(), self.quote))
        return " / ".join(line.strip(" |") for line in lines) if self.header else next(lines)

    @property
    def file(self) -> str:
        """The document's name, with its date and the names of its copies: "a.md (2025-03; also: old/a.md)"."""
        copies = f"also: {', '.join(self.also)}" if self.also else ""
        more = "; ".join(part for part in (self.dated, copies) if part)
        return f"{self.document} ({more})" if more else self.document

    @property
    def place(self) -> str:
        """Where in its document, in words: "page 3", "slide 2", "row 14", or "" where only its heading tells."""
        return place_of(self.document, self.page, self.row)

    @property
    def whereabouts(self) -> str:
        """Where it stands, in one line: file, place and headings."""
        return ", ".join(part for part in (self.file, self.place, " > ".join(self.heading)) if part)


def place_of(document: str, page: int | None, row: int | None = None) -> str:
    """Return a place in a document of this name, in words."""
    called = "slide" if document.lower().endswith((".pptx", ".odp")) else "page"
    numbered = ((called, page), ("row", row))
    return ", ".join(f"{what} {number}" for what, number in numbered if number is not None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, and the numbers of the citations it rests on.

    A `supported` claim is the model's wording, tested; a `quoted` one is the document's own sentence; a `calculated`
    one shows how its result follows from figures of the rows it cites, and no model had a part in it. `source` names
    the document and its date where documents give different figures for the same, and is "" elsewhere.
    """

    text: str
    kind: ClaimKind
    citations: tuple[int, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader sees. `text` carries `[n]` markers; `timings` are seconds by stage.

    `asked_as` is the question as it was understood where that is not how it was put: a follow-up, rewritten. By its
    `signature` a server knows an answer that it gave; it is "" where none did.
    """

    question: str
    text: str
    abstained: bool
    confidence: float
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    timings: dict[str, float]
    model: str
    index_generation: int
    asked_as: str = ""
    signature: str = field(default="", compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, as `assistant ask --json` prints them; without the signature."""
        plain = asdict(self)
        plain["answer"] = plain.pop("text")
        order = ("question", "asked_as", "answer", "abstained", "confidence", "claims", "citations", "timings", "model")
        return {key: plain[key] for key in (*order, "index_generation")}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the answer of which this is the dictionary, straight from `to_dict` or read from JSON."""
        fields = {key: value for key, value in plain.items() if key != "answer"}
        fields["claims"] = tuple(
            Claim(**{**claim, "citations": tuple(claim["citations"])}) for claim in plain["claims"]
        )
        fields["citations"] = tuple(
            Citation(**{**cited, "heading": tuple(cited["heading"]), "also": tuple(cited["also"])})
            for cited in plain["citations"]
        )
        return cls(text=plain["answer"], **fields)

    def __str__(self) -> str:
        """Return the answer followed by its citations, one a line, as it may be printed."""
        text = printable(self.text)
        return "\n".join((text, "", *map(_source_line, self.citations))) if self.citations else text


def _source_line(citation: Citation) -> str:
    return printable_line(f'[{citation.number}] {citation.whereabouts}: "{citation.told}"')


@dataclass(frozen=True, slots=True)
class Section:
    """What a brief says about one facet; without claims, the documents say nothing on it."""

    facet: Facet
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Strategy, figures and risks of a topic, or of all documents where it is "". Citations are numbered throughout."""

    topic: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    timings: dict[str, float]
    model: str
    index_generation: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, as `assistant brief --json` prints them."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the sections under their facets, then the citations, one a line, as it may be printed."""
        sections = (f"{section.facet.capitalize()}\n{printable(section.text)}\n" for section in self.sections)
        return "\n".join((*sections, *map(_source_line, self.citations)))
