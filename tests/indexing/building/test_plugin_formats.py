"""Files that a plugin reads, in the process that reads all files."""

from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import WorkersError
from assistant.indexing.building.builder import IndexReport, recipe_of
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.ray_task import Order, prepare
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.reading.contents import Limits
from tests.indexing.conftest import Folder
from tests.plugins.packages import Packages

POINTS = "[assistant.formats]\nsrt = subtitles:read\n"
READS = """
from assistant.reading.blocks import find_blocks
from assistant.reading.contents import Contents

def read(data, limits):
    if b"hang" in data:
        while True:
            pass
    if b"bloat" in data:
        held = bytearray(3_000_000_000)
    if b"leave" in data:
        raise SystemExit(7)
    text = data.decode()
    return Contents(text, find_blocks(text, "plain"))
"""


def update(folder: Folder, seconds: float = 30) -> IndexReport:
    """Bring the index up to date by processes that read, as the program does."""
    rules = ReadingRules(seconds=seconds, memory_bytes=1_500_000_000, workers=1, seconds_per_megabyte=0)
    cutting = Cutting.for_embedder(folder.embedder, Limits())
    return folder.update(readers=ReadingPool(rules, cutting))


def test_a_plugin_is_found_by_the_process_that_reads(packages: Packages, folder: Folder) -> None:
    packages.install("extras", POINTS, {"subtitles": READS})
    folder.write("talk.srt", "Three ships came.")
    assert update(folder).added == ("talk.srt",)
    assert "talk.srt" in folder.names()


@pytest.mark.parametrize(
    ("text", "seconds", "told"),
    [
        ("hang", 5, "took longer than 5 s and was stopped. Raise ASSISTANT_SECONDS_PER_FILE"),
        ("bloat", 60, "more than 1,500,000,000 bytes of memory. Raise ASSISTANT_MEMORY_PER_FILE"),
        ("leave", 60, "by the plugin 'srt' of the package extras 1.0 (SystemExit: 7)"),
    ],
)
def test_a_plugins_reader_has_the_limits_of_ours(
    packages: Packages, folder: Folder, text: str, seconds: float, told: str
) -> None:
    packages.install("extras", POINTS, {"subtitles": READS})
    folder.write("bad.srt", text)
    folder.write("good.md", "Three ships came.")
    report = update(folder, seconds)
    assert report.added == ("good.md",)
    (problem,) = report.skipped
    assert problem.name == "bad.srt"
    assert told in problem.reason


def test_a_plugin_that_breaks_costs_nothing_that_was_indexed_and_its_files_are_tried_again(
    packages: Packages, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    place = packages.install("extras", POINTS, {"subtitles": READS})
    folder.write("old.srt", "Three ships came.")
    update(folder)
    (place / "subtitles.py").write_text("import nothing_of_that_name\n", "utf-8")
    folder.write("old.srt", "Four ships came.")
    folder.write("new.srt", "Five ships came.")
    folder.write("other.md", "Six ships came.")
    report = update(folder)
    assert report.added == ("other.md",)
    assert [problem.name for problem in report.skipped] == ["new.srt", "old.srt"]
    assert all("extras 1.0 cannot be loaded" in problem.reason for problem in report.skipped)
    (record,) = caplog.records
    assert "No module named 'nothing_of_that_name'" in record.getMessage()
    with folder.snapshot() as snapshot:
        assert snapshot.document("old.srt").text == "Three ships came."
    (place / "subtitles.py").write_text(READS, "utf-8")
    report = update(folder)
    assert (report.added, report.changed, report.skipped) == (("new.srt",), ("old.srt",), ())


def test_a_file_that_a_plugin_could_not_read_is_tried_again_by_its_next_version(
    packages: Packages, folder: Folder
) -> None:
    packages.install("extras", POINTS, {"subtitles": "def read(data, limits):\n    raise ValueError\n"})
    folder.write("talk.srt", "Three ships came.")
    assert len(folder.update().skipped) == 1
    packages.upgrade("extras", "1.1", {"subtitles": READS})
    assert folder.update().added == ("talk.srt",)


def test_a_worker_elsewhere_that_lacks_the_plugin_is_told_so(packages: Packages) -> None:
    order = Order(Limits(), ReadingRules(seconds=30), recipe_of(HashingEmbedder()), False, HashingEmbedder)
    with pytest.raises(WorkersError, match=r"does not read \.srt\. Install the package there"):
        prepare(order, b"Three ships came.", Path("/not/here/talk.srt"), "talk.srt")
