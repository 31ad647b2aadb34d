"""What a question asks for by name, and whether a text gives that very thing.

Revenue is not profit and a chief executive is no chairman, however close the words are as vectors. Where a question
asks for one of these, a sentence counts only if it, or what stands around it, names the same one. A figure has a kind
too: where a question asks by what factor or for what share, another figure of the right sentence is no answer, and
where it asks how many there are, neither a share nor a sum of money counts anything. What was says nothing of what
will be. A question before it that a follow-up quotes is not what is asked. The idea of an expected answer type is from
Li & Roth, "Learning question classifiers", 2002.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.figures import find_figures
from assistant.language.terms import terms
from assistant.retrieval.history import asked_now

_SAME_MEASURE = (
    "revenue sales turnover income",
    "profit profitable profitability earnings earned income loss",
    "margin",
    "debt borrowing loan indebted",
    "dividend payout",
    "customer client subscriber user consumer buyer",
    "employee staff workforce headcount worker",
)
_SAME_OFFICE = (
    "chairman chairwoman chairperson chair",
    "CEO chief",
    "CFO treasurer chief",
    "founder founded cofounder established created started",
    "president presidency",
    "owner owned owns acquired bought belongs",
)
_EARNS = re.compile(r"\b(?:do|does|did|has|have|had|will)\b.*\bearn(?:ed)?\b", re.IGNORECASE)
"""Who asks what something earned may mean what it took in, or what was left of that."""
_ASKS_FOR_A_MEASURE = re.compile(r"^\W*(?:and |but )?(?:what|how (?:much|many|high|big|large))\b", re.IGNORECASE)
_ASKS_FOR_A_PERSON = re.compile(r"^\W*(?:and |but )?who(?:m|se)?\b", re.IGNORECASE)
_ASKS_FOR_A_FACTOR = re.compile(r"\bhow many times\b|\bhow many-?fold\b|\bmultipl(?:y|ied)\b|\bfactor\b", re.IGNORECASE)
_ASKS_FOR_A_COUNT = re.compile(
    r"\bhow many\b(?!\s+(?:percent|per cent|percentage|basis|dollars|euros|yuan|pounds|yen|rupees|crowns))",
    re.IGNORECASE,
)
_COUNTS_NOTHING = frozenset(("percent", "percentage points", "basis points", "year"))
_AHEAD = re.compile(
    r"\b(?:will|shall|going to|plans?|planned|planning|expects?|expecting|(?:is|are|be|been) expected"
    r"|expected (?:to|in|by)|(?:is|are) forecast|forecasts? (?:a|an|that|to|for)|project(?:s|ed) to|predicts?"
    r"|anticipates?|aims?|aiming|goals?|targets?|intends?|hopes?|outlook|guidance|future|upcoming|coming|scheduled"
    r"|set to|likely|next|tomorrow|would|could|should|may|might|want(?:s|ed)?|seeks?|seeking|ambitions?"
    r"|(?:by|until) 20\d\d)\b|['’]ll\b",
    re.IGNORECASE,
)
_FORETELLS = re.compile(
    r"\b(?:will|going to|(?:is|are) (?:expected|forecast|projected|predicted) to|next (?:year|quarter|month|season))\b",
    re.IGNORECASE,
)
_ASKS_AHEAD = re.compile(
    r"\b(?:next|coming) (?:year|quarter|month|week|decade|season)\b|\b(?:will|going to)\b.*\b(?:by|in) 20\d\d\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_SHARE = re.compile(r"\bpercent(?:age)?\b|\bper cent\b|\bwhat share\b", re.IGNORECASE)


_AT_THE_HEAD = re.compile(
    r"\bwho(?:['’]s| is| was| are| were)? (?:now |currently )?(?:the )?"
    r"(?:leads?|leading|led|runs?|running|heads?|heading|headed|boss|leaders?|in charge|at the helm|top manager)\b",
    re.IGNORECASE,
)


def _groups(lines: Sequence[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(terms(line)) for line in lines)


_EARN = frozenset(terms("earned"))
_HEADS = frozenset(terms("CEO chief leadership led leads heads boss"))
_EXECUTIVE = frozenset(terms("executive"))
_MEASURES, _OFFICES = _groups(_SAME_MEASURE), _groups(_SAME_OFFICE)


def named_in(question: str) -> tuple[frozenset[str], ...]:
    """Return, for each measure or office that a question asks for, the terms that name it."""
    question = asked_now(question)
    listed: tuple[frozenset[str], ...] = ()
    if _ASKS_FOR_A_MEASURE.search(question):
        listed = _MEASURES
    elif _ASKS_FOR_A_PERSON.search(question):
        listed = _OFFICES
    asked = set(terms(question))
    if listed is _MEASURES and _EARNS.search(question) and not asked & (_MEASURES[1] - _EARN):
        return (_MEASURES[0] | _MEASURES[1],)
    return tuple(group for group in listed if group & asked)


def office_synonyms(question: str) -> tuple[str, ...]:
    """Return terms to search for beside a question's own: other names of an office, and of whoever is at the head."""
    now = asked_now(question)
    asked = set(terms(now))
    if _AT_THE_HEAD.search(now):
        return tuple(sorted(_HEADS - asked))
    offices = [names for names in _OFFICES if names & asked] if asks_for_a_person(now) else []
    if len(offices) > 1 and _EXECUTIVE.isdisjoint(asked):  # a chief of something else
        return ()
    return tuple(sorted(offices[0] - asked)) if offices else ()


def gives(texts: Sequence[str], question: str) -> bool:
    """Say whether texts name a measure or office that a question asks for; all do where it asks for none."""
    groups = named_in(question)
    there = {term for text in texts for term in terms(text)} if groups else set()
    return not groups or any(group & there for group in groups)


def asks_for_a_count(question: str) -> bool:
    """Say whether a question asks how many there are of something."""
    return _ASKS_FOR_A_COUNT.search(asked_now(question)) is not None


def asks_for_a_person(question: str) -> bool:
    """Say whether a question asks who."""
    return _ASKS_FOR_A_PERSON.search(asked_now(question)) is not None


def holds_a_count(text: str) -> bool:
    """Say whether a text has a figure that may count something: no share, no sum of money, no year."""
    return any(not figure.currency and figure.unit not in _COUNTS_NOTHING for figure in find_figures(text))


def tells_the_kind(text: str, question: str) -> bool:
    """Say whether a text has a figure of the kind that is asked for: a factor, a share, a count.

    Any text has it where a question asks for none of them.
    """
    question = asked_now(question)
    if _ASKS_FOR_A_FACTOR.search(question):
        return any(figure.unit == "times" for figure in find_figures(text))
    if _ASKS_FOR_A_SHARE.search(question):
        return any(figure.unit == "percent" for figure in find_figures(text))
    return not asks_for_a_count(question) or holds_a_count(text)


def looks_ahead(text: str) -> bool:
    """Say whether a text speaks of what is to come, is planned or expected."""
    return _AHEAD.search(text) is not None


def asks_ahead(question: str) -> bool:
    """Say whether a question asks about a time to come.

    A bare "will" does not: "How will the purchase benefit the company?" is answered by what its purpose is said to be.
    """
    return _ASKS_AHEAD.search(asked_now(question)) is not None


def foretells(text: str) -> bool:
    """Say whether a claim tells what will be."""
    return _FORETELLS.search(text) is not None
