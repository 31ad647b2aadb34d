"""Tables between lines."""

from __future__ import annotations

import pytest

from assistant.reading.tabular.table_structure import rows_of_tables
from tests.reading.pdf.drawn import parts, read, rows, table, wrapped
from tests.reading.pdf_files import HEIGHT, LEFT, WIDTH, Page

GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
CREW = (
    ("Post", "What is done", "Stand-in"),
    ("Cook", "Keeps the stores, and bakes for all who stay on the island over the winter", "Second cook"),
    ("Engineer", "Looks after both turbines and writes down every hour what they give", "Nobody"),
    ("Guard", "Walks around the fence at ten and again before the sun is up", "Cook"),
)


def test_text_that_is_wrapped_in_a_cell_stays_in_it() -> None:
    cells = [[wrapped(text) for text in row] for row in CREW]
    assert rows(read(lambda p: table(p, cells, GRID, widths=[80, 150, 80]))) == [" | ".join(row) for row in CREW]


def test_a_label_of_several_lines_and_a_remark_belong_to_the_row_of_their_figures() -> None:
    cells = (
        ("Work", "Cost 2031", "Cost 2032", "Remark"),
        (wrapped("New roof of the store house with its gutters"), "48,000", "3,100", wrapped("Put off by the frost")),
        ("Fence", "5,200", "5,350", "As planned"),
    )
    assert rows(read(lambda p: table(p, cells, GRID, widths=[110, 60, 60, 70])))[1:] == [
        "New roof of the store house with its gutters | 48,000 | 3,100 | Put off by the frost",
        "Fence | 5,200 | 5,350 | As planned",
    ]


def test_an_empty_cell_is_empty_and_moves_no_figure() -> None:
    cells = (
        ("Day", "Text", "Out", "In", "Left"),
        ("2 June", "Oil", "75", "", "310"),
        ("4 June", "Fees", "", "90", "400"),
    )
    assert rows(read(lambda p: table(p, cells, GRID)))[1:] == [
        "2 June | Oil | 75 | | 310",
        "4 June | Fees | | 90 | 400",
    ]


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_cells_that_nearly_touch_are_parted_by_the_line_between_them(padding: int) -> None:
    cells = (("Item", "2031", "2032"), ("Ropes", "415", "388"), ("Hooks", "1,260", "1,190"))
    style = (GRID, ("LEFTPADDING", (0, 0), (-1, -1), padding), ("RIGHTPADDING", (0, 0), (-1, -1), padding))
    assert rows(read(lambda p: table(p, cells, *style))) == [" | ".join(row) for row in cells]


