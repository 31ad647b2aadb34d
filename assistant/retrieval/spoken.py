"""The language of a question whose function words leave it open: by "was", "Was kosten 12 Hefte?" may be English."""

from __future__ import annotations

import re

from assistant.indexing.reader import Reader
from assistant.language.detection import language_of
from assistant.language.word_lists import has_word_list, is_word
from assistant.retrieval.question import Question, make_question

_WORD = re.compile(r"[^\W\d_]{4,}")


def as_spoken(question: Question, reader: Reader) -> Question:
    """Return a question in the language whose word list has most of its words, or as it is.

    Only languages of the documents are looked at, and only if its function words leave the language open.
    """
    others = {code for code in reader.languages() if has_word_list(code)} - {question.language}
    if not others or language_of(question.text, otherwise=""):
        return question
    words = _WORD.findall(question.text)
    known = {code: sum(is_word(word, code) for word in words) for code in (question.language, *sorted(others))}
    spoken = max(known, key=lambda code: known[code])  # a tie leaves it as it is
    if spoken == question.language:
        return question
    return make_question(question.text, question.earlier, question.scope, as_typed=question.as_typed, code=spoken)
