"""What the chat window shows, as HTML. Every word of a document, a model or a user passes through `plain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.grounding.compose import DISAGREEMENT
from assistant.types import Answer, Citation, Claim, Hit, Passage, place_of

CONTEXT_CHARACTERS = 600
PREVIEW_CHARACTERS = 420

_SHOWN_AS_IT_IS = re.compile(r"[^A-Za-z0-9 \x80-\U0010FFFF]")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\f]")
_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"\s+"))
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_QUOTED = "These are the document's own words: the sentence stands there as it is shown."


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A cited sentence and the text around it; the flags say that the document goes on beyond."""

    before: str
    quote: str
    after: str
    goes_back: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is known of its answer.

    `doing` says what is going on, and is empty once nothing is. `excerpts` are by citation number. `closest` are the
    passages to offer where there is no answer. `problem` is what went wrong, in words for the reader.
    """

    question: str
    doing: str = ""
    answer: Answer | None = None
    excerpts: Mapping[int, Excerpt] = field(default_factory=dict)
    closest: tuple[Hit, ...] = ()
    problem: str = ""
    stopped: bool = False

    @property
    def understood(self) -> str:
        """The question for a next one to lean on: as it was rewritten, where that is one question."""
        asked_as = self.answer.asked_as if self.answer else ""
        return asked_as if asked_as.count("?") == 1 else self.question


def plain(text: str) -> str:
    """Return HTML that shows exactly these characters and does nothing else, in HTML, in Markdown and in attributes.

    Everything but ASCII letters, digits and spaces, and characters beyond ASCII, is written as a numeric reference, so
    that no Markdown, link or formula is left to be found. Control characters are left out, as are those that
    turn the direction of a text around, so that no document can make a figure read otherwise than it is written; half
    a surrogate pair is shown as U+FFFD.
    """
    printable = _UNSHOWN.sub("", _LONE_SURROGATES.sub("\ufffd", _LINE_ENDS.sub("\n", text)))
    return _SHOWN_AS_IT_IS.sub(lambda match: f"&#{ord(match[0])};", printable)


def excerpt(text: str, citation: Citation, reach: int = CONTEXT_CHARACTERS) -> Excerpt:
    """Return a citation's sentence with up to `reach` characters of the document's text on either side.

    The sides are cut in their outer half: between paragraphs where one ends there, or else lines, or else words. Where
    the text has changed since it was cited, the sentence stands alone.
    """
    start, end = citation.start, citation.end
    if text[start:end] != citation.quote:
        return Excerpt("", citation.quote, "")
    before, after = text[max(0, start - reach) : start], text[end : end + reach]
    goes_back, goes_on = start > reach, end + reach < len(text)
    if goes_back:
        before = before[_first_break(before) :]
    if goes_on:
        after = after[: len(after) - _first_break(after[::-1])]
    return Excerpt(before.lstrip(), citation.quote, after.rstrip(), goes_back, goes_on)


def _first_break(text: str) -> int:
    """Return how much to leave off the front of a text so that it begins with a paragraph, a line or a word."""
    edges = (pattern.search(text, 0, len(text) // 2) for pattern in _BREAKS)
    return next((edge.end() for edge in edges if edge), 0)


# --- a turn of the conversation ---------------------------------------------------------------------------------------


def question_html(question: str) -> str:
    """Return a question as the user's message."""
    return f'<div class="question" dir="auto">{plain(question)}</div>'


def turn_html(turn: Turn, number: int) -> list[str]:
    """Return the parts of the assistant's message: the text, then one part for each source, then the small print.

    `number` counts the turns of the conversation, so that the places that citations lead to are its own. A part that
    has been shown stays as it is while the answer grows: a source that is open is not closed by the next sentence.
    """
    answer = turn.answer
    if answer is None or answer.abstained:
        return [_closing(turn)] if answer is None else _abstention(answer, turn)
    text = "".join(_paragraphs(answer, number))
    sources = (_source(citation, turn.excerpts.get(citation.number), number) for citation in answer.citations)
    small_print = () if turn.doing or turn.stopped or turn.problem else (_small_print(answer),)
    return [f'{_understood(answer)}<div class="answer" dir="auto">{text}</div>{_closing(turn)}', *sources, *small_print]


def _understood(answer: Answer) -> str:
    """Say how a follow-up was understood."""
    return f'<div class="note">Understood as: {plain(answer.asked_as)}</div>' if answer.asked_as else ""


def _closing(turn: Turn) -> str:
    """Say what is going on, or why nothing is."""
    if turn.problem:
        return f'<div class="problem">{_with_commands(turn.problem)}</div>'
    if turn.stopped:
        return '<div class="note">Stopped.</div>'
    return f'<div class="doing">{plain(turn.doing)}</div>' if turn.doing else ""


def _with_commands(message: str) -> str:
    """Return a message with what stands between backticks set as commands."""
    parts = message.split("`")
    return "".join(f"<code>{plain(part)}</code>" if i % 2 else plain(part) for i, part in enumerate(parts))


