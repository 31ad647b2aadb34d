"""What a change of the corpus costs, and what is left of what is gone."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.indexing.building.embedding_texts import AT_ONCE
from assistant.indexing.building.planning import Moved
from assistant.indexing.cut import CutReading, pack
from assistant.indexing.locking import writing
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.reading.contents import Limits
from assistant.reading.registry import Skipped
from assistant.types import Document
from tests.indexing.conftest import Folder

LONG = "\n\n".join(
    f"# Part {n}\n\nThe station number {n} has opened its doors to a great many visitors from every corner of the"
    f" province this year. Its hall {n} is made of stone and glass and stays open until late in the evening. Nobody"
    f" who came in the month number {n} of the year left without having seen the old clock in the tower."
    for n in range(8)
)


def read_never(*_: object) -> CutReading:
    raise AssertionError("a file was read that did not have to be")


def test_a_renamed_file_is_neither_read_nor_embedded_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("a.md", "# A\n\nApples are red.")
    folder.write("old-name.txt", "Bananas are yellow.")
    before = folder.update().generation
    monkeypatch.setattr("tests.conftest.ReadersHere.read", lambda self, files: map(read_never, files))
    (folder.corpus / "deep").mkdir()
    (folder.corpus / "old-name.txt").rename(folder.corpus / "deep" / "new-name.txt")
    report = folder.update()
    assert report.moved == (Moved("old-name.txt", "deep/new-name.txt"),)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), ("a.md",))
    assert report.generation == before + 1
    assert folder.embedder.embedded == []
    with folder.snapshot() as snapshot:
        assert [(d.name, d.title) for d in snapshot.documents()] == [("a.md", "A"), ("deep/new-name.txt", "New name")]
    assert folder.faults() == ()


def test_a_renamed_folder_moves_all_that_is_in_it(folder: Folder) -> None:
    for n in range(3):
        folder.write(f"old/{n}.txt", f"Document number {n}.")
    folder.update()
    (folder.corpus / "old").rename(folder.corpus / "new")
    report = folder.update()
    assert len(report.moved) == 3
    assert list(folder.names()) == ["new/0.txt", "new/1.txt", "new/2.txt"]
    assert folder.embedder.embedded == []


def test_two_files_that_swap_their_names_swap_their_content(folder: Folder) -> None:
    folder.write("a.txt", "Apples are red.")
    folder.write("b.txt", "Bananas are yellow.")
    folder.update()
    a, b = folder.corpus / "a.txt", folder.corpus / "b.txt"
    a.rename(folder.corpus / "c")
    b.rename(a)
    (folder.corpus / "c").rename(b)
    assert folder.update().changed == ("a.txt", "b.txt")
    assert folder.embedder.embedded == []
    with folder.snapshot() as snapshot:
        assert snapshot.document("a.txt").text == "Bananas are yellow."
        assert snapshot.document("b.txt").text == "Apples are red."
    assert folder.faults() == ()


def test_a_changed_file_costs_only_its_changed_passages(folder: Folder) -> None:
    folder.write("long.md", LONG)
    folder.update()
    folder.write("long.md", LONG.replace("hall 5 is made", "hall 5 is now made"))
    assert folder.update().changed == ("long.md",)
    passages = [text for text in folder.embedder.embedded if text.count(".") > 1]
    assert len(passages) == 1
    assert len(folder.embedder.embedded) == 2
    assert all("hall 5 is now made" in text for text in folder.embedder.embedded)
    assert folder.faults() == ()


def test_what_another_document_holds_already_is_not_embedded_again(folder: Folder) -> None:
    folder.write("a.md", LONG)
    folder.update()
    folder.write("b.md", LONG + "\n\n# Annex\n\nThe annex was built for the archive.\n")
    folder.update()
    assert folder.embedder.embedded
    assert not any("station" in text for text in folder.embedder.embedded)


def test_a_text_that_occurs_twice_is_embedded_once(folder: Folder) -> None:
    folder.write("a.md", "# A\n\nThe same sentence stands here.\n")
    folder.write("b.md", "# B\n\nThe same sentence stands here.\n")
    folder.update()
    assert folder.embedder.embedded.count("The same sentence stands here.") == 1


def test_the_same_text_in_two_files_is_kept_once_under_both_names(folder: Folder) -> None:
    folder.write("b.txt", "Bananas are yellow.")
    folder.write("a/copy.txt", "Bananas are yellow.")
    report = folder.update()
    assert report.added == ("a/copy.txt", "b.txt")
    assert folder.names() == {"a/copy.txt": ("b.txt",)}
    with folder.snapshot() as snapshot:
        assert snapshot.passage_count() == 1
        assert snapshot.passages_of(["b.txt"]) == snapshot.passages_of(["a/copy.txt"]) != []
        assert snapshot.document("b.txt").name == "b.txt"
        assert snapshot.provenance("b.txt").copies == ("a/copy.txt",)
    assert folder.update().unchanged == ("a/copy.txt", "b.txt")
    assert folder.faults() == ()


@pytest.mark.parametrize(("gone", "left"), [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_when_one_of_two_copies_goes_the_other_stays_and_costs_nothing(folder: Folder, gone: str, left: str) -> None:
    folder.write("a.txt", "Bananas are yellow.")
    folder.write("b.txt", "Bananas are yellow.")
    folder.update()
    (folder.corpus / gone).unlink()
    assert folder.update().removed == (gone,)
    assert folder.embedder.embedded == []
    assert folder.names() == {left: ()}
    assert folder.faults() == ()


def test_a_copy_that_changes_becomes_a_document_of_its_own(folder: Folder) -> None:
    folder.write("a.txt", "Bananas are yellow.")
    folder.write("b.txt", "Bananas are yellow.")
    folder.update()
    folder.write("a.txt", "Bananas are brown.")
    folder.update()
    assert folder.names() == {"a.txt": (), "b.txt": ()}


def test_nothing_of_a_removed_document_can_be_found(folder: Folder) -> None:
    folder.write("keep.txt", "Apples are red.")
    folder.write("secret.txt", "The zebra password costs 42 dollars. Nobody may know it.")
    folder.update()
    (folder.corpus / "secret.txt").unlink()
    folder.update()
    with folder.snapshot() as snapshot:
        for level in ("documents", "passages", "sentences"):
            assert snapshot.match(level, ["zebra", "password", "42", "nobodi", "dollar"], 10) == {}
        assert snapshot.sentence_frequency(["zebra"]) == {}
        vectors = PassageVectors.of(folder.index, snapshot)
        found = vectors.search(folder.embedder.embed(["The zebra password costs 42 dollars."])[0], 10)
        assert {stored.passage.document for stored in snapshot.read_passages(list(found)).values()} == {"keep.txt"}
        assert len(found) == len(vectors) == 1
        for table in ("sentences", "passages", "documents", "files", "names", "problems"):
            rows = snapshot._rows(f"SELECT * FROM {table}")
            assert not any("zebra" in str(value) or "secret" in str(value) for row in rows for value in row)
        assert snapshot.figures(None) == ()


def archive(documents: dict[str, str], name: str = "box.txt") -> CutReading:
    return CutReading(
        tuple(pack(Document(f"{name}/{inner}", text, inner, "0" * 64), ()) for inner, text in documents.items())
    )


def test_a_file_that_holds_several_documents_is_one_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    holds = {"one.txt": "The first text.", "two.txt": "The second text."}
    monkeypatch.setattr(
        "tests.conftest.ReadersHere.read",
        lambda self, files: (
            CutReading(archive(holds, file.name).sources, (Skipped(f"{file.name}/x.bin", "is not read"),))
            for file in files
        ),
    )
    folder.write("box.txt", "v1")
    report = folder.update()
    assert (report.added, [s.name for s in report.skipped]) == (("box.txt",), ["box.txt/x.bin"])
    assert list(folder.names()) == ["box.txt/one.txt", "box.txt/two.txt"]
    with folder.snapshot() as snapshot:
        assert {d.file for d in snapshot.documents()} == {"box.txt"}
    again = folder.update()
    assert (again.unchanged, [s.name for s in again.skipped]) == (("box.txt",), ["box.txt/x.bin"])
    holds = {"one.txt": "The first text."}
    folder.write("box.txt", "v2")
    assert folder.update().changed == ("box.txt",)
    assert list(folder.names()) == ["box.txt/one.txt"]
    (folder.corpus / "box.txt").unlink()
    assert folder.update().removed == ("box.txt",)
    assert folder.names() == {}


def test_a_renamed_archive_renames_what_is_in_it(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    holds = {"one.txt": "The first text.", "two.txt": "The second text."}
    monkeypatch.setattr(
        "tests.conftest.ReadersHere.read",
        lambda self, files: (archive(holds, file.name) for file in files),
    )
    folder.write("box.txt", "v1")
    folder.update()
    (folder.corpus / "box.txt").rename(folder.corpus / "a box.txt")
    assert folder.update().moved == (Moved("box.txt", "a box.txt"),)
    assert list(folder.names()) == ["a box.txt/one.txt", "a box.txt/two.txt"]
    assert folder.faults() == ()


def test_a_file_that_failed_is_reported_each_time_but_tried_again_only_when_it_changes(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = folder.write("bad.txt", "")
    bad.write_bytes(b"\x00\x01" * 500)
    os.utime(bad, (1_000_000, 1_000_000))
    first = folder.update()
    with monkeypatch.context() as patched:
        patched.setattr("tests.conftest.ReadersHere.read", lambda self, files: map(read_never, files))
        assert folder.update().skipped == first.skipped != ()
        os.utime(bad, (2_000_000, 2_000_000))
        assert folder.update().skipped == first.skipped
    folder.write("bad.txt", "Now it is text.")
    report = folder.update()
    assert (report.added, report.skipped) == (("bad.txt",), ())


@pytest.mark.parametrize("again", ["other limits", "a rebuild"])
def test_a_file_that_failed_is_tried_again_with_other_limits_and_by_a_rebuild(folder: Folder, again: str) -> None:
    os.utime(folder.write("large.txt", "A sentence. " * 100), (1_000_000, 1_000_000))
    tight, wide = Limits(text_characters=10), Limits(text_characters=10_000)
    assert folder.update(limits=tight).skipped == folder.update(limits=tight).skipped != ()
    report = folder.update(limits=wide) if again == "other limits" else folder.update(limits=wide, rebuild=True)
    assert (report.added, report.skipped) == (("large.txt",), ())


def test_a_file_written_twice_within_a_moment_is_not_mistaken_for_unchanged(folder: Folder) -> None:
    path = folder.write("a.txt", "Apples are red now.")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    folder.update()
    folder.write("a.txt", "Apples are old now.")
    os.utime(path, ns=times)
    assert folder.update().changed == ("a.txt",)


def test_what_another_writer_added_while_it_was_waited_for_stays(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "Apples are red.")
    folder.update()

    @contextmanager
    def after_another(index: Path, wait: float) -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr("assistant.indexing.building.builder.writing", writing)
            folder.write("b.txt", "Bananas are yellow.")
            folder.update()
        with writing(index, wait):
            yield

    monkeypatch.setattr("assistant.indexing.building.builder.writing", after_another)
    report = folder.update()
    assert (report.removed, report.unchanged) == ((), ("a.txt", "b.txt"))


def test_a_question_never_waits_for_more_than_a_few_texts_to_be_embedded(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    embed = folder.embedder.embed

    def counting(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(len(texts))
        return embed(texts)

    monkeypatch.setattr(folder.embedder, "embed", counting)
    folder.write("a.md", "\n\n".join(f"# Part {n}\n\nThis is the sentence {n}." for n in range(300)))
    folder.update()
    assert sum(calls) > 300
    assert max(calls) <= AT_ONCE


def test_an_index_after_many_changes_is_the_one_that_is_built_at_once(folder: Folder, tmp_path: Path) -> None:
    for n in range(6):
        folder.write(f"{n}.md", f"# Document {n}\n\n{LONG[: 400 + 97 * n]}")
    folder.update()
    (folder.corpus / "1.md").unlink()
    (folder.corpus / "2.md").rename(folder.corpus / "moved.md")
    shutil.copy(folder.corpus / "3.md", folder.corpus / "0-copy.md")
    folder.write("4.md", "# Document 4\n\nQuite another text.")
    folder.update()
    (folder.corpus / "3.md").unlink()
    folder.update()
    lived = content(folder)
    folder.index = tmp_path / "fresh"
    folder.update()
    assert content(folder) == lived


def content(folder: Folder) -> list[object]:
    """Return all that an index holds, but for rows and times."""
    with folder.snapshot() as snapshot:
        return [
            (d.name, d.title, d.copies, d.figures, [p.passage for p in snapshot.read_passages(ids).values()])
            for d in snapshot.documents()
            if (ids := snapshot.passages_of([d.name]))
        ]
