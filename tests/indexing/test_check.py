import random
import sqlite3
from pathlib import Path

import pytest

from assistant.errors import IndexStateError
from assistant.indexing.layout import current_database
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from tests.indexing.conftest import Folder


@pytest.fixture
def built(folder: Folder) -> Folder:
    for n in range(4):
        folder.write(f"{n}.md", f"# Report {n}\n\nRevenue rose {n}% to {n} billion yuan. Costs fell.\n\nAll is well.\n")
    folder.write("copy.md", (folder.corpus / "0.md").read_text("utf-8"))
    folder.update()
    assert folder.faults() == ()
    return folder


def database(folder: Folder) -> Path:
    found = current_database(folder.index)
    assert found is not None
    return found


def alter(folder: Folder, sql: str) -> None:
    connection = sqlite3.connect(database(folder))
    with connection:
        assert connection.execute(sql).rowcount != 0
    connection.close()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE documents SET text = replace(text, '3 billion', '8 billion')", "'3.md' is not what was written"),
        ("UPDATE passages SET start = start + 1 WHERE id = 1", "is no slice of the document"),
        ("UPDATE passages SET heading = '[\"Other\"]' WHERE id = 1", "is no slice of the document"),
        ('UPDATE sentences SET "end" = "end" + 9999 WHERE id = 2', "is no slice of it"),
        ("UPDATE sentences SET vector = zeroblob(128) WHERE id = 2", "a vector that is none"),
        ("UPDATE passages SET vector = zeroblob(128) WHERE id = 1", "not finite and of unit norm"),
        ("UPDATE figures SET value = '7' WHERE rowid = 1", "is not what was written"),
        ("UPDATE names SET name = 'x.md' WHERE name = '3.md'", "files and names is not what was written"),
        ("UPDATE files SET sha256 = replace(sha256, 'a', 'b')", "files and names is not what was written"),
        ("UPDATE meta SET value = '99' WHERE key = 'generation'", "files and names is not what was written"),
        ("DELETE FROM passages WHERE id = 2", "passages instead of"),
        ("DELETE FROM passages_fts WHERE rowid = 2", "word index of the passages has 1 rows"),
        ("UPDATE sentences_fts_content SET c0 = 'other'", "word index of the sentences is damaged"),
        ("UPDATE passages SET document = 99 WHERE id = 1", "that is not there"),
    ],
)
def test_whatever_is_altered_in_the_database_is_told_with_the_command_that_mends_it(
    built: Folder, sql: str, told: str
) -> None:
    alter(built, sql)
    faults = built.faults()
    assert any(told in fault.what for fault in faults), faults
    assert all("assistant index --rebuild" in fault.mend for fault in faults if "faiss" not in fault.what)
    built.update(rebuild=True)
    assert built.faults() == ()


def test_what_was_altered_is_still_told_after_other_changes_were_committed(built: Folder) -> None:
    alter(built, "UPDATE documents SET title = 'Another' WHERE name = '3.md'")
    built.write("more.md", "Something else.")
    (built.corpus / "1.md").rename(built.corpus / "one.md")
    (built.corpus / "0.md").unlink()
    built.update()
    assert ["files and names is not what was written" in fault.what for fault in built.faults()] == [True]


def test_an_index_that_an_earlier_version_sealed_is_whole_and_sealed_anew_by_the_next_change(built: Folder) -> None:
    alter(built, f"UPDATE meta SET value = '{'0f' * 32}' WHERE key = 'seal'")
    assert built.faults() == ()
    built.write("more.md", "Something else.")
    built.update()
    assert built.faults() == ()
    alter(built, "UPDATE names SET name = 'x.md' WHERE name = '3.md'")
    assert built.faults()


def file_of_vectors(folder: Folder) -> Path:
    (file,) = folder.index.glob("vectors-*.faiss")
    return file


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_damaged_vectors_are_told_and_the_next_run_derives_them(built: Folder, damage: str) -> None:
    file = file_of_vectors(built)
    content = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(content[:-1])
    else:
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    (fault,) = built.faults()
    assert "vectors" in fault.what
    assert "`assistant index`" in fault.mend
    built.update()
    assert built.faults() == ()


