from collections.abc import Sequence

from assistant.reading.assembly import Assembly
from assistant.reading.passages.units import find_units


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def test_rows_without_a_header_are_a_table_and_no_part_of_the_heading_above() -> None:
    assembly = Assembly()
    assembly.heading("Revenue", 1)
    assembly.row(["Cloud", "5"], 1)
    assembly.row(["Retail", "6"], 2)
    assembly.paragraph("A note on it.")
    units = list(find_units(assembly.text, assembly.blocks, words))
    assert [(unit.block.kind, len(unit.pieces)) for unit in units] == [("heading", 1), ("row", 2), ("paragraph", 1)]
    assert [piece.sentence.number for piece in units[1].pieces] == [1, 2]


def test_the_sentences_of_a_note_in_a_sheet_have_its_row() -> None:
    assembly = Assembly()
    assembly.paragraph("One sentence. Another one.", row=7)
    (unit,) = find_units(assembly.text, assembly.blocks, words)
    assert [piece.sentence.number for piece in unit.pieces] == [7, 7]


def test_a_sentence_has_the_notes_that_its_own_marks_refer_to() -> None:
    assembly = Assembly()
    assembly.paragraph(f"It costs 40 euros{assembly.mark('1')} a day. It closes at six.{assembly.mark('2')}")
    assembly.row(["Fee", f"40{assembly.mark('1')}"])
    assembly.paragraph("1 Before tax.")
    units = list(find_units(assembly.text, assembly.blocks, lambda texts: [1 for _ in texts]))
    notes = {piece.sentence.text: piece.sentence.notes for unit in units for piece in unit.pieces}
    assert notes == {
        "It costs 40 euros a day.": ("1 Before tax.",),
        "It closes at six.": (),
        "Fee | 40": ("1 Before tax.",),
        "1 Before tax.": (),
    }