def test_two_rows_of_header_give_each_column_its_path() -> None:
    cells = (
        ("Harbour", "2031", "", "2032", ""),
        ("", "Plan", "Actual", "Plan", "Actual"),
        ("North", "10", "12", "14", "13"),
        ("South", "20", "19", "21", "26"),
    )
    spans = (("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 0), (0, 1)))
    contents = read(lambda p: table(p, cells, GRID, *spans))
    north = list(rows_of_tables(contents.text, contents.blocks).values())[2]
    assert [(" › ".join(cell.columns), cell.text) for cell in north.cells] == [
        ("Harbour", "North"),
        ("2031 › Plan", "10"),
        ("2031 › Actual", "12"),
        ("2032 › Plan", "14"),
        ("2032 › Actual", "13"),
    ]


def test_a_label_over_several_rows_stands_in_each_of_them() -> None:
    cells = (("Region", "Town", "Boats"), ("Coast", "Elm", "14"), ("", "Oak", "9"), ("Inland", "Ash", "3"))
    assert rows(read(lambda p: table(p, cells, GRID, ("SPAN", (0, 1), (0, 2)))))[1:] == [
        "Coast | Elm | 14",
        "Coast | Oak | 9",
        "Inland | Ash | 3",
    ]


def test_a_row_across_all_columns_is_a_caption_above_and_a_section_below() -> None:
    cells = (
        ("Boats by town (thousands)", "", ""),
        ("Town", "2031", "2032"),
        ("On the coast", "", ""),
        ("Elm", "14", "15"),
        ("Oak", "9", "8"),
    )
    spans = (("SPAN", (0, 0), (2, 0)), ("SPAN", (0, 2), (2, 2)))
    assert parts(read(lambda p: table(p, cells, GRID, *spans)))[0] == ("paragraph", "Boats by town (thousands)")
    assert rows(read(lambda p: table(p, cells, GRID, *spans))) == [
        "Town | 2031 | 2032",
        "On the coast",
        "Elm | 14 | 15",
        "Oak | 9 | 8",
    ]


def test_a_table_without_outer_border_has_all_its_columns() -> None:
    cells = (("Name", "Duty", "Room"), ("Ida", "Letters", "Seven"), ("Tom", "Gate", "Two"))
    assert rows(read(lambda p: table(p, cells, ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"), widths=90))) == [
        "Name | Duty | Room",
        "Ida | Letters | Seven",
        "Tom | Gate | Two",
    ]


def test_rows_that_no_line_parts_are_told_apart_by_their_figures() -> None:
    cells = (("Item", "2031", "2032"), ("Ropes", "415", "388"), ("Hooks", "1,260", "1,190"), ("Nets", "77", "81"))
    style = (("BOX", (0, 0), (-1, -1), 0.5, "black"), ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"))
    down = (("LINEAFTER", (0, 0), (-2, -1), 0.5, "black"),)
    assert rows(read(lambda p: table(p, cells, *style, *down, widths=70))) == [" | ".join(row) for row in cells]


def test_what_has_no_lines_stays_a_table_by_its_gaps() -> None:
    def draw(page: Page) -> None:
        page.cells("", "2031", "2032")
        page.cells("Ropes", "415", "388")
        page.cells("Hooks", "1,260", "1,190")

    assert rows(read(draw))[1:] == ["Ropes | 415 | 388", "Hooks | 1,260 | 1,190"]


def test_lines_around_some_columns_of_a_table_do_not_cut_its_rows() -> None:
    def draw(page: Page) -> None:
        for label, *values in (("Sales", "51", "46"), ("Interest", "35", "25"), ("Profit", "12", "9")):
            page.cells(label, *values)
            page.canvas.rect(350, HEIGHT - page.y + 9, 35, 12)
            page.canvas.rect(430, HEIGHT - page.y + 9, 35, 12)

    assert rows(read(draw)) == ["Sales | 51 | 46", "Interest | 35 | 25", "Profit | 12 | 9"]


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_table_set_sideways_on_an_upright_page_is_read_as_one(quarters: int) -> None:
    def draw(page: Page) -> None:
        page.lines("The boats are counted each June.")
        page.canvas.saveState()
        page.canvas.translate(WIDTH / 2, HEIGHT / 2)
        page.canvas.rotate(90 * quarters)
        page.canvas.translate(-LEFT - 100, -HEIGHT + page.y + 100)
        table(page, (*CREW[:1], ("Cook", "Stores", "Ida"), ("Guard", "Fence", "Nobody")), GRID)
        page.canvas.restoreState()

    assert parts(read(draw)) == [
        ("paragraph", "The boats are counted each June."),
        ("header", "Post | What is done | Stand-in"),
        ("row", "Cook | Stores | Ida"),
        ("row", "Guard | Fence | Nobody"),
    ]


def test_a_frame_around_a_text_makes_no_table_of_it() -> None:
    def draw(page: Page) -> None:
        page.canvas.rect(LEFT - 10, HEIGHT - 120, 400, 70)
        page.lines("The gate is shut at ten in winter, and whoever comes later rings", "at the house beside it.")

    assert parts(read(draw)) == [
        ("paragraph", "The gate is shut at ten in winter, and whoever comes later rings at the house beside it.")
    ]


STOCK = (("Part", "Shelf", "Left"), ("Bolt", "A", "12"), ("Nut", "B", "31"))


@pytest.mark.parametrize("more", [("Part", "Shelf", "Left"), ("Screw", "C", "none")])
def test_a_table_that_goes_on_overleaf_has_one_header(more: tuple[str, ...]) -> None:
    def second(page: Page) -> None:
        table(page, (more, ("Nail", "D", "8")), GRID, widths=90)

    told = [row for row in (more, ("Nail", "D", "8")) if row != STOCK[0]]
    assert parts(read(lambda p: table(p, STOCK, GRID, widths=90), second)) == [
        ("header", "Part | Shelf | Left"),
        *[("row", " | ".join(row)) for row in (*STOCK[1:], *told)],
    ]


def test_another_table_overleaf_keeps_its_header() -> None:
    def second(page: Page) -> None:
        table(page, (("Name", "Room"), ("Ida", "Seven")), GRID, widths=120)

    assert parts(read(lambda p: table(p, STOCK, GRID, widths=90), second))[-2:] == [
        ("header", "Name | Room"),
        ("row", "Ida | Seven"),
    ]


WORDS = (
    ("Post", "What is done", "Stand-in"),
    ("Cook", "Keeps the stores, and bakes for all who stay on the island", "Second cook"),
    ("Engineer", "Looks after both turbines and writes down what they give", "Nobody"),
    ("Guard", "Walks around the fence at ten and again before sunrise", "Cook"),
)
LINES_ACROSS = (("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),)
FILLS = (("ROWBACKGROUNDS", (0, 0), (-1, -1), ["#aabbcc", "#dddddd"]),)


@pytest.mark.parametrize("style", [LINES_ACROSS, FILLS], ids=["lines", "fills"])
def test_lines_across_or_colours_make_rows_of_words(style: tuple[tuple[object, ...], ...]) -> None:
    cells = [[wrapped(text) for text in row] for row in WORDS]

    def draw(page: Page) -> None:
        page.lines("The crew of the island.")
        table(page, cells, *style, widths=[80, 130, 80])

    contents = read(draw)
    assert rows(contents) == [" | ".join(row) for row in WORDS]


def test_a_statement_on_stripes_stays_a_table_by_its_gaps() -> None:
    def draw(page: Page) -> None:
        page.cells("", "2031", "2032")
        for number, label in enumerate(("Ropes", "Hooks", "Nets", "Oars")):
            if number % 2:
                page.canvas.setFillGray(0.85)
                page.canvas.rect(LEFT, HEIGHT - page.y - 3, 420, 12, stroke=0, fill=1)
                page.canvas.setFillGray(0)
            page.cells(label, f"{number + 4}15", "388")

    assert rows(read(draw))[1:] == ["Ropes | 415 | 388", "Hooks | 515 | 388", "Nets | 615 | 388", "Oars | 715 | 388"]


def test_texts_in_the_two_fields_of_a_frame_are_read_one_after_the_other() -> None:
    texts = (
        "The water of the lake is let out through a gate below the dam, and in a dry year the gate is opened in May.",
        "Fish are counted each spring by two people of the village, who found more of them than in the year before.",
    )

    def draw(page: Page) -> None:
        page.lines("A notice.")
        table(page, [[wrapped(text) for text in texts]], GRID, widths=200)

    contents = read(draw)
    assert [text for _, text in parts(contents)] == ["A notice.", *texts]
