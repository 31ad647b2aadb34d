"""Passages to the pages they lie on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.types import Passage


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a document, counting from 1."""

    document: str
    page: int


def places_of(passage: Passage) -> tuple[Place, ...]:
    """Return the pages that a passage lies on, in order; none where its document has no pages."""
    pages = {sentence.page for sentence in passage.sentences} | {passage.page}
    return tuple(Place(passage.document, page) for page in sorted(page for page in pages if page is not None))


def pages_in_order(passages: Iterable[Passage]) -> tuple[Place, ...]:
    """Return the pages that passages lie on, each where it comes first."""
    return tuple(dict.fromkeys(place for passage in passages for place in places_of(passage)))
