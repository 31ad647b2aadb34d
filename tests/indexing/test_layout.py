import sqlite3
from pathlib import Path

import pytest

from assistant.errors import IndexStateError
from assistant.fakes import HashingEmbedder
from assistant.indexing.builder import update_index
from assistant.indexing.layout import FORMAT_VERSION, current_database, replace_file
from assistant.indexing.store import Snapshot
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


def test_a_replaced_file_has_the_old_content_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "file"
    replace_file(target, b"old")
    replace_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
