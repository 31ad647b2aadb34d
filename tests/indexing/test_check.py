import random
import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

import assistant.cli.app as cli
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.check import Fault
from assistant.indexing.layout import current_database
from assistant.indexing.ranking.vectors import PassageVectors
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


def mend(folder: Folder, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the command that a fault names."""
    monkeypatch.setattr("assistant.embedding.open_embedder", lambda _: HashingEmbedder())
    (command,) = re.findall(r"`assistant (index[^`]*)`", fault.mend)
    where = ["--corpus", str(folder.corpus), "--index", str(folder.index)]
    assert CliRunner().invoke(cli.app, [*command.split(), *where]).exit_code == 0


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE documents SET text = replace(text, '3 billion', '8 billion')", "'3.md' was altered"),
        ("UPDATE passages SET start = start + 1 WHERE id = 1", "does not match the document's text"),
        ("UPDATE passages SET heading = '[\"Other\"]' WHERE id = 1", "does not match the document's text"),
        ('UPDATE sentences SET "end" = "end" + 9999 WHERE id = 2', "does not match its text"),
        ("UPDATE sentences SET vector = zeroblob(128) WHERE id = 2", "an invalid vector"),
        ("UPDATE passages SET vector = zeroblob(128) WHERE id = 1", "not finite or not of unit norm"),
        ("UPDATE passages SET structure = replace(structure, '5', '7')", "was altered"),
        ("UPDATE passages SET structure = '{' WHERE id = 1", "figures and rows of a passage are damaged"),
        ("UPDATE names SET name = 'x.md' WHERE name = '3.md'", "files and names was altered"),
        ("UPDATE files SET sha256 = replace(sha256, 'a', 'b')", "files and names was altered"),
        ("UPDATE meta SET value = '99' WHERE key = 'generation'", "files and names was altered"),
        ("UPDATE meta SET value = 'rows ' || value WHERE key = 'seal'", "files and names was altered"),
        ("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'passages'", "tables of the index were altered"),
        ("DROP INDEX names_of_file", "tables of the index were altered"),
        ("PRAGMA user_version = 7", "tables of the index were altered"),
        ("DELETE FROM passages WHERE id = 2", "passages instead of"),
        ("DELETE FROM passages_fts WHERE rowid = 2", "word index of the passages has 1 rows"),
        ("UPDATE sentences_fts_content SET c0 = 'other'", "word index of the sentences is damaged"),
        ("UPDATE sentences_fts_content SET c0 = upper(c0) WHERE id = 1", "word index of the sentences is damaged"),
        ("UPDATE identities_fts_content SET c0 = c0 || ' ' WHERE id = 1", "word index of the identities is damaged"),
        ("UPDATE documents_fts_docsize SET sz = x'7f' WHERE id = 1", "word index of the documents is damaged"),
        ("UPDATE passages_fts_data SET block = x'057f' WHERE id = 1", "word index of the passages is damaged"),
        ("UPDATE passages_fts_data SET block = zeroblob(64) WHERE id > 10", "word index of the passages is damaged"),
        ("DELETE FROM sentences_fts_idx", "word index of the sentences is damaged"),
        ("INSERT INTO passages_fts_config VALUES ('pgsz', 64)", "word index of the passages is damaged"),
        ("UPDATE passages SET document = 99 WHERE id = 1", "that is not there"),
    ],
)
def test_whatever_is_altered_in_the_database_is_told_with_the_command_that_mends_it(
    built: Folder, sql: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alter(built, sql)
    faults = built.faults()
    assert any(told in fault.what for fault in faults), faults
    assert all("assistant index --rebuild" in fault.mend for fault in faults if "faiss" not in fault.what)
    mend(built, faults[0], monkeypatch)
    assert built.faults() == ()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE meta SET value = 'other' WHERE key = 'chunked'",
        "UPDATE sqlite_sequence SET seq = seq + 9 WHERE name = 'passages'",
        "DROP INDEX names_of_file",
        "UPDATE sentences_fts_content SET c0 = upper(c0) WHERE id = 1",
    ],
)
def test_damage_of_each_kind_is_still_told_after_other_changes_were_committed(built: Folder, sql: str) -> None:
    alter(built, "INSERT INTO meta VALUES ('chunked', 'so')" if "chunked" in sql else sql)
    assert built.faults()
    for number in range(2):
        built.write(f"more {number}.md", f"Something else {number}.")
        built.update()
        assert built.faults()
    built.update(rebuild=True)
    assert built.faults() == ()


def test_what_was_altered_is_still_told_after_other_changes_were_committed(built: Folder) -> None:
    alter(built, "UPDATE documents SET title = 'Another' WHERE name = '3.md'")
    built.write("more.md", "Something else.")
    (built.corpus / "1.md").rename(built.corpus / "one.md")
    (built.corpus / "0.md").unlink()
    built.update()
    assert ["files and names was altered" in fault.what for fault in built.faults()] == [True]


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
def test_damaged_vectors_are_told_and_the_next_run_derives_them(
    built: Folder, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    mend(built, fault, monkeypatch)
    assert built.faults() == ()


def test_vectors_in_lists_are_held_against_the_database_too(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.indexing.ranking.vectors.index_kind", lambda _: "IVF2,SQfp16")
    for n in range(12):
        folder.write(f"{n}.md", f"# Report {n}\n\nRevenue rose {n}% to {n} billion yuan. Costs fell.\n")
    folder.update()
    assert folder.faults() == ()
    folder.write("more.md", "Something else.")
    (folder.corpus / "3.md").unlink()
    folder.update()
    assert folder.faults() == ()


def test_whole_vectors_of_another_index_are_told_and_a_rebuild_mends_them(
    built: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = Folder(tmp_path / "other")
    for n in range(4):
        other.write(f"{n}.md", f"# Letter {n}\n\nPears cost {n} dollars. Plums are dear.\n\nAll is eaten.\n")
    other.update()
    file_of_vectors(built).write_bytes(file_of_vectors(other).read_bytes())
    (fault,) = built.faults()
    assert "other vectors" in fault.what
    mend(built, fault, monkeypatch)
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
    """Return everything that a database says, down to its tables and each word's places; None where it cannot."""
    connection = sqlite3.connect(path)
    try:
        declared = connection.execute("SELECT * FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for kind, name, _, _, sql in declared if kind == "table" and "VIRTUAL" not in sql]
        said = {
            name: connection.execute(f"SELECT * FROM [{name}]").fetchall() for name in tables if "_data" not in name
        }
        for level in ("documents", "identities", "passages", "sentences"):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{level}_places USING fts5vocab (main, {level}_fts, instance)"
            )
            said[f"{level} words"] = connection.execute(f"SELECT * FROM {level}_places").fetchall()
            ranked = f"SELECT rowid, bm25({level}_fts) FROM {level}_fts WHERE {level}_fts MATCH 'report OR revenu'"
            said[f"{level} ranked"] = connection.execute(ranked).fetchall()
        return declared, said
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def test_a_byte_flipped_anywhere_in_the_database_is_told_or_changes_nothing(built: Folder) -> None:
    (built.corpus / "2.md").unlink()  # so that there are words that were deleted
    built.update()
    path = database(built)
    before, content = readable(path), path.read_bytes()
    assert before is not None
    told, draw = 0, random.Random(1)
    said = [place for place, byte in enumerate(content) if byte]  # most of a small database is room that says nothing
    for place in draw.sample(said, 100) + draw.sample(range(len(content)), 20):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        if built.faults():
            told += 1
        else:
            assert readable(path) == before, place
    assert told > 80
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


def test_a_missing_database_is_told_and_a_rebuild_mends_it(built: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    database(built).unlink()
    (fault,) = built.faults()
    assert "not a database there" in fault.what
    mend(built, fault, monkeypatch)
    assert built.faults() == ()


def test_where_nothing_is_built_the_command_that_builds_is_named(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fault,) = folder.faults()
    assert fault.mend == "Run `assistant index`."
    mend(folder, fault, monkeypatch)
    assert folder.faults() == ()


def test_what_it_was_made_from_is_told_where_it_cannot_be_read(built: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    (built.index / "sources.json").write_text("{", encoding="utf-8")
    (fault,) = built.faults()
    mend(built, fault, monkeypatch)
    assert built.faults() == ()


def test_a_check_changes_nothing_in_the_folder_of_a_whole_index(built: Folder) -> None:
    def state() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in built.index.iterdir()}

    before = state()
    assert built.faults() == ()
    assert state() == before
