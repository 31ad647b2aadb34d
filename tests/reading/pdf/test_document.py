from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.ocr.layout import spans
from assistant.reading.pdf.document import pdf_date, pdf_title, read_pdf
from assistant.reading.registry import read_file
from tests.reading.pdf_files import HEIGHT, LEFT, WIDTH, Page, make_pdf

PROSE = (
    "The company sells salt in the towns along the river and in the hills",
    "behind it, as it has done for more than a hundred years by now, in the",
    "same shops.",
)


def parts(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def read(*pages: object, **options: object) -> Contents:
    return read_pdf(make_pdf(*pages, **options), Limits())  # type: ignore[arg-type]  # functions of tests


def statement(page: Page) -> None:
    page.bold("Consolidated Statements of Earnings")
    page.line("$ in millions, except per share amounts")
    page.cells("", "For the fiscal years ended January 28,", first=500)
    page.cells("", "2023", "2022")
    page.cells("Net sales", "$ 51,761", "$ 46,298")
    page.cells("Other income (expense):")
    page.cells("Interest expense", "(35)", "(25)")
    page.cells("Selling, general and")
    page.cells("administrative expenses", "7,970", "8,635")
    page.cells("Cash flow hedges", "—", "12.5%")


# Pages and their text


def test_each_page_starts_where_its_text_does_and_an_empty_page_counts() -> None:
    contents = read(
        lambda p: p.lines("One page says this."), lambda p: None, lambda p: p.lines("And the third one that.")
    )
    assert len(contents.pages) == 3
    assert contents.text[contents.pages[2] :].strip() == "And the third one that."
    assert contents.text[: contents.pages[1]] == "One page says this."


def test_lines_of_a_paragraph_are_joined_and_a_gap_parts_paragraphs() -> None:
    contents = read(lambda p: (p.lines(*PROSE), p.lines("It makes a profit of 12 million dollars a year.")))
    assert parts(contents) == [
        ("paragraph", " ".join(PROSE)),
        ("paragraph", "It makes a profit of 12 million dollars a year."),
    ]


def test_a_word_broken_at_a_line_end_is_mended_and_a_compound_keeps_its_hyphen() -> None:
    def draw(page: Page) -> None:
        page.lines("A long-term plan is what it has.")
        page.lines("The manage-", "ment of the company thinks long-", "term about it and is not in a hurry.")

    assert parts(read(draw))[1][1] == "The management of the company thinks long-term about it and is not in a hurry."


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"The left column goes on with line {n} of it" for n in range(8)]
    right = [f"The right column goes on with line {n} here" for n in range(8)]

    def draw(page: Page) -> None:
        page.bold("A heading that stands over both of the columns of this page", size=14)
        for a, b in zip(left, right, strict=True):
            page.canvas.setFont("Helvetica", 10)
            page.canvas.drawString(LEFT, HEIGHT - page.y, a)
            page.canvas.drawString(330, HEIGHT - page.y, b)
            page.y += 12

    text = read(draw).text
    assert text.index(left[7][:30]) < text.index(right[0][:30])
    assert "line 1 of it The left column" in text


def test_a_page_that_lies_on_its_side_is_read_the_way_it_is_seen() -> None:
    plain, turned = read(statement), read(_sideways, rotation=90)
    assert turned.text == plain.text


def _sideways(page: Page) -> None:
    page.canvas.translate(WIDTH, 0)
    page.canvas.rotate(90)
    page.y += HEIGHT - WIDTH
    statement(page)


# Structure


def test_headings_are_told_by_size_and_weight_and_numbered_items_of_a_filing_by_their_words() -> None:
    def draw(page: Page) -> None:
        page.bold("Annual Report of the Salt Company", size=20)
        page.line("Item 7. Management’s Discussion and Analysis.", down=2)
        page.bold("Results of the Year")
        page.lines(*PROSE)

    contents = read(draw)
    assert [(b.title, b.level) for b in contents.blocks if b.kind == "heading"] == [
        ("Annual Report of the Salt Company", 3),
        ("Item 7. Management’s Discussion and Analysis.", 2),
        ("Results of the Year", 4),
    ]


def test_bold_words_inside_a_paragraph_and_a_sentence_in_bold_make_no_heading() -> None:
    def draw(page: Page) -> None:
        page.bold("This whole sentence is printed in bold.")
        page.lines(*PROSE)

    assert [kind for kind, _ in parts(read(draw))] == ["paragraph", "paragraph"]


def test_bulleted_lines_are_items() -> None:
    def draw(page: Page) -> None:
        page.lines("The plan has two parts:", "• To sell more salt in the towns by the sea.", "• To make it cheaper.")

    assert parts(read(draw))[1:] == [
        ("item", "• To sell more salt in the towns by the sea."),
        ("item", "• To make it cheaper."),
    ]


