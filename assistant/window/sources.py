"""The sources of an answer: the passage with the cited sentence marked, and the page of a PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from assistant.language.loading import DEFAULT
from assistant.language.replies import reply
from assistant.reading.pdf.pages import SHOWN_AS_PAGES
from assistant.types import Citation, Claim, Form, FoundSentence, Hit, Passage, place_of
from assistant.window.plain import plain
from assistant.window.readable import RowPlace, readable

CONTEXT_CHARACTERS = 600
PREVIEW_CHARACTERS = 420
TOLD_CHARACTERS = 300
"""How much of a cited sentence the tooltip of its number shows."""
PAGE_IMAGE = "v1/page-image"
"""The address of a page's picture, relative to the window's."""

_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", r"\s+"))
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_AS_IN_SOURCE = frozenset({"quoted", "row"})
_LABELS = {
    "quoted": "These are the document's own words, unchanged.",
    "calculated": "This is calculated by code from figures of what is cited.",
    "row": "This is a row of a table in words, without the language model.",
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A cited sentence and the text around it; the flags tell whether the document continues before and after.

    `rows` are the rows of tables in all this, whose places count from the first character of `before`.
    """

    before: str
    quote: str
    after: str
    goes_back: bool = False
    goes_on: bool = False
    rows: tuple[RowPlace, ...] = ()


