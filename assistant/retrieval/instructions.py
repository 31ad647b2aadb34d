"""Sentences that address a language model rather than a reader: they are data, and no model reads them.

What a document says cannot change what the assistant does. Such sentences can be quoted to a person who asks about
them, but they never enter a prompt. This is one of several lines of defence: markup is defused in the prompt, a claim
must be relevant to the question, and everything that a model writes is checked against the evidence (Greshake et al.,
"Not what you've signed up for", 2023, show that no single defence is enough).

Most sentences with "must", "ignore" or "answer" address people. A logistic regression over the words and pairs of words
of a sentence finds those that do not. It is independent of the embedder; its weights are in `instructions.tsv`, made by
`benchmarks/orders.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from string import ascii_letters

from assistant.language.loading import language, languages

SPEAKS_FROM = 1.5
"""The log odds above which a sentence counts as an order; few ordinary ones come near (`benchmarks/RESULTS.md`)."""
INTERCEPT = "(intercept)"
_TOKEN = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]|[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_SPACED_OUT = re.compile(r"\b(?:\w[ .\-_*]){4,}\w\b")
_RUN = re.compile(r"\w+")
_BETWEEN = str.maketrans("", "", " .-_*")
_LATIN = frozenset(ascii_letters)
_LOOKALIKES = str.maketrans("01345@$\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456", "oieasasaeopcyxi")


def speaks_to_a_model(text: str) -> bool:
    """Return whether a text gives orders to a program that reads it for a person.

    Invisible characters, spaced-out letters, and digits or foreign letters in place of letters do not hide it.
    """
    return any(order_log_odds(form) >= SPEAKS_FROM for form in forms(text))


def order_log_odds(text: str) -> float:
    """Return the natural log of the odds that a text, as it is written, is an order to a model."""
    weights = _weights()
    return weights[INTERCEPT] + sum(weights.get(gram, 0.0) for gram in set(grams(text)))


def grams(text: str) -> list[str]:
    """Return the words and signs of a text, and their pairs, in lower case; a number is "0", "^" and "$" are the ends.

    In a script without spaces each character is a word. A number counts only beside its neighbours.
    """
    words = ["^", *("0" if word.isdigit() else word for word in _TOKEN.findall(text.lower())), "$"]
    return [*(word for word in words if word != "0"), *map(" ".join, pairwise(words))]


def forms(text: str) -> Iterator[str]:
    """Yield a text as it looks and, if they differ, with spaced-out letters joined and with look-alikes replaced."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    joined = _SPACED_OUT.sub(lambda match: match[0].translate(_BETWEEN), seen)
    plain = _RUN.sub(lambda run: run[0] if _LATIN.isdisjoint(run[0]) else run[0].translate(_LOOKALIKES), joined)
    yield seen
    if joined != seen:
        yield joined
    if plain != joined:
        yield plain


@cache
def _weights() -> dict[str, float]:
    lines = files("assistant.retrieval").joinpath("instructions.tsv").read_text("utf-8").splitlines()
    return {gram: float(weight) for weight, _, gram in (line.partition("\t") for line in lines)}


def asks_about_instructions(question: str) -> bool:
    """Return whether a question asks about such sentences, so that they may be quoted."""
    return any(language(code).questions.orders.stand_in(question) for code in languages())