def test_running_headers_and_page_numbers_are_kept_out_of_the_way() -> None:
    def draw(number: int) -> object:
        def on(page: Page) -> None:
            page.line("Salt Company Annual Report", size=8, down=3)
            page.lines(f"This is what page {number} has to say and nothing but that.")
            page.y = 740
            page.line(f"Page {number} of 5", size=8)

        return on

    text = read(*(draw(n) for n in range(1, 6))).text
    assert text.count("Salt Company Annual Report") == 1
    assert "of 5" not in text
    assert "page 4 has to say" in text


def test_what_all_pages_say_and_nothing_else_is_their_text() -> None:
    assert read(*[lambda page: page.lines("Keep this door shut")] * 5).text.count("Keep this door shut") == 5
    numbered = [lambda page, n=n: page.lines(f"Page {n}") for n in range(1, 4)]
    assert [text for _, text in parts(read(*numbered))] == ["Page 1", "Page 2", "Page 3"]


def test_a_header_over_pages_with_text_is_read_once_though_a_page_has_no_more_than_it() -> None:
    pages = [lambda page, n=n: page.lines("Salt Company", *PROSE[: n % 4]) for n in range(5)]
    assert read(*pages).text.count("Salt Company") == 1


# Tables


def test_a_row_of_a_statement_has_its_label_and_figures_under_the_header_of_its_columns() -> None:
    contents = read(statement)
    assert parts(contents) == [
        ("heading", "Consolidated Statements of Earnings"),
        (
            "header",
            "$ in millions, except per share amounts | For the fiscal years ended January 28, 2023"
            " | For the fiscal years ended January 28, 2022",
        ),
        ("row", "Net sales | $ 51,761 | $ 46,298"),
        ("row", "Other income (expense):"),
        ("row", "Interest expense | (35) | (25)"),
        ("row", "Selling, general and administrative expenses | 7,970 | 8,635"),
        ("row", "Cash flow hedges | — | 12.5%"),
    ]


def test_a_heading_without_a_column_of_figures_below_it_is_not_lost() -> None:
    def draw(page: Page) -> None:
        rows = (("Boat", "Berths", "Home port", "Skipper"), ("Heron", "12", "Salt Quay", "A. Field"))
        for row in (*rows, ("Gannet", "8", "North Quay", "B. Moor")):
            for x, text in zip((72, 180, 300, 420), row, strict=True):
                page.line(text, x=x, down=0)
            page.y += 12

    text = read(draw).text
    assert all(word in text for word in ("Berths", "Home port", "Skipper", "North Quay", "B. Moor"))


def test_a_raised_footnote_mark_is_no_part_of_a_label() -> None:
    def draw(page: Page) -> None:
        page.cells("", "2023", "2022")
        page.cells("Revenue", "10", "20")
        page.canvas.setFont("Helvetica", 6)
        page.canvas.drawString(LEFT + 62, HEIGHT - page.y + 4, "(1)")
        page.cells("Restructuring", "7", "34")

    assert parts(read(draw))[-1] == ("row", "Restructuring | 7 | 34")


def test_a_currency_sign_apart_from_its_figure_is_in_one_cell_with_it() -> None:
    def draw(page: Page) -> None:
        page.cells("", "2023", "2022")
        for label in ("Revenue", "Net earnings"):
            page.canvas.setFont("Helvetica", 10)
            page.canvas.drawString(330, HEIGHT - page.y, "$")
            page.canvas.drawString(410, HEIGHT - page.y, "$")
            page.cells(label, "1,419", "2,454")

    assert parts(read(draw))[-1] == ("row", "Net earnings | $ 1,419 | $ 2,454")


@pytest.mark.parametrize("alignment", ["LEFT", "CENTER", "RIGHT"])
@pytest.mark.parametrize("padding", [3, 6])
def test_cells_of_a_narrow_grid_are_told_apart_by_the_columns(alignment: str, padding: int) -> None:
    rows = (
        ("Port", "Containers handled", "Revenue in $", "Net profit"),
        ("Northhaven", "1,204,333", "34,500,100", "1.2"),
        ("West", "941,002", "36,123,000", "13.8"),
    )
    contents = read(lambda p: (p.lines(PROSE[0]), p.grid(*rows, alignment=alignment, padding=padding)))
    assert [text for kind, text in parts(contents) if kind != "paragraph"] == [" | ".join(row) for row in rows]


