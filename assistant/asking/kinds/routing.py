"""Routes each kind of question to the function that answers it; all fall back on the lookup in a few sentences."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from assistant.asking.answering import Answering
from assistant.asking.kinds.about import collection, newest, nothing_before, talk
from assistant.asking.kinds.changing import changed
from assistant.asking.kinds.classifying import OF_ITS_OWN, TALK
from assistant.asking.kinds.comparison import compared
from assistant.asking.kinds.finishing import in_force, in_form, with_help, with_verdict
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.lists.listing import as_list
from assistant.asking.kinds.named_row import told_by_row
from assistant.asking.kinds.summary import summarised
from assistant.asking.kinds.tables import clause_in_range, compares, row_in_range, rows_asked_for
from assistant.asking.kinds.versions import VersionsRead, keeping_to, versions_read
from assistant.asking.kinds.wishes import Wish
from assistant.calculating.wanted import wanted
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.library.library import Library
from assistant.retrieval.gathering import gather
from assistant.retrieval.history import needs_more
from assistant.types import Answer
from assistant.verifying.lasting import sealed


def answered(inquiry: Inquiry, library: Library) -> Iterator[Answer]:
    """Return the answer to a question as it grows: the answer of its kind, or of the lookup if that finds nothing.

    The last one is final. Raises what `look_up` raises.
    """
    return _as_its_kind(inquiry) or look_up(inquiry, library)


def _as_its_kind(inquiry: Inquiry) -> Iterator[Answer] | None:
    if not inquiry.asked.earlier and inquiry.kind not in TALK and _lacks_one_before(inquiry):
        return iter((nothing_before(inquiry),))
    if len(inquiry.question.parts) > 1:  # a list would answer one of them
        return None
    match inquiry.kind:
        case "greeting" | "thanks" | "farewell" | "assistant":
            return iter((talk(inquiry),))
        case "collection":
            answer = collection(inquiry)
        case "summary":
            return summarised(inquiry)
        case "newest":
            answer = newest(inquiry)
        case "list" | "count":
            answer = (rows_asked_for(inquiry) if compares(inquiry) else None) or as_list(inquiry)
        case "change":
            answer = changed(inquiry)
        case "comparison":
            answer = compared(inquiry)
        case "extreme":
            answer = rows_asked_for(inquiry) if compares(inquiry) else None
        case _:
            return None
    return iter((answer,)) if answer else None


def _lacks_one_before(inquiry: Inquiry) -> bool:
    """Return whether a question says nothing by itself: "Why?", "Put that in a table"."""
    now, code = inquiry.question.now, inquiry.code
    points_back = language(code).conversation.points_back.stand_in(now)
    only_a_form = inquiry.wish != Wish() and points_back and len(terms(now, code)) < OF_ITS_OWN
    return only_a_form or needs_more(now, code)


def _by_its_words(inquiry: Inquiry) -> Answer | None:
    """Return the answer to a question whose kind is not certain, if it says by its words that it compares or lists."""
    if compares(inquiry) and (rows := rows_asked_for(inquiry, sure=False)):
        return rows
    if inquiry.likeliest == "list" and (items := as_list(inquiry, sure=False)):
        return items
    return None if wanted(inquiry.question.now) else compared(inquiry)


def look_up(inquiry: Inquiry, library: Library) -> Generator[Answer, None, None]:
    """Yield the answer from the few sentences that are the question's evidence, as it grows; the last one is final.

    Raises:
        QuestionError: the prompt is longer than the model can read.
        ModelError: a model is missing, damaged or does not answer.
    """
    settings, question = library.settings, inquiry.question
    if inquiry.kind == "lookup" and (by_words := _by_its_words(inquiry)):
        yield by_words
        return
    tokens, embedder = settings.evidence_tokens, inquiry.embedder
    with inquiry.watch.stage("retrieval"):
        gathered = gather(inquiry.reader, inquiry.nearest, embedder, question, tokens, inquiry.encoders)
        versions = VersionsRead()
        if inquiry.kind not in ("change", "comparison"):
            versions = versions_read(gathered, inquiry.reader.document)
        if versions.left_out:
            gathered = keeping_to(gathered, versions, embedder.count_tokens, tokens)
    by_code = row_in_range, clause_in_range, told_by_row
    if told := next(filter(None, (one(inquiry, gathered) for one in by_code)), None):
        yield told
        return
    model = inquiry.model()
    answering = Answering(inquiry.asked, gathered, inquiry.reader, model, inquiry.watch, inquiry.stopped)
    grows = inquiry.kind != "yes or no" and inquiry.wish == Wish()
    for answer in answering.answers(settings.answer_tokens):
        if answer.found or (grows and not answer.abstained):
            yield answer
    if inquiry.kind == "yes or no" and not inquiry.stopped():
        answer = with_verdict(answer, inquiry, gathered.ranked, model)
    certificate = in_force(answer, inquiry, versions.in_force)
    finished = in_form(replace(answer, kind=inquiry.kind, certificate=certificate), inquiry)
    if finished.abstained:
        finished = with_help(finished, inquiry, gathered.ranked, library.unmentioned(question.whole))
        finished = replace(finished, certificate=finished.certificate or inquiry.unread())
    if not grows or answer.abstained or finished != answer:
        yield sealed(finished)
