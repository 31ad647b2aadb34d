"""Versions of a document: the newest is in force, unless a question names another.

Documents belong to one series if their titles differ only in numbers and dates ("Annual report 2023" and "Annual report
2024", a policy in two versions), and each has a date of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.indexing.catalogue import StoredDocument
from assistant.language.loading import language
from assistant.language.phrases import YEARS, words_pattern
from assistant.language.terms import terms
from assistant.retrieval.evidence import CountTokens, select_evidence
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.question import Question
from assistant.types import Document, Evidence

AS_GOOD = 0.8
"""The share of the best score in the versions left out that those read must reach; below it, they don't cover it."""
_NUMBER = re.compile(r"\d")
Version = StoredDocument | Document


@dataclass(frozen=True, slots=True)
class Series:
    """Versions of one document, each with its date or year; `newest` is in force."""

    newest: Version
    earlier: tuple[Version, ...]


def issued(document: Version) -> str:
    """Return when a document was issued: its date in ISO 8601, the last year in its title or name, or ""."""
    dated = document.date.iso if isinstance(document, Document) else document.dated
    return dated or max(YEARS.findall(f"{document.title} {document.name}"), default="")


def series_among(documents: Sequence[Version]) -> Iterator[Series]:
    """Yield the series among documents."""
    titled = [document for document in documents if _kept(document)]
    for _, alike in groupby(sorted(titled, key=_kept), key=_kept):
        *earlier, newest = sorted(alike, key=lambda document: (issued(document), document.name))
        dates = [issued(document) for document in (*earlier, newest)]
        if earlier and all(dates) and len(set(dates)) == len(dates):
            yield Series(newest, tuple(earlier))


@dataclass(frozen=True, slots=True)
class VersionsRead:
    """Which versions are read for a question: not those `left_out`; of the series `in_force`, only the newest.

    `any_time`: the question names no time or version, and asks for no earlier one.
    """

    left_out: frozenset[str] = frozenset()
    in_force: tuple[Series, ...] = ()
    any_time: bool = False


def versions_read(gathered: Gathered, document: Callable[[str], Version]) -> VersionsRead:
    """Return which versions are read for a question: the newest of each series, or the earlier ones if it asks so.

    All are read if the question names a time or a version, or if those that would be left out say what the others do
    not. `document` returns the document with a name.
    """
    query = gathered.query
    names = dict.fromkeys(item.passage.document for item in gathered.ranked)
    if query.periods.years or query.periods.quarterly or names_a_version(query.question):
        return VersionsRead()
    known = tuple(series_among([document(name) for name in names])) if len(names) > 1 else ()
    if asks_for_earlier(query.question):
        old = [series for series in known if _stands_for(series.earlier, (series.newest,), gathered.ranked)]
        return VersionsRead(frozenset(series.newest.name for series in old))
    newer = tuple(series for series in known if _stands_for((series.newest,), series.earlier, gathered.ranked))
    return VersionsRead(frozenset(document.name for series in newer for document in series.earlier), newer, True)


def series_of(document: Version, documents: Sequence[Version]) -> Series | None:
    """Return the series among documents in which one of them is an earlier version; None if it is in none."""
    words = sorted(re.findall(r"[^\W\d_]+", document.title.casefold()), key=len)
    near = [one for one in documents if words and words[-1] in one.title.casefold()]
    alike = [one for one in near if _kept(one) == _kept(document)]
    found = series_among(alike)
    return next((one for one in found if document.name in {older.name for older in one.earlier}), None)


def names_a_version(question: Question) -> bool:
    """Return whether a question names a version by its number: "v2", "version 2"."""
    words = words_pattern(("v", *language(question.language).about.versions))
    return re.search(rf"(?<!\w)(?:{words})\W?\d", question.whole, re.IGNORECASE) is not None


def asks_for_earlier(question: Question) -> bool:
    """Return whether a question asks for a version that is no longer in force."""
    return language(question.language).about.earlier.stand_in(question.whole)


def keeping_to(gathered: Gathered, reading: VersionsRead, count_tokens: CountTokens, budget: int) -> Gathered:
    """Return what was gathered without the versions that are not read; the evidence is chosen again from the rest."""
    ranked = tuple(item for item in gathered.ranked if item.passage.document not in reading.left_out)
    chosen = select_evidence(ranked, gathered.query, count_tokens, budget)
    return replace(gathered, ranked=ranked, **chosen._asdict())


def _stands_for(kept: Sequence[Version], left: Sequence[Version], ranked: Sequence[Evidence]) -> bool:
    """Return whether the versions kept cover what the others say: their best sentence fits about as well."""

    def best(versions: Sequence[Version]) -> float:
        names = {document.name for document in versions}
        return max((item.score for item in ranked if item.passage.document in names), default=0.0)

    return best(left) > 0 and best(kept) >= AS_GOOD * best(left)


def _kept(document: Version) -> tuple[str, ...]:
    """Return the words of a title without those of its version: numbers, dates and the word "version"."""
    told = language(document.language)
    months = {term for names in told.dates.months for name in names for term in terms(name, document.language)}
    apart = months | {term for word in told.about.versions for term in terms(word, document.language)}
    words = (term for term in terms(document.title, document.language) if not _NUMBER.search(term))
    return tuple(term for term in words if term not in apart)