def _paragraphs(answer: Answer, number: int) -> Iterator[str]:
    """Yield the model's sentences together, and each quotation as a paragraph of its own."""
    cited = {citation.number: citation for citation in answer.citations}

    def sentence(claim: Claim) -> str:
        markers = "".join(_marker(cited[n], number) for n in claim.citations)
        source = f'<span class="from">{plain(claim.source)}</span> ' if claim.source else ""
        return f"{source}<bdi>{plain(claim.text)}</bdi>{markers}"

    if any(claim.source for claim in answer.claims):
        yield f'<p class="note">{plain(DISAGREEMENT)}</p>'
    for kind, claims in groupby(answer.claims, key=lambda claim: claim.kind):
        if kind == "supported":
            yield f"<p>{' '.join(map(sentence, claims))}</p>"
        else:
            label = f'<span class="label" title="{plain(_QUOTED)}">quoted</span>'
            yield from (f"<blockquote>{sentence(claim)} {label}</blockquote>" for claim in claims)


def _anchor(number: int, citation: Citation) -> str:
    return f"turn-{number}-source-{citation.number}"


def _marker(citation: Citation, number: int) -> str:
    """The small number behind a sentence. Following it opens the source, since browsers open what they lead into."""
    place = plain(f"{citation.document}: {' '.join(citation.quote.split())}")
    anchor = _anchor(number, citation)
    return f'<a class="cite" href="#{anchor}" title="{place}">{citation.number}</a>'


def _source(citation: Citation, found: Excerpt | None, number: int) -> str:
    found = found or Excerpt("", citation.quote, "")
    place = _place(citation.heading, citation.place)
    before = ("… " if found.goes_back else "") + _BLANK_LINES.sub("\n\n", found.before)
    after = _BLANK_LINES.sub("\n\n", found.after) + (" …" if found.goes_on else "")
    return (
        f'<details class="source"><summary><span class="number">{citation.number}</span>'
        f'<span class="name">{plain(citation.file)}</span><span class="place">{plain(place)}</span></summary>'
        f'<div class="passage" dir="auto" tabindex="0">{plain(before)}'
        f'<mark id="{_anchor(number, citation)}">{plain(found.quote)}</mark>{plain(after)}</div></details>'
    )


def _small_print(answer: Answer) -> str:
    seconds = answer.timings.get("total", sum(answer.timings.values()))
    facts = (
        f"confidence {answer.confidence:.0%}",
        f"{seconds:.1f} s",
        answer.model,
        f"index {answer.index_generation}",
    )
    return f'<div class="small-print">{plain(" · ".join(fact for fact in facts if fact))}</div>'


def _abstention(answer: Answer, turn: Turn) -> list[str]:
    said = (
        f'<div class="answer"><p>{plain(answer.text)}</p></div><div class="note">No sentence of them supports an '
        "answer that could be cited. Other words may help, or naming the company, the document or the year.</div>"
    )
    return [_understood(answer) + said + _closing(turn), *_closest(turn.closest), _small_print(answer)]


def _closest(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the passages to offer instead of an answer, folded away, or nothing where there are none."""
    if not hits:
        return ()
    passages = "".join(
        f'<div class="hit"><div class="place">{plain(_whereabouts(hit.passage))}</div>'
        f'<div class="passage" dir="auto">{plain(_preview(hit.passage.text))}</div></div>'
        for hit in hits
    )
    return (f'<details class="source closest"><summary>The closest passages</summary>{passages}</details>',)


def _whereabouts(passage: Passage) -> str:
    place = _place(passage.heading, place_of(passage.document, passage.page))
    return f"{passage.document} · {place}" if place else passage.document


def _place(heading: Sequence[str], numbered: str) -> str:
    return " · ".join(part for part in (" › ".join(heading), numbered) if part)


def _preview(text: str) -> str:
    text = _BLANK_LINES.sub("\n\n", text.strip())
    if len(text) <= PREVIEW_CHARACTERS:
        return text
    cut = text[:PREVIEW_CHARACTERS]
    return f"{cut[: len(cut) - _first_break(cut[::-1])].rstrip()} …"


# --- the documents ----------------------------------------------------------------------------------------------------


def count(number: int, noun: str) -> str:
    """Return a number and its noun: "1 document", "12 documents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def documents_html(documents: Iterable[tuple[str, str]], advice: str = "") -> str:
    """Return the list of documents, given as name and title, folded away behind their count.

    `advice` takes the list's place where there is none: how to get documents, or what is wrong with the index.
    """
    rows = [f'<li dir="auto">{plain(title)}<span>{plain(name)}</span></li>' for name, title in documents]
    listed = f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{plain(advice)}</p>"
    return (
        f'<details class="documents"><summary>{count(len(rows), "document")}</summary>'
        f'<div class="list">{listed}</div></details>'
    )
