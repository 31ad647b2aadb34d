"""A brief as HTML: strategy, figures and risks, each sentence with its source."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Brief
from assistant.verifying.compose import ABSTENTION
from assistant.window.plain import plain
from assistant.window.sources import Excerpt, claims_html, sources_html

_PLACE = "brief"


def brief_html(brief: Brief, excerpts: Mapping[int, Excerpt]) -> str:
    """Return the sections under their facets, then the sources, folded."""
    sections = "".join(
        f"<section><h2>{section.facet.capitalize()}</h2>"
        f"{claims_html(section.claims, brief.citations, _PLACE) or f'<p>{plain(ABSTENTION)}</p>'}</section>"
        for section in brief.sections
    )
    sources = "".join(sources_html(brief.citations, excerpts, _PLACE))
    return f'<div class="brief"><div class="answer" dir="auto">{sections}</div>{sources}</div>'
