"""Misspelled words of a question, corrected to words of the documents.

A word that neither the documents nor a word list knows may be one that somebody mistyped by one letter. What it stands
for is the likeliest word of the documents one slip away (Kernighan, Church & Gale, "A spelling correction program based
on a noisy channel model", 1990): frequent words before rare ones, and letters left out or exchanged before wrong ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from assistant.indexing.reader import Reader
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.language.word_lists import Spelling, has_word_list, is_word, may_correct, one_slip_away
from assistant.retrieval.question import Question, restated

Frequency = Callable[[Sequence[str]], Mapping[str, int]]
"""Maps terms to the number of sentences that contain them; a term that none contains may be missing."""
MOST_CORRECTED = 8
"""How many words of one question may be misspelled; beyond that it is in another language, or no language."""
_LETTERS = {"exchanged": 3, "omitted": 4, "added": 4, "replaced": 5}
"""How many letters a word needs for each slip; a shorter one is close to too many words."""
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]+(?![\w'’-])")
_PENALTY = {"exchanged": 0.0, "omitted": 0.0, "added": 0.3, "replaced": 1.2}
"""By how many powers of ten a slip makes a word less likely."""
_RAREST = 1e-8
"""The frequency of a word that no list has, such as a name."""
_COMMON = 1e-4
"""The frequency from which a word needs not be in the documents: "much", "does"."""


def corrected(question: str, code: str, codes: Sequence[str], frequency: Frequency) -> str:
    """Return a question in a language with its misspelled words corrected; the same text if there are none.

    Only words in lower case are: a person who is not in the documents must not become one who is. `codes` are the
    languages of the documents. If the question's is not among them, or its word list is poor, only apostrophes are put
    in ("dont").
    """
    question = _with_apostrophes(question, code)
    if code not in codes or not may_correct(code) or not language(code).spaced:
        return question
    told = {word for word in _WORD.findall(question) if len(word) >= min(_LETTERS.values()) and word.islower()}
    new = told - _in_documents(sorted(told), code, frequency)
    wrong = sorted(word for word in new if not any(is_word(word, one) for one in codes if has_word_list(one)))
    if not 0 < len(wrong) <= MOST_CORRECTED:
        return question
    instead = {word: _likeliest(word, code, frequency) for word in wrong}
    return _WORD.sub(lambda match: instead.get(match.group()) or match.group(), question)


def _with_apostrophes(question: str, code: str) -> str:
    """Return a question with the apostrophes of contractions that were typed without one."""
    known = language(code).contractions

    def written(match: re.Match[str]) -> str:
        typed = match.group()
        full = known.get(typed.casefold(), typed)
        return f"{full[0].upper()}{full[1:]}" if typed[0].isupper() else full

    return _WORD.sub(written, question) if known else question


def as_spelled(question: Question, reader: Reader) -> Question:
    """Return a question with its misspelled words corrected, or as it is if there are none, or it is taken as typed."""
    if question.as_typed:
        return question
    words = corrected(question.text, question.language, reader.languages(), reader.sentence_frequency)
    return question if words == question.text else restated(question, words)


def _likeliest(word: str, code: str, frequency: Frequency) -> str:
    """Return what a misspelled word stands for, or "" if no word of the documents is one slip away.

    A word that no list has must stand in the documents as it is, not in another form.
    """
    near = [one for one in one_slip_away(word, code) if len(word) >= _LETTERS[one.slip]]
    there = _in_documents([one.word for one in near], code, frequency)
    likely = [one for one in near if one.word in there and (one.frequency or terms(one.word, code) == [one.word])]
    likely += [one for one in near if one.frequency >= _COMMON and one.slip != "replaced"]

    def likelihood(one: Spelling) -> float:
        return math.log10(max(one.frequency, _RAREST)) - _PENALTY[one.slip]

    return max(likely, key=lambda one: (likelihood(one), one.word)).word if likely else ""


def _in_documents(words: Sequence[str], code: str, frequency: Frequency) -> set[str]:
    """Return those of some words that the documents contain in some form, and those that say nothing by themselves."""
    made = {word: tuple(terms(word, code)) for word in words}
    counted = frequency(sorted({term for those in made.values() for term in those}))
    return {word for word, those in made.items() if all(counted.get(term, 0) for term in those)}
