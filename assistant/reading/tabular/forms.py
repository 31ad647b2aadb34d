"""Tables without a header, whose rows are pairs of a label and its value: forms, fact sheets, details of a contract.

Both columns of such a pair are words above and below, as those of a table with a header may be. What tells it is that
the values are of several kinds (a name, a date, an amount), since each answers a label of its own, where the values of
a column answer its one heading.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.dates import find_dates
from assistant.language.figures import find_figures
from assistant.language.loading import languages

_LABEL_ENDS = (":", "：")
_MOST_PAIRS = 3
_LONGEST_LABEL, _LONGEST_VALUE = 60, 120
_KINDS_OF_MANY = 3


def pairs_of(rows: Sequence[Sequence[str]]) -> list[tuple[int, tuple[str, str]]]:
    """Return the pairs of labels and values of a form, in reading order, each with the number of its row from 0 on.

    There are none in any other table.

    Args:
        rows: the cells of its rows, without empty rows and columns.
    """
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width % 2 or not 2 <= width <= 2 * _MOST_PAIRS:
        return []
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    columns = [[(row[at], row[at + 1]) for row in padded] for at in range(0, width, 2)]
    if not all(_are_pairs([pair for pair in column if any(pair)], alone=width == 2) for column in columns):
        return []
    found = [(number, pair) for number, row in enumerate(padded) for pair in zip(row[::2], row[1::2], strict=True)]
    return [(number, pair) for number, pair in found if any(pair)]


def _are_pairs(pairs: Sequence[tuple[str, str]], *, alone: bool) -> bool:
    """Return whether one column of a table labels the next; one pair below a heading is none where there are others."""
    if not all(label and len(label) <= _LONGEST_LABEL and len(value) <= _LONGEST_VALUE for label, value in pairs):
        return False
    if any(value_kind(label) != "words" for label, _ in pairs):
        return False
    if sum(label.endswith(_LABEL_ENDS) for label, _ in pairs) > len(pairs) / 2:
        return True
    kinds = [value_kind(value) for _, value in pairs[1:] if value]
    several = len(set(kinds))
    if several < 2:
        return alone and len(kinds) == 1 == len(pairs) - 1 and kinds != ["words"] and _is_name(pairs[0][1])
    return several >= min(len(kinds), _KINDS_OF_MANY)


def _is_name(text: str) -> bool:
    """Return whether a text is a name rather than a heading: several words, each with a capital."""
    words = text.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)


def value_kind(text: str) -> str:
    """Return what a cell holds, as far as it can be told without its language: a date, an amount, a number or words."""
    if any(sum(date.end - date.start for date in find_dates(text, code)) > len(text) / 2 for code in languages()):
        return "date"
    figures = find_figures(text, in_table=True)
    covered = sum(figure.end - figure.start for figure in figures)
    if not figures or covered <= len(text) / 2:
        return "number" if _is_mostly_digits(text) else "words"
    return "amount" if figures[0].currency else figures[0].unit or "number"


def _is_mostly_digits(text: str) -> bool:
    return sum(map(str.isdigit, text)) > len(text) / 2
