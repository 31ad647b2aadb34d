import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dates import find_dates
from assistant.language.figures import find_figures, same_figure
from assistant.language.loading import languages
from assistant.language.periods import _grammar
from assistant.types import Figure
from benchmarks.reading.figures import Case, ours, read_cases

# Notations that are read wrongly today, kept in the table so that it stays honest.
MISREAD = {
    "It weighs 1 234 kg.",
    "Profit was €(0.3) million.",
    "Half a million came.",
    "Two-thirds of voters agreed.",
}


def one(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "code", "value", "currency"),
    [
        ("Late returns cost 45p a day.", "en", "0.45", "GBP"),
        ("A stamp is fifty pence.", "en", "0.5", "GBP"),
        ("It is 20 cents a page.", "en", "0.2", "cent"),
        ("Eine Kopie kostet 15 Cent.", "de", "0.15", "EUR"),
        ("La copie coûte 15 centimes.", "fr", "0.15", "EUR"),
        ("La copia cuesta 15 céntimos.", "es", "0.15", "EUR"),
    ],
)
def test_small_change_is_money(text: str, code: str, value: str, currency: str) -> None:
    (figure,) = find_figures(text, code)
    assert (figure.value, figure.currency) == (Decimal(value), currency)


def test_small_change_equals_its_share_of_the_whole_and_pictures_are_no_money() -> None:
    assert same_figure(one("It costs 50p."), one("It costs £0.50."))
    assert same_figure(one("It costs 50 cents."), one("It costs $0.50."))
    assert not same_figure(one("It costs 50p."), one("It costs £50."))
    assert not any(figure.currency for figure in find_figures("It shows 720p, and page 45 p. 12."))


def test_brackets_make_a_figure_of_a_table_negative_and_no_other() -> None:
    (in_row,), (in_text,) = find_figures("Loss | (1,234)", in_table=True), find_figures("a bar | and (1,234) of them")
    assert (in_row.value, in_row.text) == (Decimal(-1234), "(1,234)")
    assert (in_text.value, in_text.text) == (Decimal(1234), "1,234")


@pytest.mark.parametrize("case", [c for c in read_cases() if c.text not in MISREAD], ids=lambda c: c.text)
def test_every_notation_of_the_table_is_read(case: Case) -> None:
    assert sorted(ours(case.text)) == sorted(case.figures)


def test_the_table_has_enough_cases_and_few_that_are_misread() -> None:
    assert len(read_cases()) >= 100
    assert {case.text for case in read_cases()} >= MISREAD


@pytest.mark.parametrize(
    ("one_way", "other_way"),
    [
        ("33.40 billion yuan", "CNY 33.4bn"),
        ("33.40 billion yuan", "33,400 million yuan"),
        ("RMB33.4 billion", "¥33.4bn"),
        ("26%", "26 percent"),
        ("nearly 300 million", "300 million"),
        ("threefold", "3x"),
        ("tripled", "three times"),
        ("three years", "3-year"),
        ("FY2025", "2025"),
        ("33.40 billion", "33.4 billion yuan"),
        ("1,234.5", "1234.50"),
    ],
)
def test_two_notations_of_the_same_figure_are_equal(one_way: str, other_way: str) -> None:
    assert same_figure(one(one_way), one(other_way))
    assert same_figure(one(other_way), one(one_way))


@pytest.mark.parametrize(
    ("this", "that"),
    [
        ("33.40 billion yuan", "$33.40 billion"),
        ("33.40 billion yuan", "33.40 million yuan"),
        ("33.40 billion", "33 billion"),
        ("26%", "26"),
        ("26%", "26 basis points"),
        ("300", "300 million"),
        ("threefold", "3%"),
        ("2019", "2020"),
        ("¥5", "$5"),
    ],
)
def test_different_figures_are_not_equal(this: str, that: str) -> None:
    assert not same_figure(one(this), one(that))


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("nearly 300 million", "under"),
        ("over 100 billion yuan", "over"),
        ("more than 2 million", "over"),
        ("at least 40", "at least"),
        ("up to 50", "at most"),
        ("about 7%", "about"),
        ("300 million", ""),
    ],
)
def test_the_qualifier_before_a_figure_is_kept(text: str, qualifier: str) -> None:
    assert one(text).qualifier == qualifier


def test_the_period_nearest_to_a_figure_is_kept() -> None:
    first, second = find_figures("Sales were $5 in the first quarter, against $7 in the second quarter.")
    assert (first.period, second.period) == ("first quarter", "second quarter")


@pytest.mark.parametrize("text", ["", "   ", "no figures at all", "阿里巴巴集团", "🙂—…"])
def test_a_text_without_figures_has_none(text: str) -> None:
    assert find_figures(text) == ()


def test_figures_in_other_languages_do_no_harm() -> None:
    assert [f.value for f in find_figures("收入增长26%，达到334亿元")][:1] == [Decimal(26)]


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_figure_is_a_slice_of_it(text: str) -> None:
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.text


