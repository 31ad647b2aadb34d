"""What a question means before it is searched for: spelled right, out of its story, and no longer a follow-up."""

from __future__ import annotations

from collections.abc import Callable

from assistant.asking.answering import Stopwatch
from assistant.asking.kinds.classifying import TALK, KindsOfQuestion, Understood, understand
from assistant.asking.kinds.wishes import Wish
from assistant.drafting.base import LanguageModel
from assistant.drafting.prompts import write_rewriting
from assistant.indexing.reader import Reader
from assistant.retrieval.history import of_another_year
from assistant.retrieval.question import Question, make_question, out_of_its_story, understood_as
from assistant.retrieval.spelling import as_spelled
from assistant.retrieval.spoken import as_spoken

REWRITING_TOKENS = 60


def to_search_for(asked: Question, reader: Reader) -> Question:
    """Return a question in its language, without typing mistakes, and without the story around it."""
    return out_of_its_story(as_spelled(as_spoken(asked, reader), reader))


def understood(
    asked: Question, reader: Reader, kinds: KindsOfQuestion, model: Callable[[], LanguageModel], watch: Stopwatch
) -> Understood:
    """Return what is asked for, its kind, and the form that is wished for; a follow-up is rewritten by the model.

    Raises:
        QuestionError: the prompt is longer than the model can read.
        ModelError: a model is missing, damaged or does not answer.
    """
    told = understand(to_search_for(asked, reader), kinds)
    if told.kind in TALK or not told.question.leans_on:
        return told
    with watch.stage("rewriting"):
        question = _rewritten(told.question, model())
    if question.leans_on or told.wish != Wish():
        return told._replace(question=question)
    again = understand(question, kinds)  # its kind shows only in the whole question
    return told._replace(question=question, kind=again.kind, likeliest=again.likeliest)


def _rewritten(question: Question, model: LanguageModel) -> Question:
    """Return a follow-up as a question that stands alone, in the model's words if they can be trusted.

    The same question of another year needs no model.
    """
    if asked_again := of_another_year(question.text, question.leans_on[-1], question.language):
        return make_question(asked_again, question.earlier, question.scope, code=question.language)
    with model.turn() as turn:
        words = "".join(turn.stream(write_rewriting(question.text, question.context), REWRITING_TOKENS))
    return understood_as(words, question)
