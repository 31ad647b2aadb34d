"""What changed between two versions of a document, sentence by sentence, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.subject import subject_of, terms_at_the_top
from assistant.asking.kinds.versions import Series, Version, issued, series_among
from assistant.language.dates import find_dates
from assistant.language.loading import language
from assistant.language.phrases import YEARS
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.naming import proper_names_in
from assistant.retrieval.query import Query, make_query
from assistant.types import Answer, AnswerCell, Citation, Claim, Evidence
from assistant.verifying.showing import citation_of, told_of

ALIKE_FROM = 0.55
"""The cosine from which a sentence of the newer version counts as the changed form of one in the earlier version."""
MOST_CHANGES = 100
_MOST_SENTENCES = 2_000
_MOST_CHARACTERS = 2_000_000
_NAMED, _NAMED_FOR_CERTAIN = 0.5, 0.7
"""The share of a question's words that a document and its changes need; the second if the question's kind is unsure."""


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence as it was and as it is now; `before` is None if it was added, `now` if it was removed."""

    before: Evidence | None
    now: Evidence | None

    @property
    def section(self) -> str:
        """The heading that it is under."""
        item = self.now or self.before
        return item.passage.heading[-1] if item and item.passage.heading else ""

    @property
    def words(self) -> str:
        """The text of both versions, with the heading."""
        return "\n".join((self.section, *(item.sentence.text for item in (self.before, self.now) if item)))


def changed(inquiry: Inquiry, *, sure: bool = True) -> Answer | None:
    """Return the sentences in which the last two versions of a document differ, as a table; None if there are none.

    If the question names more than the document, only the changes on that subject are returned. If it is not `sure`
    that it asks for changes, nearly all of its words must be in the document, and a row of a table with columns of
    years tells the change of its figure better.
    """
    with inquiry.watch.stage("retrieval"):
        query = make_query(inquiry.question, inquiry.embedder, inquiry.reader.languages())
        if query.periods.years:  # what changed from one year to the next is a matter of figures, not of versions
            return None
        asked = subject_of(query, inquiry.reader.languages()) - _of_versions(inquiry)
        found = [
            (on_subject(changes, asked - _senders(inquiry, series, query), series), series, changes)
            for series, changes in _changes(inquiry, asked)
        ]
        fits = [_fit(inquiry, series, told, asked) for told, series, _ in found]
    if not found or max(fits) < (_NAMED if sure else _NAMED_FOR_CERTAIN):
        return None
    told, series, changes = found[fits.index(max(fits))]
    if not told or (not sure and _has_years(told)):
        return None
    return _told(inquiry, told[:MOST_CHANGES], series, len(changes))


def changes_between(inquiry: Inquiry, before: Version, now: Version) -> list[SentenceChange]:
    """Return the differences between two versions, in the order of the newer one; removed sentences come last."""
    old, new = (
        [
            item
            for item in list(stating(inquiry.reader.passages_at(document.name, 0, _MOST_CHARACTERS)))[:_MOST_SENTENCES]
            if not is_date_line(item)
        ]
        for document in (before, now)
    )
    same = {_plain(item) for item in old} & {_plain(item) for item in new}
    gone = [item for item in old if _plain(item) not in same]
    come = [item for item in new if _plain(item) not in same]
    if not (gone and come):
        return [*(SentenceChange(None, item) for item in come), *(SentenceChange(item, None) for item in gone)]
    vectors = inquiry.embedder.embed([_plain(item) for item in (*gone, *come)])
    cosines = vectors[len(gone) :] @ vectors[: len(gone)].T
    pairs: dict[int, int] = {}
    for flat in np.argsort(-cosines, axis=None, kind="stable").tolist():
        place, other = divmod(flat, len(gone))
        if cosines[place, other] < ALIKE_FROM:
            break
        if place not in pairs and other not in pairs.values():
            pairs[place] = other
    kept = [SentenceChange(gone[pairs[place]] if place in pairs else None, item) for place, item in enumerate(come)]
    return [*kept, *(SentenceChange(item, None) for other, item in enumerate(gone) if other not in pairs.values())]


