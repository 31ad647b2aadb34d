import os
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.indexing.building.corpus import file_digest, list_corpus
from assistant.indexing.building.cutting import Cutting
from assistant.reading.blocks import Block
from assistant.reading.contents import Limits
from assistant.reading.opening import Identity
from assistant.reading.registry import FileReading, Source
from assistant.types import Document
from tests.indexing.conftest import Folder

ODD_NAMES = (
    "with spaces.txt",
    "with \"quotes\" and 'apostrophes'.txt",
    "with 🍌 and 中文.txt",
    "with\nnewline and\ttab.txt",
    "\u202etxt.fdp\u202c אבג.txt",
    "100% [x] *?;DROP TABLE files;--.txt",
    "ends in txt.TXT",
)


def listed(corpus: Path, index: Path | None = None) -> list[str]:
    return [file.name for file in list_corpus(corpus, index).files]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_of_any_name_is_indexed_found_by_that_name_moved_and_removed(folder: Folder, name: str) -> None:
    folder.write("plain.txt", "Apples are red.")
    folder.write(name, "Bananas are yellow.")
    assert folder.update().added == tuple(sorted(("plain.txt", name)))
    with folder.snapshot() as snapshot:
        assert snapshot.document(name).text == "Bananas are yellow."
        assert len(snapshot.passages_of([name])) == 1
    (folder.corpus / name).rename(folder.corpus / "other.txt")
    assert folder.update().moved[0].name == "other.txt"
    (folder.corpus / "other.txt").unlink()
    assert folder.update().removed == ("other.txt",)
    assert folder.faults() == ()


