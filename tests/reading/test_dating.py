import pytest

from assistant.reading.dating import date_document
from assistant.types import DocumentDate


@pytest.mark.parametrize(
    ("name", "text", "iso"),
    [
        ("note.md", "# Note\n\n5 March 2025\n\nRevenue rose.", "2025-03-05"),
        ("note.md", "Hangzhou, September 12, 2025. Revenue rose.", "2025-09-12"),
        ("note.md", "Issued 2025-09-12 by the board.", "2025-09-12"),
        ("a.md", "# Rules\n\nVersion 2.1 of 6 July 2022. Dogs are welcome.", "2022-07-06"),
        ("a.md", "# Rules\n\nVersion 2 · in force from 6 July 2022 · Owner: the board", "2022-07-06"),
        ("a.md", "# Rules\n\nValid from 6 July 2022 | Page 1", "2022-07-06"),
        ("a.md", "Report of 5 May 2024, Hangzhou", "2024-05-05"),
        ("a.md", "May 21st, 2024", "2024-05-21"),
        ("a.md", "Sept. 2023", "2023-09"),
        ("note.md", "A report of March 2025 on revenue.", "2025-03"),
        ("a.md", "# Garden club minutes, 4 April 2022\n\nPresent: all.", "2022-04-04"),
        ("a.md", "# Fees\n\nApproved by the council on 9 June 2021, in force from 1 July 2021.", "2021-06-09"),
        ("a.md", "# Gebühren\n\nStand: 3. April 2019. Zuständig: Stadtkasse.", "2019-04-03"),
        ("a.md", "# Compte rendu\n\nLyon, le 6 mai 2020\n\nPrésents : tous.", "2020-05-06"),
        ("a.md", "# Ordenanza\n\nAprobada el 2 de marzo de 2017.", "2017-03-02"),
        ("a.md", "# 制度\n\n发布日期：2022年5月8日。", "2022-05-08"),
    ],
)
def test_the_head_of_a_document_tells_its_date(name: str, text: str, iso: str) -> None:
    from assistant.language.detection import language_of

    assert date_document(name, text, "", language_of(text)) == DocumentDate(iso, "head")


@pytest.mark.parametrize(
    "text",
    [
        "# Club news\n\nThe new boat is launched on 3 May 2025, and all are invited.",
        "# Club news\n\n## Dates\n\n- Launch of the boat: 3 May 2025\n- Regatta: 9 June 2025",
        "The treaty was signed on 18 June 1955. It ended a long dispute.",
        "In 2025 revenue rose by 12%.",
        "Revenue rose. " * 60 + "The law of 5 March 1999 applies.",
        "",
    ],
)
def test_a_date_that_a_document_talks_about_is_not_its_own(text: str) -> None:
    assert date_document("news.md", text, "", "en") == DocumentDate()


def test_front_matter_comes_before_all_else() -> None:
    text = "---\ntitle: Fees\ndate: 2020-01-31\n---\n\n5 March 2025\n"
    assert date_document("2021-02-03.md", text, "2024-01-01", "en") == DocumentDate("2020-01-31", "front matter")


def test_a_day_at_the_top_is_told_before_the_day_on_which_a_program_saved_the_file() -> None:
    text = "Minutes of 4 April 2022"
    assert date_document("minutes.docx", text, "2024-01-09", "en") == DocumentDate("2022-04-04", "head")
    assert date_document("minutes.docx", "No day.", "2024-01-09", "en") == DocumentDate("2024-01-09", "file")


def test_a_message_is_dated_by_when_it_was_sent() -> None:
    text = "4 April 2022\n\nDear all"
    assert date_document("mail.eml", text, "2022-04-05", "en") == DocumentDate("2022-04-05", "file")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2025-09-12-note.md", DocumentDate("2025-09-12", "name")),
        ("note_20250912.txt", DocumentDate("2025-09-12", "name")),
        ("ticket-20251399.md", DocumentDate()),
    ],
)
def test_the_name_tells_a_date_where_nothing_else_does(name: str, found: DocumentDate) -> None:
    assert date_document(name, "Revenue rose.", "", "en") == found
