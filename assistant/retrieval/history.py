"""Whether a question depends on the one before it, and whether a rewriting that stands alone means the same.

The first is decided by rules. A language model may then rewrite the question (as in Elgohary et al., "Can you unpack
that? Learning to rewrite questions-in-context", 2019). Its wording is used only if it contains no new word; otherwise
the question before is quoted in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.language.loading import DEFAULT, language
from assistant.language.phrases import YEARS, Phrases, words_pattern
from assistant.language.terms import terms
from assistant.language.values import Questions

_SAME_ROOT = 4
_CLAUSE = re.compile(r"[,.;!，。；！]\s*")
_LEAST_OF_A_CLAUSE = 3
"""How many words a clause has that names somebody: "My son is seven"."""


def leans(question: str, history: Sequence[str], code: str = DEFAULT) -> bool:
    """Return whether a question in a language depends on the one before it.

    It does if it opens like a follow-up, points back with a pronoun, or has hardly a word of its own. A later part of
    it ("..., and what did it cost?") points back to the first part if that has a subject, and so does a pronoun behind
    a clause ("My son is seven, may he ...?"). `history` contains the
    questions asked so far, oldest first.
    """
    asks = any(map(str.isalnum, question))
    later_part, owned = _patterns(code)
    first = later_part.sub("", question)
    talk, rest = language(code).conversation, _without_what_it_names(owned.sub("", first), code)
    back = (talk.opens, talk.points_back, Phrases(talk.possessives, language(code).spaced), language(code).forms.rest)
    points_back = any(phrases.stand_in(rest) for phrases in back)
    points_there = talk.there.stand_in(talk.not_there.cut_from(rest))
    return bool(history) and asks and (points_back or points_there or len(terms(first, code)) < 2)


def _without_what_it_names(question: str, code: str) -> str:
    """Return a question without the clauses behind a first one that names what their pronouns stand for.

    A first clause that is only a circumstance or condition ("In the new version, is it ...?") names nothing.
    """
    told = language(code)
    first, *others = _CLAUSE.split(question, maxsplit=1)
    opened = first.split()[0].casefold() if first.split() else ""
    beside = told.verdicts.circumstances, told.statements.condition
    is_beside = opened in told.questions.prepositions or any(one.pattern.match(first.strip()) for one in beside)
    said = [term for term in terms(first, code) if term.isalpha()]
    names = bool(others and said) and len(first.split()) >= _LEAST_OF_A_CLAUSE and not is_beside
    return first if names else question


def of_another_year(question: str, before: str, code: str = DEFAULT) -> str:
    """Return the question before, asked of another year; "" if a follow-up in a language asks for more than that.

    "And the year before?" and "And in 2021?" do, if the question before names one year.
    """
    talk = language(code).conversation
    named, known = set(YEARS.findall(question)), set(YEARS.findall(before))
    moved = (talk.year_after.stand_in(question)) - (talk.year_before.stand_in(question))
    rest = talk.year_before.cut_from(talk.year_after.cut_from(YEARS.sub("", question)))
    if len(known) != 1 or set(terms(talk.opens.cut_from(rest), code)):
        return ""
    if moved and not named:
        return YEARS.sub(lambda found: str(int(found.group()) + moved), before)
    return YEARS.sub(min(named), before) if len(named) == 1 and not moved else ""


def needs_more(question: str, code: str = DEFAULT) -> bool:
    """Return whether a question in a language says nothing without one before it: "Why?", "And the year before?"."""
    talk = language(code).conversation
    rest = talk.year_before.cut_from(talk.year_after.cut_from(YEARS.sub("", question)))
    opened = talk.opens.cut_from(rest)
    return opened != question and not terms(talk.points_back.cut_from(opened), code)


def opening_words(asks: Questions) -> str:
    """Return the pattern of a word that opens a question, perhaps behind a preposition: "until when"."""
    before = words_pattern(asks.prepositions)
    return rf"(?:(?:{before})\s+)?(?:{words_pattern(asks.words)})\b"


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a later part of a question and of a possessive whose owner is named before it."""
    told = language(code)
    joined, asking = words_pattern(told.questions.joined_by), opening_words(told.questions)
    talk = told.conversation
    helping, pronouns, own = map(words_pattern, (talk.auxiliaries, talk.pronouns, talk.possessives))
    return (
        re.compile(rf",?\s+(?:{joined}),?\s+{asking}.*", re.IGNORECASE | re.DOTALL),
        # The owner is named before the possessive: "Why does the company sell its shops?".
        re.compile(rf"\b(?:{helping})\s+(?!(?:{pronouns})\b)[^?,;]*?\b(?:{own})\b", re.IGNORECASE),
    )


def is_faithful(rewritten: str, question: str, before: str, code: str = DEFAULT) -> bool:
    """Return whether a model's rewriting of a follow-up in a language can be trusted; it depends on what is `before`.

    It must be one question, keep everything that was asked, the question word too, take something from the question
    before, and contain no new word; another form of an earlier word ("growth", "growing") is not new.
    """
    own, now, earlier = (set(terms(text, code)) for text in (rewritten, question, before))
    roots = {term[:_SAME_ROOT] for term in earlier | now}
    return (
        rewritten.endswith("?")
        and rewritten.count("?") == 1
        and now <= own
        and _asks_alike(rewritten, question, code)
        and bool(own & (earlier - now))
        and all(term[:_SAME_ROOT] in roots for term in own)
    )


def _asks_alike(rewritten: str, question: str, code: str) -> bool:
    """Return whether a rewriting has the word that a question opens with: "Why?" is not whether something is so.

    "What about the others?" opens with no such word.
    """
    told = language(code)
    rest = told.conversation.opens.cut_from(question)
    opened = re.match(opening_words(told.questions), without_opening_and(question, code), re.IGNORECASE)
    if opened is None or (rest != question and terms(rest, code)):
        return True
    return re.search(rf"(?<!\w){re.escape(opened.group())}(?!\w)", rewritten, re.IGNORECASE) is not None


def without_opening_and(question: str, code: str = DEFAULT) -> str:
    """Return a follow-up in a language without the word that connects it to the question before it."""
    return language(code).conversation.drops.cut_from(question.strip()).lstrip()
