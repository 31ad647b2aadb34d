"""What an answer says in another language than its question, translated by the language model beside it.

A translation is not proven, and is told as one: the sentence of the document stands before it. It is shown only if it
has the same figures, by value, and denies something only if the sentence does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.layout import answer_text
from assistant.drafting.prompts import write_translation_of
from assistant.language.detection import language_of
from assistant.language.figures import find_figures
from assistant.language.loading import language, languages
from assistant.types import Answer, Claim
from assistant.verifying.lasting import sealed

TOKENS = 160
LONGEST = 500
"""The characters of what is translated at most; beginnings of a longer answer would leave out the rest unseen."""
_LONGER = 4, 60
"""How many times as long as the text, and how many characters longer, a translation may be."""


def with_translations(answers: Iterable[Answer], inquiry: Inquiry) -> Iterator[Answer]:
    """Yield an answer as it grows, and once more with a translation if the last one has claims in another language.

    Raises `ModelError` if a model is missing, damaged or does not answer.
    """
    answer = None
    for answer in answers:
        yield answer
    if answer and (told := _with_translation(answer, inquiry)) is not answer:
        yield told


def _with_translation(answer: Answer, inquiry: Inquiry) -> Answer:
    """Return an answer with what its claims in another language say, translated into that of the answer.

    Raises:
        ModelError: the model is missing, damaged or does not answer.
    """
    code, spoken = answer.language, {_spoken_in(claim, answer, inquiry) for claim in answer.claims}
    text = " ".join(claim.text for claim in answer.claims if _spoken_in(claim, answer, inquiry) != code)
    one = spoken - {code}
    if answer.abstained or len(one) != 1 or len(text) > LONGEST or code not in languages() or inquiry.stopped():
        return answer
    with inquiry.watch.stage("translating"), inquiry.model().turn() as turn:
        pieces = turn.stream(write_translation_of(text, language(code).name), TOKENS)
        words = "".join(pieces).strip().strip("“”„\"'")
    if not keeps_what_is_said(words, text, one.pop(), code):
        return answer
    told = replace(answer, translation=words, timings=inquiry.watch.seconds())
    return sealed(replace(told, text=answer_text(told)))


def _spoken_in(claim: Claim, answer: Answer, inquiry: Inquiry) -> str:
    """Return the language of a claim: that of what it cites, or that of the answer if it is the assistant's own."""
    cited = {citation.number: citation.document for citation in answer.citations}
    spoken = {inquiry.reader.document(cited[number]).language for number in claim.citations}
    if claim.kind in ("calculated", "stated") or len(spoken) != 1:
        return answer.language
    return language_of(claim.text, otherwise=spoken.pop()) if claim.kind == "supported" else spoken.pop()


def keeps_what_is_said(translation: str, text: str, spoken: str, code: str) -> bool:
    """Return whether a translation of a text from one language into another may be shown.

    It is one line in that language of about the same length, has the same figures, and a negation if the text has one.
    """
    times, more = _LONGER
    return (
        any(map(str.isalpha, translation))
        and "\n" not in translation
        and len(translation) <= times * len(text) + more
        and language_of(translation, otherwise=code) == code
        and sorted(_values(translation, code)) == sorted(_values(text, spoken))
        and _negates(translation, code) == _negates(text, spoken)
    )


def _values(text: str, code: str) -> Iterator[tuple[Decimal, str]]:
    for figure in find_figures(text, code):
        yield figure.value, figure.currency


def _negates(text: str, code: str) -> bool:
    return language(code).meanings.negation.stand_in(text)
