"""Answers, conversations and briefs as Markdown with footnotes; what documents say stays text in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.printable import printable_line
from assistant.types import Answer, Brief, Citation, Claim
from assistant.verifying.compose import ABSTENTION, DISAGREEMENT

_LIVE = re.compile(r"[\\`*_\[\]<&@$~|]|(?<=\w):(?=//)|(?<=mailto):|(?<=www)\.|^[#>+=-]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)(?=[.)])")


def answer_markdown(answer: Answer, prefix: str = "") -> str:
    """Return an answer with a footnote for each citation; `prefix` keeps those of several answers apart."""
    parts = [f"Understood as: {escaped(answer.asked_as)}"] if answer.asked_as else []
    parts.append(_claims(answer.claims, prefix) or ABSTENTION)
    if tail := untold(answer):
        parts.append(escaped(tail))
    return "\n\n".join((*parts, *_footnotes(answer.citations, prefix))) + "\n"


def conversation_markdown(title: str, answers: Sequence[Answer]) -> str:
    """Return a conversation: each question as a heading, its answer below."""
    turns = (
        f"## {escaped(answer.question)}\n\n{answer_markdown(answer, f'{number}-')}"
        for number, answer in enumerate(answers, start=1)
    )
    return "\n".join((f"# {escaped(title)}\n", *turns))


def brief_markdown(brief: Brief) -> str:
    """Return a brief: a heading for each facet, its sentences, and all footnotes at the end."""
    sections = (
        f"## {section.facet.capitalize()}\n\n{_claims(section.claims, '') or ABSTENTION}\n"
        for section in brief.sections
    )
    title = f"# Brief: {escaped(brief.topic)}\n" if brief.topic else "# Brief\n"
    return "\n".join((title, *sections, *(f"{note}\n" for note in _footnotes(brief.citations, ""))))


def untold(answer: Answer) -> str:
    """Return the end of an answer that names the parts of the question which the documents leave open, or ""."""
    _, opening, parts = answer.text.rpartition(f"{ABSTENTION.rstrip('.')}: ")
    return f"{opening}{parts}" if answer.claims and opening else ""


def escaped(text: str) -> str:
    """Return Markdown that shows a text in one printable line and does nothing: no link, emphasis, HTML or heading."""
    return _NUMBERED.sub(r"\1\\", _LIVE.sub(r"\\\g<0>", printable_line(text)))


def _claims(claims: Sequence[Claim], prefix: str) -> str:
    lines = [DISAGREEMENT] if any(claim.source for claim in claims) else []
    for claim in claims:
        marks = "".join(f"[^{prefix}{number}]" for number in claim.citations)
        words = escaped(claim.text)
        said = f"“{words}”" if claim.kind == "quoted" else words
        lines.append(f"{escaped(claim.source)}: {said}{marks}" if claim.source else f"{said}{marks}")
    return " ".join(lines)


def _footnotes(citations: Sequence[Citation], prefix: str) -> list[str]:
    return [f"[^{prefix}{cited.number}]: {escaped(cited.whereabouts)}: “{escaped(cited.told)}”" for cited in citations]
