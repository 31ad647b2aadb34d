"""Lists in prose: the items of a sentence that names several things ("The society runs three halls: A, B and C")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.asking.kinds.counting import counted
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.lists.fitting import Fitting
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.lists.likeness import are_alike, are_clauses, opens_with_an_aside
from assistant.asking.kinds.subject import time_words
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.marks import ITEM, NUMBER
from assistant.language.numerals import number_words
from assistant.language.phrases import words_pattern
from assistant.language.terms import terms
from assistant.retrieval.query import Query
from assistant.retrieval.search import Found
from assistant.types import Answer, AnswerCell, Citation, Claim, Evidence, Form
from assistant.verifying.showing import citation_of

_LEAST = 3
"""How many items a sentence must have, unless it says how many it has, or has a colon before them."""
_MOST_WORDS = 14
_MOST = 40
_COLON = re.compile(r"[:：](?:\s+|(?<=：))")
_COMMA = re.compile(r",\s+|[，、]")
_SEMICOLON = re.compile(r";\s+|；")
_CLAUSE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})+\s+")
_END = " .!。！"
_WORD = re.compile(r"[^\s]+")


def listed_in_prose(inquiry: Inquiry, asked: frozenset[str], found: Sequence[Found]) -> Fitting | None:
    """Return the one sentence that names all that a question asks for; None if none does.

    All words of the question must be in the sentence, its headings or its document's title, and one in the sentence.
    """
    best: Evidence | None = None
    most = 0
    for passage in (one.stored.passage for one in found):
        document = inquiry.reader.document(passage.document)
        above = set(terms("\n".join((document.title, document.name, *passage.heading)), passage.language))
        for item in stating([passage]):
            said = set(terms(item.sentence.text, passage.language))
            if item.sentence.row or not asked & said or asked - said - above or len(asked & said) <= most:
                continue
            if series_in(item.sentence.text, passage.language, asked):
                best, most = item, len(asked & said)
    return Fitting(Group("series", ((best,),)), 1.0, 1.0, 1.0) if best else None


def series_in(text: str, code: str, asked: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the items that a sentence in a language names one after the other; none if it names no series.

    What stands before the first of them is left out, as far as it is a word of the question or only leads to them. A
    sentence names no series if it denies, gives examples, goes on with a clause, says another number of things, or if
    its parts are not alike, so that they are pieces of what it says or tells to do. Where semicolons part the items,
    commas are inside them.
    """
    told = language(code)
    if told.meanings.negation.stand_in(text) or told.about.examples.stand_in(text):
        return ()
    body = _without_number(" ".join(text.split())).strip(_END)
    colon = next(iter(_COLON.finditer(body)), None)
    head, tail = (body[: colon.start()], body[colon.end() :]) if colon else ("", body)
    by_semicolons = bool(_SEMICOLON.search(tail))
    items = (_split_by_semicolons if by_semicolons else _split)(tail, code, after_colon=bool(colon))
    if not items:
        return ()
    flows = not colon and (not by_semicolons or bool(_leads_with_and(code).match(_SEMICOLON.split(tail)[-1])))
    first = _without_lead(items[0], items[1:], code, asked) if flows else items[0]
    named = tuple(item.strip(_END) for item in (first, *items[1:]) if item)
    before = head or items[0].removesuffix(first or " ")
    stated = [int(f.value) for f in find_figures(before, code) if not (f.unit or f.currency) and 1 < f.value <= _MOST]
    is_clear = bool(colon) or len(named) in stated or len(named) >= _LEAST
    fits = all(named) and all(len(item.split()) <= _MOST_WORDS for item in named) and len(named) <= _MOST
    goes_on = any(_first_word(item) in _clauses(code) for item in named)
    if not (is_clear and fits and not goes_on and len(named) > 1 and stated in ([], [len(named)])):
        return ()
    if flows and not stated and not (first and _is_introduced(before, named, code)):
        return ()
    alike = not are_clauses(named, code) if by_semicolons else are_alike(named, code, after_colon=bool(colon))
    return named if alike else ()


def _without_number(text: str) -> str:
    """Return a sentence without the number of its clause or item ("7.1 Tools", "3) Tools", but not "2.5 tonnes")."""
    mark = _CLAUSE_NUMBER.match(text)
    if mark is None or not text[mark.end() : mark.end() + 1].isupper():
        mark = NUMBER.match(text) or ITEM.match(text)
    return text[mark.end() :] if mark else text


def _is_introduced(before: str, named: Sequence[str], code: str) -> bool:
    """Return whether words lead to the first item; without any, no item at either end may be longer than the others.

    The longer one would have the verb in it: "Ann, Bo and Cy Lee won".
    """
    if not language(code).spaced:
        return True
    if before.strip():
        return not opens_with_an_aside(before, code)
    first, *others = (len(item.split()) for item in named)
    return first <= max(others) and others[-1] <= max(first, *others[:-1])


def is_on_subject(inquiry: Inquiry, query: Query, asked: frozenset[str], item: Evidence) -> bool:
    """Return whether a sentence, its headings or its document's title have a word of what a question is about.

    That it tells times when the question asks for times is not enough.
    """
    code, document = item.passage.language, inquiry.reader.document(item.passage.document)
    wanted = asked - time_words(query.question.language, code) or asked
    said = "\n".join((item.sentence.text, *item.passage.heading, document.title, document.name))
    return not (wanted | {*query.synonyms}).isdisjoint(terms(said, code))


