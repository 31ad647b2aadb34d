from assistant.reading.contents import Limits
from assistant.reading.old.xlsb import read_xlsb
from tests.reading.old.made import xlsb


def test_a_binary_workbook_is_read_with_its_plain_numbers_and_that_is_told() -> None:
    contents = read_xlsb(xlsb(), Limits())
    assert [block.row for block in contents.blocks] == [None, 1, 2, 3, 5]
    assert "Commerce | 113.4 | 140.1" in contents.text
    assert contents.notes[0].startswith("is read with its numbers as they are stored")
