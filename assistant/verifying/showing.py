"""Sentences and claims as they are shown: in words, with what a citation says of them."""

from __future__ import annotations

import re

from assistant.types import Citation, Claim, ClaimKind, Evidence, Sentence
from assistant.verifying.claims import without_emphasis
from assistant.verifying.rows_told import row_told

_MARK = re.compile(r"^(?:[-*+•] |\d{1,2}[.)] (?=\D))+")


def citation_of(item: Evidence, number: int) -> Citation:
    """Return the citation of an evidence sentence, with this number."""
    passage, sentence = item.passage, item.sentence
    return Citation(
        number=number,
        document=passage.document,
        page=sentence.page,
        row=sentence.number,
        heading=passage.heading,
        start=sentence.start,
        end=sentence.end,
        quote=sentence.text,
        header=_header_of(item),
        scale=sentence.row.scale if sentence.row else "",
        uncertain=tuple(figure.text for figure in sentence.figures if not figure.certain),
    )


def told_of(item: Evidence, asked: str) -> tuple[str, ClaimKind]:
    """Return an evidence sentence as it is shown: word for word, or put in words if it is a row of a table."""
    row = item.sentence.row
    if row and row.states_something:
        return row_told(row, item.passage.language, asked), "row"
    return quotable(item.sentence), "quoted"


def quotable(sentence: Sentence) -> str:
    """Return a sentence in one line, without list marks and emphasis; a row as its cells with bars between them."""
    if sentence.row:
        return sentence.row.line.strip(" |")
    return without_emphasis(_MARK.sub("", " ".join(sentence.text.split())))


def _header_of(item: Evidence) -> str:
    """Return the header rows above a row that states something, one per line; otherwise ""."""
    row = item.sentence.row
    return "\n".join(row.header_lines) if row and row.states_something else ""


def shown_claim(claim: Claim) -> str:
    """Return a claim as it is in the text of an answer: quotations in quotation marks, followed by `[n]` markers."""
    markers = "".join(f"[{number}]" for number in claim.citations)
    words = f"“{claim.text}”" if claim.kind == "quoted" else claim.text
    return f"{claim.source}: {words} {markers}" if claim.source else f"{words} {markers}".rstrip()
