"""What a question asks for, as far as its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.errors import QuestionError
from assistant.reading.facets import weigh_facets
from assistant.terms import terms
from assistant.types import FACETS, Facet

SPANNED = 0.5
_MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched for: its terms, its unit vector `(d,)` and the facets it spans."""

    text: str
    terms: tuple[str, ...]
    vector: NDArray[np.float32]
    facets: tuple[Facet, ...]


def make_query(question: str, embedder: Embedder) -> Query:
    """Return the query of a question.

    Raises:
        QuestionError: the question is empty, has no word in it, or is longer than can be searched for.
    """
    text = re.sub(r"\s+", " ", question).strip()
    if not re.search(r"\w", text):
        raise QuestionError("The question is empty. Ask something, for example: What are the main risks?")
    if len(text) > _MOST_CHARACTERS:
        raise QuestionError(
            f"The question has {len(text)} characters, at most {_MOST_CHARACTERS} can be read. Ask it shorter."
        )
    weights = weigh_facets(text)
    return Query(
        text=text,
        terms=tuple(dict.fromkeys(terms(text))),
        vector=embedder.embed([text])[0],
        facets=tuple(facet for facet in FACETS if weights.of(facet) >= SPANNED),
    )
