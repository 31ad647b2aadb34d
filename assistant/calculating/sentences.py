"""Sentences that give a figure for each of several years, as rows to calculate with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.calculating.table import Operand, OperandRow
from assistant.calculating.wanted import Wanted
from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.terms import terms, terms_of_words
from assistant.types import Evidence, Figure

_BEHIND_THE_NUMBER = re.compile(r"\D+\Z")
_YEAR_BEFORE = re.compile(r"[(（](?P<year>(?:19|20)\d\d)\s*[:：]\s*$")
"""What stands between a figure and that of another year in brackets: "1,312 (2023: 1,240)"."""


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
    cells = tuple(_cells(figures, item))
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


def _cells(figures: Sequence[Figure], item: Evidence) -> Iterator[Operand]:
    """Yield the figures of the one kind of which there are as many as years, each with its year, in their order."""
    years = [figure.text for figure in figures if figure.unit == "year"]
    kinds = defaultdict[tuple[str, str], list[Figure]](list)
    for figure in figures:
        if figure.unit != "year":
            kinds[figure.unit, figure.currency].append(figure)
    if len(years) == 1 and len(several := [kind for kind in kinds.values() if len(kind) > 1]) == 1:
        years = _with_the_year_after(several[0], item)
    fitting = [kind for kind in kinds.values() if len(kind) == len(years)]
    if len(fitting) != 1 or len(set(years)) < len(years) or len({f.magnitude for f in fitting[0]}) > 1:
        return
    for figure, year in zip(fitting[0], years, strict=True):
        # What is written behind the number ("million") is told once, as the scale of the row.
        number = _BEHIND_THE_NUMBER.sub("", figure.text)
        bare = replace(figure, value=figure.value / figure.magnitude, magnitude=figure.magnitude / figure.magnitude)
        yield Operand(bare, number, year, figure)


def _with_the_year_after(figures: Sequence[Figure], item: Evidence) -> list[str]:
    """Return the years of two figures of which the second has its own in brackets: the first is of the year after.

    The document has to be about that year: it stands in its name, its date or a heading.
    """
    first, second, *others = figures
    between = _YEAR_BEFORE.search(item.sentence.text[first.end : second.start])
    if between is None or others:
        return []
    after = str(int(between["year"]) + 1)
    about = "\n".join((item.passage.document, *item.passage.heading))
    return [after, between["year"]] if after in about else []
