"""Versions of a document, of which the newest is in force, and how a question names another.

Documents belong to one series if their titles differ only in numbers and dates ("Annual report 2023" and "Annual report
2024", a policy in two versions), and each has a date of its own; or if one says that it replaces the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from assistant.indexing.catalogue import StoredDocument
from assistant.language.loading import language
from assistant.language.phrases import YEARS, words_pattern
from assistant.language.terms import terms
from assistant.retrieval.question import Question
from assistant.types import Document

_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
Version = StoredDocument | Document
Replaced = frozenset[tuple[str, str]]
"""Which documents replace which by what they say, as pairs of names, the newer first (`replacing.py`)."""


@dataclass(frozen=True, slots=True)
class Series:
    """Versions of one document, each with its date or year; `newest` is in force."""

    newest: Version
    earlier: tuple[Version, ...]

    @property
    def versions(self) -> tuple[Version, ...]:
        """All of them, the newest last."""
        return (*self.earlier, self.newest)


def issued(document: Version) -> str:
    """Return when a document was issued: its date in ISO 8601, the last year in its title or name, or ""."""
    dated = document.date.iso if isinstance(document, Document) else document.dated
    return dated or max(YEARS.findall(f"{document.title} {document.name}"), default="")


def series_among(documents: Sequence[Version], replaced: Replaced = frozenset()) -> Iterator[Series]:
    """Yield the series among documents: those with titles alike, and those of which one has `replaced` another."""
    names = {document.name: document for document in documents}
    groups = {name: [document] for name, document in names.items()}

    def join(some: Sequence[Version]) -> None:
        group = list({one.name: one for document in some for one in groups[document.name]}.values())
        groups.update((one.name, group) for one in group)

    titled = [document for document in documents if own_words(document)]
    for _, alike in groupby(sorted(titled, key=own_words), key=own_words):
        one_title = list(alike)
        dates = [issued(document) for document in one_title]
        if all(dates) and len(set(dates)) == len(dates):
            join(one_title)
    for newer, older in sorted(replaced):
        if newer in names and older in names:
            join([names[newer], names[older]])
    for group in {id(group): group for group in groups.values()}.values():
        *earlier, newest = sorted(group, key=lambda document: (issued(document), document.name))
        if earlier and issued(earlier[-1]) < issued(newest):
            yield Series(newest, tuple(earlier))


def series_of(document: Version, documents: Sequence[Version], replaced: Replaced = frozenset()) -> Series | None:
    """Return the series among documents in which one of them is an earlier version; None if it is in none."""
    found = series_with([document], documents, replaced)
    return next((one for one in found if document.name in {older.name for older in one.earlier}), None)


def series_with(
    some: Sequence[Version], documents: Sequence[Version], replaced: Replaced = frozenset()
) -> tuple[Series, ...]:
    """Return the series among documents that contain one of some of them, without looking closely at all others."""
    names = {document.name for document in some}
    while more := {name for pair in replaced if not names.isdisjoint(pair) for name in pair} - names:
        names |= more
    joined = [document for document in documents if document.name in names]
    titles = {own_words(document) for document in joined}
    words = {word for one in joined if (word := longest_word(one.title))}
    near = [one for one in documents if any(word in one.title.casefold() for word in words)]
    alike = [one for one in near if one.name in names or own_words(one) in titles]
    alike += [one for one in joined if one not in alike]
    wanted = {document.name for document in some}
    found_series = series_among(alike, replaced)
    return tuple(one for one in found_series if not wanted.isdisjoint(version.name for version in one.versions))


def names_a_version(question: Question) -> bool:
    """Return whether a question names a version by its number: "v2", "version 2"."""
    words = words_pattern(("v", *language(question.language).about.versions))
    return re.search(rf"(?<!\w)(?:{words})\W?\d", question.whole, re.IGNORECASE) is not None


def asks_for_earlier(question: Question) -> bool:
    """Return whether a question asks for a version that is no longer in force."""
    return language(question.language).about.earlier.stand_in(question.whole)


def longest_word(title: str) -> str:
    """Return the longest word of a title, folded, or "": a text without it does not name that title."""
    return max(_WORD.findall(title.casefold()), key=len, default="")


def own_words(document: Version) -> tuple[str, ...]:
    """Return the terms of a title without those of its version: numbers, dates and the word "version"."""
    return _own_words(document.title, document.language)


@lru_cache(maxsize=10_000)
def _own_words(title: str, code: str) -> tuple[str, ...]:
    apart = _words_of_versions(code)
    return tuple(term for term in terms(title, code) if not _NUMBER.search(term) and term not in apart)


@cache
def _words_of_versions(code: str) -> frozenset[str]:
    told = language(code)
    months = {term for names in told.dates.months for name in names for term in terms(name, code)}
    return frozenset(months | {term for word in told.about.versions for term in terms(word, code)})
