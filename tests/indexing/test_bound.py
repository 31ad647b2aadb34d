import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from assistant.errors import DocumentError, ForeignIndexError
from assistant.indexing.bound import check_bound
from assistant.indexing.layout import SOURCES_FILE
from tests.indexing.conftest import Folder, held


@pytest.fixture
def built(folder: Folder) -> Folder:
    folder.write("apples.md", "Apples are red and weigh 100 grams.")
    folder.write("pears.md", "Pears are green and weigh 120 grams.")
    folder.update()
    return folder


def other_corpus(at: Path) -> Path:
    at.mkdir(parents=True)
    (at / "apples.md").write_text("Apples are blue and weigh 900 grams.", encoding="utf-8")  # of the same length
    (at / "plums.md").write_text("Plums are dear.", encoding="utf-8")
    return at


def test_another_folder_is_refused_with_both_names_and_the_flag_and_nothing_changes(
    built: Folder, tmp_path: Path
) -> None:
    mine, before = built.corpus, held(built.index)
    built.corpus = other_corpus(tmp_path / "elsewhere" / "papers")
    for rebuild in (False, True):
        with pytest.raises(ForeignIndexError, match="--rebind") as caught:
            built.update(rebuild=rebuild)
        assert str(mine) in str(caught.value)
        assert str(built.corpus) in str(caught.value)
    assert held(built.index) == before


def test_rebind_gives_the_index_the_other_folder(built: Folder, tmp_path: Path) -> None:
    mine = built.corpus
    built.corpus = other_corpus(tmp_path / "elsewhere" / "papers")
    built.update(rebind=True)
    assert list(built.names()) == ["apples.md", "plums.md"]
    built.update()
    built.corpus = mine
    with pytest.raises(ForeignIndexError):
        built.update()


def moved(folder: Folder, to: Path) -> None:
    folder.corpus, folder.index = to / "corpus", to / "index"


def test_both_moved_together_go_on(built: Folder, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for path in (built.corpus, built.index):
        path.rename(tmp_path / "new" / path.name)
    moved(built, tmp_path / "new")
    for path in built.corpus.iterdir():
        path.write_text("All of it is new.", encoding="utf-8")
    assert built.update().changed == ("apples.md", "pears.md")


def test_a_copy_of_both_elsewhere_goes_on_and_so_does_the_first(built: Folder, tmp_path: Path) -> None:
    first = built.corpus, built.index
    for path in first:
        shutil.copytree(path, tmp_path / "copy" / path.name)
    moved(built, tmp_path / "copy")
    built.write("more.md", "More.")
    assert built.update().added == ("more.md",)
    assert built.update().unchanged == ("apples.md", "more.md", "pears.md")
    built.corpus, built.index = first
    assert built.update().unchanged == ("apples.md", "pears.md")


@pytest.mark.parametrize("what", ["corpus", "index"])
def test_one_of_the_two_moved_by_itself_goes_on(built: Folder, tmp_path: Path, what: str) -> None:
    to = tmp_path / "far" / "away"
    to.parent.mkdir()
    getattr(built, what).rename(to)
    setattr(built, what, to)
    built.write("more.md", "More.")
    assert built.update().added == ("more.md",)


def test_an_index_that_was_moved_beside_another_corpus_is_refused(built: Folder, tmp_path: Path) -> None:
    other_corpus(tmp_path / "other" / "corpus")
    shutil.move(built.index, tmp_path / "other" / "index")
    moved(built, tmp_path / "other")
    with pytest.raises(ForeignIndexError):
        built.update()


def test_another_corpus_where_the_own_one_lay_is_refused_once_that_was_moved(built: Folder, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for path in (built.corpus, built.index):
        path.rename(tmp_path / "new" / path.name)
    built.index = tmp_path / "new" / "index"
    other_corpus(built.corpus)
    with pytest.raises(ForeignIndexError):
        built.update()


def test_a_folder_that_was_filled_anew_in_its_place_is_the_same_one(built: Folder) -> None:
    shutil.rmtree(built.corpus)
    other_corpus(built.corpus)
    assert built.update().removed == ("pears.md",)


def test_a_folder_by_another_path_is_the_same_one(built: Folder, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(built.corpus)
    built.corpus = tmp_path / "linked"
    assert built.update().unchanged == ("apples.md", "pears.md")


def test_an_index_that_does_not_say_is_adopted_by_the_folder_it_knows_and_by_no_other(
    built: Folder, tmp_path: Path
) -> None:
    (built.index / SOURCES_FILE).unlink()
    mine, built.corpus = built.corpus, other_corpus(tmp_path / "papers")
    with pytest.raises(ForeignIndexError, match="does not record"):
        built.update()
    built.corpus = mine
    check_bound(built.index, built.corpus)
    assert not (built.index / SOURCES_FILE).exists(), "looking writes nothing"
    built.update()
    assert json.loads((built.index / SOURCES_FILE).read_text("utf-8"))["sources"][0]["at"] == str(mine)


def test_an_index_of_an_older_version_that_does_not_say_is_built_anew_by_itself(built: Folder) -> None:
    (built.index / SOURCES_FILE).unlink()
    (database,) = built.index.glob("index-*.db")
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
        connection.execute("ALTER TABLE files RENAME COLUMN sha256 TO digest")
    connection.close()
    assert built.update().rebuilt


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"sources": []}', b'{"sources": [{"at": 1}]}'])
def test_a_record_that_cannot_be_read_is_told_and_rebind_writes_it_anew(built: Folder, content: bytes) -> None:
    (built.index / SOURCES_FILE).write_bytes(content)
    with pytest.raises(ForeignIndexError, match="--rebind"):
        built.update()
    assert any("--rebind" in fault.mend for fault in built.faults())
    built.update(rebind=True)
    assert built.update().unchanged
    assert built.faults() == ()


def test_a_folder_that_is_not_there_is_told_as_such(built: Folder, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no corpus folder"):
        check_bound(built.index, tmp_path / "none")
