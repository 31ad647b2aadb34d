"""A question as a value: what is asked now, the earlier questions it depends on, its parts, and its scope."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.errors import QuestionError
from assistant.indexing.scope import EVERYTHING, Scope
from assistant.language.detection import language_of
from assistant.language.loading import DEFAULT
from assistant.language.sentences import split_sentences
from assistant.language.terms import terms
from assistant.retrieval.history import is_faithful, leans, without_opening_and
from assistant.retrieval.parts import parts_as_written, split_parts

_OF_ITS_OWN = 2
"""From how many words a later part of a question is looked up by itself."""
_APOSTROPHES = re.compile("['’]")
MOST_CHARACTERS = 4000
MOST_LEANT_ON = 4
"""How many earlier questions a follow-up may depend on: the first, which has the subject, and the last ones."""
STORY_FROM = 120
"""From how many characters a text is taken for a story with a question in it."""
MOST_OF_ANSWER = 300
"""How much of the last answer takes part in the understanding of a follow-up."""
_MARKER = re.compile(r"\s*\[\d+\]")
_NO_QUOTES = str.maketrans("", "", "“”")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn of a conversation: a question, and its answer if that is known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything that belongs to it, made by `make_question`.

    `text` is the question as it was asked; `now` is the same in one line, without the "and" that opens a follow-up.
    `leans_on` are the earlier questions without which it cannot be understood, oldest first, and empty if it stands
    alone. `parts` are the questions that it consists of ("How much ..., and what ...?"); a part has no parts of its
    own. `earlier` is the conversation before it, oldest turn first. `language` is a code (ISO 639-1). If `text` is a
    translation for the search, `posed` is the question as it was asked. It is `restated` if its words are not those of
    the person: corrected, or rewritten. A question `as_typed` is never restated, and depends on no earlier one. `story`
    is the longer text that a question was taken out of, or "".
    """

    text: str
    now: str
    leans_on: tuple[str, ...] = ()
    parts: tuple[Question, ...] = ()
    earlier: tuple[Exchange, ...] = ()
    scope: Scope = EVERYTHING
    language: str = DEFAULT
    posed: str = ""
    restated: bool = False
    as_typed: bool = False
    story: str = ""

    @property
    def whole(self) -> str:
        """The question in words that stand alone, after those it depends on, which are quoted."""
        return _behind(self.leans_on, self.now)

    @property
    def before(self) -> str:
        """The questions that it depends on, in words that stand alone, or ""."""
        return _behind(self.leans_on[:-1], self.leans_on[-1]) if self.leans_on else ""

    @property
    def context(self) -> str:
        """The questions that it depends on, followed by the last answer, if that is known."""
        said = self.earlier[-1].answer if self.earlier and self.leans_on else ""
        return f"{self.before} {_MARKER.sub('', said)[:MOST_OF_ANSWER].strip()}".rstrip()


def make_question(
    text: str,
    history: Sequence[str | Exchange] = (),
    scope: Scope | None = None,
    *,
    as_typed: bool = False,
    code: str = "",
) -> Question:
    """Return a question; `history` contains the earlier questions, or turns of question and answer, oldest first.

    `as_typed` is what `Question` has under this name. `code` is its language, by default the one that its function
    words tell.

    Raises:
        QuestionError: the question is empty, contains no word, or is too long to search for.
    """
    if not any(map(str.isalnum, text)) and not is_a_sign(text):
        raise QuestionError("The question is empty. Ask something, for example: What are the main risks?")
    earlier = tuple(Exchange(turn) if isinstance(turn, str) else turn for turn in history)
    before: tuple[str, ...] = ()
    for turn in earlier:
        before = _with_what_it_leans_on(turn.question, before)
    code = code or language_of(text)
    leans_on = before if not as_typed and leans(text, before, code) else ()
    now = _now(text, leans_on, code)
    question = Question(text, now, leans_on, (), earlier, scope or EVERYTHING, code, as_typed=as_typed)
    if len(question.whole) > MOST_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question.whole)} characters, at most {MOST_CHARACTERS} can be read. Ask it shorter."
        )
    return replace(question, parts=_parts(question))


def posed_as(question: Question, words: str) -> Question:
    """Return a translated question with the words in which it was asked; its parts have them if it has only one."""
    parts = question.parts if len(question.parts) > 1 else (replace(question.parts[0], posed=words),)
    return replace(question, posed=words, parts=parts)


def is_a_sign(text: str) -> bool:
    """Return whether a text has no letters or digits, but an emoji."""
    return not any(map(str.isalnum, text)) and any(unicodedata.category(c) == "So" for c in text)