@given(
    st.decimals(min_value=1, max_value=999, places=2),
    st.sampled_from(["million", "billion", "trillion"]),
    st.sampled_from([("{} yuan", "CNY {}"), ("{} dollars", "US${}"), ("{} euros", "€{}")]),
)
def test_an_amount_is_the_same_however_it_is_written(amount: Decimal, scale: str, forms: tuple[str, str]) -> None:
    short = {"million": "m", "billion": "bn", "trillion": "tn"}[scale]
    long_way = one(f"It was {forms[0].format(f'{amount} {scale}')}.")
    short_way = one(f"It was {forms[1].format(f'{amount.normalize():f}{short}')}.")
    assert same_figure(long_way, short_way)


@given(st.lists(st.sampled_from(["Q1 2024", "FY23", "in 2020", "5 units", "one", "word", "12%"]), max_size=12))
def test_the_period_of_a_figure_is_the_nearest_one(words: list[str]) -> None:
    text = " ".join(words)
    periods = [(match.start(), match.end(), match.group()) for match in _grammar("en").anywhere.finditer(text)]
    for figure in find_figures(text):
        distances = [max(start - figure.end, figure.start - end) for start, end, _ in periods]
        nearest = periods[distances.index(min(distances))][2] if periods else ""
        assert figure.period == (figure.text if figure.text.startswith("FY") else nearest)


def test_a_number_inside_a_fiscal_year_is_told_once() -> None:
    assert [figure.text for figure in find_figures("FY23 had 5 shops, FY 2024 had 7, FY25 had 8.")] == [
        "FY23",
        "5",
        "FY 2024",
        "7",
        "FY25",
        "8",
    ]


@pytest.mark.parametrize("code", languages())
def test_no_control_character_is_a_numeral(code: str) -> None:
    assert find_figures("a\0b \0 \x01", code) == ()


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("It holds 6.3 × 10^5 litres.", "en", "630000"),
        ("It holds 6.3 × 10⁵ litres.", "en", "630000"),
        ("It holds 6.3·10^5 litres.", "en", "630000"),
        ("a gap of 8 x 10^-4 m", "en", "0.0008"),
        ("a gap of 8 × 10⁻⁴ m", "en", "0.0008"),
        ("10^7 cells", "en", "10000000"),
        ("6.3 × 10<sup>5</sup> litres", "en", "630000"),
        ("10⁷ cells", "en", "10000000"),
        ("2^12 rows", "en", "4096"),
        ("reads 7.25E+03 units", "en", "7250"),
        ("reads 7.2e3 units", "en", "7200"),
        ("6,3 × 10^5 Liter", "de", "630000"),
        ("6,3·10⁵ litres", "fr", "630000"),
        ("6.3×10⁵升", "zh", "630000"),
    ],
)
def test_a_figure_in_scientific_notation_has_its_value(text: str, code: str, value: str) -> None:
    (figure,) = find_figures(text, code)
    assert figure.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs $2,480³ a month.", "$2,480"), ("It grew by 14%² again.", "14%"), ("in 2021¹ it", "2021"),
        ("about 3 million⁴ people", "3 million"), ("a field of 75 m² there", "75"), ("order 12E5 please", None),
    ],
)  # fmt: skip
def test_a_raised_digit_is_no_part_of_a_figure_and_a_unit_no_magnitude(text: str, expected: str | None) -> None:
    assert [figure.text for figure in find_figures(text)] == ([expected] if expected else [])


def test_a_figure_that_is_struck_out_is_none() -> None:
    assert [figure.text for figure in find_figures("It costs ~~$90~~ $95.")] == ["$95"]


LINES = [
    ("The ferry carried 1,312 people in the second quarter of 2024, 4% more than before.", "en"),
    ("Zone 3 cost £46.2 million on 12 May 2023 and about two thirds of 5,300 boats.", "en"),
    ("Der Verein zählte 2024 rund 1.312 Mitglieder und nahm 46,2 Mio. Euro ein.", "de"),
    ("Le port a traité 1\u202f312 navires, soit 4 % de plus, pour 46,2 millions d'euros.", "fr"),
    ("El puerto recibió 1.312 barcos en 2024, un 4 % más, por 46,2 millones de euros.", "es"),
]


@pytest.mark.parametrize(("line", "code"), LINES)
def test_a_line_may_end_at_any_space_without_changing_what_is_read(line: str, code: str) -> None:
    def read(text: str) -> list[object]:
        figures = find_figures(text, code)
        return [(" ".join(f.text.split()), f.value, f.unit, f.currency, f.qualifier, f.period) for f in figures]

    dates = [(date.start, date.end, date.iso) for date in find_dates(line, code)]
    for space in re.finditer(" ", line):
        before, behind = line[: space.start()], line[space.end() :]
        assert (
            read(f"{before}\n   {behind}") == read(f"{before} \n{behind}") == read(f"{before}\n{behind}") == read(line)
        )
        assert [(date.start, date.end, date.iso) for date in find_dates(f"{before}\n{behind}", code)] == dates
