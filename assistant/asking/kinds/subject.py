"""What a question is about: its words, without those that only show which kind of question it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assistant.indexing.reader import Reader
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.language.time_units import HOURS
from assistant.retrieval.query import Query

_TOP = 300
"""How many characters the top of a document has."""
_WORD = re.compile(r"\w{2,}")
_OFTEN = ((2, 0.1), (3, 0.05))
"""A word belongs to a kind ("many", "list", "summary") if one of these numbers and shares of its examples have it."""


def subject_of(query: Query, codes: Sequence[str]) -> frozenset[str]:
    """Return the terms of a question that say what it is about; all of its terms if none would be left."""
    spoken = query.question.language
    asking = frozenset().union(*(asking_words(spoken, code) for code in {spoken, *codes}))
    return frozenset(query.terms) - asking or frozenset(query.terms)


def terms_at_the_top(reader: Reader, document: str) -> frozenset[str]:
    """Return the terms at the top of a document, which says whose it is: a letterhead, the sender of a mail."""
    found = reader.document(document)
    return frozenset(terms(found.text[:_TOP], found.language))


@cache
def asking_words(spoken: str, code: str) -> frozenset[str]:
    """Return the words with which a language asks for a kind of answer, as terms of the documents' language."""
    found: set[str] = set()
    for examples in language(spoken).kinds.values():
        counted = Counter(term for example in examples for term in set(terms(example, code, spoken)))
        least = min(max(number, share * len(examples)) for number, share in _OFTEN)
        found |= {term for term, count in counted.items() if count >= least}
    return frozenset(found)


@cache
def time_words(spoken: str, code: str) -> frozenset[str]:
    """Return the words with which a language asks for a time or counts it, as terms of the documents' language."""
    told = language(spoken)
    counted = (word for unit in HOURS for word in told.units.get(unit, ()))
    asked = _WORD.findall(" ".join(told.questions.time.listed))
    return frozenset(terms(" ".join((*counted, *asked)), code, spoken))
