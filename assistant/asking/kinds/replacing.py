"""What documents say that they replace: "This version replaces version 1.0 of 11 January 2021".

The sentence must be near the beginning, and name the other document by its date, its version or its title. That one
must be earlier and have a title alike, or be named by it. Who replaces a clause has made no new version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.asking.kinds.versions import Version, issued, longest_word, own_words
from assistant.indexing.catalogue import StoredDocument
from assistant.indexing.reader import Reader
from assistant.language.dates import WrittenDate, find_dates
from assistant.language.loading import language
from assistant.language.marks import is_question
from assistant.language.phrases import YEARS, is_year, words_pattern
from assistant.language.terms import terms, terms_of_words

BEGINNING = 2_000
"""How many characters of a document are its beginning, in which it says what it replaces."""
ALIKE = 0.5
"""The share of the words of the shorter of two titles that both have, unless a document is named by its title."""
_MOST_SENTENCES = 500
"""How many sentences with a word of replacing are looked at, for each such word."""
_DOT_OF_A_NUMBER = re.compile(r"(?<=\d)\.")
_CLAUSE_ENDS = ",;:，；：、"


def replacements(reader: Reader, documents: Sequence[StoredDocument]) -> frozenset[tuple[str, str]]:
    """Return which documents replace which, as pairs of names, the newer first.

    Only the sentences that the index finds by a word of replacing are read, and the beginnings of documents of which
    the version has to be known.
    """
    by_name = {document.name: document for document in documents}
    titled = [(longest_word(document.title), document) for document in documents]
    by_year: dict[str, list[StoredDocument]] = {}
    for document in documents:
        by_year.setdefault(issued(document)[:4], []).append(document)
    pairs: set[tuple[str, str]] = set()

    def may_be_meant(named: NamedVersion) -> dict[str, StoredDocument]:
        """Return the documents worth a closer look, by name: there may be thousands."""
        if named.versions and not named.dates:
            return by_name
        plain = named.text.casefold()
        found = [document for word, document in titled if word and word in plain]
        found += [document for year in named.all_years for document in by_year.get(year, ())]
        return {document.name: document for document in found}

    def version_of(document: Version) -> str:
        pattern = _version(document.language)
        in_title = pattern.search(f"{document.title}\n{document.name}")
        texts = (passage.text for passage in reader.passages_at(document.name, 0, BEGINNING))
        found = in_title or next(filter(None, map(pattern.search, texts)), None)
        return _number_of(found) if found else ""

    for name, sentence in _sentences_of_replacing(reader, by_name.keys()):
        newer = by_name[name]
        for said in said_to_be_replaced(sentence, newer.language):
            named = NamedVersion.in_text(said, newer.language)
            near = may_be_meant(named).values()
            pairs |= {(name, older.name) for older in near if named.means(older, newer, version_of)}
    return frozenset(pairs)


def said_to_be_replaced(sentence: str, code: str) -> tuple[str, ...]:
    """Return the parts of a sentence that name what its document replaces; nothing if it denies or doubts that."""
    told = language(code)
    text = _DOT_OF_A_NUMBER.sub("·", sentence)  # the dot of "4. Mai" ends no phrase
    if is_question(sentence):
        return ()
    found = [(match, sentence[match.start() :]) for match in told.about.replaces.pattern.finditer(text)]
    found += [(match, sentence[: match.start()]) for match in told.about.replaced.pattern.finditer(text)]
    denials = told.meanings.negation, told.statements.hedge

    def is_denied(match: re.Match[str]) -> bool:
        clause = max(text.rfind(end, 0, match.start()) for end in _CLAUSE_ENDS) + 1
        before, behind = text[clause : match.start()], text[match.end() :].split()
        near = " ".join((before, *behind[:1], "/", *behind[-1:]))  # "ersetzt ... nicht"
        return any(words.stand_in(near) for words in denials)

    return tuple(said for match, said in found if not is_denied(match))


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """What a text names a document by: dates, years and versions, with its terms; all with their places."""

    text: str
    code: str
    dates: tuple[WrittenDate, ...]
    years: tuple[tuple[str, int], ...]
    versions: tuple[tuple[str, int], ...]
    terms: tuple[tuple[str, int], ...]

    @classmethod
    def in_text(cls, text: str, code: str) -> NamedVersion:
        """Return what a text in a language names."""
        dates = find_dates(text, code)
        rest = list(text)
        for date in dates:
            rest[date.start : date.end] = " " * (date.end - date.start)
        left = "".join(rest)
        years = tuple((found.group(), found.start()) for found in YEARS.finditer(left))
        numbers = ((_number_of(found), found.start()) for found in _version(code).finditer(left))
        versions = tuple((number, place) for number, place in numbers if not is_year(number))
        words = tuple((term, found.start()) for found in re.finditer(r"\w+", text) for term in terms(found[0], code))
        return cls(text, code, dates, years, versions, words)

    @property
    def all_years(self) -> frozenset[str]:
        """The years of its dates, and those told alone."""
        return frozenset(date.iso[:4] for date in self.dates) | {year for year, _ in self.years}

    def means(self, older: Version, newer: Version, version_of: Callable[[Version], str]) -> bool:
        """Return whether an earlier document as a whole is named; `version_of` returns a document's version, or ""."""
        before, now = issued(older), issued(newer)
        if not before or before >= now or now.startswith(before):
            return False
        place = self._place_of(older, newer, before, version_of)
        if place is None:
            return False
        parts = language(self.code).about.parts.pattern.finditer(self.text, 0, place)
        title = newer.title.casefold()
        return all(part.group().casefold() in title for part in parts)

    def _place_of(self, older: Version, newer: Version, when: str, version_of: Callable[[Version], str]) -> int | None:
        """Return where the text names a document of this date, or None if it does not."""
        words, own = own_words(older), own_words(newer)
        titled = self._title_at(words) if longest_word(older.title) in self.text.casefold() else None
        if titled is not None and len(words) > 1:
            return titled
        if not _are_alike(words, own):
            return None
        if titled is not None:
            return titled
        days = [date for date in self.dates if date.is_full]
        if days:
            return next((date.start for date in days if date.iso.startswith(when)), None)
        if self.versions and (version := version_of(older)):
            return next((place for number, place in self.versions if number == version), None)
        versions = terms_of_words(language(self.code).about.versions, self.code)
        if not {*words, *own, *versions} & set(terms(self.text, self.code)):
            return None  # "replaces the boiler of 2019"
        periods = [*((date.iso, date.start) for date in self.dates), *self.years]
        return next((place for period, place in periods if when.startswith(period)), None)

    def _title_at(self, words: tuple[str, ...]) -> int | None:
        """Return where the words of a title stand one after another, or None."""
        places = self.terms
        starts = range(len(places) - len(words) + 1 if words else 0)
        same = (n for n in starts if tuple(term for term, _ in places[n : n + len(words)]) == words)
        return next((places[n][1] for n in same), None)


