"""An answer as Markdown, for wherever it is pasted or shown: nothing that a document says becomes markup there."""

from __future__ import annotations

import re

from assistant.types import Answer, Citation

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&!$^]")
_OUR_MARKERS = re.compile(r"\\\[(\d+)\\\](?![:(])")
_LINKS_BY_THEMSELVES = re.compile(r"(?<=[A-Za-z])(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=\w)(?=@)", re.IGNORECASE)
_JOINER = "\u2060"


def inert(text: str) -> str:
    """Return Markdown that shows this text and does nothing else; `[n]` stays as it is.

    A word joiner, which is not seen, keeps bare addresses from becoming links.
    """
    escaped = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _OUR_MARKERS.sub(r"[\1]", _LINKS_BY_THEMSELVES.sub(_JOINER, escaped))


def footnotes(answer: Answer) -> str:
    """Return the sources of an answer as Markdown to stand below its text, a paragraph each; "" where it has none."""
    return "".join(f"\n\n{_footnote(citation)}" for citation in answer.citations)


def _footnote(citation: Citation) -> str:
    where = ", ".join(part for part in (citation.file, citation.place, " > ".join(citation.heading)) if part)
    return f"[{citation.number}] {inert(where)} — “{inert(citation.quote)}”"
