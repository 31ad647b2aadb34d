from assistant.reading.assembly import Assembly
from assistant.reading.blocks import Block


def kinds(assembly: Assembly) -> list[tuple[str, str]]:
    return [(block.kind, assembly.text[block.start : block.end]) for block in assembly.blocks]


def test_parts_stand_in_order_each_on_a_line_of_its_own() -> None:
    assembly = Assembly()
    assembly.heading("Results", 2)
    assembly.paragraph("It\n grew\x07.")
    assembly.item("A point")
    assembly.line("code()")
    assembly.line("more()")
    assert assembly.text == "Results\n\nIt grew.\n\nA point\n\ncode()\nmore()"
    assert kinds(assembly) == [
        ("heading", "Results"),
        ("paragraph", "It grew."),
        ("item", "A point"),
        ("line", "code()"),
        ("line", "more()"),
    ]
    assert (assembly.blocks[0].level, assembly.blocks[0].title) == (2, "Results")


def test_what_is_empty_adds_nothing() -> None:
    assembly = Assembly()
    assembly.heading(" ", 1)
    assembly.paragraph("\u200b")
    assembly.row(["", " "])
    assert (assembly.text, assembly.blocks) == ("", ())


def test_a_row_ends_with_its_last_cell_and_keeps_its_number() -> None:
    assembly = Assembly()
    assembly.header(["", "2024", "2025", ""], 3)
    assembly.row(["Cloud", "", "33.4", "", ""], 4)
    assert assembly.text == "| 2024 | 2025\nCloud | | 33.4"
    assert [block.row for block in assembly.blocks] == [3, 4]


def test_pages_start_where_the_text_had_come_to() -> None:
    assembly = Assembly()
    assembly.page()
    assembly.paragraph("One")
    assembly.page()
    assembly.paragraph("Two")
    assert assembly.pages == (0, 3)


def test_a_block_is_copied_with_its_kind_and_its_heading_lower() -> None:
    assembly = Assembly()
    assembly.copy(Block("heading", 2, 7, level=1, title="Title"), "# Title\n", lower=1)
    assembly.copy(Block("row", 0, 5, row=9), "a | b")
    assert [(b.kind, b.level, b.title, b.row) for b in assembly.blocks] == [
        ("heading", 2, "Title", None),
        ("row", 0, "", 9),
    ]


def test_the_anchor_of_a_mark_is_no_part_of_the_text_and_cells_keep_their_places() -> None:
    assembly = Assembly()
    first, second = assembly.mark("1"), assembly.mark("*")
    assembly.paragraph(f"Costs{first} rose {second}.")
    assembly.row([f"Pumps{first}", f"12 {second}", "", f"3{first}{second}"])
    assembly.note("*")
    assembly.paragraph("Of late.")
    assembly.paragraph("1 Before tax.")
    text, (prose, row, *_) = assembly.text, assembly.blocks
    assert text.splitlines()[::2] == ["Costs rose .", "Pumps | 12 | | 3", "Of late.", "1 Before tax."]
    assert [text[start:end] for start, end in row.cells] == ["Pumps", "12", "", "3"]
    assert [(text[prose.start : mark.at], text[mark.start : mark.end]) for mark in prose.marks] == [
        ("Costs", "1 Before tax."),
        ("Costs rose ", "Of late."),
    ]
    assert [text[row.start : mark.at] for mark in row.marks] == ["Pumps", "Pumps | 12", *["Pumps | 12 | | 3"] * 2]


def test_a_heading_has_its_title_without_anchors_and_a_mark_without_a_note_refers_to_nothing() -> None:
    assembly = Assembly()
    assembly.heading(f"Results{assembly.mark('7')}", 1)
    (block,) = assembly.blocks
    assert (block.title, block.marks[0].at, block.marks[0].end) == ("Results", len("Results"), 0)
