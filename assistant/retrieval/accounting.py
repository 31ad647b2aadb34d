"""The language of accounts: what a ratio is made of, what an item is called elsewhere, and which statement shows it.

The table `accounting.tsv` holds textbook definitions. A question on the quick ratio is answered by a balance sheet that
never says "quick ratio", but has rows for current assets, inventories and current liabilities. The revenue of a company
stands in its income statement; that of a region or a product stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.language.periods import is_period_word
from assistant.language.terms import terms

Statement = Literal["income", "balance", "cash"]
Phrase = tuple[str, ...]

_STATEMENTS: dict[Statement, re.Pattern[str]] = {
    "income": re.compile(
        r"\bstatements? of (?:\w+ ){0,2}(?:income|earnings|operations)\b|\bincome statements?\b", re.IGNORECASE
    ),
    "balance": re.compile(r"\bbalance sheets?\b|\bstatements? of financial (?:position|condition)\b", re.IGNORECASE),
    "cash": re.compile(r"\bstatements? of (?:\w+ ){0,2}cash flows?\b|\bcash flow statements?\b", re.IGNORECASE),
}
_ALONE = " alone"
_IN_GENERAL = frozenset(
    terms("how much many high large amount million billion dollar year annual quarter company group whole")
)
"""What a question on a company's own total may say besides."""
_COMPREHENSIVE = re.compile(r"statements? of (?:\w+ ){0,2}comprehensive", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What to look for beside a question's own words: phrases, as terms, and statements."""

    items: tuple[Phrase, ...] = ()
    statements: frozenset[Statement] = frozenset()


@dataclass(frozen=True, slots=True)
class _Entry:
    asked: tuple[Phrase, ...]
    items: tuple[Phrase, ...]
    statement: Statement | None
    only_alone: bool

    @property
    def words(self) -> frozenset[str]:
        """The terms of everything that it says."""
        return frozenset(word for phrase in (*self.asked, *self.items) for word in phrase)


def accounts_in(question: str, names: Sequence[str] = ()) -> Accounts:
    """Return what the accounting terms of a question stand for; nothing where it has none.

    `names` are the terms of it that only say whose accounts are meant.
    """
    words = _words(question)
    found = _entries_for(words)
    others = {word for word in words if not is_period_word(word)} - _IN_GENERAL - set(names)
    for entry in found:
        if entry.only_alone and others <= entry.words:
            found = [*found, *_entries_for(_words(f"{entry.statement} statement"))]
    return Accounts(
        tuple(dict.fromkeys(item for entry in found for item in entry.items)),
        frozenset(entry.statement for entry in found if entry.statement and not entry.only_alone),
    )


def _entries_for(words: Sequence[str]) -> list[_Entry]:
    said = _phrases(words)
    return [entry for entry in _entries() if not said.isdisjoint(entry.asked)]


def statement_of(heading: Sequence[str]) -> Statement | None:
    """Return which financial statement the innermost heading is the name of, if any."""
    title = heading[-1] if heading else ""
    if not title or _COMPREHENSIVE.search(title):
        return None
    return next((name for name, pattern in _STATEMENTS.items() if pattern.search(title)), None)


def _words(text: str) -> list[str]:
    # "R&D" and "P&L" are one word each, and a hyphen is as good as a space.
    return terms(re.sub(r"(?<=\w)&(?=\w)", "", text))


def _phrases(words: Sequence[str]) -> frozenset[Phrase]:
    """Return every run of words that is no longer than the longest accounting term."""
    longest = max(len(phrase) for entry in _entries() for phrase in entry.asked)
    ends = ((at, at + length) for at in range(len(words)) for length in range(1, longest + 1))
    return frozenset(tuple(words[at:end]) for at, end in ends)


@cache
def _entries() -> tuple[_Entry, ...]:
    lines = files("assistant.retrieval").joinpath("accounting.tsv").read_text("utf-8").splitlines()
    return tuple(_entry(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _entry(asked: str, items: str, statement: str = "") -> _Entry:
    known = next((name for name in _STATEMENTS if name == statement.removesuffix(_ALONE)), None)
    return _Entry(
        tuple(tuple(_words(phrase)) for phrase in asked.split(";")),
        tuple(tuple(terms(phrase)) for phrase in items.split(";")),
        known,
        only_alone=statement.endswith(_ALONE),
    )