def test_prose_with_figures_is_no_table() -> None:
    line = "Revenue rose to 51,761 in 2022 from 46,298 in the year before, which is 11.8% more."
    assert parts(read(lambda p: p.lines(line, *PROSE)))[0][0] == "paragraph"


# What it says of itself


def test_title_author_and_date_are_taken_from_the_file() -> None:
    contents = read(lambda p: p.lines("Text."), title="The Salt Report", author="Ada  Salt")
    assert (contents.title, contents.author, contents.date) == ("The Salt Report", "Ada Salt", "2000-01-01")


@pytest.mark.parametrize(
    "field",
    [
        "Microsoft Word - report_final.docx",
        "report.pdf",
        "Annual report 2023.docx",
        "0000764478-23-000006",
        "untitled",
        "",
    ],
)
def test_a_title_that_a_program_left_behind_is_none(field: str) -> None:
    assert pdf_title(field) == ""


@pytest.mark.parametrize(
    ("field", "date"),
    [("D:20230817105302+00'00'", "2023-08-17"), ("D:2023", "2023"), ("20231399", "2023"), ("yesterday", "")],
)
def test_dates_are_given_in_iso_8601(field: str, date: str) -> None:
    assert pdf_date(field) == date


# What cannot be read


@pytest.mark.usefixtures("without_recognition")
def test_a_scanned_document_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableError, match="scanned") as caught:
        read(lambda p: p.image(), lambda p: p.image())
    assert "text recognition" in caught.value.advice


def test_a_document_of_empty_pages_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        read(lambda p: None)


@pytest.mark.usefixtures("without_recognition")
def test_a_few_shapes_may_be_letters_where_no_page_has_text() -> None:
    def stamp(page: Page) -> None:
        for left in (100, 140, 180):
            page.canvas.line(left, 500, left + 20, 560)

    with pytest.raises(UnreadableError, match="shows only pictures and drawings") as caught:
        read(stamp)
    assert "text recognition" in caught.value.advice
    assert read(lambda page: page.lines("Text."), stamp).notes == ()


def test_a_form_that_nobody_filled_in_is_refused_as_one() -> None:
    def form(page: Page) -> None:
        page.canvas.acroForm.textfield(name="name", x=100, y=600, width=200, height=20, borderWidth=0)

    with pytest.raises(UnreadableError, match="has a form that is not filled in"):
        read(form)


@pytest.mark.usefixtures("without_recognition")
def test_scanned_pages_among_others_are_told(tmp_path: Path) -> None:
    data = make_pdf(lambda p: p.lines("Text."), lambda p: p.image(), lambda p: None, lambda p: p.image())
    (tmp_path / "mixed.pdf").write_bytes(data)
    reading = read_file(tmp_path / "mixed.pdf", "mixed.pdf", Limits())
    assert reading.sources[0].document.text == "Text."
    assert "pages 2 and 4, which are scanned" in reading.skipped[0].reason


def test_page_numbers_in_words_join_runs() -> None:
    assert spans([3]) == "3"
    assert spans([1, 2, 3, 7, 9, 10]) == "1 to 3, 7 and 9 to 10"


def test_a_file_that_asks_for_a_password_is_refused_and_one_that_only_forbids_printing_is_read() -> None:
    with pytest.raises(UnreadableError, match="password") as caught:
        read(lambda p: p.lines("Secret."), user_password="open")
    assert "copy without a password" in caught.value.advice
    assert read(lambda p: p.lines("Not so secret."), user_password="").text == "Not so secret."


def test_more_pages_than_allowed_are_refused() -> None:
    data = make_pdf(*[lambda p: p.lines("Text.")] * 3)
    assert len(read_pdf(data, Limits(pages=3)).pages) == 3
    with pytest.raises(UnreadableError, match="3 pages, more than the limit of 2"):
        read_pdf(data, Limits(pages=2))


WHOLE = make_pdf(statement, lambda p: p.lines(*PROSE), title="The Salt Report")


def _reads_or_refuses(data: bytes) -> None:
    try:
        contents = read_pdf(data, Limits())
    except UnreadableError:
        return
    assert contents.text.strip() or contents.awaits
    assert list(contents.pages) == sorted(contents.pages)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_truncated_file_is_read_or_refused(length: int) -> None:
    _reads_or_refuses(WHOLE[:length])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_a_file_with_flipped_bytes_is_read_or_refused(flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at] = value
    _reads_or_refuses(bytes(data))


def test_a_pdf_that_another_program_made_is_read() -> None:
    found = sorted(Path(matplotlib.get_data_path()).rglob("*.pdf"))
    if not found:
        pytest.skip("the installed plotting library brings no PDF along")
    for path in found:
        _reads_or_refuses(path.read_bytes())
