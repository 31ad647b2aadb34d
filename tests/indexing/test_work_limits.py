"""What the work on one document may take, wherever it is done, and what is told of one that would take more."""

import os
import subprocess
import sys
import types
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import ModelError
from assistant.indexing.building.builder import IndexReport, update_index
from assistant.indexing.building.corpus import CorpusFile, list_corpus
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.embedding_texts import AT_ONCE, embed_texts
from assistant.indexing.building.ray_task import Order, prepare
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.reading.contents import Limits
from assistant.reading.registry import Skipped
from tests.indexing.conftest import Folder

RULES = ReadingRules(seconds=25, seconds_per_megabyte=10)


class Clock:
    """A clock that goes on by what each embedding is said to take."""

    def __init__(self, wall: float, own: float) -> None:
        self._each = wall, own
        self._calls = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._calls += 1
        return np.full((len(texts), 64), 1 / 8, np.float32)

    def monotonic(self) -> float:
        return self._each[0] * self._calls

    def process_time(self) -> float:
        return self._each[1] * self._calls

    def sleep(self, _seconds: float) -> None:
        pass


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, folder: Folder) -> Clock:
    """An embedder that takes a minute for any texts."""
    clock = Clock(60, 60)
    monkeypatch.setattr("assistant.indexing.building.embedding_texts.time", clock)
    monkeypatch.setattr("assistant.indexing.building.preparing.TEXTS", 100)
    monkeypatch.setattr(folder.embedder, "embed", clock.embed)
    return clock


def sentences(count: int, about: str = "shop") -> str:
    return "\n\n".join(f"The {about} number {n} has opened its doors this year." for n in range(count))


def update(folder: Folder, rules: ReadingRules) -> IndexReport:
    return update_index(folder.index, folder.corpus, folder.embedder, limits=Limits(), rules=rules)


def test_the_time_for_a_file_grows_with_its_megabytes() -> None:
    assert RULES.seconds_for(0) == 25
    assert RULES.seconds_for(3_000_000) == 55
    assert RULES.seconds_to_embed(3_000_000) == 4 * 55


def test_a_document_that_takes_too_long_to_embed_is_passed_over_and_the_others_are_indexed(
    folder: Folder, slow: Clock
) -> None:
    folder.write("a.txt", "It is short.")
    folder.write("long.txt", sentences(300))
    folder.write("z.txt", "It is short, too.")
    report = update(folder, RULES)
    assert report.added == ("a.txt", "z.txt")
    (skipped,) = report.skipped
    assert skipped.name == "long.txt"
    assert "embedding it took longer than 100" in skipped.reason
    assert "Raise ASSISTANT_SECONDS_PER_FILE or ASSISTANT_SECONDS_PER_MEGABYTE" in skipped.reason
    assert folder.faults() == ()


def test_a_document_that_was_passed_over_keeps_what_it_was_and_is_tried_again_when_it_or_the_limits_change(
    folder: Folder, slow: Clock
) -> None:
    folder.write("long.txt", "It was short.")
    update(folder, RULES)
    path = folder.write("long.txt", sentences(300))
    os.utime(path, (1, 1))
    assert [one.name for one in update(folder, RULES).skipped] == ["long.txt"]
    with folder.snapshot() as snapshot:
        assert snapshot.document("long.txt").text == "It was short."
    assert update(folder, RULES).unchanged == ()
    assert update(folder, replace(RULES, workers=3)).changed == ()
    assert update(folder, replace(RULES, seconds_per_megabyte=1e9)).changed == ("long.txt",)


def test_time_that_other_programs_had_of_the_processor_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"It is number {n}." for n in range(300)]
    embedder = HashingEmbedder()
    for clock, passes in ((Clock(wall=60, own=1), True), (Clock(wall=1, own=60), True), (Clock(60, 60), False)):
        monkeypatch.setattr("assistant.indexing.building.embedding_texts.time", clock)
        monkeypatch.setattr(embedder, "embed", clock.embed)
        if passes:
            assert embed_texts(embedder, texts, 100).shape == (300, 64)
        else:
            with pytest.raises(TimeoutError):
                embed_texts(embedder, texts, 100)


