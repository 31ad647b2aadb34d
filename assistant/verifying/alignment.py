"""The differences between a claim and a sentence: signals of a rewording, each a number, none of them a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.language.figures import find_figures
from assistant.language.loading import language
from assistant.language.phrases import Phrases
from assistant.language.terms import terms, terms_of_words
from assistant.retrieval.evidence import source_texts
from assistant.types import Evidence
from assistant.verifying.names import missing_names
from assistant.verifying.tokens import ComparedToken, compared_tokens, form_of, same_token

CharRange = tuple[int, int]
_MOST_COLONS = 3
_ONE_PLACE = 0.85
"""The share of a claim's words that are in a sentence, in order, from which the two differ in one place only."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How a claim differs from a sentence.

    `coverage` is the share of the claim's content words that are in the sentence or its headings, `verbatim` the share
    of all its tokens that are in the sentence in the same order (0 to 1 each). `one_place` is 1 if the two are the same
    except for a word or two: such a change is seldom a mere rewording. `negated` is 1 if only one of the two is
    negated, `turned` if one says up and the other down. `weakened` counts the kinds of words (modal verbs, hedges,
    conditions, attributions, plans) that the sentence has and the claim lacks.
    """

    coverage: float
    verbatim: float
    one_place: float
    negated: float
    turned: float
    weakened: float


def differences(claim: str, item: Evidence) -> Differences:
    """Return the differences between a claim and a sentence with its surroundings."""
    code = item.passage.language
    told = item.sentence.text
    said, there = set(terms(claim, code)), set(terms(told, code))
    around = there.union(*(terms(text, code) for text in (*item.passage.heading, *_table_of(item))))
    claimed = [token for token in compared_tokens(claim, code) if not token.is_mark]
    source = [token for token in compared_tokens(told, code, item.sentence.stated) if not token.is_mark]
    in_order = _longest_in_order(claimed, source)
    return Differences(
        coverage=len(said & around) / len(said) if said else 0.0,
        verbatim=in_order / len(claimed) if claimed else 0.0,
        one_place=float(_ONE_PLACE * len(claimed) <= in_order < len(claimed)),
        negated=float(_negates(claim, code) is not _negates(told, code)),
        turned=float(_turned(said, there, code)),
        weakened=float(sum(1 for kind in _kinds(code) if kind.stand_in(told) and not kind.stand_in(claim))),
    )


def stands_behind_colon(claim: str, item: Evidence) -> bool:
    """Return whether all words of a claim stand, in order, behind a colon of a sentence: "Write this: ...".

    What stands before the colon says whether somebody only says, asks for or orders what follows it, so a claim that
    leaves it out is no rewording of the sentence.
    """
    code, text = item.passage.language, item.sentence.text
    claimed = [token for token in compared_tokens(claim, code) if not token.is_mark]
    ends = [at + 1 for at, character in enumerate(text) if character in ":："]
    return bool(claimed) and any(
        _longest_in_order(claimed, [token for token in compared_tokens(text[end:], code) if not token.is_mark])
        == len(claimed)
        for end in ends[:_MOST_COLONS]
    )


def disagreeing_values(claim: str, item: Evidence) -> list[CharRange]:
    """Return the places of figures, dates and names in a claim that are in neither the sentence nor its headings."""
    code = item.passage.language
    source = [
        *compared_tokens(item.sentence.text, code, item.sentence.stated),
        *(token for text in (*item.passage.heading, *_table_of(item)) for token in compared_tokens(text, code)),
    ]
    missing = {form_of(name, code) for name in missing_names(claim, source_texts(item), code)}
    return [
        (token.start, token.end)
        for token in compared_tokens(claim, code)
        if ((token.told or token.date) and not any(same_token(token, other) for other in source))
        or (token.form in missing)
    ]


def replaced_names(claim: str, item: Evidence) -> list[CharRange]:
    """Return the places of names in a claim where the sentence, otherwise the same word for word, has other names."""
    code, told = item.passage.language, item.sentence.text
    claimed, source = compared_tokens(claim, code), compared_tokens(told, code, item.sentence.stated)
    places: list[CharRange] = []
    blocks = SequenceMatcher(None, [t.form for t in claimed], [t.form for t in source], autojunk=False)
    for change, begin, end, there, until in blocks.get_opcodes():
        named = all(claim[token.start].isupper() for token in claimed[begin:end]) and begin > 0
        if change == "replace" and named and all(told[token.start].isupper() for token in source[there:until]):
            places.append((claimed[begin].start, claimed[end - 1].end))
        elif change != "equal":
            return []
    return [] if language(code).capital_nouns else places


def disagrees_by_value(claim: str, item: Evidence) -> bool:
    """Return whether a claim has a figure, date or name that the sentence does not have, or has in another place.

    A figure that the sentence gives for each of several ("3% for each week") is another one without that.
    """
    missing = missing_names(claim, source_texts(item), item.passage.language)
    return bool(
        missing or disagreeing_values(claim, item) or replaced_names(claim, item) or _loses_its_rate(claim, item)
    )


def _loses_its_rate(claim: str, item: Evidence) -> bool:
    rate = language(item.passage.language).statements.rate
    if not rate.stand_in(item.sentence.text) or rate.stand_in(claim):
        return False
    claimed = [figure.value for figure in find_figures(claim, item.passage.language) if figure.unit != "year"]
    return any(figure.value in claimed for figure in item.sentence.stated)


def unmatched(claim: str, item: Evidence) -> tuple[CharRange, ...]:
    """Return the places of words and figures in a claim that are in a sentence or its headings in no form."""
    code = item.passage.language
    around = (*item.passage.heading, *_table_of(item), *item.sentence.notes)
    there = {term for text in (item.sentence.text, *around) for term in terms(text, code)}
    source = compared_tokens(item.sentence.text, code, item.sentence.stated)
    found = []
    for token in compared_tokens(claim, code):
        own = set(terms(claim[token.start : token.end], code))
        same = any(same_token(token, other) for other in source)
        worded = own <= there and all(figure.unit == "year" for figure in token.told)
        if not (token.is_mark or same or worded) and (own or token.told):
            found.append((token.start, token.end))
    return merged(claim, found)


def merged(text: str, spans: Sequence[CharRange]) -> tuple[CharRange, ...]:
    """Return spans, with those that only spaces separate merged."""
    made: list[CharRange] = []
    for start, end in spans:
        if made and not text[made[-1][1] : start].strip():
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return tuple(made)


def _table_of(item: Evidence) -> tuple[str, ...]:
    row = item.sentence.row
    return (*row.header_lines, row.section) if row else ()


def _longest_in_order(claimed: Sequence[ComparedToken], source: Sequence[ComparedToken]) -> int:
    """Return the length of the longest common subsequence (Wagner and Fischer, 1974)."""
    before = [0] * (len(source) + 1)
    for token in claimed:
        row = [0]
        for at, other in enumerate(source):
            row.append(before[at] + 1 if same_token(token, other) else max(before[at + 1], row[at]))
        before = row
    return before[-1]


def _negates(text: str, code: str) -> bool:
    return language(code).meanings.negation.stand_in(text)


def _kinds(code: str) -> Iterator[Phrases]:
    told = language(code).statements
    yield from (told.modal, told.condition, told.quantity, told.attribution, told.hedge, told.plan)


def _turned(said: set[str], there: set[str], code: str) -> bool:
    """Return whether a claim says up and the sentence only down, or the other way round."""
    meanings = language(code).meanings
    up, down = terms_of_words(meanings.up, code), terms_of_words(meanings.down, code)
    return any(
        said & one and not said & other and there & other and not there & one for one, other in ((up, down), (down, up))
    )
