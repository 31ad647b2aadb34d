"""Number words and numerals of a language, with their values: "twenty-one", "vierundvierzig", "三千五百"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assistant.language.loading import language


@cache
def number_words(code: str) -> Mapping[str, int]:
    """Return every number word of a language, compounds included, with its value."""
    numbers = language(code).numbers
    small = {word: value for word, value in numbers.words.items() if 0 < value < 10}
    made = {
        compound.format(ten=ten, one=one): high + low
        for compound in numbers.compounds
        for ten, high in numbers.tens.items()
        for one, low in small.items()
    }
    return {**made, **numbers.tens, **numbers.words}


def value_of_numerals(numerals: str, code: str) -> int:
    """Return the value of consecutive numerals: each place (十, 百, 千) multiplies the digit before it, or one.

    Digits without places are read one by one: 二〇二四 is 2024.
    """
    numbers = language(code).numbers
    if not any(sign in numbers.places for sign in numerals):
        return int("".join(str(numbers.digits[sign]) for sign in numerals))
    total, digit = 0, None
    for sign in numerals:
        if sign in numbers.places:
            total += (1 if digit is None else digit) * numbers.places[sign]
            digit = None
        else:
            digit = numbers.digits[sign]
    return total + (digit or 0)
