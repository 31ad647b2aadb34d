from __future__ import annotations

from assistant.reading.pdf.filings import filing_title

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
