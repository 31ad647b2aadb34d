from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.printable import printable, printable_line, printable_name, to_json
from assistant.types import Citation
from tests.acting import HOSTILE, MEANT, acting

ANY = st.text(st.characters(exclude_categories=()) | st.sampled_from([*HOSTILE, "\r", "\ud800", "\U000e0100", "邉"]))
SPELLING = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u180e\U000110bd\U000110cd")
"""Format characters that are seen, or that Mongolian is spelt with."""
HIEROGLYPHS = frozenset(map(chr, range(0x13430, 0x13440)))
"""They join hieroglyphs; newer versions of Unicode know more of them."""
CONTROLLED = [
    c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
]


def test_of_all_control_and_format_characters_those_stay_that_a_language_needs() -> None:
    kept = {c for c in CONTROLLED if printable(f"a{c}b") == f"a{c}b"}
    assert kept == MEANT | SPELLING | HIEROGLYPHS & set(CONTROLLED)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It costs \u202e000,05\u202c dollars.", "It costs 000,05 dollars."),
        ("\u2066a\u2069 \u2067b\u2069 \u2068c\u2069 \u202ad\u202c \u202be\u202c \u202df\u202c", "a b c d e f"),
        ("\x1b]0;owned\x07red \x1b[31m \x9b31m", "]0;ownedred [31m 31m"),
        ("1\r\n2\r3\x0b4\x0c5\x856\u20287\u20298", "1\n2\n3\n4\n5\n6\n7\n8"),
        ("a\tb\nc", "a\tb\nc"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("plain\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065", "plain"),
        ("soft\u00adware, zero\u200bwidth, no\ufeff mark", "software, zerowidth, no mark"),
        ("می\u200cخواهم 👩\u200d👧 ❤\ufe0f אב\u200f! \u061c٣", "می\u200cخواهم 👩\u200d👧 ❤\ufe0f אב\u200f! \u061c٣"),
        ("渡邉\U000e0101さん", "渡邉\U000e0101さん"),
        ("渡邉\U000e0101\U000e0102さん 😀\U000e0101\U000e0102", "渡邉\U000e0101さん 😀"),
    ],
)  # fmt: skip
def test_what_acts_is_left_out_and_what_a_language_needs_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ANY)
def test_nothing_that_acts_is_left_in_any_text(text: str) -> None:
    kept = SPELLING | HIEROGLYPHS
    for clean in (
        printable(text),
        printable_line(text),
        printable_name(text),
        to_json(text),
        to_json([text], indent=2),
    ):
        assert acting(clean) <= kept
    assert printable(printable(text)) == printable(text)
    assert "\n" not in printable_line(text) + printable_name(text)


@given(ANY, ANY)
def test_a_text_that_grows_grows_as_it_is_shown(text: str, more: str) -> None:
    assert printable(text + more).startswith(printable(text))


@given(st.dictionaries(ANY, ANY | st.lists(ANY) | st.integers() | st.none()))
def test_json_reads_back_as_it_was(value: dict[str, object]) -> None:
    assert json.loads(to_json(value)) == json.loads(json.dumps(value))


def test_json_is_readable_but_for_what_acts() -> None:
    assert to_json("Ö 阿里 \u202e \x9b \x7f \u2028 \U000e0041") == r'"Ö 阿里 \u202e \u009b \u007f \u2028 \udb40\udc41"'


def test_frozen_values_become_json_by_their_fields() -> None:
    cited = json.loads(to_json({"found": [Citation(1, "a.md", None, ("A",), 0, 1, "x")]}))["found"][0]
    assert (cited["document"], cited["heading"], cited["page"]) == ("a.md", ["A"], None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report (1).md", "report (1).md"),
        ("na\x1b[31mme\x07.md", r"na\x1b[31mme\x07.md"),
        ("two\nlines\tand\r.md", r"two\nlines\tand\r.md"),
        ("bidi\u202efdp.md", r"bidi\u202efdp.md"),
        ("undecodable\udcff.md", r"undecodable\udcff.md"),
        ("گزارش\u200cها.pdf", "گزارش\u200cها.pdf"),
    ],
)
def test_a_name_is_told_in_one_line_with_what_acts_by_its_number(name: str, shown: str) -> None:
    assert printable_name(name) == shown
