"""Which kind of question is asked, learned from labelled examples in every language.

A kernel ridge classifier (Saunders et al., "Ridge regression learning algorithm in dual variables", 1998) trained on
the examples of the language files (`[kinds]`). Its kernel is the sum of two: the cosine of the embedder's vectors,
which captures meaning, and the cosine of words and word pairs weighted by rarity, which captures how a question is
built, whatever it is about. Either alone is less accurate (`benchmarks/kinds.py`).
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, cast, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.asking.kinds.wishes import Wish, asks_for_the_rest, read_wish
from assistant.embedding import Embedder
from assistant.language.loading import language, languages
from assistant.language.terms import terms
from assistant.retrieval.history import opening_words
from assistant.retrieval.instructions import grams
from assistant.retrieval.question import Question, is_a_sign, make_question
from assistant.types import AnswerKind

SURE_FROM, AHEAD_FROM = 0.2, 0.15
"""The score that another kind needs, and the lead over a lookup's score, for a question to be treated as that kind.

A wrong guess costs little, because most kinds fall back on the lookup.
"""
TALK: frozenset[AnswerKind] = frozenset({"greeting", "thanks", "farewell", "assistant", "collection", "newest"})
TALK_FROM, TALK_AHEAD_FROM = 0.4, 0.3
"""The same for kinds that do not fall back on the lookup."""
OF_WORDS = 0.6
RIDGE = 1.0
_MOST_CHARACTERS = 300
_NEEDED = 2
"""How many examples a pair of words must occur in: a pair from one example belongs to its subject."""

ExampleVectors = NDArray[np.float32]
OF_ITS_OWN = 2
"""From how many words beside a requested form a follow-up is a question of its own.

With fewer, it asks for the previous answer in that form.
"""


class Guess(NamedTuple):
    """The likeliest kind of a question, its score, and how far this is `ahead` of the score of a lookup.

    The score is about 1 if all similar examples are of this kind, and about 0 if none are.
    """

    kind: AnswerKind
    score: float
    ahead: float = 0.0


def is_sure(guess: Guess) -> bool:
    """Return whether a guess is certain enough to be acted on."""
    least, ahead = (TALK_FROM, TALK_AHEAD_FROM) if guess.kind in TALK else (SURE_FROM, AHEAD_FROM)
    return guess.score >= least and guess.ahead >= ahead


class KindsOfQuestion:
    """A classifier of questions. It is trained on first use, and may be used from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        """Classify with the vectors of an embedder."""
        self._embedder = embedder
        self._learned: _Learned | None = None
        self._lock = threading.Lock()

    def kind_of(self, question: str) -> AnswerKind:
        """Return the kind of a question; "lookup" if no other is likely enough."""
        guess = self.guess(question)
        return guess.kind if is_sure(guess) else "lookup"

    def guess(self, question: str) -> Guess:
        """Return the likeliest kind of a question, however unlikely it is."""
        with self._lock:
            self._learned = self._learned or _Learned(self._embedder)
        return self._learned.guess(question[:_MOST_CHARACTERS])


class _Learned:
    def __init__(self, embedder: Embedder) -> None:
        examples = [
            (text, kind)
            for code in languages()
            for kind, texts in language(code).kinds.items()
            for text in texts
        ]  # fmt: skip
        texts = [text for text, _ in examples]
        counted = Counter(gram for text in texts for gram in set(grams(text)))
        known = [gram for gram, count in counted.items() if count >= _NEEDED]
        self._embedder = embedder
        self._places = {gram: place for place, gram in enumerate(known)}
        self._rarity = np.array([math.log(1 + len(texts) / counted[gram]) for gram in known], dtype=np.float32)
        self._vectors, self._words = embedder.embed(texts), self._words_of(texts)
        truth = np.array([[kind == label for label in get_args(AnswerKind)] for _, kind in examples], dtype=np.float64)
        kernel = self._likeness(self._vectors, self._words)
        self._weights = np.linalg.solve(kernel + RIDGE * np.eye(len(texts)), truth)

    def guess(self, question: str) -> Guess:
        likeness = self._likeness(self._embedder.embed([question]), self._words_of([question]))
        scores = (likeness @ self._weights)[0]
        best = int(scores.argmax())
        ahead = scores[best] - scores[get_args(AnswerKind).index("lookup")]
        return Guess(cast("AnswerKind", get_args(AnswerKind)[best]), float(scores[best]), float(ahead))

    def _likeness(self, vectors: ExampleVectors, words: ExampleVectors) -> NDArray[np.float64]:
        likeness = (1 - OF_WORDS) * vectors @ self._vectors.T + OF_WORDS * words @ self._words.T
        return likeness.astype(np.float64)

    def _words_of(self, texts: Sequence[str]) -> ExampleVectors:
        """Return the words and word pairs of texts as vectors of unit norm; a text without a known one gets zeros."""
        rows = np.zeros((len(texts), len(self._places)), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place in {self._places[gram] for gram in grams(text) if gram in self._places}:
                row[place] = self._rarity[place]
            norm = np.linalg.norm(row)
            if norm:
                row /= norm
        return rows


class Understood(NamedTuple):
    """A question without the words about the form of its answer, its kind, that form, and its kind if not certain."""

    question: Question
    kind: AnswerKind
    wish: Wish
    likeliest: AnswerKind


def _of_the_list_before(asked: Question, kinds: KindsOfQuestion) -> Understood | None:
    """Return the last question before those for the rest, with the next page as its wish, if it asks for a list."""
    earlier = list(asked.earlier)
    page = 1
    while earlier and asks_for_the_rest(earlier[-1].question):
        earlier.pop()
        page += 1
    if not earlier:
        return None
    *before, last = earlier
    told = understand(make_question(last.question, before, asked.scope), kinds)
    if "list" not in (told.kind, told.likeliest):
        return None
    question = replace(told.question, earlier=asked.earlier, restated=True)
    return told._replace(question=question, wish=replace(told.wish, page=page))


def understand(asked: Question, kinds: KindsOfQuestion) -> Understood:
    """Return what is asked for, and in which form; "put that in a table" asks for the previous answer again.

    "The rest" asks for the next page of the list that was asked for before.
    """
    if asks_for_the_rest(asked.now) and (next_page := _of_the_list_before(asked, kinds)):
        return next_page
    text, wish = read_wish(asked.now, asked.language)
    if wish == Wish() or text == asked.now:
        question = asked
    elif asked.earlier and len(terms(text, asked.language)) < OF_ITS_OWN:
        *before, last = asked.earlier
        question = make_question(last.question, before, asked.scope)
    elif any(map(str.isalnum, text)):
        question = make_question(text, asked.earlier, asked.scope, as_typed=asked.as_typed, code=asked.language)
        question = replace(question, restated=asked.restated, story=asked.story)
    else:
        question = asked
    guess = Guess("thanks", 1.0, 1.0) if is_a_sign(question.now) else kinds.guess(question.now)
    kind = guess.kind if is_sure(guess) else "lookup"
    if kind == "yes or no" and _opens_with_a_question_word(question):
        kind = "lookup"
    if wish.form == "table" and kind not in TALK:
        kind = "list"
    return Understood(question, kind, wish, guess.kind)


def _opens_with_a_question_word(asked: Question) -> bool:
    """Return whether a question asks which, when, who and so on, which yes or no does not answer."""
    opens = opening_words(language(asked.language).questions)
    return re.match(opens, asked.now.lstrip(" ¿"), re.IGNORECASE) is not None