def test_vectors_in_lists_are_held_against_the_database_too(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.indexing.vectors.index_kind", lambda _: "IVF2,SQfp16")
    for n in range(12):
        folder.write(f"{n}.md", f"# Report {n}\n\nRevenue rose {n}% to {n} billion yuan. Costs fell.\n")
    folder.update()
    assert folder.faults() == ()
    folder.write("more.md", "Something else.")
    (folder.corpus / "3.md").unlink()
    folder.update()
    assert folder.faults() == ()


def test_whole_vectors_of_another_index_are_told_and_a_rebuild_mends_them(built: Folder, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Folder(tmp_path / "other")
    for n in range(4):
        other.write(f"{n}.md", f"# Letter {n}\n\nPears cost {n} dollars. Plums are dear.\n\nAll is eaten.\n")
    other.update()
    file_of_vectors(built).write_bytes(file_of_vectors(other).read_bytes())
    (fault,) = built.faults()
    assert "other vectors" in fault.what
    built.update(rebuild=True)
    assert built.faults() == ()


def test_a_byte_flipped_anywhere_in_the_vectors_is_never_searched(built: Folder) -> None:
    file = file_of_vectors(built)
    content = file.read_bytes()
    with built.snapshot() as snapshot:
        ids, vectors = PassageVectors.derive(snapshot).rows()
        for place in random.Random(0).sample(range(len(content)), 60):
            flipped = bytearray(content)
            flipped[place] ^= 1 << place % 8
            file.write_bytes(flipped)
            found_ids, found = PassageVectors.of(built.index, snapshot).rows()
            assert (found_ids == ids).all()
            assert (found == vectors).all()


def readable(path: Path) -> object:
    """Return everything that a database says, or None where it says that it is damaged."""
    try:
        with Snapshot(path) as snapshot:
            ids = snapshot.passages_of([d.name for d in snapshot.documents()])
            return (
                snapshot.generation,
                snapshot.recipe,
                snapshot.files(),
                snapshot.documents(),
                [snapshot.document(d.name) for d in snapshot.documents()],
                [(s.passage, s.sentence_vectors.tobytes()) for s in snapshot.read_passages(ids).values()],
                [snapshot.match(level, ["revenu", "report"], 99) for level in ("documents", "passages", "sentences")],
                snapshot._rows("SELECT * FROM figures"),
            )
    except (IndexStateError, ValueError, UnicodeDecodeError, TypeError):
        return None


def test_a_byte_flipped_anywhere_in_the_database_is_told_or_changes_nothing(built: Folder) -> None:
    path = database(built)
    before, content = readable(path), path.read_bytes()
    told = 0
    for place in random.Random(1).sample(range(len(content)), 150):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        if built.faults():
            told += 1
        else:
            assert readable(path) == before
    assert told > 10
    path.write_bytes(flipped)
    built.update(rebuild=True)
    assert built.faults() == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"sentences_fts_content", b"se\xeetences_fts_content"),
        (b'["Report 1"]', b'["Report 1"?'),
        (b"Report 1\n", b"Rep\xeert 1\n"),
    ],
)
def test_what_is_no_text_or_no_list_any_more_is_told(built: Folder, before: bytes, after: bytes) -> None:
    path = database(built)
    assert before in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(before, after[: len(before)].ljust(len(before))))
    assert all("--rebuild" in fault.mend for fault in built.faults())
    assert built.faults()


@pytest.mark.parametrize("left", [0, 100, 4096, 0.5, 0.95])
def test_a_database_cut_off_is_told_and_a_rebuild_mends_it(built: Folder, left: float) -> None:
    path = database(built)
    content = path.read_bytes()
    path.write_bytes(content[: int(left * len(content)) if left < 1 else int(left)])
    faults = built.faults()
    assert faults
    assert all("--rebuild" in fault.mend for fault in faults)
    built.update(rebuild=True)
    assert built.faults() == ()


def test_a_missing_database_is_told_and_a_rebuild_mends_it(built: Folder) -> None:
    database(built).unlink()
    (fault,) = built.faults()
    assert "not a database there" in fault.what
    built.update(rebuild=True)
    assert built.faults() == ()


def test_where_nothing_is_built_the_command_that_builds_is_named(folder: Folder) -> None:
    (fault,) = folder.faults()
    assert fault.mend == "Run `assistant index`."
