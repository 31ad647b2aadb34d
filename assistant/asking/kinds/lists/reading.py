"""Which group answers, by reading: a cross-encoder reads the question with what each group is called and holds.

It sees that "In attendance: ..." says who took part, which no word tells. It reads English only; see `FITS_FROM` for
other languages. Its log odds are added to the fit by the words, and the sum must reach `READS_FROM`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.asking.kinds.inquiry import Inquiry, stating
from assistant.asking.kinds.lists.enumerating import has_figures, is_on_subject, series_in
from assistant.asking.kinds.lists.fitting import Fitting, fitting_groups
from assistant.asking.kinds.lists.groups import Group
from assistant.asking.kinds.versions import asks_for_earlier, names_a_version, series_among
from assistant.models.encoders import LANGUAGES
from assistant.retrieval.looks import encoders_read, in_words
from assistant.retrieval.query import Query
from assistant.retrieval.search import Found

READS_FROM = 0.5
"""The sum of fit and weighted log odds from which a group counts as what is asked for."""
SURELY_FROM = 3.0
"""The log odds from which a group answers beyond doubt, so that it may be counted."""
_A_LOGIT = 0.1
_LEAST, _MOST = -5.0, 7.0
_BEHIND = 3.0
"""How far its log odds may be below those of the best: a section may answer that is not listed."""
_YEARLESS = re.compile(r"\d+")
_ITEMS_READ, _CHARACTERS_READ, _GROUPS_READ = 6, 500, 24


def reads(inquiry: Inquiry) -> bool:
    """Return whether there is a cross-encoder, and the question is in a language that it reads."""
    return inquiry.encoders.cross is not None and encoders_read(inquiry.question)


def by_reading(inquiry: Inquiry, query: Query, asked: frozenset[str], found: Sequence[Found]) -> Fitting | None:
    """Return the group or series that answers best; None if none answers.

    Raises ModelError if the encoder is missing or damaged.
    """
    countable = inquiry.kind != "count"
    series = [
        one
        for one in _series(asked, found)
        if is_on_subject(inquiry, query, asked, one.items[0][0])
        and (countable or not has_figures(one.items[0][0], asked))
    ]
    fitting = fitting_groups(inquiry, query, asked, found, series)
    readable = [one for one in fitting if one.group.passage.language in LANGUAGES][:_GROUPS_READ]
    if not readable or inquiry.encoders.cross is None:
        return None
    texts = [_text(inquiry, one.group) for one in readable]
    logits = np.clip(inquiry.encoders.cross.relevance(query.question.whole, texts), _LEAST, _MOST).astype(float)
    read = [replace(one, logit=logit) for one, logit in zip(readable, logits.tolist(), strict=True)]
    least = max(one.logit for one in read) - _BEHIND
    fit = [one for one in read if one.may_be_listed and one.logit >= least and _worth(one) >= READS_FROM]
    return _newest(inquiry, query, max(fit, key=_worth), fit) if fit else None


def _worth(one: Fitting) -> float:
    return one.fit + _A_LOGIT * one.logit


def _newest(inquiry: Inquiry, query: Query, best: Fitting, fit: Sequence[Fitting]) -> Fitting:
    """Return the group of the newest version of its document that is called the same, unless a time is asked for."""
    if query.periods.years or names_a_version(query.question) or asks_for_earlier(query.question):
        return best
    called = _YEARLESS.sub("", best.group.title)
    for series in series_among(inquiry.documents(), inquiry.replaced):
        if best.group.passage.document in (one.name for one in series.earlier):
            newest = (one for one in fit if one.group.passage.document == series.newest.name)
            return next((one for one in newest if _YEARLESS.sub("", one.group.title) == called), best)
    return best


def _series(asked: frozenset[str], found: Sequence[Found]) -> Iterator[Group]:
    """Yield each sentence of the passages found that names several things."""
    for item in stating([one.stored.passage for one in found]):
        if item.sentence.row is None and series_in(item.sentence.text, item.passage.language, asked):
            yield Group("series", ((item,),))


def _text(inquiry: Inquiry, group: Group) -> str:
    """Return a group as it is read: the title of its document, what it is called, and its first items."""
    title = inquiry.reader.document(group.passage.document).title
    items = "; ".join(in_words(one.passage, one.sentence) for item in group.items[:_ITEMS_READ] for one in item[:1])
    told = f"{group.title}: {items}" if group.title else items
    return (f"{title}. {told}" if title else told)[:_CHARACTERS_READ]
