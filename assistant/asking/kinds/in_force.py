"""Which versions of a document are read for a question: the newest, unless the question names another."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.asking.kinds.changing import ALIKE_FROM
from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.versions import Series, Version, asks_for_earlier, names_a_version, series_with
from assistant.indexing.reader import Reader
from assistant.language.terms import terms
from assistant.retrieval.evidence import CountTokens, select_evidence
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.looks import relevance_of
from assistant.types import Evidence

AS_GOOD = 0.8
"""The share of the best score in the versions left out that those read must reach; below it, they don't cover it."""
_LEAST = 0.5
"""The share of the score of an earlier sentence that a sentence under the same heading gets, however unlike it is."""
_MOST_PASSAGES = 30
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class VersionsRead:
    """Which versions are read for a question: not those `left_out`; of the series `in_force`, only the newest.

    `added` are sentences of the newest that are read as well. `any_time`: the question names no time or version, and
    asks for no earlier one.
    """

    left_out: frozenset[str] = frozenset()
    in_force: tuple[Series, ...] = ()
    any_time: bool = False
    added: tuple[Evidence, ...] = ()


def versions_read(gathered: Gathered, inquiry: Inquiry) -> VersionsRead:
    """Return which versions are read for a question: the newest of each series, or the earlier ones if it asks so.

    All are read if the question names a time or a version, or if those that would be left out say what the others do
    not. The newest covers what the earlier ones say best if it has the heading over that.
    """
    query, ranked = gathered.query, gathered.ranked
    if query.periods.years or query.periods.quarterly or names_a_version(query.question):
        return VersionsRead()
    names = {item.passage.document for item in ranked}
    documents = inquiry.documents()
    known = series_with([one for one in documents if one.name in names], documents, inquiry.replaced)
    if asks_for_earlier(query.question):
        old = [series for series in known if _stands_for(series.earlier, (series.newest,), ranked)]
        return VersionsRead(frozenset(series.newest.name for series in old))
    left_out: set[str] = set()
    newer: list[Series] = []
    added: list[Evidence] = []
    for series in known:
        covering = _covering(series, gathered, inquiry)
        if covering or _stands_for((series.newest,), series.earlier, ranked):
            newer.append(series)
            added += covering
            left_out |= {document.name for document in series.earlier}
        elif series.newest.name not in names:  # it says nothing of it: the latest does that was found
            *before, last = (document for document in series.earlier if document.name in names)
            left_out |= {document.name for document in before if _stands_for((last,), before, ranked)}
    return VersionsRead(frozenset(left_out), tuple(newer), True, tuple(added))


def keeping_to(gathered: Gathered, reading: VersionsRead, count_tokens: CountTokens, budget: int) -> Gathered:
    """Return what was gathered without the versions that are not read, and with the sentences that are read as well.

    The evidence is chosen again.
    """
    kept = {item.place: item for item in gathered.ranked if item.passage.document not in reading.left_out}
    for item in reading.added:
        known = kept.get(item.place)
        kept[item.place] = replace(known, score=max(known.score, item.score)) if known else item
    ranked = tuple(sorted(kept.values(), key=lambda item: (-item.score, item.place)))
    chosen = select_evidence(ranked, gathered.query, count_tokens, budget, gathered.around)
    return replace(gathered, ranked=ranked, **chosen._asdict())


def _stands_for(kept: Sequence[Version], left: Sequence[Version], ranked: Sequence[Evidence]) -> bool:
    """Return whether the versions kept cover what the others say: their best sentence fits about as well."""

    def best(versions: Sequence[Version]) -> float:
        names = {document.name for document in versions}
        return max((item.score for item in ranked if item.passage.document in names), default=0.0)

    return best(left) > 0 and best(kept) >= AS_GOOD * best(left)


def _covering(series: Series, gathered: Gathered, inquiry: Inquiry) -> tuple[Evidence, ...]:
    """Return the sentences of the newest version under the heading of what the earlier ones say best.

    There are none if the newest has no such heading. Reports and minutes of several dates have the same headings too,
    so where no document says that it replaces the earlier one, a sentence has to be its changed form. Each is scored
    by how alike it is to that sentence, so that what people call by its old name is found.
    """
    earlier = {document.name for document in series.earlier}
    best = next((item for item in gathered.ranked if item.passage.document in earlier), None)
    titles = {_plain(document.title) for document in series.versions}
    if best is None or not (path := _path(best.passage.heading, titles)):
        return ()
    items, vectors = _under(inquiry.reader, series.newest.name, path, titles)
    _, old = _under(inquiry.reader, best.passage.document, path, titles)
    if not items or (vector := old.get(best.sentence.start)) is None:
        return ()
    alike = {item.sentence.start: max(0.0, float(vectors[item.sentence.start] @ vector)) for item in items}
    most = max(alike.values())
    if most < ALIKE_FROM and best.passage.document not in {older for _, older in inquiry.replaced}:
        return ()
    scored = [
        replace(
            item,
            score=best.score * (_LEAST + (1 - _LEAST) * alike[item.sentence.start] / (most or 1.0)),
            closeness=float(vectors[item.sentence.start] @ gathered.query.vector),
        )
        for item in items
    ]
    ranked = sorted(scored, key=lambda item: -item.score)
    relevance = relevance_of(ranked, gathered.query, inquiry.encoders.cross)
    return tuple(replace(item, relevance=relevance.get(place)) for place, item in enumerate(ranked))


def _under(
    reader: Reader, name: str, path: Sequence[str], titles: Collection[str]
) -> tuple[list[Evidence], dict[int, NDArray[np.float32]]]:
    """Return the sentences of a document under a path of headings, and the vector of each by its offset."""
    language = reader.document(name).language
    words = terms(" ".join(path), language)
    found = reader.match("passages", words, _MOST_PASSAGES, reader.passages_of([name])) if words else {}
    stored = [one for one in reader.read_passages(list(found)).values() if found]
    there = [one for one in stored if _path(one.passage.heading, titles) == tuple(path)]
    vectors = {
        sentence.start: vector
        for one in there
        for sentence, vector in zip(one.passage.sentences, one.sentence_vectors, strict=True)
    }
    return list(stating([one.passage for one in there])), vectors


def _path(heading: Sequence[str], titles: Collection[str]) -> tuple[str, ...]:
    """Return the words of the headings over a passage, without numbers and the title of its document."""
    plain = (_plain(one) for one in heading)
    return tuple(words for words in plain if words and words not in titles)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
