"""Answers, conversations and briefs as Markdown with footnotes; document text is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from string import digits

from assistant.language.loading import DEFAULT
from assistant.language.replies import left_open, reply
from assistant.printable import printable_line
from assistant.types import Answer, Brief, Citation, Claim

_LIVE = re.compile(r"[\\`*_\[\]<&@$~|]|(?<=\w):(?=//)|(?<=mailto):|(?<=www)\.|^[#>+=-]", re.IGNORECASE)


def answer_markdown(answer: Answer, prefix: str = "") -> str:
    """Return an answer with a footnote for each citation; `prefix` makes the footnotes of several answers unique."""
    parts = [reply("understood", answer.language, question=escaped(answer.asked_as))] if answer.asked_as else []
    parts.append(_body(answer, prefix) or escaped(answer.text))
    if answer.claims and answer.open_parts:
        parts.append(escaped(" ".join(left_open(answer.open_parts, answer.language))))
    parts += [escaped(note) for note in (answer.certificate,) if note]
    parts += ["\n".join(f"- {escaped(question)}" for question in answer.suggestions)] if answer.suggestions else []
    return "\n\n".join((*parts, *_footnotes(answer.citations, prefix))) + "\n"


def conversation_markdown(title: str, answers: Sequence[Answer]) -> str:
    """Return a conversation: each question as a heading with its answer below."""
    turns = (
        f"## {escaped(answer.question)}\n\n{answer_markdown(answer, f'{number}-')}"
        for number, answer in enumerate(answers, start=1)
    )
    return "\n".join((f"# {escaped(title)}\n", *turns))


def brief_markdown(brief: Brief) -> str:
    """Return a brief: a heading and sentences for each facet, and all footnotes at the end."""
    nothing = reply("refused", DEFAULT)
    sections = (
        f"## {section.facet.capitalize()}\n\n{_claims(section.claims, '') or nothing}\n" for section in brief.sections
    )
    title = f"# Brief: {escaped(brief.topic)}\n" if brief.topic else "# Brief\n"
    return "\n".join((title, *sections, *(f"{note}\n" for note in _footnotes(brief.citations, ""))))


def escaped(text: str) -> str:
    """Return Markdown that shows a text as one plain line: no link, emphasis, HTML or heading takes effect."""
    shown = _LIVE.sub(r"\\\g<0>", printable_line(text))
    behind = shown.lstrip(digits)
    is_numbered = behind != shown and behind.startswith((".", ")"))
    return f"{shown[: len(shown) - len(behind)]}\\{behind}" if is_numbered else shown


def claims_markdown(claims: Sequence[Claim], marked: Callable[[Sequence[int]], str], code: str = DEFAULT) -> str:
    """Return claims one behind the other, as an answer's text has them; `marked` writes the numbers of citations.

    `code` is the language in which it is told that claims contradict each other.
    """
    said = []
    for claim in claims:
        words = escaped(claim.text)
        shown = f"“{words}”" if claim.kind == "quoted" else words
        told = f"{escaped(claim.source)}: {shown}" if claim.source else shown
        said.append(f"{told}{marked(claim.citations)}")
    first_disputed = next((place for place, claim in enumerate(claims) if claim.source), None)
    if first_disputed is not None:
        said.insert(first_disputed, reply("disagree", code))
    return " ".join(said)


def answer_body(answer: Answer, marked: Callable[[Sequence[int]], str]) -> str:
    """Return the claims of an answer behind its opening, in its form; `marked` writes the numbers of citations.

    A translation of claims in another language follows.
    """
    told = _in_form(answer, marked)
    if not answer.translation:
        return told
    return f"{told}\n\n{escaped(reply('translated', answer.language, text=answer.translation))}"


def _in_form(answer: Answer, marked: Callable[[Sequence[int]], str]) -> str:
    if answer.form == "sentences":
        told = claims_markdown(answer.claims, marked, answer.language)
        return f"{escaped(answer.opening)} {told}" if answer.opening else told
    if answer.form == "table":
        head = [f"| {' | '.join(map(escaped, answer.columns))} |", "|---" * len(answer.columns) + "|"]
        rows = (
            " | ".join(f"{escaped(c.text)}{marked(c.citations)}" or "–" for c in claim.cells) for claim in answer.claims
        )
        told = "\n".join((*head, *(f"| {row} |" for row in rows)))
    else:
        marks = (f"{number}. " if answer.form == "numbers" else "- " for number in range(1, len(answer.claims) + 1))
        told = "\n".join(
            mark + claims_markdown([claim], marked, answer.language)
            for mark, claim in zip(marks, answer.claims, strict=True)
        )
    return f"{escaped(answer.opening)}\n\n{told}" if answer.opening else told


def _body(answer: Answer, prefix: str) -> str:
    return answer_body(answer, lambda numbers: "".join(f"[^{prefix}{number}]" for number in numbers))


def _claims(claims: Sequence[Claim], prefix: str) -> str:
    return claims_markdown(claims, lambda numbers: "".join(f"[^{prefix}{number}]" for number in numbers))


def _footnotes(citations: Sequence[Citation], prefix: str) -> list[str]:
    return [f"[^{prefix}{cited.number}]: {escaped(cited.whereabouts)}: “{escaped(cited.told)}”" for cited in citations]
