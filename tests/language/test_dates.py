import pytest

from assistant.language.dates import find_dates, find_days


@pytest.mark.parametrize(
    ("code", "text", "iso"),
    [
        ("en", "It opened on 5 March 2025.", "2025-03-05"),
        ("en", "May 21st, 2024", "2024-05-21"),
        ("en", "the 8th of May 1815", "1815-05-08"),
        ("en", "in Sept. 2023", "2023-09"),
        ("en", "2024-02-03", "2024-02-03"),
        ("de", "am 7. Oktober 2022", "2022-10-07"),
        ("de", "zum 30.06.2021", "2021-06-30"),
        ("de", "im Jänner 2020", "2020-01"),
        ("fr", "le 1er août 2023", "2023-08-01"),
        ("fr", "le 09/11/2021", "2021-11-09"),
        ("fr", "en février 2019", "2019-02"),
        ("es", "el 12 de octubre de 2020", "2020-10-12"),
        ("es", "en junio de 2018", "2018-06"),
        ("zh", "2023年11月6日起施行", "2023-11-06"),
        ("zh", "２０２１年７月", "2021-07"),
    ],
)
def test_a_date_is_read_as_its_language_writes_it(code: str, text: str, iso: str) -> None:
    assert [date.iso for date in find_dates(text, code)] == [iso]


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "2024-02-30"), ("en", "31 June 2024"), ("en", "In 2025 revenue rose."), ("de", "31.02.2024"), ("zh", "")],
)
def test_what_is_no_day_is_no_date(code: str, text: str) -> None:
    assert find_dates(text, code) == ()


def test_dates_are_told_in_order_with_their_places() -> None:
    text = "From 1 May 2023 to July 4, 2023 and again in June 2024."
    found = find_dates(text)
    assert [date.iso for date in found] == ["2023-05-01", "2023-07-04", "2024-06"]
    assert all(text[date.start : date.end] == date.text for date in found)
    assert [date.is_full for date in found] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "code", "days"),
    [
        ("From 3 May to the 10th of May 2024 and on June 4th", "en", [(5, 3, None), (5, 10, 2024), (6, 4, None)]),
        ("Vom 3. Mai bis 4.5. und am 5.6.2024", "de", [(5, 3, None), (5, 4, None), (6, 5, 2024)]),
        ("Le 1er mai", "fr", [(5, 1, None)]),
        ("El 3 de mayo", "es", [(5, 3, None)]),
        ("5月3日", "zh", [(5, 3, None)]),
        ("On 31 June, in May 2024, May 1, 200 people", "en", [(5, 1, None)]),
        ("", "en", []),
    ],
)
def test_days_are_found_with_and_without_their_year(
    text: str, code: str, days: list[tuple[int, int, int | None]]
) -> None:
    assert [(day.month, day.day, day.year) for day in find_days(text, code)] == days
