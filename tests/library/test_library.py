import errno
import os
from pathlib import Path

import pytest

from assistant import Assistant, Library, Scope, Settings
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import AssistantError, DocumentError, ForeignIndexError, QuestionError, UnwritableIndexError
from assistant.library.updating import Updating
from tests.indexing.conftest import held


def opened(place: Path, **settings: object) -> Library:
    corpus = place / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    return Library(corpus, place / "index", Settings(**settings), HashingEmbedder())  # type: ignore[arg-type]  # of any setting


def new(place: Path, text: str, name: str = "zoo.md") -> Path:
    (place / name).write_text(text, encoding="utf-8")
    return place / name


def names(library: Library) -> list[str]:
    return [document.name for document in library.documents()]


def test_what_is_replaced_and_removed_is_told_in_the_report(tmp_path: Path) -> None:
    library = opened(tmp_path)
    assert library.add(new(tmp_path, "The zoo has 12 lions.")).kept == ()
    changed = library.add(new(tmp_path, "The zoo has 14 lions."))
    removed = library.remove("zoo.md")
    assert (changed.changed, removed.removed) == (("zoo.md",), ("zoo.md",))
    texts = [(library.corpus / place).read_text("utf-8") for place in (*changed.kept, *removed.kept)]
    assert texts == ["The zoo has 12 lions.", "The zoo has 14 lions."]


def test_beyond_the_quota_of_the_settings_a_document_stays(tmp_path: Path) -> None:
    library = opened(tmp_path, removed_files=0)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    with pytest.raises(DocumentError, match="ASSISTANT_REMOVED_FILES"):
        library.remove("zoo.md")
    with pytest.raises(DocumentError, match="ASSISTANT_REMOVED_FILES"):
        library.add(new(tmp_path, "The zoo has 14 lions."))
    assert library.refresh().unchanged == ("zoo.md",)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENAMETOOLONG, errno.EIO])
@pytest.mark.parametrize("failing", ["replace", "fsync", "link"])
def test_whatever_the_system_says_while_adding_or_removing_is_one_of_our_errors_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, number: int
) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    before = held(library.index)
    new(tmp_path, "The zoo has 14 lions.")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/a/secret/path")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, fail)
        if failing == "link":
            patched.setattr(os, "fsync", fail)
        with pytest.raises(DocumentError, match=r"zoo\.md cannot be added .* then add it again") as caught:
            library.add(tmp_path / "zoo.md")
        if failing == "link":
            with pytest.raises(DocumentError, match=r"zoo\.md cannot be put aside .* then remove it again"):
                library.remove("zoo.md")
    assert "secret" not in str(caught.value)
    assert held(library.index) == before
    assert (library.corpus / "zoo.md").read_text("utf-8") == "The zoo has 12 lions."
    assert not [path.name for path in library.corpus.iterdir() if path.name.endswith(".arriving")]


def test_a_file_that_vanishes_while_it_is_added_or_removed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    source = new(tmp_path, "The park has 3 bears.", "park.md")

    def vanish(_: Updating, path: Path) -> None:
        path.unlink()

    monkeypatch.setattr(Updating, "try_to_read", vanish)
    with pytest.raises(DocumentError, match="still exists"):
        library.add(source)
    (library.corpus / "zoo.md").unlink()
    with pytest.raises(DocumentError, match="no document"):
        library.remove("zoo.md")


def test_a_hidden_file_is_not_added_where_it_would_never_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="hidden"):
        opened(tmp_path).add(new(tmp_path, "Hidden.", ".zoo.md"))


def test_what_a_run_that_died_was_adding_is_swept_by_the_next_update(tmp_path: Path) -> None:
    library = opened(tmp_path)
    (library.corpus / ".0123.arriving").write_bytes(b"half")
    library.refresh()
    assert list(library.corpus.iterdir()) == []


