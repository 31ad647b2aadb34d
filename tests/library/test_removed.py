import errno
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.library import removed
from assistant.library.removed import FOLDER, Quota, bring, delete_versions, put_aside, removed_files

ENOUGH = Quota(10**9, 10**6)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "reports").mkdir(parents=True)
    return tmp_path / "corpus"


def arrive(corpus: Path, text: str, name: str = "zoo.md", quota: Quota = ENOUGH) -> tuple[str, ...]:
    source = corpus.parent / name
    source.write_text(text, encoding="utf-8")
    return bring(source, corpus, quota)


def kept(corpus: Path) -> list[tuple[str, str]]:
    return [(version.name, version.path.read_text("utf-8")) for version in removed_files(corpus)]


def test_every_version_that_was_replaced_or_removed_is_kept_by_name_and_moment(corpus: Path) -> None:
    assert arrive(corpus, "one") == ()
    (first,) = arrive(corpus, "two")
    put_aside(corpus, corpus / "zoo.md", ENOUGH)
    arrive(corpus, "three")
    (last,) = put_aside(corpus, corpus / "zoo.md", ENOUGH)
    assert kept(corpus) == [("zoo.md", "one"), ("zoo.md", "two"), ("zoo.md", "three")]
    assert (corpus / first).read_text("utf-8") == "one"
    assert (corpus / last).read_text("utf-8") == "three"
    moments = [version.removed_at for version in removed_files(corpus)]
    assert moments == sorted(moments)
    assert (datetime.now(UTC) - moments[0]).total_seconds() < 600


def test_a_file_that_arrives_again_unchanged_replaces_nothing(corpus: Path) -> None:
    arrive(corpus, "one")
    before = (corpus / "zoo.md").stat()
    assert arrive(corpus, "one") == ()
    assert (corpus / "zoo.md").stat().st_mtime_ns == before.st_mtime_ns
    assert kept(corpus) == []


