import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import AssistantError, IndexLockedError
from assistant.indexing.building import watcher
from assistant.indexing.building.builder import IndexReport
from tests.indexing.conftest import Folder


class Watch:
    """A folder that is being followed, and what was told of it."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.told: list[IndexReport | AssistantError] = []
        self.stop = threading.Event()
        self.updates = 0
        self.refuse = 0

    def update(self) -> IndexReport:
        self.updates += 1
        if self.refuse:
            self.refuse -= 1
            raise IndexLockedError("Another process is writing.")
        return self.folder.update()

    def run(self) -> None:
        watcher.watch(self.update, self.folder.corpus, self.folder.index, self.told.append, self.stop)

    def reports(self, what: str) -> list[str]:
        return [str(name) for report in self.told if isinstance(report, IndexReport) for name in getattr(report, what)]

    def until(self, holds: Callable[[], bool], seconds: float = 20.0) -> None:
        latest = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < latest, self.told
            time.sleep(0.05)


@pytest.fixture
def watch(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    monkeypatch.setattr(watcher, "_TICK_S", 0.2)
    monkeypatch.setattr(watcher, "_RETRY_S", 0.1)
    folder.write("a.txt", "Apples are red.")
    watching = Watch(folder)
    thread = threading.Thread(target=watching.run)
    thread.start()
    try:
        watching.until(lambda: "a.txt" in watching.reports("added"))
        yield watching
    finally:
        watching.stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_files_that_are_added_changed_moved_and_removed_are_followed(watch: Watch) -> None:
    path = watch.folder.write("b.txt", "Bananas are yellow.")
    watch.until(lambda: watch.reports("added") == ["a.txt", "b.txt"])
    watch.folder.write("b.txt", "Bananas are brown by now.")
    watch.until(lambda: watch.reports("changed") == ["b.txt"])
    path.rename(watch.folder.corpus / "c.txt")
    watch.until(lambda: len(watch.reports("moved")) == 1)
    (watch.folder.corpus / "c.txt").unlink()
    watch.until(lambda: watch.reports("removed") == ["c.txt"])
    assert list(watch.folder.names()) == ["a.txt"]


def test_a_file_is_read_when_it_is_wholly_written(watch: Watch) -> None:
    path = watch.folder.corpus / "slow.txt"
    with path.open("w", encoding="utf-8") as file:
        for number in range(8):
            file.write(f"Sentence number {number} is here. ")
            file.flush()
            os.fsync(file.fileno())
            time.sleep(0.1)
    watch.until(lambda: "slow.txt" in watch.reports("added"))
    assert watch.reports("changed") == []
    with watch.folder.snapshot() as snapshot:
        assert "number 7" in snapshot.document("slow.txt").text


def test_hidden_files_and_the_index_itself_are_no_reason_to_look(watch: Watch) -> None:
    before = watch.updates
    watch.folder.write(".hidden/x.txt", "Hidden.")
    watch.folder.write(".b.txt.swp", "Hidden.")
    time.sleep(1.5)
    assert watch.updates == before


def test_an_index_inside_the_corpus_does_not_wake_its_own_watcher(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.index = folder.corpus / "index"
    folder.write("a.txt", "Apples are red.")
    watching = Watch(folder)
    thread = threading.Thread(target=watching.run)
    thread.start()
    watching.until(lambda: watching.reports("added") == ["a.txt"])
    time.sleep(1.5)
    watching.stop.set()
    thread.join(20)
    assert watching.updates == 1


def test_a_locked_index_is_told_once_and_tried_again(watch: Watch) -> None:
    watch.refuse = 4
    watch.folder.write("b.txt", "Bananas are yellow.")
    watch.until(lambda: "b.txt" in watch.reports("added"))
    assert [str(error) for error in watch.told if isinstance(error, AssistantError)] == ["Another process is writing."]


def test_a_folder_that_vanishes_for_a_while_is_waited_for(watch: Watch, tmp_path: Path) -> None:
    shutil.move(watch.folder.corpus, tmp_path / "elsewhere")
    watch.until(lambda: any("is missing" in str(told) for told in watch.told))
    assert list(watch.folder.names()) == ["a.txt"]
    watch.folder.write("b.txt", "Bananas are yellow.")
    watch.until(lambda: "b.txt" in watch.reports("added"))
    watch.folder.write("c.txt", "Cherries are small.")
    watch.until(lambda: "c.txt" in watch.reports("added"))


def test_a_folder_that_is_replaced_by_another_is_followed_on(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.txt").write_text("Bananas are yellow.", encoding="utf-8")
    watch.folder.corpus.rename(tmp_path / "elsewhere")
    (tmp_path / "other").rename(watch.folder.corpus)
    watch.until(lambda: "b.txt" in watch.reports("added"))
    watch.folder.write("c.txt", "Cherries are small.")
    watch.until(lambda: "c.txt" in watch.reports("added"))


def test_what_cannot_be_read_is_told_once(watch: Watch) -> None:
    (watch.folder.corpus / "bad.txt").write_bytes(b"\x00\x01" * 500)
    watch.until(lambda: len(watch.reports("skipped")) == 1)
    watch.folder.write("b.txt", "Bananas are yellow.")
    watch.until(lambda: "b.txt" in watch.reports("added"))
    assert len(watch.reports("skipped")) == 1


def test_following_ends_with_its_context(folder: Folder) -> None:
    folder.write("a.txt", "Apples are red.")
    told: list[IndexReport | AssistantError] = []
    with watcher.watching(folder.update, folder.corpus, folder.index, told.append):
        latest = time.monotonic() + 20
        while not told and time.monotonic() < latest:
            time.sleep(0.05)
    assert told
    assert not any(thread.name == "watcher" for thread in threading.enumerate())
