from pathlib import Path

import pytest

from assistant.errors import UnwritableIndexError
from assistant.indexing.locking import writing
from tests.indexing.conftest import Folder

LEFT = (
    "index-7.db",
    "index-7.db-wal",
    "index-7.db-shm",
    "vectors-9.faiss.77.tmp",
    "current.78.tmp",
    "sources.json.5.tmp",
)
NOT_OURS = ("conversations.db", "feedback.db", "notes.txt", "index-7.db.bak", "publisher", "lock")


@pytest.fixture
def left(folder: Folder) -> Folder:
    folder.write("a.md", "Apples are red.")
    folder.update()
    for name in (*LEFT, *NOT_OURS):
        (folder.index / name).write_bytes(b"left")
    return folder


def test_who_gets_the_lock_sweeps_what_a_run_that_died_left_before_anything_else(left: Folder) -> None:
    with writing(left.index):
        names = {path.name for path in left.index.iterdir()}
        assert names.isdisjoint(LEFT)
        assert names >= set(NOT_OURS)
    assert left.faults() == ()


def test_where_it_cannot_be_told_which_database_is_in_use_none_is_swept(left: Folder) -> None:
    (left.index / "current").write_text("index-99.db", encoding="utf-8")
    with writing(left.index):
        names = {path.name for path in left.index.iterdir()}
    assert {"index-1.db", "index-7.db"} <= names
    assert not any(name.endswith(".tmp") for name in names)


def test_a_place_that_can_hold_no_index_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnwritableIndexError, match="--index"), writing(tmp_path / "file" / "index"):
        pass