def test_what_was_put_aside_in_the_same_moment_has_places_of_its_own(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [datetime(2026, 3, 1, tzinfo=UTC)] * 3 + [datetime(2026, 3, 2, tzinfo=UTC)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # the clock stands still
            return moments.pop(0)

    monkeypatch.setattr(removed, "datetime", Clock)
    for text in ("one", "two"):
        arrive(corpus, text)
        put_aside(corpus, corpus / "zoo.md", ENOUGH)
    assert [text for _, text in kept(corpus)] == ["one", "two"]


def test_names_of_any_length_and_kind_are_kept_and_told_as_they_were(corpus: Path) -> None:
    long = "l" * 250 + ".md"
    names = ("reports/q1.pdf", "no suffix", "a.tar.gz", "zoo.2026-03-01T10-15-30.123456Z.md", f"reports/{long}")
    for name in names:
        (corpus / name).write_text(name, encoding="utf-8")
        put_aside(corpus, corpus / name, ENOUGH)
        assert not (corpus / name).exists()
    assert sorted(kept(corpus)) == sorted((name, name) for name in names)


def test_what_an_earlier_version_of_this_program_left_is_kept_beside_later_ones(corpus: Path) -> None:
    (corpus / FOLDER).mkdir()
    (corpus / FOLDER / "zoo.md").write_text("old", encoding="utf-8")
    os.utime(corpus / FOLDER / "zoo.md", (1e9, 1e9))
    arrive(corpus, "one")
    put_aside(corpus, corpus / "zoo.md", ENOUGH)
    assert kept(corpus) == [("zoo.md", "old"), ("zoo.md", "one")]
    assert removed_files(corpus)[0].removed_at.timestamp() == 1e9


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EMLINK])
def test_a_file_on_another_file_system_is_copied_before_it_leaves(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    arrive(corpus, "one")
    os.utime(corpus / "zoo.md", (1e9, 1e9))

    def other_system(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", other_system)
    monkeypatch.setattr(os, "rename", other_system)
    put_aside(corpus, corpus / "zoo.md", ENOUGH)
    assert kept(corpus) == [("zoo.md", "one")]
    assert removed_files(corpus)[0].path.stat().st_mtime == 1e9
    assert not (corpus / "zoo.md").exists()


def test_of_a_link_what_it_leads_to_is_kept_and_stays_where_it_is(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "linked.md").write_text("one", encoding="utf-8")
    (corpus / "zoo.md").symlink_to("../linked.md")
    arrive(corpus, "two")
    (corpus / "other.md").symlink_to("../linked.md")
    put_aside(corpus, corpus / "other.md", ENOUGH)
    assert kept(corpus) == [("other.md", "one"), ("zoo.md", "one")]
    assert (tmp_path / "linked.md").read_text("utf-8") == "one"
    assert not (corpus / "other.md").is_symlink()


@pytest.mark.parametrize("quota", [Quota(5, 100), Quota(100, 1)])
def test_beyond_the_quota_nothing_is_removed_or_replaced_and_the_way_out_is_named(corpus: Path, quota: Quota) -> None:
    arrive(corpus, "one", quota=quota)
    arrive(corpus, "two", quota=quota)
    with pytest.raises(DocumentError, match=r"assistant purge.*raise the setting"):
        arrive(corpus, "three", quota=quota)
    with pytest.raises(DocumentError, match=r"assistant purge.*raise the setting"):
        put_aside(corpus, corpus / "zoo.md", quota)
    assert (corpus / "zoo.md").read_text("utf-8") == "two"
    assert kept(corpus) == [("zoo.md", "one")]
    assert not [path for path in corpus.iterdir() if path.name.endswith(".arriving")]
    delete_versions(corpus, removed_files(corpus))
    put_aside(corpus, corpus / "zoo.md", quota)


@pytest.mark.parametrize("failing", ["mkdir", "fsync", "unlink", "replace"])
def test_whatever_fails_while_one_is_put_aside_or_replaced_it_stays_and_nothing_is_left(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    arrive(corpus, "one")
    (corpus.parent / "zoo.md").write_text("two", encoding="utf-8")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    real = os.unlink

    def fail(path: object = None, *_: object, **__: object) -> None:
        if failing == "unlink" and str(path) != str(corpus / "zoo.md"):
            return real(path)  # type: ignore[arg-type]  # a path, as it was given
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, fail)
        if failing == "fsync":
            patched.setattr(os, "link", fail)  # so that it is copied
        if failing != "replace":
            with pytest.raises(OSError, match="No space left"):
                put_aside(corpus, corpus / "zoo.md", ENOUGH)
        if failing != "unlink":
            with pytest.raises(OSError, match="No space left"):
                bring(corpus.parent / "zoo.md", corpus, ENOUGH)
    assert (corpus / "zoo.md").read_text("utf-8") == "one"
    assert not [path for path in corpus.iterdir() if path.name.endswith(".arriving")]
    assert {text for _, text in kept(corpus)} <= {"one"}
    if failing != "replace":
        assert kept(corpus) == []


def test_of_many_that_arrive_under_one_name_at_once_each_is_kept(corpus: Path) -> None:
    arrive(corpus, "start")
    sources = []
    for number in range(12):
        source = corpus.parent / str(number) / "zoo.md"
        source.parent.mkdir()
        source.write_text(f"version {number}", encoding="utf-8")
        sources.append(source)
    threads = [threading.Thread(target=bring, args=(source, corpus, ENOUGH)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts = {text for _, text in kept(corpus)} | {(corpus / "zoo.md").read_text("utf-8")}
    assert texts == {"start", *(f"version {number}" for number in range(12))}


def test_what_is_no_file_is_not_replaced(corpus: Path) -> None:
    with pytest.raises(DocumentError, match="not a file"):
        arrive(corpus, "one", "reports")


def test_purging_deletes_what_is_named_and_the_folders_that_are_empty_then(corpus: Path) -> None:
    for name in ("zoo.md", "reports/q1.md"):
        (corpus / name).write_text(name, encoding="utf-8")
        put_aside(corpus, corpus / name, ENOUGH)
    delete_versions(corpus, [version for version in removed_files(corpus) if version.name == "reports/q1.md"])
    assert kept(corpus) == [("zoo.md", "zoo.md")]
    assert not (corpus / FOLDER / "reports").exists()
    assert (corpus / "reports").is_dir()


def test_a_link_among_what_is_kept_is_deleted_and_not_what_it_leads_to(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file.md").write_text("precious", encoding="utf-8")
    (corpus / FOLDER).mkdir()
    (corpus / FOLDER / "folder").symlink_to(tmp_path / "precious")
    (corpus / FOLDER / "file.md").symlink_to(tmp_path / "precious" / "file.md")
    delete_versions(corpus, removed_files(corpus))
    assert (tmp_path / "precious" / "file.md").read_text("utf-8") == "precious"