def as_question(asked: str | Question, history: Sequence[str | Exchange] = (), scope: Scope | None = None) -> Question:
    """Return a text, or a question as it is, as a question. Raises what `make_question` raises."""
    if isinstance(asked, str):
        return make_question(asked, history, scope)
    if history or scope is not None:
        raise TypeError("A Question has its history and scope already. Make it with them: make_question(text, …)")
    return asked


def understood_as(words: str, question: Question) -> Question:
    """Return a follow-up as a model rewrote it if its words can be trusted (`is_faithful`), else as it was."""
    one = words.strip().strip('"“”').splitlines()[0].strip() if words.strip() else ""
    if not is_faithful(one, question.text, question.context, question.language):
        return question
    return make_question(one, (), question.scope, code=question.language)


def restated(question: Question, words: str) -> Question:
    """Return a question in other words; it depends on earlier ones as before, if these words do."""
    return replace(make_question(words, question.earlier, question.scope, code=question.language), restated=True)


def _out_of(story: str, words: str, question: Question) -> Question:
    alone = make_question(words, (), question.scope, code=question.language)
    return replace(alone, earlier=question.earlier, restated=True, story=story)


def out_of_its_story(question: Question) -> Question:
    """Return the question that a longer text asks, with that text as its `story`; a question without one as it is.

    The question is the sentences with a question mark. A judge that reads the rest too finds most of it unanswered.
    """
    if not is_long(question):
        return question
    sentences = [one.text for one in split_sentences(question.now, code=question.language)]
    asked = [one for one in sentences if ends_in_question_mark(one)]
    if not asked or len(asked) == len(sentences):
        return question
    return _out_of(question.now, " ".join(asked), question)


def is_long(question: Question) -> bool:
    """Return whether a question is long enough to be put in short; one that is taken as typed never is."""
    return not (question.as_typed or question.leans_on) and len(question.story or question.now) >= STORY_FROM


def ends_in_question_mark(text: str) -> bool:
    """Return whether a text ends with a question mark, inside or outside of quotation marks."""
    return text.rstrip("\"'”’)» ").endswith(("?", "？"))


def as_shortened(words: str, question: Question) -> Question | None:
    """Return a long question as a model put it in short, or None if its words cannot be trusted.

    It must be one short question in the same language, with no name or figure that was not said.
    """
    one = words.strip().strip('"“”').splitlines()[0].strip() if words.strip() else ""
    told = question.story or question.now
    said, own = set(terms(told)), set(terms(one))
    names = {term for word in re.findall(r"\w+", one)[1:] if not word.islower() for term in terms(word)}
    trusted = one.endswith("?") and one.count("?") == 1 and len(one) < STORY_FROM and names <= said
    if not trusted or 2 * len(own & said) < len(own) or language_of(one) != question.language:
        return None
    return _out_of(told, one, question)


def asked_as(asked: Question, understood: Question) -> str:
    """Return a question as it was understood, or "" if that is how it was asked, but for apostrophes."""
    told = understood.whole if asked.leans_on or understood.restated else ""
    return told if _APOSTROPHES.sub("", told) != _APOSTROPHES.sub("", asked.text) else ""


def _parts(question: Question) -> tuple[Question, ...]:
    """Return a question's parts. The first depends on the same questions as the whole.

    Another depends on the first if it says hardly anything by itself ("By when?").
    """
    first, *others = split_parts(question.now, question.language)
    if question.leans_on:
        # It follows the questions that it depends on, so it opens as it was written.
        first = parts_as_written(question.now, question.language)[0]
    opening = replace(question, text=first, now=first)
    return (opening, *(replace(question, text=p, now=p, leans_on=_leant_on(p, opening)) for p in others))


def _leant_on(part: str, first: Question) -> tuple[str, ...]:
    says_little = len(terms(part, first.language)) < _OF_ITS_OWN
    return (first.now,) if says_little else ()


def _now(text: str, leans_on: Sequence[str], code: str) -> str:
    one_line = " ".join(text.split())
    return without_opening_and(one_line, code) if leans_on else one_line


def _with_what_it_leans_on(text: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """Return the questions that a next one may depend on: this one, after those that it depends on itself."""
    code = language_of(text)
    chain = (*before, _now(text, before, code)) if leans(text, before, code) else (_now(text, (), code),)
    return chain if len(chain) <= MOST_LEANT_ON else (chain[0], *chain[1 - MOST_LEANT_ON :])


def _behind(earlier: Sequence[str], now: str) -> str:
    if not earlier:
        return now
    said = "; ".join(question.rstrip(" ?.!").translate(_NO_QUOTES) for question in earlier)
    return f"After “{said}”: {now}"
