"""Figures that the source has, of something else: the neighbour's in the sentence, or the next cell in the table.

A small model that picks the wrong one of several figures writes a sentence whose every part stands in the source.
What a figure measures is read off its clause, or off its row and column; where the words of question and claim lie with
another figure of the same kind, and none of them with this one alone, it was taken from the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.language.figures import find_figures, same_figure
from assistant.language.terms import terms
from assistant.reading.bars import is_row
from assistant.reading.passages.measured import clause_of, measured
from assistant.retrieval.evidence import spoken_in
from assistant.types import Evidence, Figure, TableRow

TOLD_APART = 3
"""How many words of question and claim must lie with another figure of a sentence, and not with the one claimed."""
TOLD_APART_IN_TABLES = 1
"""The same for a cell: what it measures are the few words of its row and column, and nothing else."""

_OPENS = re.compile(r"\([^)]*$")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure, the sentence or table that it stands in, and the terms of what it measures.

    `told` are the ways in which it may be told, as it is written first. `surely` are those terms of its clause alone;
    what follows up to the next figure may belong to it too, or not.
    """

    told: tuple[Figure, ...]
    where: tuple[str, str, int]
    in_table: bool
    measures: frozenset[str]
    surely: frozenset[str]


def misplaced_figures(
    claim: str, question: str, cited: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[Figure, ...]:
    """Return the figures of a claim that the cited sentences, as far as these tell, give to something else.

    `evidence` is all that was read: cells are compared with those of the other rows of their table. A figure of the
    question is none of the answer's.
    """
    code = spoken_in(evidence)
    asked = find_figures(question, code)
    claimed = find_figures(claim, code, in_table=is_row(claim))
    said = frozenset(terms(f"{question} {claim}", code))
    there = [placed for item in cited for placed in _placed(item)]
    others = [placed for item in evidence for placed in _placed(item)]
    return tuple(
        figure
        for figure in claimed
        if not _any_same(figure, asked)
        and (own := [placed for placed in there if _any_same(figure, placed.told)])
        and all(_lies_elsewhere(one, others, said, (*claimed, *asked)) for one in own)
    )


def _lies_elsewhere(own: _Placed, others: Sequence[_Placed], said: frozenset[str], told: Sequence[Figure]) -> bool:
    least = TOLD_APART_IN_TABLES if own.in_table else TOLD_APART
    for other in others:
        beside = own.where == other.where and _same_kind(own.told[0], other.told[0])
        if not beside or any(_any_same(figure, told) for figure in other.told):
            continue
        here, elsewhere = own.measures - other.surely, other.surely - own.measures
        if not here & said and len(elsewhere & said) >= least:
            return True
    return False


def _placed(item: Evidence) -> Iterator[_Placed]:
    """Yield the figures of a sentence that measure something: not the years above columns."""
    return _in_row(item, item.sentence.row) if item.sentence.row else _in_prose(item)


def _in_row(item: Evidence, row: TableRow) -> Iterator[_Placed]:
    sentence = item.sentence
    header = "\n".join(row.header_lines)
    table = (item.passage.document, header, 0 if header else row.table)
    for figure in sentence.figures:
        if figure.unit != "year":
            told = tuple(one for one in sentence.stated if one.start == figure.start)
            measures = _words(f"{row.section} {measured(sentence, figure)}")
            yield _Placed(told, table, True, measures, measures)


def _in_prose(item: Evidence) -> Iterator[_Placed]:
    """Yield the figures with their clauses; what stands in brackets measures what the words before them say."""
    text, figures = item.sentence.text, item.sentence.figures
    sentence = (item.passage.document, "", item.sentence.start)
    for figure in figures:
        bracket = _OPENS.search(text[: figure.start])
        later = (f for f in figures if f.start >= figure.end and _same_kind(f, figure))
        ends = (f.start for f in later if bracket or not _OPENS.search(text[: f.start]))
        clause = clause_of(text, figure.start, figure.end)
        if bracket:
            clause += f" {clause_of(text, bracket.start(), bracket.start())}"
        surely = _words(clause, figures=False)
        behind = _words(text[figure.end : next(ends, len(text))], figures=False)
        yield _Placed((figure,), sentence, False, surely | behind, surely)


def _words(text: str, *, figures: bool = True) -> frozenset[str]:
    return frozenset(term for term in terms(text) if figures or not term[0].isdigit())


def _same_kind(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit and one.value != other.value


def _any_same(figure: Figure, others: Sequence[Figure]) -> bool:
    return any(same_figure(figure, other) for other in others)
