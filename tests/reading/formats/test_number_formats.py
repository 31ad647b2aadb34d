from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.formats.number_formats import Value, formatted

ACCOUNTING = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (None, "0%", ""),
        ("text", "0%", "text"),
        (True, "General", "TRUE"),
        (0.26, "0%", "26%"),
        (0.265, "0%", "27%"),
        (0.5, "0.0%", "50.0%"),
        (-0.031, "0.0 %", "-3.1 %"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567.891, '"$"#,##0.0,,"m"', "$1.2m"),
        (1234567, "#,##0,", "1,235"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (-5, "#,##0", "-5"),
        (0, '#,##0;-#,##0;"–"', "–"),
        (3.3, "[$€-407] #,##0.00", "€ 3.30"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (1234, '#,##0\\ "€"', "1,234 €"),
        (12.5, "_-* #,##0.00 _€_-;-* #,##0.00 _€_-", "12.50"),
        (-1234.5, "$#,##0.00;[Red]($#,##0.00)", "($1,234.50)"),
        (-1234.5, ACCOUNTING, "$(1,234.50)"),
        (0, ACCOUNTING, "$-"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (1.5, "0.###", "1.5"),
        (-0.004, "0.00", "0.00"),
        (1.005, "0.00", "1.01"),
        (33.4, '0.0"x"', "33.4x"),
        (0.1 + 0.2, "General", "0.3"),
        (1e9, "General", "1000000000"),
        (123456789012, "General", "123456789012"),
        (0.25, "# ?/?", "0.25"),
        (12345.678, "0.00E+00", "12345.678"),
        (12, "", "12"),
        (float("inf"), "0", "inf"),
        (datetime(2025, 3, 5), "mm-dd-yy", "2025-03-05"),
        (datetime(2025, 3, 5, 14, 30), "d/m/yyyy h:mm", "2025-03-05 14:30"),
        (datetime(2025, 3, 5), "mmm-yy", "Mar 2025"),
        (datetime(2025, 3, 5), "[$-409]d-mmm-yyyy;@", "5 Mar 2025"),
        (date(2025, 3, 5), "dddd, mmmm dd, yyyy", "5 March 2025"),
        (datetime(2025, 3, 5), "yyyy", "2025"),
        (datetime(2025, 3, 5), "m/yyyy", "2025-03"),
        (time(9, 5), "h:mm", "09:05"),
        (timedelta(hours=30.5), "[h]:mm", "30:30"),
        (timedelta(seconds=-61), "[h]:mm", "-0:01:01"),
    ],
)
def test_a_value_is_shown_as_its_format_says(value: Value, code: str, text: str) -> None:
    assert formatted(value, code) == text


@given(value=st.floats() | st.integers(), code=st.text(alphabet='0#?.,%;"$€-_*\\[]()@E+ayd', max_size=20))
def test_no_format_at_all_makes_showing_a_number_fail(value: float, code: str) -> None:
    assert isinstance(formatted(value, code), str)
