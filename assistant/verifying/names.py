"""Names: the words of a claim that a small model likes to make up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language.loading import DEFAULT, language
from assistant.language.terms import terms, terms_of_words

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_OPENS_A_SENTENCE = re.compile(r"(?:^|[.!?:;]\s+|[\"“(]\s*)$")


def find_names(text: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return the words of a text that name something: capitalised inside a sentence, or written in an unusual case.

    A capitalised word that opens a sentence is left out, because it would be capitalised anyway, unless its case is
    unusual too ("iPhone", "SAP", "Qwen3"). In a language that capitalises all nouns, only the unusual case counts.
    """
    nouns = language(code).capital_nouns
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        inner = any(c.isupper() for c in word[1:]) or (word[0].isalpha() and any(c.isdigit() for c in word))
        opens = _OPENS_A_SENTENCE.search(text[: match.start()]) is not None
        if (inner and word != "I") or (word[0].isupper() and len(word) > 1 and not opens and not nouns):
            found.append(word)
    return tuple(dict.fromkeys(found))


def opening_name(text: str, around: str, code: str = DEFAULT) -> tuple[str, ...]:
    """Return the capitalised word that a text opens with, if it is a content word and never in lower case around it."""
    first = _WORD.search(text)
    word = first.group() if first else ""
    if not word[:1].isupper() or not terms(word, code) or language(code).capital_nouns:
        return ()
    return () if re.search(rf"\b{re.escape(word.lower())}\b", around) else (word,)


def missing_names(claim: str, sources: Iterable[str], code: str = DEFAULT) -> tuple[str, ...]:
    """Return the names and offices ("chairman") of a claim that are in none of the sources, in any inflection.

    Offices are included because a model that is asked who holds one tends to give it to whomever it finds.
    """
    known = {term for source in sources for term in terms(source, code)}
    held = terms_of_words(language(code).meanings.offices_held, code)
    offices = (word for word in _WORD.findall(claim) if held.intersection(terms(word, code)))
    named = dict.fromkeys((*find_names(claim, code), *offices))
    return tuple(name for name in named if not known.issuperset(terms(name, code)))
