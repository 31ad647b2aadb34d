"""The exact proof by a row of a table: a figure under its own header, beside its own label, in its section and unit.

What a cell says is taken from the values that were read with the table (`TableRow`, `Cell`). A claim must name the row
by its label and leave no doubt about the column; everything else that it says must be around the cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from assistant.language.loading import language
from assistant.types import Cell, Evidence, TableRow
from assistant.verifying.asserting import foretold
from assistant.verifying.tokens import CLOSING, OPENING, ComparedToken, compared_tokens, forms_of, same_token

_NOTE = 2
"""The most characters of a footnote mark."""


def stands_in_row(claim: str, item: Evidence) -> bool:
    """Return whether a claim is proven by one cell of a row, with its headings and surroundings."""
    row, code = item.sentence.row, item.passage.language
    if row is None or not row.states_something:
        return False
    rest = _without_label(claim, row, code)
    if rest is None:
        return False
    idle = _idle(code)
    said = [token for token in rest if token.form not in idle]
    fitting = [cell for cell in row.values if _says(cell, said, item, code)]
    if not fitting or not _is_whole(claim, fitting[0], item):
        return False
    return not _rivals(row, said, item, code) and not _is_named_twice(row, said, item, code)


def other_cell(claim: str, item: Evidence) -> tuple[int, int] | None:
    """Return the place of a claim's figure if the one cell that the claim names has a different one, else None."""
    row, code = item.sentence.row, item.passage.language
    rest = _without_label(claim, row, code) if row and row.states_something else None
    if row is None or rest is None:
        return None
    said = [token for token in rest if token.form not in _idle(code)]
    if any(_says(cell, said, item, code) for cell in row.values):
        return None
    meant = _rivals(row, said, item, code)
    values = [token for token in said if token.told and token.told[0].unit != "year"]
    if len(meant) != 1 or len(values) != 1 or _is_named_twice(row, said, item, code):
        return None
    return values[0].start, values[0].end


def _idle(code: str) -> frozenset[str]:
    statements = language(code).statements
    return forms_of((*statements.articles, *statements.connectives, *statements.states), code)


def _without_label(claim: str, row: TableRow, code: str) -> list[ComparedToken] | None:
    """Return a claim's tokens without the row's label, or its identifier; None if neither is in it as a whole.

    The footnote marks of a label, "(1)", may be left out.
    """
    words = _words(claim, code)
    for label in dict.fromkeys((row.written_label, *row.names)):
        for named in (_words(label, code), _without_notes(label, code)):
            for at in range(len(words) - len(named) + 1):
                piece = words[at : at + len(named)]
                if named and all(same_token(*pair) for pair in zip(piece, named, strict=True)):
                    start, end = piece[0].start, piece[-1].end
                    tokens = compared_tokens(claim, code)
                    return [_signed(one, claim) for one in tokens if not (one.is_mark or start <= one.start < end)]
    return None


def _signed(token: ComparedToken, claim: str) -> ComparedToken:
    """Return a figure alone in brackets as it is meant in accounts: "(474)" is negative."""
    enclosed = claim[token.start - 1 : token.start] == "(" and claim[token.end : token.end + 1] == ")"
    return replace(token, told=tuple(replace(one, value=-one.value) for one in token.told)) if enclosed else token


def _words(text: str, code: str) -> list[ComparedToken]:
    """Return the tokens of a text with figures as they are written, because a label is compared as words."""
    return [token for token in compared_tokens(text, code, ()) if not token.is_mark]


def _without_notes(label: str, code: str) -> list[ComparedToken]:
    tokens = compared_tokens(label, code, ())
    notes = {
        at
        for at, (before, token, behind) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False), start=1)
        if before.form in OPENING and behind.form in CLOSING and token.end - token.start <= _NOTE
    }
    return [token for at, token in enumerate(tokens) if at not in notes and not token.is_mark]


def _says(cell: Cell, said: Sequence[ComparedToken], item: Evidence, code: str) -> bool:
    """Return whether a cell is stated as a whole, and all else that is stated is above it or around its table."""
    told = _told(cell, item)
    whole = all(any(same_token(token, one) for token in said) for one in told if one.form not in _idle(code))
    return bool(told) and whole and all(_any_says(token, (*told, *_around(cell, item, code))) for token in said)


def _rivals(row: TableRow, said: Sequence[ComparedToken], item: Evidence, code: str) -> list[Cell]:
    """Return the cells of a row, without its identifier, that fit everything except the figure: each may be meant."""
    return [cell for cell in row.values if cell is not row.identifier and _may_be_meant(cell, said, item, code)]


def _may_be_meant(cell: Cell, said: Sequence[ComparedToken], item: Evidence, code: str) -> bool:
    told = _told(cell, item)
    values = [token for token in said if token.told and token.told[0].unit != "year"]
    if not told or any(same_token(token, one) for token in values for one in told):
        return False
    kinds = {figure.unit for token in values for figure in token.told}
    if not kinds & {figure.unit for token in told for figure in token.told}:
        return False
    known = _around(cell, item, code)
    others = [token for token in said if token not in values]
    return all(_any_says(token, known) for token in others)


def _is_named_twice(row: TableRow, said: Sequence[ComparedToken], item: Evidence, code: str) -> bool:
    """Return whether another section of the table also has a row with this label, and the claim names no section."""
    section = _words(row.section, code)
    if any(same_token(token, one) for token in said for one in section):
        return False
    others = (other.row for other in item.passage.sentences if other.row)
    return any(
        other.table == row.table and other.label == row.label and other.section != row.section for other in others
    )


def _is_whole(claim: str, cell: Cell, item: Evidence) -> bool:
    """Return whether a claim says that a figure is planned or forecast, if the words above the cell say so."""
    section = item.sentence.row.section if item.sentence.row else ""
    return not foretold((*cell.columns, section, *item.passage.heading), claim, item)


def _told(cell: Cell, item: Evidence) -> list[ComparedToken]:
    """Return the cell's figures, in every way that they may be stated, and its words."""
    shift = cell.start - item.sentence.start
    inside = (one for one in item.sentence.stated if shift <= one.start and one.end <= shift + len(cell.text))
    own = [replace(one, start=one.start - shift, end=one.end - shift) for one in inside]
    return [token for token in compared_tokens(cell.text, item.passage.language, own) if not token.is_mark]


def _around(cell: Cell, item: Evidence, code: str) -> list[ComparedToken]:
    """Return the tokens of everything that describes a cell, except its row's label; the identifier does."""
    row = item.sentence.row
    assert row is not None
    naming = row.labels[-1] if row.identifier else 0
    corner = [line[naming] for line in row.header if naming < len(line)]
    numbered = compared_tokens(row.identifier.text, code) if row.identifier else []
    texts = (" ".join(cell.columns), *corner, row.section, cell.scale.words, *item.passage.heading)
    return [*chain.from_iterable(_words(text, code) for text in texts), *numbered]


def _any_says(token: ComparedToken, known: Sequence[ComparedToken]) -> bool:
    return any(same_token(token, one) or _is_year(token, one) for one in known)


def _is_year(token: ComparedToken, one: ComparedToken) -> bool:
    """Return whether a token is a year that another token also has, alone or in a date."""
    years = (figure for figure in token.told if figure.unit == "year")
    return any(one.form == token.form or one.date[:4] == str(figure.value) for figure in years)
