"""Statements about who holds an office: two of them may name two people for the same office."""

from __future__ import annotations

import re
from functools import cache

from assistant.language.loading import language
from assistant.language.phrases import YEARS
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.answer_type import asks_for_a_person
from assistant.retrieval.question import Question
from assistant.types import Evidence
from assistant.verifying.conflicts.occasions import told_above, words_told, years_told

_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def other_holder(question: Question, ours: Evidence, theirs: Evidence) -> bool:
    """Return whether two sentences name two people for the office or lead that a question asks for.

    Each must name one person, and otherwise say the same, of the same time. In a language that capitalises all nouns
    no name is recognised, and none is at odds with another.
    """
    code = ours.passage.language
    if code != theirs.passage.language or language(code).capital_nouns or ours.sentence.row or theirs.sentence.row:
        return False
    asked = frozenset(terms(question.whole, code))
    if not (asks_for_a_person(question.whole, question.language) and asked & _offices(code)):
        return False
    told = language(code).occasions
    texts = ours.sentence.text, theirs.sentence.text
    if told.happened.stand_in(texts[0]) is not told.happened.stand_in(texts[1]):
        return False
    if any(YEARS.search(text) for text in texts) and years_told(ours) != years_told(theirs):
        return False
    one, other = (_name_in(text, asked, code) for text in texts)
    if not one or not other or set(terms(one, code)) & set(terms(other, code)):
        return False
    rest = [re.sub(rf"\S+ {re.escape(name)}", " ", text) for text, name in zip(texts, (one, other), strict=True)]
    if any(phrases.stand_in(text) for phrases in (told.of_several, told.limits) for text in rest):
        return False
    here, there = (_alike(words_told(text.replace(one, " ").replace(other, " "), code)[0], code) for text in rest)
    above = told_above(ours, code), told_above(theirs, code)
    return (
        here - above[1] == there - above[0]
        and _alike(asked, code) <= _alike(here | above[0], code)
        and _alike(asked, code) <= _alike(there | above[1], code)
    )


def _name_in(text: str, asked: frozenset[str], code: str) -> str:
    """Return the one name in a text that is not in the question, or "" if there are several or none."""
    names: list[str] = []
    for run in _runs(text):
        words = [word for word in run.split() if not set(terms(word, code)) & asked and terms(word, code)]
        if words:
            names.append(" ".join(words))
    return names[0] if len(names) == 1 and names[0] in text else ""


def _runs(text: str) -> list[str]:
    """Return the runs of capitalised words in a text."""
    runs: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        if not match.group()[0].isupper():
            continue
        if runs and match.start() == end + 1 and text[end] == " ":
            runs[-1] += f" {match.group()}"
        else:
            runs.append(match.group())
        end = match.end()
    return runs


def _alike(words: frozenset[str], code: str) -> frozenset[str]:
    """Return some terms with one term for all names of an office."""
    same = _same_office(code)
    return frozenset(same.get(word, word) for word in words)


@cache
def _same_office(code: str) -> dict[str, str]:
    groups = (terms_of_words(group, code) for group in language(code).meanings.offices)
    heads = terms_of_words(language(code).meanings.heads, code)
    return {term: min(group) for group in (*groups, heads) for term in group}


@cache
def _offices(code: str) -> frozenset[str]:
    """Return the terms for offices that one person holds, and for leading."""
    meanings = language(code).meanings
    held = terms_of_words((*meanings.offices_held, *meanings.heads), code)
    return held | {
        term for group in meanings.offices if terms_of_words(group, code) & held for term in terms_of_words(group, code)
    }
