"""What a question asks for, as far as its words show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.language.loading import DEFAULT, language
from assistant.language.periods import Periods, find_periods, joined
from assistant.language.terms import terms
from assistant.reading.passages.facets import weigh_facets
from assistant.retrieval.accounting import Accounts, accounts_in, all_accounts
from assistant.retrieval.answer_type import Expected, expected, office_synonyms
from assistant.retrieval.naming import names_in
from assistant.retrieval.question import Question, as_question
from assistant.types import FACETS, Facet

_SPANNED = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """A question, prepared for the search.

    `terms` are its words, including those of the questions that it depends on; `synonyms` are searched for in addition;
    `names` are those that look like names; `periods` are the years and quarters that it mentions; `accounts` is what
    its accounting terms stand for; `vector` is its unit vector `(d,)`; `facets` are those it covers. `expects` is the
    type of its answer, as far as its words show it.
    """

    question: Question
    terms: tuple[str, ...]
    vector: NDArray[np.float32]
    facets: tuple[Facet, ...]
    expects: Expected = ""
    synonyms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    periods: Periods = field(default_factory=Periods)
    accounts: Accounts = field(default_factory=Accounts)

    @property
    def text(self) -> str:
        """The text of the question that is asked now."""
        return self.question.now

    @property
    def sought(self) -> str:
        """The question in words that stand alone, without what it says of its source and of how to answer."""
        return _sought(self.question)

    @property
    def sought_parts(self) -> tuple[str, ...]:
        """The same of each part of the question."""
        return tuple(_sought(part) for part in self.question.parts) or (self.sought,)

    @property
    def parts(self) -> tuple[str, ...]:
        """The text of each part of the question."""
        return tuple(part.now for part in self.question.parts)


def make_query(asked: Question | str, embedder: Embedder, languages: Sequence[str] = (DEFAULT,)) -> Query:
    """Return the query of a question for documents in these languages; its words are analysed in each of them.

    Raises:
        QuestionError: the question is empty, contains no word, or is too long to search for.
    """
    question = as_question(asked)
    codes = languages or (DEFAULT,)
    spoken = question.language if codes != (DEFAULT,) else DEFAULT
    weights = [weigh_facets(question.whole, code) for code in codes]
    sought = without_source(asked_part(question.whole), spoken)
    names = tuple(dict.fromkeys(name for code in codes for name in names_in(sought, code)))
    periods = [find_periods(sought, code) for code in codes]
    offices = office_synonyms(without_source(asked_part(question.now), spoken), spoken)
    return Query(
        question=question,
        terms=tuple(dict.fromkeys(_terms_in(sought, codes, spoken))),
        vector=_vector(sought, question.posed or question.story, embedder),
        facets=tuple(facet for facet in FACETS if any(weight.of(facet) >= _SPANNED for weight in weights)),
        expects=expected(question.now, (spoken,)),
        synonyms=tuple(dict.fromkeys((*offices, *_terms_in(question.story, codes, spoken)))),
        names=names,
        periods=joined(periods),
        accounts=all_accounts([accounts_in(sought, names, code) for code in codes]),
    )


def _vector(sought: str, other: str, embedder: Embedder) -> NDArray[np.float32]:
    """Return the vector of a question; one out of a story, or translated, lies between those of both texts."""
    if not other:
        alone: NDArray[np.float32] = embedder.embed([sought])[0]
        return alone
    both: NDArray[np.float32] = embedder.embed([sought, other]).mean(axis=0, dtype=np.float32)
    both /= np.linalg.norm(both)
    return both


def _sought(question: Question) -> str:
    return without_source(asked_part(question.whole), question.language)


def _terms_in(asked: str, codes: Sequence[str], spoken: str) -> Iterator[str]:
    """Yield the terms of a question in its own language, or in those of the documents if none is in its language.

    If the words were looked up in all languages, they would be found less often where they matter
    (`benchmarks/RESULTS.md`).
    """
    for code in [spoken] if spoken in codes else codes:
        yield from terms(asked, code, spoken)


def asked_part(text: str) -> str:
    """Return a question without the text after its last question mark, which says how to answer, not what is asked."""
    asked = text[: text.rfind("?") + 1]
    return asked if any(map(str.isalnum, asked)) else text


def without_source(question: str, code: str = DEFAULT) -> str:
    """Return a question without the words that refer to the source ("does the article say", "according to ...")."""
    asked = language(code).questions.source.cut_from(question)
    return asked if terms(asked, code) else question