def test_an_index_of_another_folder_is_neither_added_to_nor_taken_from_nor_refreshed(tmp_path: Path) -> None:
    theirs, mine = opened(tmp_path / "theirs"), opened(tmp_path / "mine")
    theirs.add(new(tmp_path, "The zoo has 12 lions."))
    mine.add(new(tmp_path, "The park has 3 bears.", "park.md"))
    before = held(theirs.index)
    wrong = Library(mine.corpus, theirs.index, Settings(), HashingEmbedder())
    for write in (
        wrong.refresh,
        wrong.rebuild,
        lambda: wrong.add(new(tmp_path, "The pond has 9 ducks.", "pond.md")),
        lambda: wrong.remove("park.md"),
        lambda: wrong.check(thorough=True),
    ):
        with pytest.raises(ForeignIndexError):
            write()
    assert names(wrong) == ["zoo.md"]
    assert wrong.check() == ()
    assert held(theirs.index) == before
    assert [path.name for path in mine.corpus.iterdir()] == ["park.md"]
    wrong.refresh(rebind=True)
    assert names(wrong) == ["park.md"]


def test_opening_an_index_of_another_folder_reads_it_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.asking.assistant.open_embedder", lambda _: HashingEmbedder())
    theirs, mine = opened(tmp_path / "theirs"), opened(tmp_path / "mine")
    theirs.add(new(tmp_path, "The zoo has 12 lions."))
    with Assistant.open(mine.corpus, theirs.index) as looking:
        assert names(looking.library) == ["zoo.md"]
        with pytest.raises(ForeignIndexError):
            looking.library.refresh()


def test_content_that_changed_behind_its_size_and_time_is_found_and_mended_when_looked_for(tmp_path: Path) -> None:
    library = opened(tmp_path)
    for name in ("zoo.md", "park.md"):
        new(library.corpus, "There are 12 lions.", name)
        os.utime(library.corpus / name, (1e9, 1e9))
    library.refresh()
    new(library.corpus, "There are 13 lions.")
    os.utime(library.corpus / "zoo.md", (1e9, 1e9))
    assert library.refresh().changed == ()
    assert library.check() == ()
    (fault,) = library.check(thorough=True)
    assert "zoo.md has other content" in fault.what
    assert "assistant index --thorough" in fault.mend
    report = library.refresh(thorough=True)
    assert (report.changed, report.unchanged) == (("zoo.md",), ("park.md",))
    assert library.check(thorough=True) == ()
    generation = library.refresh(thorough=True).generation
    assert generation == report.generation


def test_a_full_disk_while_rebuilding_leaves_the_index_in_use_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    before = {path.name for path in library.index.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for failing in ("builder.commit", "builder.make_current", "builder.keep_derived", "begun.start_database"):
        with monkeypatch.context() as patched:
            patched.setattr(f"assistant.indexing.building.{failing}", full)
            with pytest.raises(AssistantError, match="Free space"):
                library.rebuild()
        assert {path.name for path in library.index.iterdir()} == before
        assert names(library) == ["zoo.md"]
        assert library.check() == ()
    library.rebuild()
    assert names(library) == ["zoo.md"]


def test_where_nothing_but_times_changed_a_full_disk_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))

    def full(*_: object, **__: object) -> None:
        raise UnwritableIndexError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("assistant.indexing.building.builder.commit", full)
        os.utime(library.corpus / "zoo.md", (1e9, 1e9))
        assert library.refresh().unchanged == ("zoo.md",)
        new(library.corpus, "The park has 3 bears.", "park.md")
        with pytest.raises(UnwritableIndexError):
            library.refresh()
    assert library.refresh().added == ("park.md",)


def test_earlier_versions_are_listed_and_deleted_for_good(tmp_path: Path) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    library.add(new(tmp_path, "The park has 3 bears.", "park.md"))
    for name in ("zoo.md", "park.md"):
        library.remove(name)
    park, zoo = library.removed()
    assert [park.name, zoo.name] == ["park.md", "zoo.md"]
    library.purge([zoo])
    assert library.removed() == (park,)


def test_figures_of_a_facet_are_refused_and_of_a_kind_are_given(tmp_path: Path) -> None:
    library = opened(tmp_path)
    library.add(new(tmp_path, "The zoo has 12 lions."))
    assert [entry.document for entry in library.figures(scope=Scope(kind="md"))] == ["zoo.md"]
    with pytest.raises(QuestionError, match="no facet"):
        library.figures(scope=Scope(facets=["figures"]))
    with pytest.raises(QuestionError, match="'exe' is not a kind of file"):
        library.figures(scope=Scope(kind="exe"))
