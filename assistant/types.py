"""The values that cross from one room to the next. All frozen; all offsets count characters.

Longer than most files, so that whoever looks for what a room is given or gives finds it in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
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


DateSource = Literal["", "front matter", "file", "head", "name"]


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """When a document was written or issued, and where that was found.

    `iso` is a date in ISO 8601, to the day, month or year, or "" where there is none. `found_in` is the document's
    front matter, the file's own fields, the head of its text or its name.
    """

    iso: str = ""
    found_in: DateSource = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text.

    `name` is its path below the corpus folder, with forward slashes, and identifies it. `sha256` is of the file's
    bytes. `pages` holds the offset at which each page or slide starts, and is empty where there are none. `author`
    is what the file says of itself, or "". `language` is the code of the language of its text (ISO 639-1).
    """

    name: str
    text: str
    title: str
    sha256: str
    pages: tuple[int, ...] = ()
    author: str = ""
    date: DocumentDate = DocumentDate()
    language: str = "en"


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
class Scale:
    """In what figures are told below a heading, beside a label or under a caption; "" and 0 where nothing is said.

    `words` tell it ("in thousands", "million crowns"), `power` is of ten (3 for thousands), `currency` an ISO 4217 code
    and `unit` "percent".
    """

    words: str = ""
    power: int = 0
    currency: str = ""
    unit: str = ""

    @property
    def factor(self) -> Decimal:
        """What a figure as it is written is to be multiplied with."""
        return Decimal(10) ** self.power


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `text` is exactly the document's characters from `start` to `end`, "" where it is empty.

    `columns` are the headings of its column, the outermost first, and `scale` is what headings, caption and label say
    that its figures are in. `figures` are those that it holds as the table means them, with that scale, currency and
    unit: "21.7" under "£ million" has 21700000 GBP. Their offsets count within the cell's text.
    """

    start: int
    end: int
    text: str
    columns: tuple[str, ...] = ()
    scale: Scale = Scale()
    figures: tuple[Figure, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text

    @property
    def column(self) -> str:
        """The headings of its column in one line."""
        return " ".join(self.columns)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table.

    `label` is what its first cell calls it, without notes and units; `section` is the nearest row above that only names
    what the rows below it are parts of, or "". `cells` are from left to right; empty ones at the end may be left out.
    `header` are the texts of the header rows that it stands under, those of a header row (`is_header`) being above it.
    `table` is where its table begins in the document. `is_total` says that its label tells of a sum.
    """

    label: str
    section: str
    cells: tuple[Cell, ...]
    header: tuple[tuple[str, ...], ...] = ()
    table: int = 0
    is_header: bool = False
    is_total: bool = False

    @property
    def scale(self) -> str:
        """In what its figures are written, in words ("in millions"); "" where nothing says so, or columns differ."""
        told = (cell for cell in self.cells if cell.scale.power)
        words = {cell.scale.words for cell in told for figure in cell.figures if figure.magnitude == cell.scale.factor}
        return words.pop() if len(words) == 1 else ""

    @property
    def line(self) -> str:
        """Its cells in one line, parted by bars, without empty ones at the end."""
        return row_line([cell.text for cell in self.cells])

    @property
    def header_lines(self) -> tuple[str, ...]:
        """The header rows that it stands under, in a line each."""
        return tuple(map(row_line, self.header))

    @property
    def states_something(self) -> bool:
        """Whether it says something of what it is called: no header, and no row that only names those below it."""
        return not self.is_header and not all(cell.is_empty for cell in self.cells[1:])

    def cell_at(self, offset: int) -> Cell | None:
        """Return the cell that has the character at an offset in the document."""
        return next((cell for cell in self.cells if cell.start <= offset < cell.end), None)


def row_line(texts: Sequence[str]) -> str:
    """Return the texts of cells in one line, parted by bars, without empty ones at the end."""
    return " | ".join(" ".join(text.split()) for text in texts).rstrip(" |").lstrip(" ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or table row: `text` is exactly the document's characters from `start` to `end`.

    `page` is the page or slide on which it begins and `number` its row in a sheet, counting from 1; None elsewhere.
    `row` is the row of a table that it is, and None where it is none. `figures` are those that its own text states;
    what a table makes of them is told by the row's cells.
    """

    start: int
    end: int
    text: str
    page: int | None = None
    number: int | None = None
    row: TableRow | None = None
    figures: tuple[Figure, ...] = ()

    @property
    def meant(self) -> tuple[Figure, ...]:
        """Its figures as they are meant: those of a table with the scale, currency and unit that it gives them."""
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
        """Its figures in every way that they may be told: as they are written, and as they are meant.

        Of "21.7" under "£ million" both "21.7" and "£21.7 million" are true, and "$21.7" is not.
        """
        if self.row is None:
            return self.figures
        meant = self.meant
        written = (replace(f, currency=m.currency) for f, m in zip(self.figures, meant, strict=True))
        return tuple(dict.fromkeys((*written, *meant)))


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document that is searched as one: `text` is the document's characters from `start` to `end`.

    `heading` is the path of headings above it, outermost first. `header` is the header of the table it was cut
    from, where that is not part of `text`, or "". `page` counts from 1, and is None where there are no pages. `hidden`
    says that it stands on a sheet or slide that is hidden in its file: it can be found, and proves nothing.
    `language` is that of its document.
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
    """A sentence chosen to answer from, and the passage it stands in.

    `score` says how well it fits the question (0 to 1, comparable within one question); `closeness` is its cosine
    similarity to the question.
    """

    passage: Passage
    sentence: Sentence
    score: float
    closeness: float


ClaimKind = Literal["supported", "quoted", "calculated"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim rests: `quote` is exactly the document's characters from `start` to `end`.

    `dated` is the document's date in ISO 8601, to the day, month or year, or "". `also` names further files in which
    the very same text stands. `header` are the header rows that a row of a table stands under, and "" elsewhere;
    `scale` is in what its figures are told ("in millions"), which the table's caption may say.
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
    scale: str = ""

    @property
    def told(self) -> str:
        """What is cited, in one line; a row behind its header and before its scale, without the table's edges."""
        lines = (" ".join(line.split()) for line in (*self.header.splitlines(), self.quote))
        told = " / ".join(line.strip(" |") for line in lines) if self.header else next(lines)
        return f"{told} ({self.scale})" if self.scale else told

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

    `asked_as` is the question as it was understood where that is not how it was put: a follow-up, rewritten so that it
    stands alone, or, where that was not possible, behind the earlier questions that it leans on; these are then
    `leans_on`. `open_parts` are the parts of the question that the documents don't answer: all, in an abstention.
    By its `signature` a server knows an answer that it gave; it is "" where none did.
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
    open_parts: tuple[str, ...] = ()
    leans_on: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, as `assistant ask --json` prints them; without the signature."""
        plain = asdict(self)
        plain["answer"] = plain.pop("text")
        del plain["signature"]
        first = ("question", "asked_as", "leans_on", "answer", "open_parts", "abstained", "confidence")
        return {key: plain[key] for key in (*first, *(key for key in plain if key not in first))}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the answer of which this is the dictionary, straight from `to_dict` or read from JSON.

        What an earlier version wrote has neither `open_parts` nor `leans_on`, and is read as if both were empty.
        """
        fields = {key: value for key, value in plain.items() if key != "answer"}
        fields |= {key: tuple(plain.get(key, ())) for key in ("open_parts", "leans_on")}
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
