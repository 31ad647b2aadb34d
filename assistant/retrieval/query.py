"""What a question asks for, as far as its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.errors import QuestionError
from assistant.language.periods import Periods, find_periods
from assistant.language.terms import terms
from assistant.reading.passages.facets import weigh_facets
from assistant.retrieval.accounting import Accounts, accounts_in
from assistant.retrieval.answer_type import office_synonyms
from assistant.retrieval.history import asked_now
from assistant.retrieval.naming import names_in
from assistant.types import FACETS, Facet

_SPANNED = 0.5
_MOST_CHARACTERS = 4000
Expected = Literal["number", "time", ""]

_ASKS_A_NUMBER = re.compile(
    r"\bhow (?:many|much|long|far|old|fast|big|large|tall|high|often|deep|wide)\b"
    r"|\b(?:percentage|percent|number|amount|population|rate|revenue|sum|total|price|cost|size|budget|ratio)\b",
    re.IGNORECASE,
)
_ASKS_A_TIME = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|century|month|decade|day|time)\b", re.IGNORECASE)
_SOURCE = r"(?:the|this|these|those|your|my)\s+(?:article|text|document|report|paper|brief|author|passage|source)s?"
_SAYS = r"(?:say|state|mention|claim|explain|describe|tell|report|argue|suggest)(?:s|ed)?"
_NAMES_THE_SOURCE = re.compile(
    rf"\b(?:(?:do|does|did)\s+)?{_SOURCE}\s+{_SAYS}\b|\baccording\s+to\s+{_SOURCE}\b",
    re.IGNORECASE,
)
_NEXT_PART = re.compile(
    r"(?:\?\s+(?:and\s+)?|[,;]?\s+and\s+)(?=(?:what|how|who|whom|whose|when|where|which|why)\b)"
    r"(?![^“”]*”)",  # not within a question that is quoted
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched for.

    `parts` are the questions it is made of ("How much ..., and what ...?"), itself where it is only one. `terms` are
    its words, `synonyms` such as are searched for besides, `names` those that look like names, `periods`
    the years and quarters it speaks of, `accounts` what its accounting terms stand for, `vector` its unit vector
    `(d,)`, `facets` the ones it spans. `expects` is the type of its answer, as far as its words tell (Li & Roth,
    "Learning question classifiers", 2002, have the types).
    """

    text: str
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    vector: NDArray[np.float32]
    facets: tuple[Facet, ...]
    expects: Expected = ""
    synonyms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    periods: Periods = field(default_factory=Periods)
    accounts: Accounts = field(default_factory=Accounts)


def make_query(question: str, embedder: Embedder) -> Query:
    """Return the query of a question.

    Raises:
        QuestionError: the question is empty, has no word in it, or is longer than can be searched for.
    """
    text = re.sub(r"\s+", " ", question).strip()
    if not re.search(r"\w", text):
        raise QuestionError("The question is empty. Ask something, for example: What are the main risks?")
    if len(text) > _MOST_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text)} characters, at most {_MOST_CHARACTERS} can be read. Ask it shorter."
        )
    weights = weigh_facets(text)
    asked = without_source(asked_part(text))
    names = names_in(asked)
    return Query(
        text=text,
        parts=split_parts(text),
        terms=tuple(dict.fromkeys(terms(asked))),
        vector=embedder.embed([asked])[0],
        facets=tuple(facet for facet in FACETS if weights.of(facet) >= _SPANNED),
        expects=expected(text),
        synonyms=office_synonyms(asked),
        names=names,
        periods=find_periods(asked),
        accounts=accounts_in(asked, names),
    )


def asked_part(text: str) -> str:
    """Return a question without what follows its last question mark: how to answer is not what is asked."""
    asked = text[: text.rfind("?") + 1]
    return asked if re.search(r"\w", asked) else text


def without_source(question: str) -> str:
    """Return a question without the words that name its source as such ("does the article say", "according to ...")."""
    asked = _NAMES_THE_SOURCE.sub("", question)
    return asked if terms(asked) else question


def expected(question: str) -> Expected:
    """Return what an answer must hold: a time, or else a number, or "" where the question's words do not tell."""
    now = asked_now(question)
    if _ASKS_A_TIME.search(now):
        return "time"
    return "number" if _ASKS_A_NUMBER.search(now) else ""


def split_parts(question: str) -> tuple[str, ...]:
    """Return the questions that a question is made of, each with its question mark."""
    parts = (part.strip(" ?") for part in _NEXT_PART.split(question))
    return tuple(f"{part[:1].upper()}{part[1:]}?" for part in parts if re.search(r"\w", part)) or (question,)
