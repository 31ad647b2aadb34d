import multiprocessing
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import DocumentError, IndexLockedError, IndexStateError
from assistant.indexing.building.builder import IndexReport, update_index
from assistant.indexing.layout import current_database, vectors_file
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits

Build = Callable[..., IndexReport]
LIMITS = Limits()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nApples are red. They cost 3 dollars.\n", encoding="utf-8")
    (folder / "b.txt").write_text("Bananas are yellow.\n", encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def build(index: Path, corpus: Path, embedder: HashingEmbedder) -> Build:
    def run(*, rebuild: bool = False, limits: Limits = LIMITS) -> IndexReport:
        return update_index(index, corpus, embedder, limits=limits, rebuild=rebuild)

    return run


def names(index: Path) -> list[str]:
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as snapshot:
        return [document.name for document in snapshot.documents()]


def test_the_first_build_adds_everything(build: Build, index: Path) -> None:
    report = build()
    assert (report.added, report.changed, report.removed, report.skipped) == (("a.md", "b.txt"), (), (), ())
    assert names(index) == ["a.md", "b.txt"]
    assert vectors_file(index, report.generation).is_file()


def test_an_unchanged_file_is_never_embedded_again(build: Build, embedder: HashingEmbedder) -> None:
    first = build()
    embedder.embedded.clear()
    report = build()
    assert report.unchanged == ("a.md", "b.txt")
    assert report.generation == first.generation
    assert embedder.embedded == []


def test_a_file_with_a_new_time_but_the_same_bytes_is_not_embedded_again(
    build: Build, corpus: Path, embedder: HashingEmbedder
) -> None:
    build()
    embedder.embedded.clear()
    os.utime(corpus / "a.md", (1, 1))
    assert build().unchanged == ("a.md", "b.txt")
    assert embedder.embedded == []


def test_only_what_changed_is_embedded(build: Build, corpus: Path, embedder: HashingEmbedder) -> None:
    generation = build().generation
    embedder.embedded.clear()
    (corpus / "b.txt").write_text("Bananas are brown by now.\n", encoding="utf-8")
    (corpus / "c.txt").write_text("Cherries are small.\n", encoding="utf-8")
    report = build()
    assert (report.added, report.changed, report.unchanged) == (("c.txt",), ("b.txt",), ("a.md",))
    assert report.generation == generation + 1
    assert not any("Apples" in text for text in embedder.embedded)


def test_a_file_that_is_gone_leaves_the_index(build: Build, corpus: Path, index: Path) -> None:
    build()
    (corpus / "b.txt").unlink()
    assert build().removed == ("b.txt",)
    assert names(index) == ["a.md"]


def test_files_below_folders_are_read_and_hidden_ones_are_left_alone(build: Build, corpus: Path, index: Path) -> None:
    (corpus / "deep" / "er").mkdir(parents=True)
    (corpus / "deep" / "er" / "d.txt").write_text("Dates are sweet.", encoding="utf-8")
    (corpus / ".hidden").mkdir()
    (corpus / ".hidden" / "h.txt").write_text("Hidden.", encoding="utf-8")
    assert build().added == ("a.md", "b.txt", "deep/er/d.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty|only"),
        ("junk.txt", bytes(range(256)) * 40, "neither UTF-8 nor text"),
        ("slides.pptx", b"PK", "is cut off or damaged"),
        ("notes.wpd", b"x", r"Save it as \.docx"),
        ("slides.key", b"PK", r"choose File > Export To > PowerPoint"),
        ("huge.txt", b"A sentence of text. " * 1_300_001, "26,000,020 characters"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_indexed(
    build: Build, corpus: Path, index: Path, name: str, content: bytes, reason: str
) -> None:
    (corpus / name).write_bytes(content)
    report = build()
    (skipped,) = report.skipped
    assert skipped.name == name
    assert re.search(reason, skipped.reason)
    assert names(index) == ["a.md", "b.txt"]
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as snapshot:
        assert snapshot.problems() == (skipped,)
    assert build().skipped == (skipped,)


def test_text_that_is_not_utf_8_is_read(build: Build, corpus: Path, index: Path) -> None:
    text = "Der Käse kostet fünf Euro und schmeckt allen Gästen außerordentlich gut.\n" * 5
    (corpus / "latin.txt").write_bytes(text.encode("latin-1"))
    assert "latin.txt" in build().added
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as snapshot:
        assert snapshot.document("latin.txt").text.startswith("Der Käse kostet fünf Euro")


def test_a_document_that_becomes_unreadable_stays_as_it_was_last_read(build: Build, corpus: Path, index: Path) -> None:
    build()
    (corpus / "b.txt").write_bytes(b"\x00\x01" * 500)
    report = build()
    assert [s.name for s in report.skipped] == ["b.txt"]
    assert report.removed == ()
    assert names(index) == ["a.md", "b.txt"]


def test_an_empty_corpus_makes_an_empty_index(build: Build, corpus: Path, index: Path) -> None:
    for path in corpus.iterdir():
        path.unlink()
    assert build().added == ()
    assert names(index) == []


def test_a_missing_corpus_is_a_clear_error_and_the_index_stays(
    build: Build, corpus: Path, index: Path, embedder: HashingEmbedder
) -> None:
    build()
    with pytest.raises(DocumentError, match=r"no corpus folder .*--corpus"):
        update_index(index, corpus / "none", embedder, limits=Limits())
    assert names(index) == ["a.md", "b.txt"]


def _hold(lock: Path, held: "multiprocessing.synchronize.Event", free: "multiprocessing.synchronize.Event") -> None:
    with FileLock(lock):
        held.set()
        free.wait(30)


def test_a_second_writer_is_told_at_once(build: Build, index: Path) -> None:
    build()
    context = multiprocessing.get_context("spawn")
    held, free = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(index / "lock", held, free))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(IndexLockedError, match="Another process is writing"):
            build()
    finally:
        free.set()
        other.join()
    assert build().unchanged == ("a.md", "b.txt")


def test_an_index_folder_that_cannot_be_made_is_named(corpus: Path, embedder: HashingEmbedder) -> None:
    with pytest.raises(IndexStateError, match=r"cannot be written to .*--index"):
        update_index(corpus / "a.md" / "index", corpus, embedder, limits=Limits())


class OtherEmbedder(HashingEmbedder):
    name = "other"


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (HashingEmbedder(dimension=32), "dimension 64"),
        (OtherEmbedder(), "embedder"),
    ],
)
def test_an_index_made_with_another_embedder_names_the_command_that_rebuilds(
    build: Build, corpus: Path, index: Path, other: HashingEmbedder, what: str
) -> None:
    build()
    with pytest.raises(IndexStateError, match=rf"{what}.*assistant index --rebuild"):
        update_index(index, corpus, other, limits=Limits())
    assert names(index) == ["a.md", "b.txt"]
    update_index(index, corpus, other, limits=Limits(), rebuild=True)
    assert names(index) == ["a.md", "b.txt"]