def test_that_a_document_will_take_too_long_is_told_as_soon_as_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(wall=1, own=1)
    monkeypatch.setattr("assistant.indexing.building.embedding_texts.time", clock)
    embedder = HashingEmbedder()
    monkeypatch.setattr(embedder, "embed", clock.embed)
    texts = [f"It is number {n}." for n in range(100 * AT_ONCE)]
    with pytest.raises(TimeoutError):
        embed_texts(embedder, texts, 99)
    assert clock.monotonic() == 64
    assert len(embed_texts(embedder, texts, 100)) == len(texts)


def test_a_worker_elsewhere_keeps_to_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.indexing.building import ray_task
    from assistant.indexing.building.builder import recipe_of

    clock = Clock(60, 60)
    monkeypatch.setattr("assistant.indexing.building.embedding_texts.time", clock)
    monkeypatch.setattr(HashingEmbedder, "embed", lambda _, texts: clock.embed(texts))
    order = Order(Limits(sentences=200), RULES, recipe_of(HashingEmbedder()), True, HashingEmbedder)
    try:
        reasons = [
            prepare(order, sentences(count).encode(), Path("a.txt"), "a.txt").skipped[0].reason for count in (150, 300)
        ]
    finally:
        ray_task._processes(order).kill()
    assert "embedding it took longer than 100" in reasons[0]
    assert "more sentences than 200" in reasons[1]


def test_a_document_of_too_many_sentences_is_passed_over(folder: Folder) -> None:
    folder.write("a.txt", sentences(20))
    folder.write("b.csv", "shop,sales\n" + "".join(f"Shop {n},{n * 7}\n" for n in range(20)))
    folder.write("c.txt", "A. Bc. " * 20)
    folder.write("d.txt", sentences(10))
    report = folder.update(limits=Limits(sentences=10))
    assert report.added == ("d.txt",)
    assert {one.name for one in report.skipped} == {"a.txt", "b.csv", "c.txt"}
    for one in report.skipped:
        assert "more sentences than 10, the limit" in one.reason
        assert "raise ASSISTANT_MAX_SENTENCES" in one.reason
    assert folder.update(limits=Limits(sentences=1000)).added == ("a.txt", "b.csv", "c.txt")


def test_of_an_archive_the_documents_that_fit_are_indexed_and_the_others_are_told(folder: Folder) -> None:
    with zipfile.ZipFile(folder.corpus / "a.zip", "w") as archive:
        for name, count in (("1.txt", 5), ("2.txt", 9), ("3.txt", 5)):
            archive.writestr(name, sentences(count, about=name))
    report = folder.update(limits=Limits(sentences=10))
    assert list(folder.names()) == ["a.zip/1.txt", "a.zip/3.txt"]
    assert [one.name for one in report.skipped] == ["a.zip/2.txt"]


def test_a_text_that_is_too_long_is_refused_before_its_blocks_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.reading.registry import read_data

    monkeypatch.setattr("assistant.reading.formats.text.find_blocks", lambda *_: pytest.fail("blocks were looked for"))
    cutting = Cutting(Limits(text_characters=100), HashingEmbedder().count_tokens, 256, read_data=read_data)
    for name in ("a.txt", "a.md"):
        (skipped,) = cutting.data(b"x\n" * 51, Path(name), name).skipped
        assert skipped == Skipped(
            name,
            "has 102 characters of text, more than the limit of 100. Split it, or raise ASSISTANT_MAX_TEXT_CHARACTERS.",
        )


def test_a_file_that_is_a_pipe_by_the_time_it_is_read_holds_nothing_up(folder: Folder) -> None:
    path = folder.write("a.md", "# A\n\nAlpha sold 5 units.")
    (file,) = list_corpus(folder.corpus).files
    path.unlink()
    os.mkfifo(path)
    with ReadingPool(ReadingRules(seconds=30), Cutting.for_embedder(folder.embedder, Limits())) as pool:
        (reading,) = pool.read([file])
    assert reading.skipped[0].reason.startswith("cannot be read: It is not a regular file")


