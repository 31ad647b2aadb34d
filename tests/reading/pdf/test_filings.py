from __future__ import annotations

import pytest

from assistant.reading.pdf.filings import filing_title, is_item, is_note, is_page_number, is_part, is_statement

FIRST_PAGE = [
    "UNITED STATES SECURITIES AND EXCHANGE COMMISSION",
    "FORM 10-K",
    "For the fiscal year ended June 30, 2023",
    "SALT CO., INC.",
    "(Exact name of registrant as specified in its charter)",
]


def test_a_filing_is_called_by_its_registrant_its_form_and_its_period() -> None:
    assert filing_title(FIRST_PAGE) == "SALT CO., INC., Form 10-K for the fiscal year ended June 30, 2023"


def test_a_report_on_an_event_is_called_by_its_date() -> None:
    lines = ["FORM 8-K", "Date of Report (Date of earliest event reported): August 30, 2023", *FIRST_PAGE[3:]]
    assert filing_title(lines) == "SALT CO., INC., Form 8-K of August 30, 2023"


def test_an_amendment_says_so() -> None:
    assert "Form 10-Q/A " in filing_title(
        ["FORM 10-Q/A", "For the quarterly period ended July 2, 2023", *FIRST_PAGE[3:]]
    )


def test_what_is_no_filing_has_no_such_title() -> None:
    assert filing_title(["A letter on form 10-K", "Dear shareholders"]) == ""
    assert filing_title(["(Exact name of registrant as specified in its charter)"]) == ""
    assert filing_title([]) == ""


@pytest.mark.parametrize(
    "text", ["7", "Page 3", "page 3 of 12", "3 / 12", "F-3", "- 4 -", "iv", "xii", "Seite 3 von 12", "Página 3"]
)
def test_the_number_of_a_page_is_known(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize(
    "text", ["", "-", "12 34", "2023-12", "12,345", "Page", "Page three", "10-12", "mild", "Sales 3"]
)
def test_what_is_no_number_of_a_page_is_not_taken_for_one(text: str) -> None:
    assert not is_page_number(text)


def test_parts_items_notes_and_statements_are_headings() -> None:
    assert [is_part(text) for text in ("PART IV", "Part I", "Part of it", "Part", "Party ii")] == [True] * 2 + [
        False
    ] * 3
    assert [is_item(text) for text in ("Item 1A. Risks", "ITEM 7: Sales", "Item", "Items 1. a", "Item 1AB. x")] == (
        [True] * 2 + [False] * 3
    )
    assert [is_note(text) for text in ("Note 3: Leases", "NOTE 12 - Debt", "3. Leases", "3. 4", "Note that. So")] == (
        [True] * 3 + [False] * 2
    )
    titles = ("Condensed Consolidated Balance Sheets (unaudited)", "STATEMENTS OF CASH FLOWS, continued", "Bilanz")
    others = ("Balance sheet strength", "Statement of 3 facts", "The balance sheets", "")
    assert [is_statement(text) for text in (*titles, *others)] == [True] * 3 + [False] * 4
