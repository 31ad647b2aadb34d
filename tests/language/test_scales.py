import pytest

from assistant.language.scales import find_scale, is_counted_or_divided, is_sum, without_scale
from assistant.types import Scale


@pytest.mark.parametrize(
    ("said", "code", "power", "currency"),
    [
        ("Umsatz in Mio. €", "de", 6, "EUR"),
        ("Angaben in Tausend Euro", "de", 3, "EUR"),
        ("TEUR", "de", 3, "EUR"),
        ("(Mrd. US-Dollar)", "de", 9, "USD"),
        ("(en milliers d’euros)", "fr", 3, "EUR"),
        ("M€", "fr", 6, "EUR"),
        ("miles de euros", "es", 3, "EUR"),
        ("Ventas (en millones)", "es", 6, ""),
        ("单位：百万元", "zh", 6, "CNY"),
        ("（万元）", "zh", 4, "CNY"),
        ("(kEUR)", "en", 3, "EUR"),
        ("US$'000", "en", 3, "USD"),
        ("(in thousands of kroner)", "en", 3, "kr"),
        ("All amounts in thousands of Danish kroner", "en", 3, "kr"),
        ("in millions of Canadian dollars", "en", 6, "CAD"),
        ("in thousands of tonnes", "en", 3, ""),
    ],
)
def test_each_language_tells_a_scale_in_its_own_words(said: str, code: str, power: int, currency: str) -> None:
    found = find_scale(said, code)
    assert (found.power, found.currency) == (power, currency)
    assert found.words


@pytest.mark.parametrize(("said", "code"), [("RMB million", "zh"), ("US$m", "de"), ("in thousands", "fr")])
def test_english_counts_in_tables_of_any_language(said: str, code: str) -> None:
    assert find_scale(said, code).words == find_scale(said).words != ""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Class B $", "en"),
        ("They paid a few thousand dollars a year", "en"),
        ("5 Mio. Euro", "de"),
        ("5万元", "zh"),
        ("consumers in Milan", "en"),
        ("Tonnen", "de"),
    ],
)
def test_an_amount_or_a_name_is_no_scale(said: str, code: str) -> None:
    assert find_scale(said, code).power == 0


def test_a_scale_is_told_in_the_words_of_its_language() -> None:
    assert [find_scale(said, code).words for said, code in (("Mrd. €", "de"), ("€bn", "de"))] == [
        "in Milliarden",
        "in billions",
    ]


def test_percent_of_a_column_is_no_percent_behind_a_figure_and_no_percentage_point() -> None:
    shares = ["Change (%)", "% of sales", "5% / %", "Percentage of sales"]
    others = ["a discount of 5 %", "Change in percentage points", ""]
    assert [find_scale(said).unit for said in (*shares, *others)] == ["percent"] * 4 + [""] * 3
    assert find_scale("Anteil in Prozent", "de").unit == find_scale("增长（%）", "zh").unit == "percent"


@pytest.mark.parametrize(
    ("label", "code", "rest", "words"),
    [
        ("Umsatz (in Mio. €)", "de", "Umsatz", "in Mio. €"),
        ("Steuern, Mio. Kronen", "de", "Steuern", "Mio. Kronen"),
        ("营业收入（万元）", "zh", "营业收入", "万元"),
        ("万科（万科）", "zh", "万科（万科）", ""),
        ("Profit (in millions)", "es", "Profit", "in millions"),
    ],
)
def test_a_label_parts_from_its_unit(label: str, code: str, rest: str, words: str) -> None:
    found, scale = without_scale(label, code)
    assert (found, scale.words) == (rest, words)


@pytest.mark.parametrize(("label", "code"), [("Summe", "de"), ("Sous-total", "fr"), ("合计", "zh"), ("Total", "zh")])
def test_a_sum_is_known_by_its_label(label: str, code: str) -> None:
    assert is_sum(label, code)
    assert not is_sum("Gesamtkapitalkosten", code)


@pytest.mark.parametrize(("label", "code"), [("Mitarbeiter", "de"), ("Taux d'imposition", "fr"), ("Marge en %", "es")])
def test_a_row_that_counts_or_divides_is_in_no_scale(label: str, code: str) -> None:
    assert is_counted_or_divided(label, code)


def test_a_language_that_tells_no_scales_reads_those_of_english() -> None:
    assert find_scale("in thousands", "xx") == Scale("in thousands", 3)
