"""Numbers of clauses, lists and headings as they are displayed: 4 is "iv", "D", "四", "④" or "4th"."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 10_000
_MOST_LETTERS = 30
_LATIN, _RUSSIAN = "abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя"
_GREEK, _HEBREW = "αβγδεζηθικλμνξοπρστυφχψω", "אבגדהוזחטיכלמנסעפצקרשת"
_HAN = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_MOST_WORDS = 99


def roman(number: int) -> str:
    """Return a number as a Roman numeral in lower case; one below 1 or above 10,000 in digits."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    found = ""
    for value, letters in _ROMAN:
        found += letters * (number // value)
        number %= value
    return found


def repeated_letter(number: int, alphabet: str = _LATIN) -> str:
    """Return a number as Word and Writer count with letters: z, aa, bb; a very large one in digits."""
    times, at = divmod(number - 1, len(alphabet))
    return alphabet[at] * (times + 1) if 0 <= times < _MOST_LETTERS else str(number)


def spread_letter(number: int) -> str:
    """Return a number as spreadsheets and web pages count with letters: z, aa, ab."""
    found = ""
    while number > 0:
        number, at = divmod(number - 1, len(_LATIN))
        found = _LATIN[at] + found
    return found or str(number)


def han(number: int) -> str:
    """Return a number in Chinese numerals: 十二; one above 99 digit by digit."""
    if not 0 < number <= _MOST_WORDS:
        return "".join(_HAN[int(digit)] for digit in str(max(0, number)))
    tens, ones = divmod(number, 10)
    return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")


def cardinal(number: int) -> str:
    """Return a number in English words, as Word writes it in every language that it does not know; else in digits."""
    if not 0 <= number <= _MOST_WORDS:
        return str(number)
    if number < len(_UNITS):
        return _UNITS[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Return a number as "1st", "2nd", "11th"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _ordinal_in_words(number: int) -> str:
    said = cardinal(number)
    if said.isdigit():
        return ordinal(number)
    before, dash, last = said.rpartition("-")
    ends = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return before + dash + ends


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": lambda n: roman(n).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda n: repeated_letter(n).upper(),
    "lowerLetter": repeated_letter,
    "russianUpper": lambda n: repeated_letter(n, _RUSSIAN).upper(),
    "russianLower": lambda n: repeated_letter(n, _RUSSIAN),
    "hebrew2": lambda n: repeated_letter(n, _HEBREW),
    "ordinal": ordinal,
    "cardinalText": lambda n: cardinal(n).capitalize(),
    "ordinalText": lambda n: _ordinal_in_words(n).capitalize(),
    "chineseCounting": han,
    "chineseCountingThousand": han,
    "chineseLegalSimplified": han,
    "taiwaneseCounting": han,
    "taiwaneseCountingThousand": han,
    "japaneseCounting": han,
    "japaneseDigitalTenThousand": han,
    "ideographDigital": lambda n: "".join(_HAN[int(digit)] for digit in str(n)),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 1 <= n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 1 <= n <= 12 else str(n),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "decimalFullWidth": lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "numberInDash": lambda n: f"- {n} -",
    "lowerGreek": lambda n: repeated_letter(n, _GREEK),
    "none": lambda _: "",
}


def displayed(number: int, style: str) -> str:
    """Return a number in a format named as in OOXML (`ST_NumberFormat`); in digits if the format is not known."""
    return _FORMATS.get(style, str)(number)
