import sqlite3
from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError
from assistant.indexing import layout
from assistant.indexing.building.builder import recipe_of, update_index
from assistant.indexing.check import check_index
from assistant.indexing.layout import FORMAT_VERSION, current_database, read_checked, sweep, write_checked
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Apples are red.", encoding="utf-8")
    update_index(tmp_path / "index", tmp_path / "corpus", HashingEmbedder(), limits=Limits())
    return tmp_path / "index"


def again(built: Path) -> None:
    update_index(built, built.parent / "corpus", HashingEmbedder(), limits=Limits())


def test_nothing_built_is_no_error(tmp_path: Path) -> None:
    assert current_database(tmp_path / "none") is None


@pytest.mark.parametrize("content", [b"index-9.db", b"../../etc/passwd", b"", b"\xff\xfe"])
def test_a_pointer_to_nothing_is_a_clear_error(built: Path, content: bytes) -> None:
    (built / "current").write_bytes(content)
    with pytest.raises(IndexStateError, match="assistant index --rebuild"):
        current_database(built)


def test_a_swap_between_reading_the_name_and_looking_for_the_file_is_followed(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = layout._named_current
    names = iter(["index-0.db"])
    monkeypatch.setattr(layout, "_named_current", lambda folder: next(names, None) or read(folder))
    assert current_database(built) == built / "index-1.db"


@pytest.mark.parametrize(("key", "value"), [("format", str(FORMAT_VERSION + 1)), ("chunking", "99")])
def test_an_index_of_another_version_names_the_command_that_rebuilds(built: Path, key: str, value: str) -> None:
    database = current_database(built)
    assert database is not None
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
    connection.close()
    with pytest.raises(IndexStateError, match=rf"{key} {value}.*assistant index --rebuild"):
        again(built)


@pytest.mark.parametrize(("key", "value"), [("format", str(FORMAT_VERSION - 1)), ("chunking", "0")])
def test_an_index_of_an_older_version_is_built_anew_by_itself_but_not_without_its_documents(
    built: Path, key: str, value: str
) -> None:
    database = current_database(built)
    assert database is not None
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
    connection.close()
    document = built.parent / "corpus" / "a.txt"
    document.rename(built.parent / "away.txt")
    with pytest.raises(IndexStateError, match="assistant index --rebuild"):
        again(built)
    (built.parent / "away.txt").rename(document)
    embedder = HashingEmbedder()
    report = update_index(built, built.parent / "corpus", embedder, limits=Limits())
    assert f"{key} {value}" in report.rebuilt
    assert (report.added, current_database(built)) == (("a.txt",), built / "index-2.db")
    assert check_index(built, recipe_of(embedder)) == ()


def test_an_index_of_a_version_that_recorded_less_is_built_anew_by_itself(built: Path) -> None:
    connection = sqlite3.connect(built / "index-1.db")
    with connection:
        connection.execute("DELETE FROM meta WHERE key = 'started'")
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
    connection.close()
    report = update_index(built, built.parent / "corpus", HashingEmbedder(), limits=Limits())
    assert "format 2" in report.rebuilt


@pytest.mark.parametrize("content", [b"this is no database" * 500, b""])
def test_a_damaged_database_is_a_clear_error_and_a_rebuild_mends_it(built: Path, content: bytes) -> None:
    database = current_database(built)
    assert database is not None
    for path in built.glob("index-*"):
        path.write_bytes(content)
    with pytest.raises(IndexStateError, match="assistant index --rebuild"):
        again(built)
    update_index(built, built.parent / "corpus", HashingEmbedder(), limits=Limits(), rebuild=True)
    mended = current_database(built)
    assert mended is not None
    with Snapshot(mended) as snapshot:
        assert [d.name for d in snapshot.documents()] == ["a.txt"]


def test_a_checked_file_is_read_back_or_deleted_when_it_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert read_checked(path) is None
    write_checked(path, b"content")
    assert read_checked(path) == memoryview(b"content")
    for damaged in (path.read_bytes()[:-1], b"C" + path.read_bytes()[1:], b"", b"short"):
        path.write_bytes(damaged)
        assert read_checked(path) is None
        assert not path.exists()


def test_a_sweep_deletes_what_is_left_over_and_nothing_else(built: Path) -> None:
    left = ["index-99.db", "index-99.db-wal", "vectors-7.faiss", "words-7.bm25", "current.12.tmp", "words-7.bm25.9.tmp"]
    others = ["index-x.db", "index-99.db-copy", "my-index-99.db", "vectors-.faiss", "current.tmp", "notes.12.tmp"]
    before = {path.name for path in built.iterdir()}
    for name in (*left, *others):
        (built / name).write_bytes(b"")
    sweep(built, None)
    kept = {path.name for path in built.iterdir()}
    assert kept.isdisjoint(left)
    assert kept >= {*others, "current", current_database(built).name}  # type: ignore[union-attr]  # there is one
    assert before - kept <= {name for name in before if name.startswith(("vectors-", "words-", "index-"))}