def test_a_name_that_is_not_utf_8_is_told_by_the_numbers_of_its_bytes(folder: Folder) -> None:
    path = os.path.join(os.fsencode(folder.corpus), b"caf\xe9.txt")
    try:
        Path(os.fsdecode(path)).write_text("Bananas are yellow.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert folder.update().added == ("caf\\xe9.txt",)
    assert folder.update().unchanged == ("caf\\xe9.txt",)
    folder.write("caf\\xe9.txt", "Another file of the name that the first is told by.")
    report = folder.update()
    assert [s.name for s in report.skipped] == ["caf\\xe9.txt"]
    os.unlink(path)
    assert list(folder.names()) == ["caf\\xe9.txt"]


def test_links_are_followed_and_a_loop_of_links_ends(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.txt").write_text("Far away.", encoding="utf-8")
    folder.write("deep/a.txt", "Apples are red.")
    (folder.corpus / "itself").symlink_to(folder.corpus)
    (folder.corpus / "deep" / "up").symlink_to("..")
    (folder.corpus / "round").symlink_to("round")
    (folder.corpus / "linked").symlink_to(outside)
    listing = list_corpus(folder.corpus)
    assert [file.name for file in listing.files] == ["deep/a.txt", "linked/far.txt"]
    assert [skipped.name for skipped in listing.skipped] == ["round"]


def test_a_link_to_a_file_is_a_second_name_for_its_text(folder: Folder) -> None:
    folder.write("a.txt", "Apples are red.")
    (folder.corpus / "b.txt").symlink_to("a.txt")
    folder.update()
    assert folder.names() == {"a.txt": ("b.txt",)}


def test_a_broken_link_is_reported(folder: Folder) -> None:
    (folder.corpus / "b.txt").symlink_to("nowhere.txt")
    (skipped,) = folder.update().skipped
    assert (skipped.name, "cannot be opened" in skipped.reason) == ("b.txt", True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_and_a_device_in_the_folder_are_reported_and_not_waited_for(folder: Folder) -> None:
    folder.write("a.txt", "Apples are red.")
    os.mkfifo(folder.corpus / "pipe.txt")
    (folder.corpus / "zero.txt").symlink_to("/dev/zero")
    report = folder.update()
    assert report.added == ("a.txt",)
    assert [(s.name, s.reason) for s in report.skipped] == [
        ("pipe.txt", "it is not a regular file"),
        ("zero.txt", "it is not a regular file"),
    ]
    with pytest.raises(OSError, match="regular"):
        file_digest(folder.corpus / "pipe.txt")


def test_the_index_folder_may_lie_inside_the_corpus(folder: Folder) -> None:
    folder.index = folder.corpus / "index"
    folder.write("a.txt", "Apples are red.")
    folder.write("index/README.md", "About the index.")
    assert folder.update().added == ("a.txt",)
    report = folder.update()
    assert (report.unchanged, report.skipped) == (("a.txt",), ())


def test_the_index_folder_cannot_be_the_corpus(folder: Folder) -> None:
    folder.index = folder.corpus
    with pytest.raises(DocumentError, match=r"index's own folder.*--corpus"):
        folder.update()


def test_files_of_the_user_in_the_index_folder_are_left_alone(folder: Folder) -> None:
    folder.index.mkdir()
    for name in ("vectors-of-mine.txt", "draft.tmp", "index-notes.db.txt"):
        (folder.index / name).write_text("mine", encoding="utf-8")
    folder.write("a.txt", "Apples are red.")
    folder.update()
    assert {"vectors-of-mine.txt", "draft.tmp", "index-notes.db.txt"} <= {p.name for p in folder.index.iterdir()}


def test_an_empty_file_is_reported(folder: Folder) -> None:
    folder.write("empty.txt", "")
    assert [s.name for s in folder.update().skipped] == ["empty.txt"]


def test_a_huge_file_is_reported_by_its_size_without_being_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder.corpus / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    monkeypatch.setattr("assistant.indexing.building.planning.file_digest", lambda *_: pytest.fail("it was read"))
    (skipped,) = folder.update().skipped
    assert "500,000,000 bytes" in skipped.reason


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), FileNotFoundError(2, "No such file")])
def test_a_file_that_cannot_be_opened_now_is_reported_and_tried_again_next_time(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    folder.write("a.txt", "Apples are red.")
    folder.write("b.txt", "Bananas are yellow.")

    def digest(path: Path, most: int, identity: Identity) -> str:
        if path.name == "b.txt":
            raise error
        return file_digest(path, most, identity)

    with monkeypatch.context() as patched:
        patched.setattr("assistant.indexing.building.planning.file_digest", digest)
        report = folder.update()
    assert (report.added, [s.name for s in report.skipped]) == (("a.txt",), ["b.txt"])
    assert folder.update().added == ("b.txt",)


def test_a_file_that_vanishes_before_it_is_read_is_reported_and_the_others_are_indexed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "Apples are red.")
    gone = folder.write("b.txt", "Bananas are yellow.")

    def digest(path: Path, most: int, identity: Identity) -> str:
        found = file_digest(path, most, identity)
        gone.unlink(missing_ok=True)
        return found

    monkeypatch.setattr("assistant.indexing.building.planning.file_digest", digest)
    report = folder.update()
    assert (report.added, report.skipped[0].name) == (("a.txt",), "b.txt")
    assert folder.update().skipped == ()


@pytest.mark.parametrize("text", ["Apples\x00are red.", "Apples \ud83d are red."])
def test_what_no_database_holds_is_replaced_and_stops_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def read(*_: object) -> FileReading:
        document = Document("a.txt", text, f"T{text}", "0" * 64)
        return FileReading((Source(document, (Block("paragraph", 0, len(text)),)),))

    cutting = Cutting(Limits(), folder.embedder.count_tokens, folder.embedder.max_tokens, read)
    reading = cutting.file(folder.write("a.txt", "x"), "a.txt", None)
    monkeypatch.setattr("tests.conftest.ReadersHere.read", lambda self, files: (reading for _ in files))
    assert folder.update().added == ("a.txt",)
    assert folder.faults() == ()


def test_what_was_indexed_of_a_folder_that_cannot_be_opened_now_stays(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "Apples are red.")
    folder.write("deep/b.txt", "Bananas are yellow.")
    folder.update()
    scandir = os.scandir

    def closed(path: Path) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("assistant.indexing.building.corpus.os.scandir", closed)
    report = folder.update()
    assert (report.removed, [s.name for s in report.skipped]) == ((), ["deep"])
    assert list(folder.names()) == ["a.txt", "deep/b.txt"]


def test_hidden_files_are_left_alone(folder: Folder) -> None:
    folder.write(".hidden.txt", "Hidden.")
    folder.write(".folder/a.txt", "Hidden.")
    assert listed(folder.corpus) == []
