"""What a table's figures are written in, told along with them: "3,181" under "(in thousands)" is three million."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.figures import find_figures, same_figure
from assistant.language.scales import find_scale
from assistant.reading.bars import is_row
from assistant.retrieval.evidence import spoken_in
from assistant.types import Evidence


def with_scale(claim: str, cited: Sequence[Evidence]) -> str:
    """Return a claim followed by the scale of the rows it cites, where it has a figure of theirs and no scale."""
    figures = find_figures(claim, spoken_in(cited), in_table=is_row(claim))
    bare = [figure for figure in figures if figure.magnitude == 1 and not figure.unit]
    if not bare or len(bare) < sum(not f.unit for f in figures) or find_scale(claim).power:
        return claim
    scales = {
        item.sentence.row.scale
        for item in cited
        if item.sentence.row and any(same_figure(one, other) for one in bare for other in item.sentence.figures)
    }
    scale = scales.pop() if len(scales) == 1 else ""
    return f"{claim.rstrip('.')} ({scale})." if scale else claim
