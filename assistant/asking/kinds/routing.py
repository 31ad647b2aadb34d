"""Routes each kind of question to the function that answers it; all fall back on the lookup in a few sentences."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial, reduce

from assistant.asking.answering import Answering
from assistant.asking.kinds.about import collection, newest, nothing_before, talk
from assistant.asking.kinds.arithmetic.calculators import calculator_of
from assistant.asking.kinds.arithmetic.worked import UnprovenError, worked_out
from assistant.asking.kinds.changing import changed
from assistant.asking.kinds.classifying import OF_ITS_OWN, TALK
from assistant.asking.kinds.comparison import compared
from assistant.asking.kinds.finishing import in_force, in_form, not_in_the_newest, with_help, with_verdict
from assistant.asking.kinds.hops import in_steps, with_another
from assistant.asking.kinds.in_force import VersionsRead, keeping_to, versions_read
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.limits import decided_by_limit
from assistant.asking.kinds.lists.listing import as_list, told_as_series
from assistant.asking.kinds.notices import notice_among, reading_first, with_notice
from assistant.asking.kinds.rows.named_row import told_by_row
from assistant.asking.kinds.rows.querying.queried import may_ask_for_rows, queried
from assistant.asking.kinds.rows.ranges import clause_in_range, row_in_range
from assistant.asking.kinds.rows.tables import compares, rows_asked_for, rows_of_a_kind
from assistant.asking.kinds.rows.totals import total_of_rows
from assistant.asking.kinds.summary import summarised
from assistant.asking.kinds.wishes import Wish
from assistant.calculating.wanted import total_asked, wanted
from assistant.drafting.prompts import write_shortening
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.library.library import Library
from assistant.retrieval.answer_type import expected
from assistant.retrieval.history import needs_more
from assistant.retrieval.question import as_shortened, ends_in_question_mark, is_long, restated
from assistant.types import Answer, AnswerKind
from assistant.verifying.lasting import sealed

SECOND_LOOK_FROM = 0.75
"""The confidence from which a question in other words than its own is answered."""
SHORT_TOKENS = 40
ASKED_OF_ROWS: tuple[AnswerKind, ...] = ("lookup", "list", "count", "extreme", "calculation")
NOT_WORKED_OUT = 0.7
"""The most that an answer is certain if what the model calculated for it could not be proven."""


def answered(inquiry: Inquiry, library: Library) -> Iterator[Answer]:
    """Return the answer to a question as it grows: the answer of its kind, or of the lookup if that finds nothing.

    The last one is final. Where something was to be worked out and could not be proven, it is never certain. Raises
    what `look_up` raises.
    """
    try:
        return _as_its_kind(inquiry, library) or look_up(inquiry, library)
    except UnprovenError:  # the other kinds have asked for rows before
        rows = queried(inquiry) if inquiry.kind == "calculation" else None
        return map(_as_not_worked_out, iter((rows,)) if rows else look_up(inquiry, library))


def _as_not_worked_out(answer: Answer) -> Answer:
    is_worked_out = any(claim.kind == "calculated" for claim in answer.claims)
    return answer if is_worked_out else replace(answer, confidence=min(answer.confidence, NOT_WORKED_OUT))


def _as_its_kind(inquiry: Inquiry, library: Library) -> Iterator[Answer] | None:
    if not inquiry.asked.earlier and inquiry.kind not in TALK and _lacks_one_before(inquiry):
        return iter((nothing_before(inquiry),))
    if len(inquiry.question.parts) > 1:  # a list answers all of them if each of its items does
        several = (as_list(inquiry) if inquiry.kind == "list" else None) or _rows_of_each_part(inquiry)
        several = several or (queried(inquiry) if may_ask_for_rows(inquiry) else None)
        return iter((several,)) if several else None
    if inquiry.kind in ASKED_OF_ROWS and (total := total_of_rows(inquiry)):
        return iter((total,))
    calculator = calculator_of(inquiry) if inquiry.kind in ASKED_OF_ROWS else None
    if calculator == "rules":
        return _looked_up(inquiry, library)
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
            answer = _rows(inquiry) or as_list(inquiry) or _added_up(inquiry)
        case "change":
            answer = changed(inquiry)
        case "comparison":
            answer = compared(inquiry) or queried(inquiry)
        case "extreme":
            answer = _rows(inquiry) or _added_up(inquiry)
        case "calculation":
            answer = worked_out(inquiry) or queried(inquiry)
        case "lookup" if calculator == "model":
            answer = worked_out(inquiry)
        case _:
            return None
    return iter((answer,)) if answer else None


def _rows(inquiry: Inquiry) -> Answer | None:
    """Return the rows of a table that a question asks for: by its words if these are clear, or else by a query."""
    return (rows_asked_for if compares(inquiry) else rows_of_a_kind)(inquiry) or queried(inquiry)


def _added_up(inquiry: Inquiry) -> Answer | None:
    """Return what is worked out of figures, if a question asks for a sum or mean. Raises what `worked_out` raises."""
    sums = total_asked(inquiry.question.now, inquiry.code)
    return worked_out(inquiry) if sums else None


def _rows_of_each_part(inquiry: Inquiry) -> Answer | None:
    """Return the rows that each part of a question asks for by comparing them; None unless all parts do."""
    alone = [restated(replace(part, parts=()), part.now) for part in inquiry.question.parts]
    each = [replace(inquiry, kind="extreme", question=part) for part in alone]
    found = [rows_asked_for(part) if compares(part) else None for part in each]
    told = [answer for answer in found if answer is not None]
    if len(told) < len(found):
        return None
    return sealed(replace(reduce(with_another, told), asked_as="", timings=inquiry.watch.seconds()))


def _lacks_one_before(inquiry: Inquiry) -> bool:
    """Return whether a question says nothing by itself: "Why?", "Put that in a table"."""
    now, code = inquiry.question.now, inquiry.code
    points_back = language(code).conversation.points_back.stand_in(now)
    only_a_form = inquiry.wish != Wish() and points_back and len(terms(now, code)) < OF_ITS_OWN
    return only_a_form or needs_more(now, code)


def _by_its_words(inquiry: Inquiry) -> Answer | None:
    """Return the answer to a question of no certain kind, if its words compare, list, or ask what changed."""
    if compares(inquiry) and (rows := rows_asked_for(inquiry, sure=False)):
        return rows
    if inquiry.likeliest in ("list", "count") and (rows := rows_of_a_kind(inquiry)):
        return rows
    if may_ask_for_rows(inquiry) and (rows := queried(inquiry)):
        return rows
    if inquiry.likeliest == "list" and (items := as_list(inquiry, sure=False)):
        return items
    now, readings = inquiry.question.now, wanted(inquiry.question.now)
    changes = bool(readings) and all(one.operation == "change" and not one.periods for one in readings)
    asks_how = changes and not expected(now, (inquiry.question.language,))  # not by how much
    if readings and not asks_how:
        return None
    if (asks_how or inquiry.likeliest == "change") and (told := changed(inquiry, sure=False)):
        return told
    return None if readings else compared(inquiry)


def look_up(inquiry: Inquiry, library: Library) -> Generator[Answer, None, None]:
    """Yield the answer from the few sentences that are the question's evidence, as it grows; the last one is final.

    A long question that seems to have no answer is put in short by the model and looked up once more, and a table is
    asked before a question is refused. Parts that need the answer to the first one are asked in steps.

    Raises:
        QuestionError: the prompt is longer than the model can read.
        ModelError: a model is missing, damaged or does not answer.
    """
    if inquiry.kind == "lookup" and (by_words := _by_its_words(inquiry)):
        yield by_words
        return
    question, is_short = inquiry.question, not is_long(inquiry.question)
    if not (is_short or question.story or ends_in_question_mark(question.now)) and (short := _shortened(inquiry)):
        inquiry, is_short = short, True  # no sentence of it asks, so the whole text would be judged
    if (yield from in_steps(inquiry, partial(_looked_up, library=library))):
        return
    answer = yield from _looked_up(inquiry, library)
    if answer.abstained and not (is_short or inquiry.stopped()) and (short := _shortened(inquiry)):
        again = yield from _looked_up(short, library, SECOND_LOOK_FROM)
        answer = answer if again.abstained else again
    if answer.abstained:
        may_be_a_row = inquiry.kind == "lookup" and not (may_ask_for_rows(inquiry) or inquiry.stopped())
        rows = queried(inquiry, as_last_resort=True) if may_be_a_row else None
        yield rows or replace(answer, timings=inquiry.watch.seconds())


def _shortened(inquiry: Inquiry) -> Inquiry | None:
    """Return a long question as the model puts it in short, or None if that cannot be trusted or changes nothing."""
    question = inquiry.question
    model = inquiry.model()
    with inquiry.watch.stage("rewriting"), model.turn() as turn:
        words = "".join(turn.stream(write_shortening(question.story or question.now), SHORT_TOKENS))
    short = as_shortened(words, question)
    return replace(inquiry, question=short) if short and short.now != question.now else None


def _looked_up(inquiry: Inquiry, library: Library, least: float = 0.0) -> Generator[Answer, None, Answer]:
    """Yield the answer to a question as it grows, and return the last one; a refusal is only returned.

    It is answered from a confidence of `least`, if that is more than the model's own. Then no row is told by code,
    which has no confidence of that kind.
    """
    gathered = inquiry.gathered
    with inquiry.watch.stage("retrieval"):
        versions = VersionsRead()
        if inquiry.kind not in ("change", "comparison"):
            versions = versions_read(gathered, inquiry)
        if versions.left_out:
            gathered = keeping_to(gathered, versions, inquiry.embedder.count_tokens, inquiry.tokens)
        if notice := notice_among(gathered, inquiry.reader.document):
            gathered = reading_first(gathered, notice)
    by_code = row_in_range, clause_in_range, decided_by_limit, told_by_row
    if not (least or notice) and (told := next(filter(None, (one(inquiry, gathered) for one in by_code)), None)):
        older = not_in_the_newest(told, inquiry) if versions.any_time else ""
        told = replace(told, certificate="; ".join(filter(None, (told.certificate, older))))
        yield told
        return told
    yes_or_no = inquiry.kind == "yes or no"
    answering = Answering(
        inquiry.asked,
        gathered,
        inquiry.reader,
        inquiry.model(),
        inquiry.watch,
        inquiry.stopped,
        yes_or_no=yes_or_no,
        least=least,
        told_in=inquiry.told_in,
    )
    grows = not yes_or_no and inquiry.wish == Wish()
    for answer in answering.answers(library.settings.answer_tokens):
        if answer.found or (grows and not answer.abstained):
            yield answer
    if yes_or_no:
        answer = with_verdict(answer, inquiry, gathered.ranked)
    if inquiry.kind in ("list", "count") and (items := told_as_series(answer, inquiry, gathered)):
        answer = items
    notes = (
        in_force(answer, inquiry, versions.in_force),
        not_in_the_newest(answer, inquiry) if versions.any_time else "",
    )
    certificate = "; ".join(filter(None, notes)) or answer.certificate
    told_first = with_notice(replace(answer, kind=inquiry.kind, certificate=certificate), inquiry, notice)
    finished = in_form(told_first, inquiry)
    if finished.abstained:
        finished = with_help(finished, inquiry, gathered.ranked, library.unmentioned(inquiry.question.whole))
        return sealed(replace(finished, certificate=finished.certificate or inquiry.unread()))
    if not grows or finished != answer:
        yield sealed(finished)
    return finished
