"""Whether the items of a list answer a second question about each of them: "…, and what do they cost?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.asking.kinds.lists.groups import Group
from assistant.calculating.clock import clock_times
from assistant.language.dates import find_days
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.answer_type import asks_for_a_person, expected, tells_the_kind
from assistant.retrieval.question import Question
from assistant.types import Evidence, Figure
from assistant.verifying.names import find_names, opening_name

_MOST_OWN = 3
"""How many words of its own a question about each item has at most; one with more asks about something else."""


def carried(group: Group, part: Question) -> bool:
    """Return whether every item of a group has what a further part of a question asks for.

    That is a person, a time or a figure. A part that asks for something else is carried by a table that has a column
    for it.
    """
    own = set(terms(part.now, part.language))
    if len(own) > _MOST_OWN:
        return False
    row = group.items[0][0].sentence.row
    columns = {term for cell in row.values for term in terms(cell.column, group.passage.language)} if row else set()
    if own & columns:
        return True
    return all(_has_what_is_asked(item, part) for item in group.items)


def _has_what_is_asked(item: Sequence[Evidence], part: Question) -> bool:
    asks = language(part.language).questions
    if asks_for_a_person(part.now, part.language):
        return any(_names_someone(one) for one in item)
    expects = expected(part.now, [part.language])
    if expects == "time":
        return any(_tells_a_time(one) for one in item)
    figures = [figure for one in item for figure in _figures(one)]
    money = set(terms_of_words(language(part.language).calculations.words.get("money", ()), part.language))
    if money & set(terms(part.now, part.language)):
        return any(figure.currency for figure in figures)
    asks_how_much = bool(expects) or asks.measure.stand_in(part.now)
    return asks_how_much and bool(figures) and tells_the_kind(figures, part.now, part.language)


def _figures(item: Evidence) -> Iterator[Figure]:
    """Yield the figures of an item, without its years and its own number."""
    text = item.sentence.text
    for figure in item.sentence.meant:
        numbers_it = not text[: figure.start].strip() and text[figure.end : figure.end + 1] in (".", ")")
        if figure.unit != "year" and not numbers_it:
            yield figure


def _names_someone(item: Evidence) -> bool:
    text, code = item.sentence.text.lstrip("-*+• "), item.passage.language
    if language(code).capital_nouns:  # any noun might be a name
        return False
    return bool(find_names(text, code) or opening_name(text, item.passage.text, code))


def _tells_a_time(item: Evidence) -> bool:
    text, code = item.sentence.text, item.passage.language
    told = language(code).occasions
    return bool(
        find_days(text, code)
        or clock_times(text)
        or told.weekdays.stand_in(text)
        or any(figure.unit == "year" for figure in item.sentence.figures)
    )
