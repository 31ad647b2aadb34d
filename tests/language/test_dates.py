import pytest

from assistant.language.dates import date_of


@pytest.mark.parametrize(
    ("name", "text", "date"),
    [
        ("note.md", "# Note\n\n5 March 2025\n\nRevenue rose.", "5 March 2025"),
        ("note.md", "Hangzhou, September 12, 2025. Revenue rose.", "September 12, 2025"),
        ("note.md", "Issued 2025-09-12 by the board.", "2025-09-12"),
        ("2025-09-12-note.md", "Revenue rose.", "2025-09-12"),
        ("note_20250912.txt", "Revenue rose.", "2025-09-12"),
        ("2024-01-01.md", "5 March 2025", "5 March 2025"),
        ("note.md", "A report of March 2025 on revenue.", "March 2025"),
        ("note.md", "In 2025 revenue rose by 12%.", ""),
        ("ticket-20251399.md", "Nothing dated.", ""),
    ],
)
def test_a_document_is_dated_by_its_top_or_its_name(name: str, text: str, date: str) -> None:
    assert date_of(name, text) == date


def test_a_date_far_below_the_top_is_not_the_documents_own() -> None:
    assert date_of("note.md", "Revenue rose. " * 60 + "The law of 5 March 1999 applies.") == ""