def is_date_line(item: Evidence) -> bool:
    """Return whether a sentence only gives its document's date or version, which differs in every version anyway."""
    text, code = item.sentence.text, item.passage.language
    told = language(code)
    left = list(text)
    for day in find_dates(text, code):
        left[day.start : day.end] = " " * (day.end - day.start)
    bare = told.dates.own.cut_from("".join(left))
    words = {term for term in terms(bare, code) if not any(map(str.isdigit, term))}
    dated = bare != text and (bool(find_dates(text, code)) or any(map(str.isdigit, text)))
    return dated and item.sentence.row is None and words <= terms_of_words(told.about.versions, code)


def on_subject(changes: Sequence[SentenceChange], asked: frozenset[str], series: Series) -> list[SentenceChange]:
    """Return the changes that a question is about: all of them if it names only the document.

    A change with some of its words is not meant if another has these and more.
    """
    beyond = asked - _names(series)
    if not beyond:
        return list(changes)
    code = series.newest.language
    headed = [change for change in changes if beyond <= set(terms(change.section, code))]
    said = [beyond & set(terms(change.words, code)) for change in changes]
    closest = [change for change, own in zip(changes, said, strict=True) if own and not any(own < one for one in said)]
    return headed or closest


def _changes(inquiry: Inquiry, asked: frozenset[str]) -> Iterator[tuple[Series, list[SentenceChange]]]:
    known = sorted(series_among(inquiry.documents(), inquiry.replaced), key=lambda series: -len(asked & _names(series)))
    for series in known[:10]:
        yield series, changes_between(inquiry, series.earlier[-1], series.newest)


def _of_versions(inquiry: Inquiry) -> frozenset[str]:
    """Return the words of a question that only say which version is compared ("the old one"), as terms."""
    told, text = language(inquiry.code).about, inquiry.question.whole
    earlier = " ".join(found.group() for found in told.earlier.pattern.finditer(text))
    return frozenset(terms(earlier, inquiry.code)) | terms_of_words(told.versions, inquiry.code)


def _senders(inquiry: Inquiry, series: Series, query: Query) -> frozenset[str]:
    """Return the names of a question at the top of both versions: they say whose document it is, as a letterhead."""
    if language(inquiry.code).capital_nouns:  # whose nouns all look like names
        return frozenset()
    before, now = (terms_at_the_top(inquiry.reader, one.name) for one in (series.earlier[-1], series.newest))
    return proper_names_in(query.sought, series.newest.language, inquiry.code) & before & now


def _fit(inquiry: Inquiry, series: Series, told: Sequence[SentenceChange], asked: frozenset[str]) -> float:
    """Return the share of a question's words that occur in a series: in its names, its changes, or its newest version.

    Those that only the newest version has count if the changes have another: they say whose it is.
    """
    there = _names(series) & asked
    there |= {term for change in told for term in terms(change.words, series.newest.language)} & asked
    if there:
        within = inquiry.reader.passages_of([series.newest.name])
        there |= {term for term in asked - there if inquiry.reader.match("passages", [term], 1, within)}
    return len(there) / max(1, len(asked))


def _has_years(told: Sequence[SentenceChange]) -> bool:
    """Return whether a change is in a row of a table with columns of years."""
    rows = (item.sentence.row for change in told for item in (change.before, change.now) if item)
    return any(YEARS.search(cell.column) for row in rows if row for cell in row.cells)


def _names(series: Series) -> set[str]:
    newest = series.newest
    titles = "\n".join(document.title for document in series.versions)
    return set(terms(f"{titles}\n{newest.name}", newest.language))


def _told(inquiry: Inquiry, changes: Sequence[SentenceChange], series: Series, of: int) -> Answer:
    citations: list[Citation] = []
    claims = []
    for change in changes:
        cells = [AnswerCell(change.section)]
        for item in (change.before, change.now):
            if item is None:
                cells.append(AnswerCell(""))
                continue
            citations.append(citation_of(item, len(citations) + 1))
            words, _ = told_of(item, inquiry.question.whole)
            cells.append(AnswerCell(words, (citations[-1].number,)))
        numbers = tuple(number for cell in cells for number in cell.citations)
        claims.append(Claim(" → ".join(cell.text or "–" for cell in cells[1:]), "row", numbers, cells=tuple(cells)))
    before, now = series.earlier[-1], series.newest
    return inquiry.answer(
        claims,
        citations,
        form="table",
        columns=("", *(f"{document.title} ({issued(document)})" for document in (before, now))),
        certificate=inquiry.told("changes", count=len(changes), of=of),
        confidence=0.9,
    )


def _plain(item: Evidence) -> str:
    return " ".join(item.sentence.text.split())