def test_a_rebuild_goes_on_counting_and_sweeps_the_old_database(build: Build, index: Path) -> None:
    first = build()
    old = current_database(index)
    report = build(rebuild=True)
    assert report.generation > first.generation
    assert current_database(index) != old
    files = sorted(path.name for path in index.iterdir() if not path.name.startswith("."))
    assert [n for n in files if n.endswith(".db")] == ["index-2.db"]
    assert [n for n in files if n.endswith(".faiss")] == [f"vectors-{report.generation}.faiss"]


def test_a_reader_keeps_its_generation_while_another_is_committed(build: Build, corpus: Path, index: Path) -> None:
    build()
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as before:
        (corpus / "c.txt").write_text("Cherries are small.", encoding="utf-8")
        build()
        assert [d.name for d in before.documents()] == ["a.md", "b.txt"]
        with Snapshot(database) as after:
            assert after.generation == before.generation + 1
    assert names(index) == ["a.md", "b.txt", "c.txt"]


@pytest.mark.parametrize("damage", ["missing", "cut", "junk", "of another generation"])
def test_vectors_that_are_lost_or_damaged_are_derived_again(
    build: Build, corpus: Path, index: Path, embedder: HashingEmbedder, damage: str
) -> None:
    report = build()
    file = vectors_file(index, report.generation)
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:50])
    elif damage == "junk":
        file.write_bytes(b"junk")
    else:
        (corpus / "c.txt").write_text("Cherries are small.", encoding="utf-8")
        old = file.read_bytes()
        vectors_file(index, build().generation).write_bytes(old)
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as snapshot:
        vectors = PassageVectors.of(index, snapshot)
        assert len(vectors) == snapshot.passage_count()
        best = max((found := vectors.search(embedder.embed(["Bananas are yellow."])[0], 5)), key=lambda i: found[i])
        assert "Bananas" in snapshot.read_passages([best])[best].passage.text