def excerpt(text: str, citation: Citation, reach: int = CONTEXT_CHARACTERS) -> Excerpt:
    """Return the cited sentence with up to `reach` characters of the document on either side.

    Each side is cut in its outer half: at a paragraph, else at a line, else at a word. If the text has changed since it
    was cited, the sentence is returned alone.
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
    """Return how much to cut from the front of a text so that it starts with a paragraph, a line or a word."""
    edges = (pattern.search(text, 0, len(text) // 2) for pattern in _BREAKS)
    return next((edge.end() for edge in edges if edge), 0)


def claims_html(
    claims: Sequence[Claim],
    citations: Sequence[Citation],
    place: str,
    form: Form = "sentences",
    columns: Sequence[str] = (),
    code: str = DEFAULT,
) -> str:
    """Return claims in a form; as paragraphs the model's sentences together, each quotation and calculation on its own.

    `place` makes the anchors of this answer unique on the page. `code` is the language of the answer.
    """
    cited = {citation.number: citation for citation in citations}

    def marked(numbers: Sequence[int]) -> str:
        return "".join(_marker(cited[n], place) for n in numbers)

    def sentence(claim: Claim) -> str:
        markers = marked(claim.citations)
        source = f'<span class="from">{plain(claim.source)}</span> ' if claim.source else ""
        doubtful = "".join(_doubt(cited[n]) for n in claim.citations if claim.kind in _AS_IN_SOURCE)
        return f"{source}<bdi>{plain(claim.text)}</bdi>{markers}{doubtful}"

    parts = [f'<p class="note">{plain(reply("disagree", code))}</p>'] if any(claim.source for claim in claims) else []
    if form == "table":
        head = "".join(f"<th>{plain(column)}</th>" for column in columns)
        rows = (
            "".join(f"<td><bdi>{plain(cell.text) or '–'}</bdi>{marked(cell.citations)}</td>" for cell in claim.cells)
            for claim in claims
        )
        return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    if form != "sentences":
        tag = "ol" if form == "numbers" else "ul"
        items = "".join(
            f'<li class="quoted">{sentence(claim)}</li>' if claim.kind == "quoted" else f"<li>{sentence(claim)}</li>"
            for claim in claims
        )
        return f"{''.join(parts)}<{tag}>{items}</{tag}>"
    for kind, alike in groupby(claims, key=lambda claim: claim.kind):
        if kind in ("supported", "stated"):
            parts.append(f"<p>{' '.join(map(sentence, alike))}</p>")
        else:
            label = f'<span class="label" title="{plain(_LABELS[kind])}">{kind}</span>'
            tag = "blockquote" if kind == "quoted" else "p"
            parts += [f"<{tag}>{sentence(claim)} {label}</{tag}>" for claim in alike]
    return "".join(parts)


def _doubt(citation: Citation) -> str:
    """Return which figures of a source are uncertain, beside the lines of the page to compare with; "" if none is."""
    if not citation.uncertain:
        return ""
    told = f"Uncertain, read from a picture: {', '.join(citation.uncertain)}"
    crop = _page_address(citation.document, citation.start, citation.end, crop=True)
    seen = f'<img loading="lazy" src="{plain(crop)}" alt="{plain("The cited lines of the page")}">'
    return f'<span class="uncertain">{plain(told)}{seen}</span>'


def _anchor(place: str, citation: Citation) -> str:
    return f"{place}-source-{citation.number}"


def _marker(citation: Citation, place: str) -> str:
    """Return the small number after a sentence, a link that opens the source.

    Its title describes the source; `window.js` and the style sheet show it for keyboard users too.
    """
    where = " · ".join(part for part in (citation.file, where_of(citation.heading, citation.place)) if part)
    told = plain(f"{citation.number}: {where}\n“{_cut(citation.told.strip(' |'), TOLD_CHARACTERS)}”")
    return f'<a class="cite" href="#{_anchor(place, citation)}" title="{told}">{citation.number}</a>'


def sources_html(citations: Sequence[Citation], excerpts: Mapping[int, Excerpt], place: str) -> list[str]:
    """Return a collapsed source for each citation, with its passage and, for a PDF, its page."""
    return [_source(citation, excerpts.get(citation.number), place) for citation in citations]


def _source(citation: Citation, found: Excerpt | None, place: str) -> str:
    found = found or Excerpt("", citation.quote, "")
    where = where_of(citation.heading, citation.place)
    return (
        f'<details class="source"><summary><span class="number">{citation.number}</span>'
        f'<span class="name">{plain(citation.file)}</span><span class="place">{plain(where)}</span></summary>'
        f'<div class="passage" dir="auto" tabindex="0">{marked_html(found, _anchor(place, citation))}</div>'
        f"{page_html(citation.document, citation.page, citation.start, citation.end)}</details>"
    )


def marked_html(found: Excerpt, anchor: str = "") -> str:
    """Return an excerpt with its sentence marked, without Markdown syntax of headings and tables."""
    before, quote, after = readable(found.before, found.quote, found.after, rows=found.rows)
    before = ("… " if found.goes_back else "") + _BLANK_LINES.sub("\n\n", before)
    after = _BLANK_LINES.sub("\n\n", after) + (" …" if found.goes_on else "")
    mark = f'<mark id="{anchor}">' if anchor else "<mark>"
    return f"{plain(before)}{mark}{plain(quote)}</mark>{plain(after)}"


def page_html(document: str, page: int | None, start: int, end: int) -> str:
    """Return the picture of a page, which the browser loads when the source is opened; "" for other files."""
    if page is None or not document.lower().endswith(SHOWN_AS_PAGES):
        return ""
    address = _page_address(document, start, end)
    told = plain(f"Page {page} of {document}, with the cited sentence marked")
    return f'<div class="page"><img loading="lazy" src="{plain(address)}" alt="{told}"></div>'


def _page_address(document: str, start: int, end: int, *, crop: bool = False) -> str:
    place = {"document": document, "start": start, "end": end} | ({"crop": "true"} if crop else {})
    return f"{PAGE_IMAGE}?{urlencode(place)}"


def found_html(found: FoundSentence) -> str:
    """Return the best sentence as a quotation, with the words marked that are of the kind asked for."""
    quote, told, at = found.citation.quote, "", 0
    for start, end in found.answering:
        told += f"{plain(quote[at:start])}<mark>{plain(quote[start:end])}</mark>"
        at = end
    cited = found.citation
    where = " · ".join(part for part in (cited.file, where_of(cited.heading, cited.place)) if part)
    return (
        f'<blockquote class="found"><bdi>{told}{plain(quote[at:])}</bdi></blockquote>'
        f'<div class="note">Found in {plain(where)}; the model is still reading.</div>'
    )


def closest_html(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the closest passages, shown instead of an answer, or "" if there are none."""
    if not hits:
        return ()
    passages = "".join(
        f'<div class="hit"><div class="place">{plain(_whereabouts(hit.passage))}</div>'
        f'<div class="passage" dir="auto">{plain(_preview(hit.passage))}</div></div>'
        for hit in hits
    )
    return (f'<details class="source closest" open><summary>The closest passages</summary>{passages}</details>',)


def _whereabouts(passage: Passage) -> str:
    hidden = "hidden in its file" if passage.hidden else ""
    numbered = ", ".join(part for part in (place_of(passage.document, passage.page), hidden) if part)
    place = where_of(passage.heading, numbered)
    return f"{passage.document} · {place}" if place else passage.document


def where_of(heading: Sequence[str], numbered: str) -> str:
    """Return a place in a document: its headings, then its page or row."""
    return " · ".join(part for part in (" › ".join(heading), numbered) if part)


def _preview(passage: Passage) -> str:
    places = (RowPlace.of(sentence, passage.start) for sentence in passage.sentences)
    (text,) = readable(passage.text, rows=tuple(filter(None, places)))
    return _cut(_BLANK_LINES.sub("\n\n", text), PREVIEW_CHARACTERS)


def _cut(text: str, characters: int) -> str:
    """Return a text, shortened if necessary to the end of a paragraph, a line or a word."""
    if len(text) <= characters:
        return text
    cut = text[:characters]
    return f"{cut[: len(cut) - _first_break(cut[::-1])].rstrip()} …"
