"""What a table's figures are written in, told along with them: "3,181" under "(in thousands)" is three million."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.calculating.table import row_of
from assistant.language.figures import find_figures, same_figure
from assistant.types import Evidence

_TOLD = re.compile(r"\b(?:hundred|thousand|million|billion)s?\b|['’]000", re.IGNORECASE)


def with_scale(claim: str, cited: Sequence[Evidence]) -> str:
    """Return a claim followed by the scale of the rows it cites, where it has a figure of theirs and no scale."""
    bare = [figure for figure in find_figures(claim) if figure.magnitude == 1 and not figure.unit]
    if not bare or _TOLD.search(claim):
        return claim
    rows = [row for item in cited if (row := row_of(item))]
    drawn_on = [row for row in rows if any(same_figure(f, cell.figure) for f in bare for cell in row.cells)]
    scales = {row.scale for row in drawn_on}
    scale = scales.pop() if len(scales) == 1 else ""
    return f"{claim.rstrip('.')} ({scale})." if scale else claim
