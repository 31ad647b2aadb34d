"""The exact proof: every word of a claim stands in one sentence, in its order, and what is left out changes nothing.

No meaning is guessed at, so it proves no rewording, and a claim that differs in one word, figure or "not" is never
proven. What may be left out is told by the structure of the sentence: what stands in brackets, between pauses, before
the first pause or behind the last, and figures at its end. The words without which a statement says something else are
data of its language (`Statements`); where a text is in none that there is data for, nothing may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.language.loading import language, languages
from assistant.language.values import Statements
from assistant.types import Evidence
from assistant.verifying.asserting import asserts, meant_sources
from assistant.verifying.tokens import CLOSING, OPENING, PAUSES, ComparedToken, compared_tokens, forms_of, same_token

_COMMAS = frozenset(",，、")
_LIST = 8
"""Within how many words a list goes on."""
_SPOKEN = {True: 0.15, False: 0.03}
"""What share of a text's words (characters, without spaces) are function words where it is in a language."""


def stands_in(claim: str, item: Evidence, *, part: bool = False) -> bool:
    """Say whether a claim is proven by one sentence alone: each of its words stands there, in order.

    Besides the sentence's own words a claim may have those of a heading above it ("In 2019, ..."), and may name what
    the sentence begins with a pronoun for. A `part` of a claim has to begin as its sentence does: it may have lost its
    subject to the part before.
    """
    code = item.passage.language
    text = item.sentence.text
    claimed = [token for token in compared_tokens(claim, code) if not token.is_mark]
    if not claimed or not asserts(claim, item):
        return False
    headings = [compared_tokens(heading, code) for heading in item.passage.heading]
    for source in meant_sources(item):
        if _aligned(claimed, source, _Deletions(text, source, code, _is_spoken(item), part), headings):
            return True
    return False


class _Deletions:
    """What may be left out of a sentence."""

    def __init__(self, text: str, source: Sequence[ComparedToken], code: str, spoken: bool, part: bool) -> None:
        self._text = text
        self._source = source
        self._told = language(code)
        self._spoken = spoken
        self._part = part
        statements = self._told.statements
        self.idle = forms_of((*statements.articles, *statements.connectives), code) if spoken else frozenset()
        self.links = forms_of(statements.links, code)
        self._words = forms_of(self._told.function_words, code)
        self._articles = forms_of(statements.articles, code)
        self._opening = (self._words | self.idle) - self._articles
        self._joins, self._relatives = forms_of(statements.joins, code), forms_of(statements.relatives, code)

    def may_go(self, begin: int, end: int) -> bool:
        """Say whether the tokens from one to before another may be left out."""
        while begin < end and self._source[end - 1].form in self._articles:
            end -= 1
        span = self._source[begin:end]
        if all(token.is_mark or token.form in self.idle for token in span):
            return True
        if not self._spoken:
            return False
        if _is_bracketed(span):
            return not self._changes(span)
        return self._is_apart(begin, end) and not self._changes(self._without_addition(span))

    def _changes(self, span: Sequence[ComparedToken]) -> bool:
        # A date or figure is no word: "May 1705" says nothing of what may be.
        words = (self._text[token.start : token.end] for token in span if not (token.told or token.date))
        told = ("" if not self._told.spaced else " ").join(words)
        return changes_statement(told, self._told.statements) or self._told.meanings.negation.stand_in(told)

    def _without_addition(self, span: Sequence[ComparedToken]) -> Sequence[ComparedToken]:
        """Return a span without the clause that it begins with, where that only adds something: ", which ..."."""
        if len(span) < 3 or span[0].form not in _COMMAS or span[1].form not in self._relatives:
            return span
        ends = (i for i, token in enumerate(span) if i > 1 and token.form in PAUSES)
        return span[next(ends, len(span)) :]

    def _is_apart(self, begin: int, end: int) -> bool:
        """Say whether a span stands between two pauses, before the first, or behind the last."""
        span = self._source[begin:end]
        if sum((token.form in OPENING) - (token.form in CLOSING) for token in span):
            return False
        if end == len(self._source):
            return span[0].form in PAUSES or self._stops_before(begin) or self._only_figures(span)
        joined = span[-1].form in self._joins and len(span) > 1
        closing = span[-2 if joined else -1].form
        if begin:
            return span[0].form in PAUSES and closing in PAUSES
        return (closing in _COMMAS and self._opens_apart(end, joined)) or self._stops_before(end)

    def _opens_apart(self, end: int, joined: bool) -> bool:
        """Say whether what stands before the first comma is no part of what follows, as "the price of A, B and C" is.

        It is none where it opens with a function word ("In ..."). Nor, unless the claim is but a part of one, is it
        where a second statement is joined to it, or the rest does not go on as a list.
        """
        opens = self._source[0].form
        if self._part:
            return not joined and opens in self._opening
        rest = self._source[end : end + _LIST]
        return joined or opens in self._opening or not any(token.form in self._joins for token in rest)

    def _stops_before(self, place: int) -> bool:
        """Say whether a sentence ends before a token: two that could not be told apart are one sentence."""
        return place > 0 and "." in self._text[self._source[place - 1].end : self._source[place].start].strip(" ")[:1]

    def _only_figures(self, span: Sequence[ComparedToken]) -> bool:
        """Say whether a span has figures, dates and function words only: "to 33.4 billion yuan"."""
        known = (token.told or token.date or token.is_mark or token.form in self._words for token in span)
        return all(known) and any(token.told or token.date for token in span)


