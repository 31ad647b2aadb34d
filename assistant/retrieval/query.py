"""What a question asks for, as far as its words tell."""

from __future__ import annotations

import re
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
    """A question ready to be searched for.

    `terms` are its words, those of the questions that it leans on among them, `synonyms` such as are searched for
    besides, `names` those that look like names, `periods` the years and quarters it speaks of, `accounts` what its
    accounting terms stand for, `vector` its unit vector `(d,)`, `facets` the ones it spans. `expects` is the type of
    its answer, as far as its words tell.
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
        """What is asked now."""
        return self.question.now

    @property
    def parts(self) -> tuple[str, ...]:
        """What each part of the question asks now."""
        return tuple(part.now for part in self.question.parts)


def make_query(asked: Question | str, embedder: Embedder, languages: Sequence[str] = (DEFAULT,)) -> Query:
    """Return the query of a question to documents in some languages, whose words are told in each of them.

    Raises:
        QuestionError: the question is empty, has no word in it, or is longer than can be searched for.
    """
    question = as_question(asked)
    codes = languages or (DEFAULT,)
    spoken = question.language if codes != (DEFAULT,) else DEFAULT
    weights = [weigh_facets(question.whole, code) for code in codes]
    sought = without_source(asked_part(question.whole), spoken)
    names = tuple(dict.fromkeys(name for code in codes for name in names_in(sought, code)))
    periods = [find_periods(sought, code) for code in codes]
    return Query(
        question=question,
        terms=tuple(dict.fromkeys(_terms_in(sought, codes, spoken))),
        vector=embedder.embed([sought])[0],
        facets=tuple(facet for facet in FACETS if any(weight.of(facet) >= _SPANNED for weight in weights)),
        expects=expected(question.now, (spoken,)),
        synonyms=office_synonyms(without_source(asked_part(question.now), spoken)),
        names=names,
        periods=joined(periods),
        accounts=all_accounts([accounts_in(sought, names, code) for code in codes]),
    )


def _terms_in(asked: str, codes: Sequence[str], spoken: str) -> Iterator[str]:
    """Yield the terms of a question in its own language, or in those of the documents where none is in that one.

    Looked for in all of them, its words are found more seldom where they mean something (`benchmarks/RESULTS.md`).
    """
    for code in [spoken] if spoken in codes else codes:
        yield from terms(asked, code, spoken)


def asked_part(text: str) -> str:
    """Return a question without what follows its last question mark: how to answer is not what is asked."""
    asked = text[: text.rfind("?") + 1]
    return asked if re.search(r"\w", asked) else text


def without_source(question: str, code: str = DEFAULT) -> str:
    """Return a question without the words that name its source as such ("does the article say", "according to ...")."""
    asked = language(code).questions.source.cut_from(question)
    return asked if terms(asked, code) else question
