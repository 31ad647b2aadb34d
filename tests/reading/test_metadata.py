from datetime import UTC, date, datetime

import pytest

from assistant.reading.metadata import author_of, date_of_field, title_of


@pytest.mark.parametrize(
    "junk",
    [
        None,
        "",
        " \n",
        "Microsoft Word - report_final.doc",
        "Microsoft PowerPoint - Q2.pptx",
        "Document1",
        "Dokument (2)",
        "PowerPoint Presentation",
        "PowerPoint-Präsentation",
        "Sheet1",
        "Tabelle1",
        "Book 1",
        "Untitled",
        "untitled-3",
        "Slide 1",
        "No Slide Title",
        "annual.indd",
        "Annual report final.docx",
        "robots.txt",
        "2025",
        "- - -",
        "x" * 400,
    ],
)
def test_what_a_program_filled_in_is_no_title(junk: str | None) -> None:
    assert title_of(junk) == ""


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Annual report 2025", "Annual report 2025"),
        ("  Two\nengines ", "Two engines"),
        ("Microsoft Word - Annual report", "Annual report"),
        ("Untitled goose game: a review", "Untitled goose game: a review"),
        ("年度报告", "年度报告"),
        ("What to write in robots.txt", "What to write in robots.txt"),
        ("Sales - Excel - and more", "Sales - Excel - and more"),
        ("Presentation of results", "Presentation of results"),
    ],
)
def test_a_title_is_kept_as_one_line(raw: str, title: str) -> None:
    assert title_of(raw) == title


@pytest.mark.parametrize("nobody", [None, "", "python-docx", "Administrator", "Microsoft Office User", "admin", "42"])
def test_a_program_or_an_account_is_no_author(nobody: str | None) -> None:
    assert author_of(nobody) == ""


def test_an_author_is_kept() -> None:
    assert author_of(" Wei  Chen ") == "Wei Chen"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("2025-03-31", "2025-03-31"),
        ("2025-03-31T12:00:00+08:00", "2025-03-31"),
        ("20250331", "2025-03-31"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("1851", "1851"),
        ("Fri, 29 Aug 2025 09:30:00 +0000", "2025-08-29"),
        (datetime(2025, 8, 29, tzinfo=UTC), "2025-08-29"),
        (date(2025, 8, 29), "2025-08-29"),
        (None, ""),
        ("", ""),
        ("soon", ""),
        ("2025-02-30", ""),
        ("2025-13-01", ""),
        ("1970-01-01T00:00:00Z", ""),
        ("1601-01-01", ""),
        ("123456", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(raw: str | date | None, found: str) -> None:
    assert date_of_field(raw) == found
