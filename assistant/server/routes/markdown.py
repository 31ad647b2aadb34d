"""An answer's text as Markdown for the programs that show it: `[n]` stays, and nothing of a document is markup."""

from __future__ import annotations

import re

from assistant.exporting.markdown import escaped
from assistant.types import Answer

_OUR_MARKERS = re.compile(r"\\\[(\d+)\\\](?![:(])")


def inert(text: str) -> str:
    """Return Markdown that shows this text and does nothing else; `[n]` stays as it is."""
    return _OUR_MARKERS.sub(r"[\1]", escaped(text))


def footnotes(answer: Answer) -> str:
    """Return the sources of an answer as Markdown to stand below its text, a paragraph each; "" where it has none."""
    return "".join(
        f"\n\n[{cited.number}] {escaped(cited.whereabouts)} — “{escaped(cited.told)}”" for cited in answer.citations
    )