def _are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(set(one)), len(set(other)))
    return shorter > 0 and len(set(one) & set(other)) >= ALIKE * shorter


@cache
def _version(code: str) -> re.Pattern[str]:
    """Return the pattern of a version's number: "v2", "version 2.0", "2.0版"."""
    told = language(code)
    words = words_pattern(("v", *told.about.versions))
    begins, ends = (r"(?<![^\W_])", r"(?!\w)") if told.spaced else ("", "")
    number = r"(\d+(?:\.\d+)*)"
    return re.compile(rf"{begins}(?:{words})[\W_]?{number}|{number}\W?(?:{words}){ends}", re.IGNORECASE)


def _number_of(found: re.Match[str]) -> str:
    return re.sub(r"(?:\.0+)+$", "", found[1] or found[2])


def _sentences_of_replacing(reader: Reader, names: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentences of replacing at the beginnings of documents, each with the name of its document."""
    sought: set[str] = set()
    for code in reader.languages():
        about = language(code).about
        listed = "\n".join((*about.replaces.listed, *about.replaced.listed))
        sought |= set(terms(re.sub(r"\W", " ", listed), code))
    found = {one for term in sorted(sought) for one in reader.match("sentences", [term], _MOST_SENTENCES)}
    owners = set(reader.owners("sentences", sorted(found)).values()) if found else set()
    for stored in reader.read_passages(sorted(owners)).values() if owners else ():
        passage = stored.passage
        about = language(passage.language).about
        for sentence in () if passage.hidden or passage.document not in names else passage.sentences:
            text = _DOT_OF_A_NUMBER.sub("·", sentence.text)
            if sentence.start < BEGINNING and (about.replaces.stand_in(text) or about.replaced.stand_in(text)):
                yield passage.document, sentence.text