def _is_bracketed(span: Sequence[ComparedToken]) -> bool:
    depth = 0
    for token in span:
        depth += (token.form in OPENING) - (token.form in CLOSING)
        if not depth and token.form not in CLOSING and not token.is_mark:
            return False
    return not depth


def changes_statement(told: str, statements: Statements) -> bool:
    """Say whether a part of a sentence has words without which the rest says something else."""
    kinds = (
        statements.modal,
        statements.condition,
        statements.quantity,
        statements.attribution,
        statements.hedge,
        statements.plan,
    )
    return any(kind.stand_in(told) for kind in kinds)


def _aligned(
    claimed: Sequence[ComparedToken],
    source: Sequence[ComparedToken],
    deletions: _Deletions,
    headings: Sequence[Sequence[ComparedToken]],
) -> bool:
    """Say whether the tokens of a claim stand among those of a sentence in order, with gaps that may be left out.

    `reached[n]` are the places in the sentence at which the first n tokens of the claim may end.
    """
    reached: list[set[int]] = [{-1}, *(set[int]() for _ in claimed)]
    for at, token in enumerate(claimed):
        if not reached[at]:
            continue
        reached[at + 1] |= {
            there
            for there, other in enumerate(source)
            if same_token(token, other) and any(b < there and deletions.may_go(b + 1, there) for b in reached[at])
        }
        if token.form in deletions.idle:
            reached[at + 1] |= reached[at]
        for length in _of_a_heading(claimed[at:], headings, deletions.links):
            reached[at + length] |= reached[at]
    return any(last >= 0 and deletions.may_go(last + 1, len(source)) for last in reached[-1])


def _of_a_heading(
    claimed: Sequence[ComparedToken], headings: Sequence[Sequence[ComparedToken]], links: frozenset[str]
) -> Iterator[int]:
    """Yield how many tokens at the beginning of some name a heading, behind a word that links it ("in 2019")."""
    first = 1 if claimed[0].form in links else 0
    for heading in headings:
        named = [token for token in heading if not token.is_mark]
        piece = claimed[first : first + len(named)]
        if first and named and len(piece) == len(named) and all(map(same_token, piece, named)):
            yield first + len(named)


def _is_spoken(item: Evidence) -> bool:
    """Say whether a passage is in the language that its document is taken for."""
    return is_in(item.passage.text, item.passage.language)


@lru_cache(maxsize=2_000)
def is_in(text: str, code: str) -> bool:
    """Say whether a text is in a language that there is data for, by the share of its function words."""
    if code not in languages():
        return False
    told = language(code)
    words = [token.form for token in compared_tokens(text[:2_000], code, ()) if token.form and token.form.isalpha()]
    known = forms_of(told.function_words, code)
    return sum(word in known for word in words) >= _SPOKEN[told.spaced] * max(1, len(words))
