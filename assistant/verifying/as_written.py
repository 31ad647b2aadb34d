"""Claims as their sources write them: dates, the spelling of words, and the scale of a table's figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.dates import find_dates
from assistant.language.figures import find_figures, same_figure
from assistant.language.loading import DEFAULT
from assistant.language.scales import find_scale
from assistant.reading.tabular.bars import is_row
from assistant.retrieval.evidence import spoken_in
from assistant.types import Evidence
from assistant.verifying.tokens import form_of

_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
"""Words of at least six letters, because "four" is not a spelling of "for"."""


def dated_as_written(claim: str, texts: Sequence[str], code: str = DEFAULT) -> str:
    """Return a claim with each full date in the notation of the texts, if they contain the same day.

    "February 8, 2007" becomes "8 February 2007" if the source has that. All are in the language of the code.
    """
    there = [date for text in texts for date in find_dates(text, code) if date.is_full]
    written = {date.iso: date.text for date in there}
    kept = {date.text for date in there}
    parts, end = [], 0
    for date in find_dates(claim, code):
        if date.text in kept or date.iso not in written:
            continue
        parts += [claim[end : date.start], written[date.iso]]
        end = date.end
    return "".join((*parts, claim[end:]))


def spelled_as_written(claim: str, texts: Sequence[str], code: str = DEFAULT) -> str:
    """Return a claim with its words spelled as in the texts, if these have the same word in another spelling."""
    words = [word for text in texts for word in _LONG_WORD.findall(text)]
    written = {form_of(word, code): word for word in words}
    kept = {word.casefold() for word in words}

    def source_spelling(match: re.Match[str]) -> str:
        word: str = match.group()
        other: str = written.get(form_of(word, code), word)
        if word.casefold() in kept:
            return word
        return other[0].upper() + other[1:] if word[0].isupper() else other[0].lower() + other[1:]

    return _LONG_WORD.sub(source_spelling, claim)


def with_scale(claim: str, cited: Sequence[Evidence]) -> str:
    """Return a claim followed by the scale of the rows that it cites, if it has a figure of theirs and no scale."""
    figures = find_figures(claim, spoken_in(cited), in_table=is_row(claim))
    bare = [figure for figure in figures if figure.magnitude == 1 and not figure.unit]
    if not bare or len(bare) < sum(not f.unit for f in figures) or find_scale(claim, spoken_in(cited)).power:
        return claim
    scales = {
        item.sentence.row.scale
        for item in cited
        if item.sentence.row and any(same_figure(one, other) for one in bare for other in item.sentence.figures)
    }
    scale = scales.pop() if len(scales) == 1 else ""
    return f"{claim.rstrip('.')} ({scale})." if scale else claim
