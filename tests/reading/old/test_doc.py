import pytest

from assistant.reading.contents import Contents, Limits
from assistant.reading.office import libreoffice
from assistant.reading.old.doc import read_doc
from tests.reading.old.made import doc


def told(contents: Contents) -> list[tuple[str, str]]:
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


ALL = [
    ("heading", "Orchard"),
    ("paragraph", "The pears weigh 31 tonnes — größer als 2023."),
    ("heading", "Prices"),
    ("header", "Fruit | 2023 | 2024"),
    ("row", "Pears | 12 | 31"),
    ("row", "Plums second line | | 7"),
    ("paragraph", "Seen. Seen again."),
]


def test_without_libreoffice_headings_tables_and_text_are_read_and_what_is_lost_is_told() -> None:
    contents = read_doc(doc(), Limits())
    assert told(contents) == [*ALL, ("paragraph", "Plums: 公司")]
    assert (contents.title, contents.author) == ("Harvest report", "Wei Chen")
    assert contents.notes[0].startswith("is read without LibreOffice, as plain text")
    assert contents.notes[1].startswith("is read but for 12 characters of hidden text")


@pytest.mark.libreoffice
@pytest.mark.skipif(not libreoffice._command(), reason="LibreOffice is not installed, or cannot be shut off")
def test_libreoffice_tells_lists_too() -> None:
    contents = read_doc(doc(), Limits())
    assert told(contents) == [*ALL, ("item", "Plums: 公司")]
    assert not any("without LibreOffice" in note for note in contents.notes)