def test_a_file_that_was_replaced_while_others_were_read_is_read_by_the_next_run(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", "Apples are red.")
    path = folder.write("b.txt", "Bananas are yellow.")
    os.utime(path, (1, 1))

    other = folder.write(".other", "Bananas are green!!")
    os.utime(other, (1, 1))

    def digest(of: Path, *_: object) -> str:
        if of == path:
            os.replace(other, path)
        return of.name

    with monkeypatch.context() as patched:
        patched.setattr("assistant.indexing.building.planning.file_digest", digest)
        report = folder.update()
    assert report.added == ("a.txt",)
    assert "replaced after it was listed" in report.skipped[0].reason
    report = folder.update()
    assert (report.added, report.skipped) == (("b.txt",), ())
    with folder.snapshot() as snapshot:
        assert snapshot.document("b.txt").text == "Bananas are green!!"


def test_an_embedder_that_cannot_be_sent_to_the_processes_that_cut_is_named(tmp_path: Path) -> None:
    class Local(HashingEmbedder):
        pass

    (tmp_path / "a.txt").write_text("It says so.", encoding="utf-8")
    for embedder in (Local(), SimpleNamespace(count_tokens=lambda texts: [1 for _ in texts], max_tokens=256)):
        cutting = Cutting(Limits(), embedder.count_tokens, embedder.max_tokens)
        with (
            ReadingPool(ReadingRules(workers=1), cutting) as pool,
            pytest.raises(ModelError, match=r"cannot be sent .* a module that can be imported"),
        ):
            list(pool.read([CorpusFile("a.txt", tmp_path / "a.txt", 1, 1)]))


def test_what_the_processes_cannot_load_is_named_too(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from assistant.errors import ModelError
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import update_index
from assistant.reading.contents import Limits

class Own(HashingEmbedder):
    pass

try:
    update_index(Path({str(tmp_path / "index")!r}), Path({str(tmp_path)!r}), Own(), limits=Limits())
except ModelError as error:
    print(error)
"""
    (tmp_path / "a.txt").write_text("It says so.", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cannot be sent to the processes" in done.stdout


def test_a_module_that_the_processes_cannot_import_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("It says so.", encoding="utf-8")
    module = types.ModuleType("counting_of_mine")
    count = type("count", (), {"__module__": module.__name__})
    module.__dict__["count"] = count
    monkeypatch.setitem(sys.modules, "counting_of_mine", module)
    with (
        ReadingPool(ReadingRules(workers=1), Cutting(Limits(), count, 256)) as pool,
        pytest.raises(ModelError, match=r"cannot import what they need .*counting_of_mine"),
    ):
        list(pool.read([CorpusFile("a.txt", tmp_path / "a.txt", 1, 1)]))


MEMORY = """
import resource, sys
from pathlib import Path
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import update_index
from assistant.indexing.building.reading_process import ReadingRules
from assistant.reading.contents import Limits
corpus, index = map(Path, sys.argv[1:])
(corpus / "a.txt").write_text("It says 5.")
update_index(index, corpus, HashingEmbedder(), limits=Limits(), rules=ReadingRules(workers=1))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(corpus / "bad.txt").write_text("x " * 400_000)
(corpus / "rows.txt").write_text("x\\n" * 251_000)
report = update_index(index, corpus, HashingEmbedder(), limits=Limits(), rules=ReadingRules(workers=1))
assert report.added == ("bad.txt",), report
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the peak differs")
def test_documents_that_take_a_thousand_times_their_text_take_none_of_it_here(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    command = [sys.executable, "-c", MEMORY, str(tmp_path / "corpus"), str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100_000  # kilobytes


@pytest.mark.parametrize(
    ("vectors", "told"),
    [
        (np.ones((2, 32), np.float32), r"shape \(2, 32\) instead of \(2, 64\)"),
        (np.ones(64, np.float32), r"shape \(64,\) instead of \(2, 64\)"),
        ([], r"shape \(0,\) instead of \(2, 64\)"),
        (np.full((2, 64), np.nan, np.float32), "not finite"),
    ],
)
def test_an_embedder_that_returns_something_else_than_it_says_is_told(
    monkeypatch: pytest.MonkeyPatch, vectors: NDArray[np.float32], told: str
) -> None:
    embedder = HashingEmbedder()
    monkeypatch.setattr(embedder, "embed", lambda _: vectors)
    with pytest.raises(ModelError, match=told):
        embed_texts(embedder, ["one", "two"])
