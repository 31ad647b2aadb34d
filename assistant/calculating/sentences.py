"""Sentences that give a figure for each of several years, as rows to calculate with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.calculating.table import Operand, OperandRow
from assistant.calculating.wanted import Wanted
from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.types import Evidence, Figure

_OPENING, _COLONS = ("(", "（"), (":", "：")
_NEXT_WORD = re.compile(r"\s?[^\W\d]+")


def row_of_a_sentence(reading: Wanted, question: str, ranked: Sequence[Evidence]) -> OperandRow | None:
    """Return the figures of several years that one sentence of the best document gives for what is asked about.

    None if no sentence has all words of the subject, or if two of them give different figures.
    """
    here = (item for item in ranked if item.passage.document == ranked[0].passage.document and not item.sentence.row)
    rows = [row for item in here if (row := _row(reading, question, item))]
    told = {tuple((cell.column, cell.figure.value) for cell in row.cells) for row in rows}
    return rows[0] if len(told) == 1 else None


def _row(reading: Wanted, question: str, item: Evidence) -> OperandRow | None:
    passage, sentence = item.passage, item.sentence
    code = passage.language
    fillers = terms_of_words(language(code).calculations.fillers, code)
    asked, said = set(terms(reading.subject, code)) - fillers, set(terms(sentence.text, code))
    around = "\n".join((passage.document, *passage.heading, sentence.text))
    if not asked & said or not asked <= set(terms(around, code)):
        return None
    figures = tuple(_quantities(item, question))
    if reading.operation == "percentage change" and any(figure.unit == "percent" for figure in figures):
        return None
    cells = tuple(_cells(figures, reading, item))
    if len(cells) < 2 or not all(figure.certain for figure in figures):
        return None
    scale = cells[0].meant.text.removeprefix(cells[0].text).strip()
    return OperandRow(item, reading.subject, "", cells, around, scale)


def _quantities(item: Evidence, question: str) -> Iterator[Figure]:
    """Yield the figures of a sentence that are no part of a date, nor of a name in the question ("Scope 1")."""
    sentence, code = item.sentence, item.passage.language
    dated = [(date.start, date.end) for date in find_dates(sentence.text, code)]
    named = {figure.text for figure in find_figures(question, code)}
    for figure in sentence.figures:
        if figure.unit == "year" or not (
            figure.text in named or any(start <= figure.start < end for start, end in dated)
        ):
            yield figure


def _cells(figures: Sequence[Figure], reading: Wanted, item: Evidence) -> Iterator[Operand]:
    """Yield the figures of one thing for several years, each with its year, in their order."""
    years = [figure for figure in figures if figure.unit == "year"]
    kinds = defaultdict[tuple[str, str], list[Figure]](list)
    for figure in figures:
        if figure.unit != "year":
            kinds[figure.unit, figure.currency].append(figure)
    pairs = [pair for kind in kinds.values() for pair in _with_the_year_before(kind, years, reading, item)]
    alike = [(kind, [year.text for year in years]) for kind in kinds.values() if len(kind) == len(years) > 1]
    told = [(some, over) for some, over in pairs or alike if _count_one_thing(some, reading, item)]
    if len(told) != 1:
        return
    some, over = told[0]
    if len(set(over)) < len(some) or len({figure.magnitude for figure in some}) > 1:
        return
    for figure, year in zip(some, over, strict=True):
        # What is written behind the number ("million") is told once, as the scale of the row.
        last = max(place for place, character in enumerate(figure.text) if character.isdigit())
        bare = replace(figure, value=figure.value / figure.magnitude, magnitude=Decimal(1))
        yield Operand(bare, figure.text[: last + 1], year, figure)


def _with_the_year_before(
    kind: Sequence[Figure], years: Sequence[Figure], reading: Wanted, item: Evidence
) -> Iterator[tuple[Sequence[Figure], list[str]]]:
    """Yield each figure that the one of the year before follows in brackets, as in "1,312 members (2023: 1,240)".

    The first is of the year after, if the sentence or the document is about that: it is in it, its name or a heading.
    What it counts has to be asked for, if that is said.
    """
    text, code = item.sentence.text, item.passage.language
    about = "\n".join((item.passage.document, *item.passage.heading, text))
    asked = set(terms(reading.subject, code))
    for first, second in pairwise(kind):
        year = next((year for year in years if first.end <= year.start < second.start), None)
        if year is None or not text[first.end : year.start].rstrip().endswith(_OPENING):
            continue
        after, counted = str(year.value + 1), _NEXT_WORD.match(text, first.end)
        of_it = asked.issuperset(terms(counted.group() if counted else "", code))
        if text[year.end : second.start].strip() in _COLONS and after in about and of_it:
            yield (first, second), [after, year.text]


def _count_one_thing(figures: Sequence[Figure], reading: Wanted, item: Evidence) -> bool:
    """Return whether no word says that a figure is of something else than the first: "355 members and 12 boats"."""
    code, text = item.passage.language, item.sentence.text
    told = language(code).calculations
    for date in find_dates(text, code):
        text = f"{text[: date.start]}{' ' * (date.end - date.start)}{text[date.end :]}"
    between = [text[one.end : following.start] for one, following in pairwise(figures)]
    first, *_, last = [_NEXT_WORD.match(text, figure.end) for figure in figures]
    said = {term for gap in (*between, last[0] if last else "") for term in terms(gap, code)}
    known = set(terms(f"{reading.subject} {reading.said} {first[0] if first else ''}", code))
    known |= terms_of_words((*told.fillers, *told.when), code)
    return {term for term in said if not any(map(str.isdigit, term))} <= known
