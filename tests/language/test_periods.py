from __future__ import annotations

import pytest

from assistant.language.periods import find_periods, is_period_word


@pytest.mark.parametrize(
    ("text", "years", "quarters"),
    [
        ("between FY2023 and Q2 of FY2024", {2023, 2024}, {2}),
        ("in Q22023", {2023}, {2}),
        ("As of Q2'2023", {2023}, {2}),
        ("ACME_2024Q2_10Q.pdf", {2024}, {2}),
        ("fiscal 22", {2022}, set()),
        ("the second quarter of 2022", {2022}, {2}),
        ("rose in 4Q22", set(), {4}),
        ("for $2,023 million and 2,023 shares", set(), set()),
    ],
)
def test_years_and_quarters_are_found_in_every_notation(text: str, years: set[int], quarters: set[int]) -> None:
    found = find_periods(text)
    assert (set(found.years), set(found.quarters)) == (years, quarters)


def test_a_quarterly_report_says_so_without_naming_its_quarter() -> None:
    assert find_periods("Form 10-Q for the period ended July 2, 2023").quarterly
    assert not find_periods("Form 10-K for the year ended July 2, 2023").quarterly


def test_words_that_are_parts_of_periods_are_told_from_names() -> None:
    assert all(map(is_period_word, ("FY2023", "Q2", "FY", "fiscal", "4Q22")))
    assert not any(map(is_period_word, ("Pfizer", "Quarry", "Q", "A380")))


@pytest.mark.parametrize(
    ("code", "text", "years", "quarters", "halves"),
    [
        ("de", "im dritten Quartal 2021", {2021}, {3}, set()),
        ("de", "im ersten Halbjahr 2020", {2020}, set(), {1}),
        ("fr", "au quatrième trimestre 2019 et au T1 2020", {2019, 2020}, {1, 4}, set()),
        ("es", "en el primer semestre de 2018", {2018}, set(), {1}),
        ("zh", "2022年第三季度", {2022}, {3}, set()),
        ("en", "in the second half of 2016 and H1 2017", {2016, 2017}, set(), {1, 2}),
    ],
)
def test_parts_of_years_are_told_in_each_language(
    code: str, text: str, years: set[int], quarters: set[int], halves: set[int]
) -> None:
    found = find_periods(text, code)
    assert (set(found.years), set(found.quarters), set(found.halves)) == (years, quarters, halves)