def has_figures(item: Evidence, asked: frozenset[str]) -> bool:
    """Return whether the things that a sentence names have figures of their own, which would be what is counted."""
    code = item.passage.language
    return any(find_figures(one, code) for one in series_in(item.sentence.text, code, asked))


def _split(text: str, code: str, *, after_colon: bool) -> list[str]:
    """Return the parts of a text between commas and before the last "and"; nothing if it is no list.

    Only after a colon may a list be one without "and" ("Present: A, B, C").
    """
    told = language(code)
    space = _space(code)
    parts = _COMMA.split(text)
    *before, last = parts
    joint = words_pattern(told.questions.joined_by)
    leads = _leads_with_and(code)
    if before and leads.match(last):
        return [*before, leads.sub("", last)]
    joints = list(re.finditer(rf"{space}(?:{joint}){space}", last, re.IGNORECASE))
    if joints and (before or len(joints) == 1):
        return [*before, last[: joints[-1].start()], last[joints[-1].end() :]]
    parted = "、" in text or (after_colon and len(parts) >= _LEAST)
    return parts if len(parts) > 1 and parted else []


def _split_by_semicolons(text: str, code: str, *, after_colon: bool) -> list[str]:
    """Return the parts of a text between semicolons; nothing if they may be two statements and no items."""
    *before, last = _SEMICOLON.split(text.rstrip(";； "))
    leads = _leads_with_and(code)
    if leads.match(last):
        return [*before, leads.sub("", last)]
    return [*before, last] if before and (after_colon or len(before) + 1 >= _LEAST) else []


@cache
def _leads_with_and(code: str) -> re.Pattern[str]:
    joint = words_pattern(language(code).questions.joined_by)
    return re.compile(rf"^(?:{joint}){_space(code)}", re.IGNORECASE)


def _space(code: str) -> str:
    return r"\s+" if language(code).spaced else r"\s*"


def _without_lead(first: str, others: Sequence[str], code: str, asked: frozenset[str]) -> str:
    """Return the first item without what leads to it: the words of the question and those like "are in".

    It is "" if nothing is left. If all others are names, the first begins with a capital, too; else it is no item.
    """
    told = language(code)
    if not told.spaced:
        found = list(re.finditer(words_pattern((*told.statements.states, *told.about.lists)), first))
        return first[found[-1].end() :] if found else first
    leading = _leading(code)
    words = [word.group() for word in _WORD.finditer(first)]
    known = [bool(set(terms(word, code)) & asked) for word in words]
    leads = [word.casefold() in leading for word in words]
    start = next((place for place, (one, other) in enumerate(zip(known, leads, strict=True)) if one or other), 0)
    while start < len(words) and (known[start] or leads[start]):
        start += 1
    articles = set(told.statements.articles)
    if not told.capital_nouns and all(any(map(str.isupper, item)) for item in others):
        while start < len(words) and not _opens_a_name(words[start:], articles):
            start += 1
    elif len(words) - start > max(len(item.split()) for item in others) + 1:
        start = max((place + 1 for place in range(start, len(words) - 1) if leads[place]), default=start)
    return " ".join(words[start:])


def _opens_a_name(words: Sequence[str], articles: set[str]) -> bool:
    """Return whether words begin with a capital, or with an article before one."""
    return words[0][0].isupper() or (words[0].casefold() in articles and len(words) > 1 and words[1][0].isupper())


@cache
def _leading(code: str) -> frozenset[str]:
    told = language(code)
    return frozenset((*told.statements.states, *told.statements.links, *told.about.lists, *number_words(code)))


@cache
def _clauses(code: str) -> frozenset[str]:
    """Return the words that begin a clause or say where something is, and no item."""
    told = language(code)
    begin = told.statements.relatives, told.statements.connectives, told.conversation.pronouns
    return frozenset(word for words in (*begin, told.questions.prepositions) for word in words)


def _first_word(text: str) -> str:
    return text.split()[0].casefold() if text.split() else ""


def series_told(inquiry: Inquiry, item: Evidence, asked: frozenset[str]) -> Answer:
    """Return the things that a sentence names as a list, or their number."""
    series = series_in(item.sentence.text, item.passage.language, asked)
    count = len(series)
    citations: list[Citation] = [citation_of(item, 1)]
    form: Form = inquiry.wish.form or "bullets"
    claims = [Claim(one, "quoted", (1,), cells=(AnswerCell(one, (1,)),)) for one in series]
    looked = inquiry.told(
        "looked_through",
        documents=inquiry.count_of(len(inquiry.documents())),
        sentences=inquiry.reader.sentence_count(),
        read=1,
    )
    return inquiry.answer(
        claims if form == "table" else [replace(claim, cells=()) for claim in claims],
        citations,
        opening=counted(inquiry, count, item, item.sentence.text) if inquiry.kind == "count" else "",
        form=form,
        columns=(item.passage.heading[-1] if item.passage.heading else "",) if form == "table" else (),
        certificate=f"{inquiry.told('of_sentence', count=count)}; {looked}",
        confidence=0.9,
    )
