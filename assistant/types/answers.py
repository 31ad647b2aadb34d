"""Answers and briefs, their claims, and the citations that the claims rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from assistant.printable import printable, printable_line
from assistant.types.documents import Facet

ClaimKind = Literal["supported", "quoted", "calculated", "row", "stated"]
AnswerKind = Literal[
    "lookup",
    "greeting",
    "thanks",
    "farewell",
    "assistant",
    "collection",
    "newest",
    "summary",
    "list",
    "count",
    "comparison",
    "change",
    "yes or no",
    "extreme",
    "calculation",
]
Form = Literal["sentences", "bullets", "numbers", "table"]
ProofKind = Literal["", "exact", "row", "reworded"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a claim: `quote` is exactly the document's characters from `start` to `end`.

    `dated` is the document's date in ISO 8601, to the day, month or year, or "". `also` names other files with the same
    text. `header` contains the header rows above a cited table row, and is "" elsewhere; `scale` is the scale of the
    row's figures ("in millions"), which the table's caption may say. `sha256` is that of the document's file when it
    was cited, or "". `uncertain` are the figures in it that were recognized in a picture, and not twice in the
    same way.
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
    sha256: str = ""
    uncertain: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the citation that a dictionary describes, from `asdict` or read from JSON."""
        listed = {key: tuple(plain.get(key, ())) for key in ("heading", "also", "uncertain")}
        return cls(**{**plain, **listed})

    @property
    def told(self) -> str:
        """What is cited, in one line; a table row follows its header, and its scale follows in brackets.

        So do uncertain figures.
        """
        lines = (" ".join(line.split()) for line in (*self.header.splitlines(), self.quote))
        told = " / ".join(line.strip(" |") for line in lines) if self.header else next(lines)
        told = f"{told} ({self.scale})" if self.scale else told
        return f"{told} (uncertain, read from a picture: {', '.join(self.uncertain)})" if self.uncertain else told

    @property
    def file(self) -> str:
        """The document's name, with its date and the names of its copies: "a.md (2025-03; also: old/a.md)"."""
        copies = f"also: {', '.join(self.also)}" if self.also else ""
        more = "; ".join(part for part in (self.dated, copies) if part)
        return f"{self.document} ({more})" if more else self.document

    @property
    def place(self) -> str:
        """Its place in the document, in words: "page 3", "slide 2", "row 14", or "" if there are only headings."""
        return place_of(self.document, self.page, self.row)

    @property
    def whereabouts(self) -> str:
        """Where it is, in one line: file, place and headings."""
        return ", ".join(part for part in (self.file, self.place, " > ".join(self.heading)) if part)


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """The sentence that fits a question best, shown until a claim is proven.

    `answering` are the ranges of its quote that are of the kind asked for: shares, numbers or times.
    """

    citation: Citation
    answering: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the finding that a dictionary describes, from `asdict` or read from JSON."""
        return cls(Citation.from_dict(plain["citation"]), tuple((start, end) for start, end in plain["answering"]))


def place_of(document: str, page: int | None, row: int | None = None) -> str:
    """Return a place in a document with this name, in words."""
    called = "slide" if document.lower().endswith((".pptx", ".odp")) else "page"
    numbered = ((called, page), ("row", row))
    return ", ".join(f"{what} {number}" for what, number in numbered if number is not None)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, and the numbers of the citations that it rests on.

    A `supported` claim is the model's wording, tested; a `quoted` one is a sentence of the document; a `calculated` one
    shows how its result follows from figures in the cited rows, without a model; a `row` is a row of a table told in
    words; a `stated` one is what the assistant says of itself or of the collection. `source` names the document and its
    date if documents give different figures for the same thing, and is "" otherwise. `proof` tells how a supported
    claim was proven: word by word (`exact`), by a cell of a table (`row`), or as a rewording. `cells` are what a claim
    of an answer in the form of a table says in each column.
    """

    text: str
    kind: ClaimKind
    citations: tuple[int, ...]
    source: str = ""
    proof: ProofKind = ""
    cells: tuple[AnswerCell, ...] = ()

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the claim that a dictionary describes, from `asdict` or read from JSON."""
        cells = (AnswerCell(cell["text"], tuple(cell["citations"])) for cell in plain.get("cells", ()))
        return cls(**{**plain, "citations": tuple(plain["citations"]), "cells": tuple(cells)})


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell of an answer in the form of a table, and the numbers of the citations it rests on; "" is not told."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader sees. `text` contains `[n]` markers; `timings` are seconds by stage.

    `asked_as` is the question as it was understood, if that differs from how it was asked: a follow-up, rewritten to
    stand alone, or, if that was not possible, after the earlier questions that it depends on, which are then
    `leans_on`. `open_parts` are the parts of the question that the documents don't answer, which is all of them in an
    abstention. A server recognises its own answers by their `signature`; it is "" without a server. `verifier` is
    the version of what proved the answer, and its `seal` shows whether claims or citations were changed since
    (`verifying/lasting.py`).

    `kind` is what was asked for. `opening` stands before the claims ("No.", "6:"), which are laid out in a `form`; a
    table has its headings in `columns`. `certificate` says what was looked through ("6 of 6 items of this list"), or
    "". If the documents don't answer, `unmentioned` are the words of the question that no document contains, and
    `suggestions` are questions that the documents do answer. `language` is the code of the language in which all of
    this is told, except for quotations; `translation` is what claims in another language say, as the model translated
    it, which is not proven, or "". `found` stands in for claims as long as there are none; a
    complete answer has None.
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
    verifier: str = ""
    seal: str = ""
    kind: AnswerKind = "lookup"
    opening: str = ""
    form: Form = "sentences"
    columns: tuple[str, ...] = ()
    certificate: str = ""
    unmentioned: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    language: str = "en"
    translation: str = ""
    found: FoundSentence | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers, as `assistant ask --json` prints them, without the signature."""
        plain = asdict(self)
        plain["answer"] = plain.pop("text")
        del plain["signature"]
        if self.found is None:
            del plain["found"]
        first = ("question", "asked_as", "leans_on", "answer", "open_parts", "abstained", "confidence")
        return {key: plain[key] for key in (*first, *(key for key in plain if key not in first))}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the answer that a dictionary describes, directly from `to_dict` or read from JSON.

        Fields that are missing, as in dictionaries of earlier versions, are empty.
        """
        fields = {key: value for key, value in plain.items() if key != "answer"}
        listed = ("open_parts", "leans_on", "columns", "unmentioned", "suggestions")
        fields |= {key: tuple(plain.get(key, ())) for key in listed}
        fields["claims"] = tuple(map(Claim.from_dict, plain["claims"]))
        fields["citations"] = tuple(map(Citation.from_dict, plain["citations"]))
        fields["found"] = FoundSentence.from_dict(plain["found"]) if plain.get("found") else None
        return cls(text=plain["answer"], **fields)

    def __str__(self) -> str:
        """Return the answer followed by its citations, one per line, in printable characters."""
        lines = [printable(self.text)]
        if self.certificate:
            lines += ["", printable_line(self.certificate)]
        if self.citations:
            lines += ["", *map(_source_line, self.citations)]
        if self.suggestions:
            lines += ["", *(printable_line(f"> {question}") for question in self.suggestions)]
        return "\n".join(lines)


def _source_line(citation: Citation) -> str:
    return printable_line(f'[{citation.number}] {citation.whereabouts}: "{citation.told}"')


@dataclass(frozen=True, slots=True)
class Section:
    """What a brief says about one facet; without claims, the documents say nothing about it."""

    facet: Facet
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Strategy, figures and risks of a topic, or of all documents if it is "". Citations are numbered throughout."""

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
        """Return the sections under their facets, then the citations, one per line, safe to print."""
        sections = (f"{section.facet.capitalize()}\n{printable(section.text)}\n" for section in self.sections)
        return "\n".join((*sections, *map(_source_line, self.citations)))
