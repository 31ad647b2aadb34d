"""The form in which a question wants its answer. These words are never searched for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.language.loading import language, languages
from assistant.language.numerals import number_words, value_of_numerals
from assistant.types import Form

_EDGES = re.compile(r"^[\s,;:，。、.!！–-]+|[\s,;:，、–-]+(?=[?？.。!！]?$)|(?<=[?？])[\s.。!！]+$")
_WORDS = re.compile(r"[\w'’]+")
_MOST_SENTENCES = 30


@dataclass(frozen=True, slots=True)
class Wish:
    """The form in which an answer is wanted: the most `sentences` (0 if not said), and the layout.

    `form` is None if none was named. `verdict_only` asks for just yes or no, `brief` for a short answer. `page` is the
    page of a long list, the first being 0.
    """

    sentences: int = 0
    form: Form | None = None
    verdict_only: bool = False
    brief: bool = False
    page: int = 0


def read_wish(question: str, code: str) -> tuple[str, Wish]:
    """Return a question without the words about the form of its answer, and that form.

    If the question is only about the form, nothing is left of it.
    """
    forms = language(code).forms
    counted = forms.sentences.pattern.search(question) if forms.sentences else None
    sentences = min(_number_in(counted.group(), code), _MOST_SENTENCES) if counted else 0
    laid_out = {"numbers": forms.numbered, "bullets": forms.bullets, "table": forms.table}
    named: list[Form] = [form for form in ("numbers", "bullets", "table") if laid_out[form].stand_in(question)]
    wish = Wish(
        sentences, next(iter(named), None), forms.verdict_only.stand_in(question), forms.brief.stand_in(question)
    )
    left = forms.sentences.cut_from(question) if sentences else question
    for phrases in (forms.verdict_only, *laid_out.values(), forms.simple, forms.brief):
        left = phrases.cut_from(left)
    if left == question:
        return question, wish
    left = _EDGES.sub("", " ".join(left.split()))
    return f"{left[:1].upper()}{left[1:]}", wish


def asks_for_the_rest(question: str) -> bool:
    """Return whether a question, in any language, is only for what a long list had no room for: "Show me the rest"."""
    words = " ".join(_WORDS.findall(question))
    return any(language(code).forms.rest.stand_in(words) for code in languages())


def _number_in(words: str, code: str) -> int:
    """Return the number among some words, or 0 if there is none ("in complete sentences")."""
    digits = language(code).numbers.digits
    if numerals := "".join(sign for sign in words if sign in digits):
        return value_of_numerals(numerals, code)
    for word in re.findall(r"\w+", words.casefold()):
        if word.isdecimal():
            return int(word)
        if word in number_words(code) or word in language(code).forms.one:
            return number_words(code).get(word, 1)
    return 0
