"""Words that stand in the same place of two statements and differ: "for adults" and "for children".

Two such statements are about two things, however many other words they share. So are two of which only one says for
whom, or with what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?()]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A phrase and where it stands: after a preposition ("for"), or before a word ("shift"), in terms."""

    place: tuple[str, str]
    words: frozenset[str]


def contrast(one: str, other: str, around: tuple[str, str], code: str) -> bool:
    """Return whether two clauses in a language have different phrases in the same place, or only one is restricted.

    `around` are all texts about each clause, with itself: what the other statement says too makes no difference. Names
    of one measure ("sales", "revenue") are no different words.
    """
    here, there = (frozenset(_terms(text, code)) for text in around)
    ours = [placed for placed in _placed(one, code) if not placed.words & there]
    theirs = [placed for placed in _placed(other, code) if not placed.words & here]
    places = {placed.place for placed in ours}, {placed.place for placed in theirs}
    limits = {(word, "") for word in language(code).statements.restricts}
    return bool(places[0] & places[1] or limits & (places[0] | places[1]))


def _terms(text: str, code: str) -> Iterator[str]:
    """Yield the terms of a text, the same one for all names of a measure; figures are left out."""
    same = _synonyms(code)
    yield from (same.get(term, term) for term in terms(text, code) if not any(c.isdigit() for c in term))


def _placed(text: str, code: str) -> Iterator[Placed]:
    """Yield the content words after each preposition, up to the next function word or figure, and before each word."""
    told = language(code)
    prepositions = {word.casefold() for word in (*told.questions.prepositions, *told.statements.restricts)}
    own = {word.casefold() for word in told.conversation.possessives}  # "long for its kind"
    before, opened, phrase = "", "", set[str]()
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        content = list(_terms(word, code))
        if content:
            if before:
                yield Placed(("before", content[-1]), frozenset((before,)))
            phrase.update(content if opened else ())
            before = content[-1]
            continue
        if opened and phrase:
            yield Placed((opened, ""), frozenset(phrase))
        if word in prepositions or word in own or phrase or not word.isalpha():
            opened = word if word in prepositions else ""
        before, phrase = "", set()
    if opened and phrase:
        yield Placed((opened, ""), frozenset(phrase))


@cache
def _synonyms(code: str) -> dict[str, str]:
    groups = (terms_of_words(group, code) for group in language(code).meanings.measures)
    return {term: min(group) for group in groups for term in group}
