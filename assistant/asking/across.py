"""A question in another language than the documents is asked again in theirs, and answered from them.

The documents in the question's own language come first. If they don't answer, or there are none, the language model
translates the question into the languages of the others, at most `MOST_LANGUAGES`, that of the passage that fits best
first, until one answers. A translation is asked only if it keeps the figures and names of the question. The answer
consists of sentences of the documents, proven like any others, and says as what the question was understood: after a
wrong translation it may be beside the point, but no sentence of it is unproven.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.asking.kinds.classifying import TALK
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.routing import answered
from assistant.drafting.prompts import write_translation
from assistant.language.detection import language_of
from assistant.language.loading import language
from assistant.library.library import Library
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.question import Question, make_question, posed_as
from assistant.types import Answer

MOST_LANGUAGES = 3
TRANSLATION_TOKENS = 80
_NUMBER = re.compile(r"\d+")
_LONGEST = 4
"""How many times as long as the question a translation may be; Chinese has a third of the characters of English."""


def answered_across(inquiry: Inquiry, library: Library) -> Generator[Answer, None, None]:
    """Yield the answer to a question as it grows, from documents in any language; the last one is final.

    Raises what `answered` raises.
    """
    others = _other_languages(inquiry)
    if not others:
        yield from answered(inquiry, library)
        return
    found = _found(inquiry, inquiry.question, library)
    own = refusal = None
    if _is_own([item.sentence.text for item in found.best], inquiry):
        for own in answered(inquiry, library):
            if _cites_own(own, inquiry):
                yield own
        if own and _cites_own(own, inquiry):
            return
    for code in _best_first(inquiry, found, others):
        question = None if inquiry.stopped() else _translated(inquiry, code, others[code], library)
        if question is None:
            continue
        for answer in answered(replace(inquiry, question=question, answers_in=inquiry.told_in), library):
            refusal = replace(answer, asked_as=question.now) if answer.abstained else None
            if refusal is None:
                yield replace(answer, asked_as=question.now)
        if refusal is None:
            return
    if own and (own.abstained or not refusal):
        yield own
    elif refusal:
        yield refusal
    else:
        yield from answered(inquiry, library)


def _other_languages(inquiry: Inquiry) -> dict[str, list[str]]:
    """Return the names of the documents in the scope by language, without those in the language of the question."""
    if inquiry.kind in (*TALK, "collection") or not set(inquiry.reader.languages()) - {inquiry.code}:
        return {}
    names: dict[str, list[str]] = {}
    for document in inquiry.documents():
        if document.language != inquiry.code:
            names.setdefault(document.language, []).append(document.name)
    return names


def _found(inquiry: Inquiry, question: Question, library: Library) -> Gathered:
    """Return what is found for a question that is perhaps not in the language of the documents."""
    with inquiry.watch.stage("retrieval"):
        return gather(inquiry.reader, inquiry.nearest, inquiry.embedder, question, library.settings.evidence_tokens)


def _is_own(texts: Iterable[str], inquiry: Inquiry) -> bool:
    """Return whether one of some texts is in the language of the question, or the words of all leave theirs open."""
    spoken = {language_of(text, otherwise="") for text in texts} - {""}
    return not spoken or inquiry.code in spoken


def _cites_own(answer: Answer, inquiry: Inquiry) -> bool:
    """Return whether an answer cites something in the language of the question, or nothing."""
    citations = (answer.found.citation,) if answer.found else answer.citations
    return not answer.abstained and _is_own([citation.quote for citation in citations], inquiry)


def _best_first(inquiry: Inquiry, found: Gathered, names: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the languages to translate into, likeliest first.

    A name is the same in most languages, so the documents in which the rarest words of the question stand are asked
    first, and those that lack one of them, and have none that others lack, are not asked. Then the order of the best
    sentences counts, and how many documents there are.
    """
    ranked = [item.passage.language for item in found.ranked]
    words = {code: _words_there(inquiry, found, names[code]) for code in names}

    def place(code: str) -> tuple[float, int, int]:
        weight = sum(found.rarity.get(word, 0.0) for word in words[code])
        return -weight, ranked.index(code) if code in ranked else len(ranked), -len(names[code])

    fitting = [code for code in names if not any(words[code] < others for others in words.values())]
    return sorted(fitting, key=place)[:MOST_LANGUAGES]


def _words_there(inquiry: Inquiry, found: Gathered, documents: Sequence[str]) -> set[str]:
    """Return the words of the question that stand in some documents as they are."""
    within = inquiry.reader.passages_of(documents)
    return {term for term in found.query.terms if inquiry.reader.match("passages", [term], 1, within)}


def _translated(inquiry: Inquiry, code: str, documents: Sequence[str], library: Library) -> Question | None:
    """Return the question in a language, within the documents in it; None if the translation cannot be trusted."""
    asked = inquiry.question
    scope = replace(asked.scope, documents=documents)
    evidence = _found(inquiry, replace(asked, scope=scope), library).best
    with inquiry.watch.stage("rewriting"), inquiry.model().turn() as turn:
        prompt = write_translation(asked.whole, evidence, language(code).name)
        words = "".join(turn.stream(prompt, TRANSLATION_TOKENS)).strip()
    if not is_trusted(words, asked.whole, code):
        return None
    question = make_question(words, (), scope)
    return question if len(question.parts) > 1 else posed_as(question, asked.whole)


def is_trusted(translation: str, question: str, code: str) -> bool:
    """Return whether a translation of a question into a language may be asked.

    It is one line of about the same length in that language, and has the same numbers.
    """
    return (
        any(map(str.isalnum, translation))
        and "\n" not in translation
        and len(translation) <= _LONGEST * len(question)
        and language_of(translation, otherwise=code) == code
        and sorted(_NUMBER.findall(translation)) == sorted(_NUMBER.findall(question))
    )
