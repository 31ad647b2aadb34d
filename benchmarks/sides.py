"""Divides documents and questions into those for training, for fitting, for looking at, and only for reports."""

from __future__ import annotations

import hashlib
from typing import Literal

Side = Literal["trained", "fitted", "held out"]


def side_of(document: str) -> Side:
    """Return the part of a document by a hash of its name: for training a judge, for fitting coefficients, or neither.

    Half of the documents are for training, and half of the others for fitting: a judge is overconfident on documents
    that it was trained on, so its signal must be weighted on others.
    """
    digest = hashlib.sha256(document.encode()).digest()
    if digest[0] % 2 == 0:
        return "trained"
    return "fitted" if digest[2] % 2 == 0 else "held out"


QuestionSide = Literal["looked at", "reported"]


def side_of_question(id_: str) -> QuestionSide:
    """Put a question, by a hash of its id, on the half that may be looked at, or on the one that is only reported."""
    return "looked at" if hashlib.sha256(id_.encode()).digest()[0] % 2 == 0 else "reported"
