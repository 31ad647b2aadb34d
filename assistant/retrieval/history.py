"""A follow-up into a question that stands alone.

Whether a question leans on the one before it is decided by rule. A language model may then rewrite it (as in Elgohary
et al., "Can you unpack that? Learning to rewrite questions-in-context", 2019); its wording is taken only where every
word of it was said, else the question before is quoted in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.terms import terms

_FOLLOWS_UP = re.compile(
    r"^(?:and|but|so|also|what about|how about|why(?: not)?\?|what else|tell me more|more)\b"
    r"|\b(?:it|its|they|their|them|that|those|these|this|he|his|she|her|then|former|latter)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?! (?:is|are|was|were|be|has|have)\b)",
    re.IGNORECASE,
)
_HAS_AN_OWNER = re.compile(
    r"\b(?:do|does|did|has|have|had|will|would|can|could|should)\s+"
    r"(?!(?:it|they|he|she|that|this|those|these)\b)[^?,;]*?\b(?:its|their|his|her)\b",
    re.IGNORECASE,
)
"""Where who owns something is named before it: "Why does the company sell its shops?"."""
_LATER_PART = re.compile(r",?\s+and\s+(?:what|how|who|whom|whose|when|where|which|why)\b.*", re.IGNORECASE | re.DOTALL)
_QUOTED_BEFORE = re.compile(r"^After “(?P<before>.+)”: ")
_OPENS_WITH_AND = re.compile(r"^(?:and|but|so)\b,?\s+", re.IGNORECASE)
_NO_QUOTES = str.maketrans("", "", "“”")
_SAME_ROOT = 4


def leans(question: str, history: Sequence[str]) -> bool:
    """Say whether a question leans on the one before it.

    It does when it opens like a follow-up, points back with a pronoun, or has hardly a word of its own. A later part of
    it ("..., and what did it cost?") points back to the first, where that has a subject of its own. `history` holds the
    questions asked so far, oldest first.
    """
    asks = re.search(r"\w", question) is not None
    first = _LATER_PART.sub("", question)
    points_back = _FOLLOWS_UP.search(_HAS_AN_OWNER.sub("", first)) is not None
    return bool(history) and asks and (points_back or len(terms(first)) < 2)


def stand_alone(question: str, history: Sequence[str]) -> str:
    """Return the question, with the last question before it quoted in front where it leans on that one."""
    return _after(history[-1], question) if leans(question, history) else question


def checked_rewriting(rewritten: str, question: str, before: str) -> str:
    """Return a model's rewriting of a follow-up where it can be trusted, or else it behind the question before.

    It is one question, keeps all that was asked, takes something along from the question before, and has no word of
    its own; another form of a word that was said ("growth", "growing") is not one.
    """
    one = rewritten.strip().strip('"“”').splitlines()[0].strip() if rewritten.strip() else ""
    own, now, earlier = set(terms(one)), set(terms(question)), set(terms(before))
    roots = {term[:_SAME_ROOT] for term in earlier | now}
    faithful = (
        one.endswith("?")
        and one.count("?") == 1
        and now <= own
        and bool(own & (earlier - now))
        and all(term[:_SAME_ROOT] in roots for term in own)
    )
    return one if faithful else _after(before, question)


def asked_now(question: str) -> str:
    """Return a question without the one before it that `stand_alone` may have quoted in front."""
    return _QUOTED_BEFORE.sub("", question)


def _after(before: str, question: str) -> str:
    """Return a question behind the one it leans on, which is quoted, so that it is not asked again."""
    said = _QUOTED_BEFORE.sub(r"\g<before>; ", before.strip()).rstrip(" ?.!").translate(_NO_QUOTES)
    return f"After “{said}”: {_OPENS_WITH_AND.sub('', question.strip())}"
