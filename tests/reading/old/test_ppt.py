import pytest

from assistant.reading.contents import Limits
from assistant.reading.office import libreoffice
from assistant.reading.old.ppt import read_ppt
from tests.reading.made import CLOUD
from tests.reading.old.made import ppt


def test_without_libreoffice_slides_and_notes_are_read_and_what_is_lost_is_told() -> None:
    contents = read_ppt(ppt(), Limits())
    headings = [(block.title, block.hidden) for block in contents.blocks if block.level]
    assert headings == [("Two engines", True), ("Results", False), ("Slide 3", False)]
    assert len(contents.pages) == 3
    for said in (CLOUD, "A box with 公司 in it.", "Say the figure slowly.", "113.4"):
        assert contents.text.count(said) == 1
    assert contents.notes[0].startswith("is read without LibreOffice")
    assert contents.notes[1].startswith('is read, but the hidden slide "1" proves nothing')


@pytest.mark.libreoffice
@pytest.mark.skipif(not libreoffice._command(), reason="LibreOffice is not installed, or cannot be shut off")
def test_libreoffice_tells_tables_too() -> None:
    contents = read_ppt(ppt(), Limits())
    assert "Commerce | 113.4 | 140.1" in contents.text
    assert not any("without LibreOffice" in note for note in contents.notes)
