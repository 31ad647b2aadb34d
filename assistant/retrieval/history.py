"""A follow-up into a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.terms import terms

_FOLLOWS_UP = re.compile(
    r"^(?:and|but|so|also|what about|how about|why(?: not)?\?|what else|tell me more|more)\b"
    r"|\b(?:it|its|they|their|them|that|those|these|this|he|his|she|her|there|then|former|latter)\b",
    re.IGNORECASE,
)


def stand_alone(question: str, history: Sequence[str]) -> str:
    """Return the question, with the last question before it in front where it leans on that one.

    `history` holds the questions asked so far, oldest first. A question leans on the one before when it opens like a
    follow-up, points back with a pronoun, or has hardly a word of its own.
    """
    if not history:
        return question
    leans = _FOLLOWS_UP.search(question) is not None or len(terms(question)) < 2
    return f"{history[-1].strip()} {question.strip()}" if leans else question
