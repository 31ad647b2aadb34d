from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.indexing.ledger import LedgerEntry
from assistant.window.figures_view import MOST_BARS, MOST_ROWS, SORTS, bars_html, figures_html, measures, sorted_entries
from tests.window.seen import HOSTILE, Seen

SENTENCE = "Revenue rose to over 33.40 billion yuan."
ENTRY = LedgerEntry(
    what="Revenue rose to over …",
    value=Decimal("33400000000.00"),
    unit="",
    currency="CNY",
    qualifier="over",
    period="second quarter",
    text="33.40 billion yuan",
    document="a.md",
    page=None,
    row=None,
    heading=("Cloud",),
    start=121,
    end=139,
    sentence=SENTENCE,
    sentence_start=100,
)


def valued(value: int, **changes: str) -> LedgerEntry:
    return replace(ENTRY, value=Decimal(value), **changes)  # type: ignore[arg-type]  # the fields of these names are strings


def test_a_row_tells_the_figure_and_opens_on_its_sentence() -> None:
    html = figures_html([ENTRY])
    page = Seen(html)
    assert "Revenue rose to over …" in page.text
    assert "over 33.40 billion yuan33,400,000,000CNYsecond quartera.md" in page.text
    assert SENTENCE in page.text
    assert Seen(html[html.index("<mark>") : html.index("</mark>") + 7]).text == "33.40 billion yuan"
    assert page.tags.count("details") == 1


def test_no_figure_and_too_many_are_both_told() -> None:
    assert "No figure matches" in figures_html([])
    many = Seen(figures_html([ENTRY] * (MOST_ROWS + 1)))
    assert many.text.startswith(f"{MOST_ROWS + 1} figures, the first {MOST_ROWS} shown")
    assert many.tags.count("details") == MOST_ROWS


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_keeps_every_entry(sort: str) -> None:
    entries = [valued(2, document="b.md"), valued(1, unit="percent", currency=""), ENTRY]
    assert sorted(sorted_entries(entries, sort), key=repr) == sorted(entries, key=repr)


def test_values_are_sorted_within_their_measure() -> None:
    entries = [valued(8, currency=""), valued(1), valued(3), valued(2), valued(9, currency="", unit="percent")]
    largest = [entry.value for entry in sorted_entries(entries, "Value, largest first")]
    assert largest == [3, 2, 1, 9, 8]
    assert [entry.value for entry in sorted_entries(entries, "Value, smallest first")] == [1, 2, 3, 9, 8]


def test_measures_are_told_by_how_often_they_come() -> None:
    entries = [ENTRY, ENTRY, valued(1, currency="", unit="percent"), valued(1, currency="")]
    assert measures(entries) == ["CNY", "percent"]


def test_bars_compare_figures_of_one_measure_only() -> None:
    entries = [valued(100), valued(-50), valued(70, currency="USD")]
    html = bars_html(entries)
    assert "Figures in CNY" in html
    assert Seen(html).values("style") == ["width: 100.00%", "width: 50.00%"]
    assert "below" in html
    assert bars_html(entries, "USD") == bars_html([]) == bars_html([valued(0), valued(0)]) == ""


def test_figures_that_lie_far_apart_stand_on_a_logarithmic_axis_which_says_so() -> None:
    linear = bars_html([valued(100), valued(1), valued(0)])
    assert Seen(linear).values("style") == ["width: 100.00%", "width: 1.00%", "width: 0.00%"]
    assert "ogarithmic" not in linear
    page = Seen(bars_html([valued(100_000), valued(-1_000), valued(10), valued(0)]))
    assert page.values("style") == [
        "--ten: 20.0000%",
        *(f"width: {share}" for share in ("100.00%", "60.00%", "20.00%", "0.00%")),
    ]
    assert page.text.endswith(
        "Logarithmic axis from 1: each line is ten times the one before, so lengths are no amounts."
    )
    small = replace(ENTRY, value=Decimal("0.05"))
    assert "axis from 0.01:" in Seen(bars_html([valued(1000), small])).text


def test_only_the_largest_are_drawn() -> None:
    html = bars_html([valued(n) for n in range(1, 40)])
    assert html.count("<li>") == MOST_BARS
    assert f"the largest {MOST_BARS} of 39" in html


def test_hostile_text_stays_text() -> None:
    hostile = replace(
        ENTRY, what=HOSTILE, text=HOSTILE, currency=HOSTILE, period=HOSTILE, document=HOSTILE, heading=(HOSTILE,)
    )
    page = Seen(figures_html([hostile]) + bars_html([hostile, hostile]))
    assert not {"script", "img", "b"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
