"""How many there are, as a phrase before them: "5 open orders:" in the words of the question, or "There are 5:"."""

from __future__ import annotations

import re

from assistant.asking.kinds.inquiry import Inquiry
from assistant.language.loading import language
from assistant.language.terms import terms
from assistant.types import Evidence

_WORD = re.compile(r"[\w'’-]+")


def counted(
    inquiry: Inquiry, count: int, first: Evidence, title: str = "", chosen: frozenset[str] = frozenset()
) -> str:
    """Return a number of items as a phrase in the language of the answer.

    What they are is said in the words that follow "how many" in the question if these name what is above the items.

    Args:
        inquiry: the question.
        count: how many items there are.
        first: the first of them.
        title: what their list or table is called.
        chosen: the terms of what the question chooses them by ("open").
    """
    noun = _noun(inquiry, first, title, chosen) if count > 1 else ""
    if noun:
        return inquiry.told("items_called", count=count, noun=noun)
    return inquiry.told("items" if count > 1 else "one_item", count=count)


def _noun(inquiry: Inquiry, first: Evidence, title: str, chosen: frozenset[str]) -> str:
    """Return the words of a question for what it counts, or "" if they are not known."""
    spoken, code, asked = inquiry.code, first.passage.language, inquiry.question.now
    found = language(spoken).questions.count.pattern.search(asked)
    if found is None or spoken != inquiry.told_in or not language(spoken).spaced:
        return ""
    row, document = first.sentence.row, inquiry.reader.document(first.passage.document)
    heads = row.headings if row else (title,)
    above = terms("\n".join((document.title, *first.passage.heading, *heads)), code)
    called: list[str] = []
    for word in _WORD.findall(asked[found.end() :]):
        own = set(terms(word, code, spoken))
        is_above = bool(own) and own <= set(above)
        if not is_above and not (own and own <= chosen):
            return ""
        called.append(word)
        if is_above:
            break
    return " ".join(called)
