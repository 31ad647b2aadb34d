"""The exact proof: every word of a claim is in one sentence, in the same order, and what is left out changes nothing.

No meaning is guessed at, so it proves no rewording, and a claim that differs in one word, figure or "not" is never
proven. What may be left out follows from the structure of the sentence: what is in brackets, between pauses, before the
first pause or after the last, and figures at the end. Words that may not be left out, because the rest would say
something else, are data of the language (`Statements`). In a language without such data nothing may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.language.loading import language, languages
from assistant.types import Evidence
from assistant.verifying.asserting import asserts, meant_sources
from assistant.verifying.tokens import CLOSING, OPENING, PAUSES, ComparedToken, compared_tokens, forms_of, same_token

_COMMAS = frozenset(",，、")
_LIST = 8
"""Within how many words the next item of a list must come."""
_SPOKEN = {True: 0.15, False: 0.03}
"""The share of function words from which a text is in a language: of its words or, without spaces, its characters."""


def stands_in(claim: str, item: Evidence, *, part: bool = False) -> bool:
    """Return whether a claim is proven by one sentence alone: each of its words is there, in order.

    Besides the sentence's own words, a claim may have those of a heading above it ("In 2019, ..."), and may name what a
    pronoun at the beginning of the sentence refers to. A `part` of a claim must begin as its sentence does, because its
    subject may be in the part before.
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
        """Return whether the tokens from `begin` up to, but not including, `end` may be left out."""
        while begin < end and self._source[end - 1].form in self._articles:
            end -= 1
        span = self._source[begin:end]
        if all(token.is_mark or token.form in self.idle for token in span):
            return True
        if not self._spoken:
            return False
        if _is_bracketed(span):
            return not self._changes(span)
        measures = end == len(self._source) and self._is_measure(span)
        return self._is_apart(begin, end) and not self._changes(self._without_addition(span), measures=measures)

    def _is_measure(self, span: Sequence[ComparedToken]) -> bool:
        """Return whether a span adds a measure after a pause: ", 6% more than the year before"; a list adds none."""
        if len(span) < 3 or span[0].form not in PAUSES or not span[1].told or span[2].is_mark:
            return False
        return span[1].told[0].unit != "year" and span[2].form not in self._joins

    def _changes(self, span: Sequence[ComparedToken], *, measures: bool = False) -> bool:
        """Return whether the rest says something else without a span; the quantities of a measure are its own."""
        # A date or figure is no word: "May 1705" says nothing of what may be.
        words = (self._text[token.start : token.end] for token in span if not (token.told or token.date))
        told = ("" if not self._told.spaced else " ").join(words)
        statements = self._told.statements
        kinds = [
            statements.modal,
            statements.condition,
            statements.attribution,
            statements.hedge,
            statements.alternative,
            statements.plan,
            self._told.meanings.negation,
        ]
        if not measures:
            kinds.append(statements.quantity)
        return any(kind.stand_in(told) for kind in kinds)

    def _without_addition(self, span: Sequence[ComparedToken]) -> Sequence[ComparedToken]:
        """Return a span without the clause that it begins with, if that only adds something: ", which ..."."""
        if len(span) < 3 or span[0].form not in _COMMAS or span[1].form not in self._relatives:
            return span
        ends = (i for i, token in enumerate(span) if i > 1 and token.form in PAUSES)
        return span[next(ends, len(span)) :]

    def _is_apart(self, begin: int, end: int) -> bool:
        """Return whether a span is between two pauses, before the first, or after the last."""
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
        """Return whether the words before the first comma are separate from the rest, unlike "the price of A, B and C".

        They are if they open with a function word ("In ..."). They also are, unless the claim is only a part, if a
        second statement is joined to them, or if the rest does not continue as a list.
        """
        opens = self._source[0].form
        if self._part:
            return not joined and opens in self._opening
        rest = self._source[end : end + _LIST]
        return joined or opens in self._opening or not any(token.form in self._joins for token in rest)

    def _stops_before(self, place: int) -> bool:
        """Return whether a sentence ends before a token, where two sentences were not separated by the splitter."""
        return place > 0 and "." in self._text[self._source[place - 1].end : self._source[place].start].strip(" ")[:1]

    def _only_figures(self, span: Sequence[ComparedToken]) -> bool:
        """Return whether a span has only figures, dates and function words: "to 33.4 billion yuan"."""
        known = (token.told or token.date or token.is_mark or token.form in self._words for token in span)
        return all(known) and any(token.told or token.date for token in span)


def _is_bracketed(span: Sequence[ComparedToken]) -> bool:
    depth = 0
    for token in span:
        depth += (token.form in OPENING) - (token.form in CLOSING)
        if not depth and token.form not in CLOSING and not token.is_mark:
            return False
    return not depth


def _aligned(
    claimed: Sequence[ComparedToken],
    source: Sequence[ComparedToken],
    deletions: _Deletions,
    headings: Sequence[Sequence[ComparedToken]],
) -> bool:
    """Return whether the tokens of a claim are in a sentence, in order, with gaps that may be left out.

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
    """Yield how many tokens at the beginning name a heading, after a word that links it ("in 2019")."""
    first = 1 if claimed[0].form in links else 0
    for heading in headings:
        named = [token for token in heading if not token.is_mark]
        piece = claimed[first : first + len(named)]
        if first and named and len(piece) == len(named) and all(map(same_token, piece, named)):
            yield first + len(named)


def _is_spoken(item: Evidence) -> bool:
    """Return whether a passage is in the detected language of its document."""
    return is_in(item.passage.text, item.passage.language)


@lru_cache(maxsize=2_000)
def is_in(text: str, code: str) -> bool:
    """Return whether a text is in a language that has data, judging by the share of its function words."""
    if code not in languages():
        return False
    told = language(code)
    words = [token.form for token in compared_tokens(text[:2_000], code, ()) if token.form and token.form.isalpha()]
    known = forms_of(told.function_words, code)
    return sum(word in known for word in words) >= _SPOKEN[told.spaced] * max(1, len(words))
