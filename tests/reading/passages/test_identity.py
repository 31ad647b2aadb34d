from __future__ import annotations

from assistant.reading.passages.identity import identity_of, words_of_name
from assistant.types import Document


def test_the_words_of_a_file_name_are_parted_at_case_digits_and_signs() -> None:
    assert words_of_name("reports/ACME_2023Q2-report.pdf") == "ACME 2023 Q 2 report"
    assert words_of_name("SaltCompany.md") == "Salt Company"


def test_a_document_is_its_name_title_and_first_page_and_no_more() -> None:
    text = "Salt Co. reports.\n\nThe second page goes on."
    document = Document("SALT_2023.pdf", text, "A Title", "", pages=(0, text.index("The second")))
    identity = identity_of(document)
    assert "SALT 2023" in identity
    assert "A Title" in identity
    assert "Salt Co. reports." in identity
    assert "second page" not in identity


def test_a_document_without_pages_shows_its_beginning() -> None:
    identity = identity_of(Document("a.md", "Beginning. " + "x" * 10_000 + " End.", "", ""))
    assert "Beginning." in identity
    assert "End." not in identity
