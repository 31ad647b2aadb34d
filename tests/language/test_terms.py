import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.language.terms import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("growing", "grows"),
        ("Café", "cafe"),
        ("1,234.50", "1234.5"),
        ("33.40 billion", "33.4 billion"),
        ("E-COMMERCE", "e-commerce"),
        ("Alibaba’s", "Alibaba's"),
    ],
)
def test_two_ways_to_write_the_same_are_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("33.4", "334"), ("cloud", "clouds cover"), ("US", "us"), ("2019", "2020")])
def test_different_things_are_different_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_function_words_are_left_out_but_abbreviations_spelt_like_them_are_kept() -> None:
    assert terms("What is it that the US does?") == ["us"]


def test_empty_text_has_no_terms() -> None:
    assert terms("") == terms("  \n?!—") == []


def test_scripts_without_spaces_become_overlapping_pairs() -> None:
    assert terms("阿里巴巴") == ["阿里", "里巴", "巴巴"]
    assert set(terms("里巴")) <= set(terms("阿里巴巴"))


def test_repeats_and_order_are_kept() -> None:
    assert terms("cloud revenue, cloud profit") == ["cloud", "revenu", "cloud", "profit"]


def test_threads_that_read_at_once_find_the_terms_that_one_finds() -> None:
    texts = [" ".join(f"{stem}{ending}" for ending in ENDINGS) for stem in made_up_words(400)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            at_once = list(pool.map(terms, texts))
    finally:
        sys.setswitchinterval(before)
    assert at_once == [[term for word in text.split() for term in terms(word.upper())] for text in texts]


ENDINGS = ("ational", "fulness", "ousli", "ization", "ies", "edly", "ement")


def made_up_words(count: int) -> list[str]:
    letters = "bcdfglmnprst"
    return [f"{a}a{b}o{c}" for a in letters for b in letters for c in letters][:count]


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("de", "Die Gesellschaften wuchsen", "eine Gesellschaft"),
        ("fr", "les sociétés", "la société"),
        ("es", "las empresas", "una empresa"),
    ],
)
def test_forms_of_a_word_have_one_term_in_their_language(code: str, one: str, other: str) -> None:
    assert set(terms(other, code)) <= set(terms(one, code))
    assert terms(other, code)


def test_a_number_has_one_term_however_a_language_writes_it() -> None:
    assert terms("1,234.50") == terms("1.234,5", "de") == ["1234.5"]
    assert terms("31.12.2023", "de") == ["31", "12", "2023"]


@pytest.mark.parametrize(
    ("one", "many", "code"),
    [
        ("child", "Children", "en"),
        ("woman", "women", "en"),
        ("shelf", "shelves", "en"),
        ("œil", "yeux", "fr"),
        ("mujer", "mujeres", "es"),
        ("Mann", "Männer", "de"),
    ],
)
def test_irregular_forms_of_a_word_are_one_term(one: str, many: str, code: str) -> None:
    assert terms(one, code) == terms(many, code)
