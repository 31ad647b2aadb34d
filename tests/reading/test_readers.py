import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from assistant.errors import DocumentError, PluginError
from assistant.reading.contents import Limits
from assistant.reading.registry import FileReading, is_supported, read_file, supported_suffixes, why_unsupported
from tests.plugins.packages import Packages

HEAD = """
from assistant.reading.blocks import Block, find_blocks
from assistant.reading.contents import Contents, Member, UnreadableError

def read(data, limits):
    text = data.decode()
"""


def install(packages: Packages, body: str) -> None:
    points = "[assistant.formats]\nsrt = subtitles:read\n"
    packages.install("extras", points, {"subtitles": f"{HEAD}    {body}\n"})


def read(folder: Path, data: bytes = b"It was said.", name: str = "talk.srt") -> FileReading:
    path = folder / name
    path.write_bytes(data)
    return read_file(path, name, Limits(text_characters=1000))


def zipped(**files: str) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return held.getvalue()


def test_a_plugins_format_is_one_of_those_that_are_read(packages: Packages, tmp_path: Path) -> None:
    assert not is_supported(Path("talk.srt"))
    install(packages, "return Contents(text, find_blocks(text, 'plain'), title='A talk')")
    assert is_supported(Path("talk.SRT"))
    assert ".srt" in supported_suffixes()
    assert ".srt" in why_unsupported(Path("talk.xyz"))
    (source,) = read(tmp_path).sources
    assert (source.document.title, source.document.text) == ("A talk", "It was said.")


def test_a_plugin_reads_files_within_others(packages: Packages, tmp_path: Path) -> None:
    install(packages, "return Contents(text, find_blocks(text, 'plain'))")
    names = [source.document.name for source in read(tmp_path, zipped(a_srt="One.", b_txt="Two."), "all.zip").sources]
    assert names == ["all.zip/a.srt", "all.zip/b.txt"]


def test_what_a_reader_says_of_a_file_is_told_as_that_of_ours_is(packages: Packages, tmp_path: Path) -> None:
    install(packages, "raise UnreadableError('has no words', 'Add some.')")
    with pytest.raises(DocumentError, match=r"^talk\.srt has no words\. Add some\.$"):
        read(tmp_path)


def test_a_reader_that_fails_is_named_with_its_package(packages: Packages, tmp_path: Path) -> None:
    install(packages, "return {}[text]")
    told = r"^talk\.srt cannot be read by the plugin 'srt' of the package extras 1\.0 \(KeyError: .*uninstall extras"
    with pytest.raises(DocumentError, match=told):
        read(tmp_path)


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        ("text", "returned str instead of Contents"),
        ("None", "returned NoneType instead of Contents"),
        ("Contents(data)", "a text that is not text"),
        ("Contents(text, title=None)", "a title that is not text"),
        ("Contents(text, [])", "blocks that are no tuple of Block"),
        ("Contents(text, ('It',))", "blocks that are no tuple of Block"),
        ("Contents(text)", "a text without blocks"),
        ("Contents(text, (Block('paragraph', 0, 99),))", "blocks that overlap, or lie outside the text"),
        ("Contents(text, (Block('paragraph', -3, 5),))", "blocks that overlap, or lie outside the text"),
        ("Contents(text, (Block('paragraph', 5, 5),))", "blocks that overlap, or lie outside the text"),
        ("Contents(text, (Block('paragraph', 0, '5'),))", "blocks that overlap, or lie outside the text"),
        ("Contents(text, (Block('line', 0, 5), Block('line', 3, 9)))", "blocks that overlap, or lie outside the text"),
        ("Contents(text, find_blocks(text, 'plain'), (0, 50))", "pages that do not rise, or lie outside the text"),
        ("Contents(text, find_blocks(text, 'plain'), (7, 3))", "pages that do not rise, or lie outside the text"),
        ("Contents(text, find_blocks(text, 'plain'), date='yesterday')", "a date that is not written as 2025"),
        ("Contents(members=('a.txt',))", "members that are no tuple of Member"),
        ("Contents(members=(Member('a.txt', 'text'),))", "members without a name or bytes"),
        ("Contents(text, find_blocks(text, 'plain'), notes='many')", "notes that are no tuple of str"),
    ],
)
def test_nonsense_that_a_reader_returns_is_refused(
    packages: Packages, tmp_path: Path, returned: str, told: str
) -> None:
    install(packages, f"return {returned}")
    with pytest.raises(DocumentError, match=r"plugin 'srt' of the package extras") as caught:
        read(tmp_path)
    assert told in str(caught.value)


def test_a_text_beyond_the_limit_is_refused_also_where_the_reader_does_not_look(
    packages: Packages, tmp_path: Path
) -> None:
    install(packages, "return Contents(text, find_blocks(text, 'plain'))")
    with pytest.raises(DocumentError, match="ASSISTANT_MAX_TEXT_CHARACTERS"):
        read(tmp_path, b"It was said. " * 100)


def test_a_plugin_that_cannot_be_loaded_costs_its_own_files_alone(packages: Packages, tmp_path: Path) -> None:
    packages.install("extras", "[assistant.formats]\nsrt = nowhere:read\n")
    with pytest.raises(PluginError, match=r"'srt' of the package extras 1\.0 cannot be loaded"):
        read(tmp_path)
    reading = read(tmp_path, zipped(a_srt="One.", b_txt="Two.", c_srt="Three."), "all.zip")
    assert [source.document.name for source in reading.sources] == ["all.zip/b.txt"]
    assert [problem.name for problem in reading.skipped] == ["all.zip/a.srt", "all.zip/c.srt"]
    (fault,) = reading.faults
    assert {problem.reason for problem in reading.skipped} == {fault}
