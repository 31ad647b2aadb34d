"""Which documents a part of the assistant is trained on, fitted on, or only reported on."""

from __future__ import annotations

import hashlib
from typing import Literal

Side = Literal["trained", "fitted", "held out"]


def side_of(document: str) -> Side:
    """Put a document, by a hash of its name, where a judge is trained, where coefficients are fitted, or on neither.

    Half of the documents are trained on, and half of the others fitted on: a judge looks surer than it is of what it
    was trained on, so its say must be weighed elsewhere.
    """
    digest = hashlib.sha256(document.encode()).digest()
    if digest[0] % 2 == 0:
        return "trained"
    return "fitted" if digest[2] % 2 == 0 else "held out"
