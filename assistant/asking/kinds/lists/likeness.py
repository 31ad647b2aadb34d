"""Whether the parts of a sentence are things of one kind, or pieces of what it says or tells to do.

No grammar is parsed. A verb shows by what it governs ("turn the lever", "halten Sie Start"), or, where nouns have
capitals, by a part that ends in a small letter beside others that don't ("Pause gedrückt").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.language.loading import language
from assistant.language.marks import IN_BRACKETS

_WORD = re.compile(r"[^\W_]+")


def are_alike(items: Sequence[str], code: str, *, after_colon: bool) -> bool:
    """Return whether the parts between commas are alike; only after a colon may all of them be things to do."""
    told = language(code)
    if not told.spaced:
        return True
    acts = [_is_an_act(item, code, opens=after_colon and not place) for place, item in enumerate(items)]
    if any(acts):
        return after_colon and all(acts)
    if told.capital_nouns:
        return len({_ends_in_a_noun(item) for item in items}) == 1
    return not _has_a_word_before_its_name(items, code)


def are_clauses(items: Sequence[str], code: str) -> bool:
    """Return whether each part has a verb of its own, as far as the language's auxiliaries show."""
    return all(verbs(code) & {word.casefold() for word in _WORD.findall(item)} for item in items)


def opens_with_an_aside(before: str, code: str) -> bool:
    """Return whether what stands before the first item only says when, where or what for, as "To open the vent" does.

    It does not if a verb of being or having follows: "In attendance were".
    """
    told = language(code)
    words = [word.casefold() for word in _WORD.findall(before)]
    if not words or not told.spaced:
        return False
    found = [told.statements.condition.pattern.match(before), told.verdicts.circumstances.pattern.match(before)]
    prepositions = {*told.questions.prepositions, *told.statements.links}
    opens = words[0] in prepositions or (any(found) and words[0] not in told.statements.articles)
    return opens and not verbs(code) & set(words[2:])


@cache
def verbs(code: str) -> frozenset[str]:
    """Return the words of a language that say what something is, has or can, without prepositions among them."""
    told = language(code)
    said = *told.conversation.auxiliaries, *told.statements.states, *told.about.lists
    others = *told.questions.prepositions, *told.statements.links, *told.statements.articles
    return frozenset(said) - frozenset(others)


def _is_an_act(item: str, code: str, *, opens: bool) -> bool:
    """Return whether a part begins with a pronoun, or with a word and what it governs: an article or a pronoun.

    A word with a capital is a name, unless it `opens` the text and would have one anyway.
    """
    told = language(code)
    words = _WORD.findall(item)
    subjects = set(told.statements.subjects)
    if words and words[0] in subjects:
        return True
    if len(words) < 2 or words[0].casefold() in told.function_words or not words[0].isalpha():
        return False
    governed = (set(told.statements.articles) - set(told.statements.links)) | subjects
    return (words[0].islower() or (opens and not told.capital_nouns)) and words[1] in governed


def _ends_in_a_noun(item: str) -> bool:
    words = _WORD.findall(IN_BRACKETS.sub("", item))
    return bool(words) and not words[-1][0].islower()


def _has_a_word_before_its_name(items: Sequence[str], code: str) -> bool:
    """Return whether the first part is a name behind one word, which may be a verb, and the others begin with names."""
    first, *others = ([*_WORD.findall(item), "", ""] for item in items)
    is_bare = first[0].islower() and first[0] not in language(code).function_words
    return is_bare and first[1][:1].isupper() and all(other[0][:1].isupper() for other in others)
