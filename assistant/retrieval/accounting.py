"""The language of accounting: what a ratio consists of, synonyms of items, and which statement shows them.

Language files contain textbook definitions. A question about the quick ratio is answered by a balance sheet that never
says "quick ratio", but has rows for current assets, inventories and current liabilities. The revenue of a company is in
its income statement; that of a region or a product is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.language.loading import DEFAULT, language
from assistant.language.periods import is_period_word
from assistant.language.terms import terms, terms_of_words
from assistant.language.values import AccountingTerm

Statement = Literal["income", "balance", "cash"]
Phrase = tuple[str, ...]

_STATEMENTS: tuple[Statement, ...] = ("income", "balance", "cash")


@dataclass(frozen=True, slots=True)
class Accounts:
    """What to search for in addition to a question's own words: phrases, as terms, and statements."""

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
        """The terms of all its phrases."""
        return frozenset(word for phrase in (*self.asked, *self.items) for word in phrase)


def accounts_in(question: str, names: Sequence[str] = (), code: str = DEFAULT) -> Accounts:
    """Return what the accounting terms of a question in a language stand for; nothing if it has none.

    `names` are its terms that only say whose accounts are meant.
    """
    words = _words(question, code)
    found = _entries_for(words, code)
    in_general = terms_of_words(language(code).accounts.in_general, code)
    others = {word for word in words if not is_period_word(word, code)} - in_general - set(names)
    for entry in found:
        if entry.only_alone and others <= entry.words:
            found = [*found, *_entries_for(_words(f"{entry.statement} statement", code), code)]
    return Accounts(
        tuple(dict.fromkeys(item for entry in found for item in entry.items)),
        frozenset(entry.statement for entry in found if entry.statement and not entry.only_alone),
    )


def all_accounts(several: Sequence[Accounts]) -> Accounts:
    """Return the union of several."""
    items = dict.fromkeys(item for one in several for item in one.items)
    return Accounts(tuple(items), frozenset(name for one in several for name in one.statements))


def _entries_for(words: Sequence[str], code: str) -> list[_Entry]:
    said = _phrases(words, code)
    return [entry for entry in _entries(code) if not said.isdisjoint(entry.asked)]


def statement_of(heading: Sequence[str], code: str = DEFAULT) -> Statement | None:
    """Return the financial statement that the innermost heading names, if any."""
    title, accounts = heading[-1] if heading else "", language(code).accounts
    if not title or accounts.comprehensive.stand_in(title):
        return None
    titles = (accounts.income, accounts.balance, accounts.cash)
    return next((name for name, told in zip(_STATEMENTS, titles, strict=True) if told.stand_in(title)), None)


def _words(text: str, code: str) -> list[str]:
    # "R&D" and "P&L" are one word each, and a hyphen equals a space.
    return terms(re.sub(r"(?<=\w)&(?=\w)", "", text), code)


def _phrases(words: Sequence[str], code: str) -> frozenset[Phrase]:
    """Return every sequence of words that is not longer than the longest accounting term."""
    longest = max((len(phrase) for entry in _entries(code) for phrase in entry.asked), default=0)
    ends = ((at, at + length) for at in range(len(words)) for length in range(1, longest + 1))
    return frozenset(tuple(words[at:end]) for at, end in ends)


@cache
def _entries(code: str) -> tuple[_Entry, ...]:
    return tuple(_entry(term, code) for term in language(code).accounts.terms)


def _entry(term: AccountingTerm, code: str) -> _Entry:
    return _Entry(
        tuple(tuple(_words(phrase, code)) for phrase in term.asked),
        tuple(tuple(terms(phrase, code)) for phrase in term.items),
        next((name for name in _STATEMENTS if name == term.statement), None),
        only_alone=term.alone,
    )
