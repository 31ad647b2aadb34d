"""A question in another language than the documents is asked again in theirs, and answered from them.

The documents in the question's own language come first, unless a name in it stands only in others. If they don't
answer, or there are none, the language model translates the question into the languages of the others, at most
`MOST_LANGUAGES`, the likeliest first, until one answers. A translation counts only if it is a question in that language
with the same numbers; otherwise the question is searched for as it is. Whether a text answers, the model judges by the
question as it was asked. The answer consists of sentences of the documents, proven like any others, and says as what
the question was understood: after a wrong translation it may be beside the point, but no sentence of it is unproven.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from assistant.asking.kinds.classifying import TALK
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.routing import answered
from assistant.drafting.prompts import write_translation
from assistant.language.detection import language_of
from assistant.language.loading import language, languages
from assistant.language.terms import terms
from assistant.library.library import Library
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question, posed_as
from assistant.types import Answer

MOST_LANGUAGES, AFTER_ITS_OWN = 3, 1
"""In how many other languages a question is asked, and in how many if documents in its own have refused it."""
TRANSLATION_TOKENS = 80
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_ASKING = "?？؟"
_LONGEST, _LONGER = 4, 40
"""How many times as long as the question, and how many characters longer, a translation may be.

Chinese has a third of the characters of English.
"""


def answered_across(inquiry: Inquiry, library: Library) -> Generator[Answer, None, None]:
    """Yield the answer to a question as it grows, from documents in any language; the last one is final.

    A question `as_typed` is not translated. Raises what `answered` raises.
    """
    names = {} if inquiry.question.as_typed else _by_language(inquiry)
    if not set(names) - {inquiry.code}:
        yield from answered(inquiry, library)
        return
    own = refusal = None
    for code in _in_order(inquiry, names):
        if inquiry.stopped():
            break
        if code == inquiry.code:
            own = yield from _asked(inquiry, library)
        else:
            refusal = yield from _asked(_in_language(inquiry, code, names[code]), library)
        if (own if code == inquiry.code else refusal) is None:
            return
    if refused := own if own and own.abstained else refusal or own:
        yield refused
    else:
        yield from answered(inquiry, library)


def _asked(inquiry: Inquiry, library: Library) -> Generator[Answer, None, Answer | None]:
    """Yield the answer as it grows, and return None; if it is none from documents in the right language, return it."""
    last = None
    for answer in answered(inquiry, library):
        told = replace(answer, asked_as=inquiry.question.now) if inquiry.question.posed else answer
        is_good = not answer.abstained and (bool(inquiry.answers_in) or _cites_own(answer, inquiry))
        last = None if is_good else told
        if is_good:
            yield told
    return last


def _by_language(inquiry: Inquiry) -> dict[str, list[str]]:
    """Return the names of the documents in the scope by language; nothing if the question is not about their text."""
    if inquiry.kind in (*TALK, "collection") or not set(inquiry.reader.languages()) - {inquiry.code}:
        return {}
    names: dict[str, list[str]] = {}
    for document in inquiry.documents():
        names.setdefault(document.language, []).append(document.name)
    return names


def _in_order(inquiry: Inquiry, names: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the languages in which to ask, the likeliest first.

    That of the question is first, if sentences that fit the question are in it, unless a name in the question stands
    only in other documents. Then only the likeliest other follows, and none whose documents lack a
    name that those in its own language have. Of the other languages, those are left out whose documents lack a name
    that others have, and have none which those lack. Then the order of the best sentences counts.
    """
    with inquiry.watch.stage("retrieval"):
        found = gather(inquiry.reader, inquiry.nearest, inquiry.embedder, inquiry.question, inquiry.tokens)
    ranked = [item.passage.language for item in found.ranked]
    named = {code: _names_there(inquiry, code, documents) for code, documents in names.items()}

    def place(code: str) -> tuple[int, int]:
        return ranked.index(code) if code in ranked else len(ranked), -len(names[code])

    others = {code: told for code, told in named.items() if code != inquiry.code}
    fitting = [code for code, told in others.items() if not any(told < more for more in others.values())]
    first = sorted(fitting, key=place)[:MOST_LANGUAGES]
    fits = not found.best or any(item.passage.language == inquiry.code for item in found.best)
    if inquiry.code not in named:
        return [inquiry.code, *first] if fits else first
    own = named[inquiry.code]
    if any(named[code] - own for code in first) or not fits:
        return [*first, inquiry.code]
    return [inquiry.code, *[code for code in first if not own - named[code]][:AFTER_ITS_OWN]]


def _names_there(inquiry: Inquiry, code: str, documents: Sequence[str]) -> set[str]:
    """Return the words of the question with a capital letter that stand in the documents in a language."""
    within = inquiry.reader.passages_of(documents)
    capital = {word for word in _WORD.findall(inquiry.question.whole) if word[0].isupper()}
    return {
        word
        for word in capital
        if any(inquiry.reader.match("passages", [term], 1, within) for term in terms(word, code, inquiry.code))
    }


def _cites_own(answer: Answer, inquiry: Inquiry) -> bool:
    """Return whether an answer cites a document in the language of the question, or nothing."""
    citations = (answer.found.citation,) if answer.found else answer.citations
    spoken = {document.name: document.language for document in inquiry.documents()}
    return not citations or any(spoken.get(citation.document) == inquiry.code for citation in citations)


def _in_language(inquiry: Inquiry, code: str, documents: Sequence[str]) -> Inquiry:
    """Return the inquiry limited to some documents, in their language if the model can translate it."""
    asked, scope = inquiry.question, replace(inquiry.question.scope, documents=documents)
    if code not in languages():
        return replace(inquiry, question=replace(asked, scope=scope), answers_in=inquiry.told_in)
    with inquiry.watch.stage("rewriting"), inquiry.model().turn() as turn:
        prompt = write_translation(asked.whole, language(code).name)
        words = "".join(turn.stream(prompt, TRANSLATION_TOKENS)).strip()
    trusted = is_trusted(words, asked.whole, code)
    question = (
        posed_as(make_question(words, (), scope, code=code), asked.whole) if trusted else replace(asked, scope=scope)
    )
    return replace(inquiry, question=question, answers_in=inquiry.told_in)


def is_trusted(translation: str, question: str, code: str) -> bool:
    """Return whether a translation of a question into a language may be asked.

    It is one line of about the same length in that language, ends like the question, and has the same numbers.
    """
    return (
        any(map(str.isalnum, translation))
        and "\n" not in translation
        and len(translation) <= _LONGEST * len(question) + _LONGER
        and language_of(translation, otherwise=code) == code
        and (translation[-1] in _ASKING or question.rstrip()[-1] not in _ASKING)
        and sorted(_NUMBER.findall(translation)) == sorted(_NUMBER.findall(question))
    )
