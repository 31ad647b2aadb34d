"""Which documents a question names, by their owner and period, as far as the documents say so themselves.

Many reports of many companies say the same things in the same words. A question tells them apart as a person would:
"Pfizer" and "Q2 2023" say where to search, not what for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.indexing.reader import Reader
from assistant.language.loading import DEFAULT, language, languages
from assistant.language.periods import Periods, find_periods, is_period_word, joined
from assistant.language.terms import terms
from assistant.language.word_lists import has_word_list, is_word
from assistant.reading.passages.identity import words_of_name

CANDIDATES = 50
MOST_NAMED = 3
_AS_WELL_NAMED = 0.6
_IN_FULL_TEXT = 0.5
_WORD = re.compile(r"[^\W\d_][\w&’'-]*")


@dataclass(frozen=True, slots=True)
class Naming:
    """How well a question names documents, by row.

    `names` and `periods` are in [0, 1]. `documents` are the few that are meant, best first, and empty if no name in the
    question names a document. `words` are the terms that only name documents.
    """

    names: Mapping[int, float]
    periods: Mapping[int, float]
    documents: tuple[int, ...] = ()
    words: frozenset[str] = frozenset()


def names_in(question: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return the terms of the words that look like names, and of neighbours joined, as in "bestbuy".

    Names begin with a capital letter, which the first word of a sentence has anyway; parts of a period ("FY2023") are
    not names.
    """
    names = _capitalised(question, code)
    joined = [f"{a}{b}" for a, b in pairwise(names)]
    return tuple(dict.fromkeys(term for name in (*names, *joined) for term in terms(name, code)))


def proper_names_in(question: str, code: str, spoken: str) -> frozenset[str]:
    """Return the terms, by the rules of a language, of the words of a question that must be names.

    Where every noun has a capital letter, those are not that only a list of the words of the language it is `spoken` in
    has: "Leute" is German alone, "Berlin" is a word elsewhere too.
    """
    others = [one for one in languages() if one != spoken and has_word_list(one)]

    def is_common(word: str) -> bool:
        return is_word(word, spoken) and not any(is_word(word, one) for one in others)

    names = _capitalised(question, spoken)
    if language(spoken).capital_nouns and has_word_list(spoken):
        names = [word for word in names if not is_common(word)]
    return frozenset(term for name in names for term in terms(name.casefold(), code, spoken))  # "NOT" is no name


def _capitalised(question: str, code: str) -> list[str]:
    words = [_without_possessive(word) for word in _WORD.findall(question)]
    return [
        word
        for number, word in enumerate(words)
        if ((number and word[0].isupper()) or (word.isupper() and len(word) > 1)) and not is_period_word(word, code)
    ]


def _without_possessive(word: str) -> str:
    bare = word.removesuffix("s")
    return (bare if bare.endswith(("'", "’")) else word).rstrip("'’")


def named_documents(
    snapshot: Reader, names: Sequence[str], periods: Periods, within: Sequence[int] | None = None
) -> Naming:
    """Return how well documents are named; `within` limits them to those of the passages with these ids."""
    if not names:
        return Naming({}, {})
    head = snapshot.match("identities", names, CANDIDATES, within)
    text = snapshot.match("documents", names, CANDIDATES, within)
    total = {id_: head.get(id_, 0.0) + _IN_FULL_TEXT * text.get(id_, 0.0) for id_ in {*head, *text}}
    best = max(total.values(), default=0.0)
    if best <= 0:
        return Naming({}, {})
    named = {id_: score / best for id_, score in total.items()}
    described, codes = snapshot.described(list(named)), snapshot.languages()
    agreement = {id_: agrees(periods, name, title, codes) for id_, (name, title) in described.items()}
    meant = sorted(
        (id_ for id_ in named if named[id_] >= _AS_WELL_NAMED), key=lambda id_: (-named[id_] - agreement[id_], id_)
    )[:MOST_NAMED]
    called = [words_of_name(f"{part}.") for id_ in meant for part in described[id_]]
    naming = {term for words in called for code in codes for term in terms(words, code)}
    return Naming(named, agreement, tuple(meant), frozenset(naming.intersection(names)))


def agrees(asked: Periods, name: str, title: str, codes: Sequence[str] = (DEFAULT,)) -> float:
    """Return how well a document with this name and title fits the periods of a question, in [0, 1].

    A question that names no quarter is about years, for which a quarterly report is the wrong source. `codes` are the
    languages in which names and titles may be.
    """
    own = _own_periods(name, title, tuple(codes))
    same_year = bool(asked.years & own.years)
    if asked.quarterly:
        same_quarter = bool(asked.quarters & own.quarters)
        return 0.5 * same_year + 0.5 * (same_quarter or (own.quarterly and not own.quarters))
    latest = bool(asked.years) and max(asked.years) in own.years
    return 0.5 * (not own.quarterly) + 0.25 * same_year + 0.25 * latest


@lru_cache(maxsize=20_000)
def _own_periods(name: str, title: str, codes: tuple[str, ...]) -> Periods:
    return joined([find_periods(f"{words_of_name(name)} {name} {title}", code) for code in codes])
