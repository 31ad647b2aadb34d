"""How well groups of items fit a question: by vectors, the words above and in them, and the rank of their passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.lists.groups import Group, groups_in
from assistant.asking.kinds.versions import issued
from assistant.language.terms import terms
from assistant.retrieval.query import Query
from assistant.retrieval.search import Found
from assistant.types import Passage

FITS_FROM = 0.5
"""The fit from which a group counts as what is asked for."""
HEADED_FROM = 0.67
"""The share of a question's words that the headings of a section must have for its sentences to be listed."""
_REACH, _MOST_REACH = 20_000, 8_000_000
_MOST_IN_SECTION = 12
_MOST_SEARCHED = 2_000
_IN_ITEMS = 0.6
"""The weight of a word of the question that is in the items but not above them."""
_FOR_ITEMS = 0.1
"""The advantage of a list or table over a section: its author meant it as separate items."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A group, how well it fits a question, and the shares of the question's words that its title has (0 to 1).

    Words of the document's name don't count in `titled`, unless the question has no others; in `headed` they do.
    `logit` is the log odds that it answers, where a cross-encoder has read it.
    """

    group: Group
    fit: float
    titled: float
    headed: float
    logit: float = 0.0

    @property
    def may_be_listed(self) -> bool:
        """Whether its items may be an answer: those of a section only if its headings have the question's words."""
        return self.group.kind != "section" or self.headed >= HEADED_FROM


def fitting_groups(
    inquiry: Inquiry, query: Query, asked: frozenset[str], found: Sequence[Found], others: Sequence[Group] = ()
) -> list[Fitting]:
    """Return the groups around the passages found, and others, by how well they fit; among equals, newer ones first."""
    groups = [*(group for group in _around(inquiry, found) if len(group.items) > 1), *others]
    groups = [group for group in groups if group.kind != "section" or len(group.items) <= _MOST_IN_SECTION]
    if not groups:
        return []
    documents = {document.name: document for document in inquiry.documents()}
    titles = [group.title or "".join(group.passage.heading[:1]) for group in groups]
    cosines = np.maximum(inquiry.embedder.embed(titles) @ query.vector, 0.0)
    top = max((item.score for item in found), default=0.0) or 1.0

    def fitting(group: Group, title: str, cosine: float) -> Fitting:
        document = documents[group.passage.document]
        code = group.passage.language
        called = set(terms(f"{document.title}\n{document.name}", code))
        wanted = asked - called or asked  # the name of a document says which one, not what of it
        above = set(terms(title, code)) | (called if wanted == asked else set())
        inside = words_inside(group, wanted - above)
        headed = len(asked & set(terms(title, code))) / max(1, len(asked))
        titled = len(wanted & above) / max(1, len(wanted))
        worded = titled + _IN_ITEMS * len(inside) / max(1, len(wanted))
        name, start, end = group.place
        near = [f.score for f in found if _overlaps(f, name, start, end)]
        ranked = max(near, default=0.0) / top
        fit = 0.3 * cosine + 0.4 * worded + 0.3 * ranked + (_FOR_ITEMS if group.kind != "section" else 0.0)
        return Fitting(group, fit, titled, headed)

    fittings = [fitting(*each) for each in zip(groups, titles, cosines.tolist(), strict=True)]
    fittings.sort(key=lambda one: issued(documents[one.group.passage.document]), reverse=True)
    return sorted(fittings, key=lambda one: -round(one.fit, 3))


def words_inside(group: Group, wanted: Set[str]) -> set[str]:
    """Return those of some terms that are in the items of a group; of a very long one, in its first items."""
    found: set[str] = set()
    for item in group.items[:_MOST_SEARCHED]:
        if wanted <= found:
            break
        found |= {term for one in item for term in terms(one.sentence.text, group.passage.language)} & wanted
    return found


def _around(inquiry: Inquiry, found: Sequence[Found]) -> Iterator[Group]:
    """Yield the groups that overlap a passage that was found."""
    places: dict[str, list[Found]] = {}
    for item in found:
        places.setdefault(item.stored.passage.document, []).append(item)
    for name, there in places.items():
        first = min(item.stored.passage.start for item in there)
        last = max(item.stored.passage.end for item in there)
        reach = _REACH
        end = min(last, first + 10 * reach)
        passages = inquiry.reader.passages_at(name, max(0, first - reach), end + reach)
        while reach < _MOST_REACH and _is_cut(groups_in(passages), passages, first - reach, end + reach):
            reach *= 8  # until all of the longest table or list is there
            passages = inquiry.reader.passages_at(name, max(0, first - reach), end + reach)
        for group in groups_in(passages):
            _, start, stop = group.place
            if any(_overlaps(item, name, start, stop) for item in there):
                yield group


def _is_cut(groups: Iterable[Group], passages: Sequence[Passage], start: int, end: int) -> bool:
    """Return whether a table or list may go on beyond a stretch of a document from which its passages were read."""
    places = [group.place for group in groups if group.kind != "section"]
    first, last = (passages[0], passages[-1]) if passages else (None, None)
    begins = first is not None and start > 0 and any(place[1] < first.end for place in places)
    return begins or (last is not None and last.end >= end and any(place[2] > last.start for place in places))


def _overlaps(found: Found, name: str, start: int, end: int) -> bool:
    passage = found.stored.passage
    return passage.document == name and passage.start < end and start < passage.end
