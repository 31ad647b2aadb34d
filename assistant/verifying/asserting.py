"""What a sentence asserts: what its pronouns refer to, and whether it states a fact at all.

A question, an order to the reader, somebody's words in quotation marks, and a forecast stated as a result prove no
fact. These are recognised by the sentence and its surroundings. A plan, a hedge or an attribution inside the sentence
is a matter for the exact proof, which never leaves such words out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.language.loading import language
from assistant.language.marks import is_question
from assistant.retrieval.instructions import speaks_to_a_model
from assistant.types import Evidence, Sentence
from assistant.verifying.tokens import ComparedToken, compared_tokens, forms_of

_OPENING_QUOTES, _CLOSING_QUOTES = "“„«「『", "”»」』"


def asserts(claim: str, item: Evidence, *, ahead: bool = False) -> bool:
    """Return whether a sentence states a fact, or a claim states the same plan as the sentence.

    Where what is asked lies `ahead`, a claim need not say that it is a plan.
    """
    text = item.sentence.text
    return not is_question(text) and not (
        _is_spoken_by_another(item)
        or (not ahead and foretold(item.passage.heading, claim, item))
        or speaks_to_a_model(text)
    )


def foretold(above: Sequence[str], claim: str, item: Evidence) -> bool:
    """Return whether a heading says that figures are planned or forecast, and a claim with figures does not say so.

    A claim says so by a word for plans, a modal verb or a hedge ("wants to reach 5 million").
    """
    told = language(item.passage.language).statements
    figures = (figure for figure in item.sentence.figures if figure.unit != "year")
    says_so = any(kind.stand_in(claim) for kind in (told.plan, told.modal, told.hedge))
    return any(figures) and any(map(told.plan.stand_in, above)) and not says_so


def _is_spoken_by_another(item: Evidence) -> bool:
    """Return whether a whole sentence is in quotation marks, alone or with others."""
    start = item.sentence.start - item.passage.start
    before = item.passage.text[max(0, item.passage.text.rfind("\n\n", 0, max(0, start)) + 1) : max(0, start)]
    if sum(map(before.count, _OPENING_QUOTES)) > sum(map(before.count, _CLOSING_QUOTES)) or before.count('"') % 2:
        return True
    text = item.sentence.text.strip(" .!?")
    inside = text[1:-1]
    return (
        len(text) > 1
        and text[0] in f'"{_OPENING_QUOTES}'
        and text[-1] in f'"{_CLOSING_QUOTES}'
        and not any(quote in inside for quote in f'"{_CLOSING_QUOTES}')
    )


def said_before(item: Evidence) -> tuple[str, ...]:
    """Return the sentence before, if a sentence begins by referring back to it ("This ..."); otherwise nothing."""
    if not language(item.passage.language).conversation.leans.stand_in(item.sentence.text):
        return ()
    before = [one.text for one in item.passage.sentences if one.start < item.sentence.start and one.row is None]
    return tuple(before[-1:])


def meant_sources(item: Evidence) -> Iterator[tuple[ComparedToken, ...]]:
    """Yield the tokens of a sentence, and again with what a pronoun at its beginning refers to."""
    code = item.passage.language
    told = compared_tokens(item.sentence.text, code, item.sentence.stated)
    yield told
    if told and _begins_with_a_pronoun(item.sentence, code):
        named = _named_before(item)
        if named:
            at = told[0]
            yield (*(ComparedToken(at.start, at.end, n.form, n.told, n.date) for n in named), *told[1:])


def _begins_with_a_pronoun(sentence: Sentence, code: str) -> bool:
    conversation = language(code).conversation
    found = conversation.points_back.pattern.match(sentence.text)
    return found is not None and found.group().casefold() not in conversation.possessives


def _named_before(item: Evidence) -> Sequence[ComparedToken]:
    """Return the name that the previous sentence begins with, if any, or the heading if there is no sentence before.

    A sentence is about the name that it begins with, and the first one of a section about its heading.
    """
    code = item.passage.language
    before = [one for one in item.passage.sentences if one.start < item.sentence.start and one.row is None]
    for sentence in reversed(before):
        if sentence.text.lstrip("# ") in item.passage.heading:
            break
        if not _begins_with_a_pronoun(sentence, code):
            return _name_at_the_beginning(sentence, code)
    return compared_tokens(item.passage.heading[-1], code) if item.passage.heading else ()


def _name_at_the_beginning(sentence: Sentence, code: str) -> Sequence[ComparedToken]:
    """Return the capitalised words that a sentence begins with, if a verb or a pause shows where they end."""
    told, text = language(code), sentence.text
    tokens = compared_tokens(text, code, sentence.figures)
    articles = forms_of(told.statements.articles, code)
    named = 0
    while named < len(tokens) and (
        text[tokens[named].start].isupper() or (not named and tokens[named].form in articles)
    ):
        named += 1
    verbs = forms_of((*told.conversation.auxiliaries, *told.statements.states), code) - forms_of(
        told.statements.links, code
    )
    if not named or named == len(tokens) or not (tokens[named].is_mark or tokens[named].form in verbs):
        return ()
    first = 1 if named > 1 and tokens[0].form in articles else 0
    return tokens[:named] if tokens[first:named] else ()
