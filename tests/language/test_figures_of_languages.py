from decimal import Decimal

import pytest

from assistant.language.figures import find_figures, same_figure


@pytest.mark.parametrize(
    ("code", "text", "value", "currency", "unit"),
    [
        ("de", "Es kostete 2.718,28 €.", "2718.28", "EUR", ""),
        ("de", "Der Umsatz lag bei 41,7 Mrd. Euro.", "41700000000", "EUR", ""),
        ("de", "Gut 2,5 Mio. Menschen", "2500000", "", ""),
        ("de", "um 8,25 % gesunken", "8.25", "", "percent"),
        ("de", "ein Bestand von 7.250.000 Stück", "7250000", "", ""),
        ("de", "vierundsechzig Tage", "64", "", "days"),
        ("de", "eine halbe und eine Million Dollar", "1000000", "USD", ""),
        ("de", "hat sich verdreifacht", "3", "", "times"),
        ("de", "4,5 Prozentpunkte mehr", "4.5", "", "percentage points"),
        ("fr", "soit 8 640,50 €", "8640.50", "EUR", ""),
        ("fr", "près de 7 millions d'euros", "7000000", "EUR", ""),
        ("fr", "un budget de 12,4 Md€", "12400000000", "EUR", ""),
        ("fr", "quatre-vingt-douze pour cent", "92", "", "percent"),
        ("fr", "deux cents kilos", "200", "", ""),
        ("fr", "une forêt de 52 000 hectares", "52000", "", ""),
        ("es", "costó 9.876,50 euros", "9876.50", "EUR", ""),
        ("es", "unos 62 mil millones de dólares", "62000000000", "USD", ""),
        ("es", "cuarenta y siete por ciento", "47", "", "percent"),
        ("es", "48.500 millones de yenes", "48500000000", "JPY", ""),
        ("zh", "成本为86亿元", "8600000000", "CNY", ""),
        ("zh", "用户达4.2万", "42000", "", ""),
        ("zh", "百分之六十五", "65", "", "percent"),
        ("zh", "两千三百万美元", "23000000", "USD", ""),
        ("zh", "是去年的四倍", "4", "", "times"),
        ("zh", "２０１９年", "2019", "", "year"),
        ("zh", "上升３．５％", "3.5", "", "percent"),
    ],
)
def test_a_figure_is_read_as_its_language_writes_it(code: str, text: str, value: str, currency: str, unit: str) -> None:
    (figure,) = find_figures(text, code)
    assert (figure.value, figure.currency, figure.unit) == (Decimal(value), currency, unit)
    assert text[figure.start : figure.end] == figure.text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "ein Haus und eine Straße"),
        ("fr", "une maison et un jardin"),
        ("es", "una casa y un jardín"),
        ("zh", "统一的标准，万一失败，十分重要，第三章"),
    ],
)
def test_an_article_or_a_part_of_a_word_is_no_figure(code: str, text: str) -> None:
    assert find_figures(text, code) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("en", "41.7 billion euros"), ("de", "41,7 Mrd. Euro")),
        (("en", "12.4 billion euros"), ("fr", "12,4 milliards d’euros")),
        (("en", "62 billion dollars"), ("es", "62 mil millones de dólares")),
        (("en", "8.6 billion yuan"), ("zh", "86亿元")),
        (("en", "1,234.50 euros"), ("de", "1.234,50 €")),
    ],
)
def test_the_same_figure_is_the_same_in_two_languages(one: tuple[str, str], other: tuple[str, str]) -> None:
    (a,), (b,) = find_figures(one[1], one[0]), find_figures(other[1], other[0])
    assert same_figure(a, b)


@pytest.mark.parametrize("code", ["en", "de", "fr", "es", "zh"])
def test_marks_that_only_another_language_can_mean_are_read_so(code: str) -> None:
    assert [f.value for f in find_figures("Total: 3.456,78 EUR", code)] == [Decimal("3456.78")]
    assert [f.value for f in find_figures("Total: 3,456.78 EUR", code)] == [Decimal("3456.78")]


@pytest.mark.parametrize(
    ("code", "text", "qualifier"),
    [
        ("de", "mindestens 40", "at least"),
        ("de", "knapp 40 %", "under"),
        ("fr", "jusqu'à 40", "at most"),
        ("fr", "environ 40 %", "about"),
        ("es", "más de 40", "over"),
        ("zh", "至少40人", "at least"),
        ("zh", "40万以上", "over"),
    ],
)
def test_what_bounds_a_figure_is_told_in_each_language(code: str, text: str, qualifier: str) -> None:
    assert find_figures(text, code)[0].qualifier == qualifier


def test_the_year_of_a_date_in_figures_is_kept() -> None:
    assert Decimal(2021) in {figure.value for figure in find_figures("Stichtag 30.06.2021.", "de")}
