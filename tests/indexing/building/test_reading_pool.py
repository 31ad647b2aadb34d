import os
from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building import reading_pool
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.cut import CutReading
from assistant.reading.contents import Limits
from assistant.reading.registry import supported_suffixes
from tests.indexing import misbehaving

RULES = ReadingRules(seconds=30, memory_bytes=1_500_000_000, workers=2)
EMBEDDER = HashingEmbedder()
CUTTING = Cutting(Limits(), EMBEDDER.count_tokens, EMBEDDER.max_tokens, misbehaving.read)


def files(*names: str) -> list[CorpusFile]:
    return [CorpusFile(name, Path(name), 1, 1) for name in names]


def readings(*names: str, rules: ReadingRules = RULES) -> list[CutReading]:
    with ReadingPool(rules, CUTTING) as pool:
        return list(pool.read(files(*names)))


def reader_of(reading: CutReading) -> str:
    return reading.sources[0].document.text


def test_results_come_in_order_whatever_each_takes() -> None:
    names = ["slow-1.pdf", "2.pdf", "slow-3.pdf", "4.txt", "5.pdf", "6.md"]
    assert [r.sources[0].document.name for r in readings(*names)] == names


def test_who_waits_for_a_file_hears_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_pool, "_LOOKS_EVERY_S", 0.01)
    heard: list[tuple[str, float]] = []

    def waits_for(name: str, share: float) -> None:
        heard.append((name, share))
        if share == 0.5:
            (tmp_path / name).touch()  # for which its reader waits

    file = CorpusFile("tell.pdf", tmp_path / "tell.pdf", 1, 1)
    with ReadingPool(RULES, CUTTING, waits_for) as pool:
        (reading,) = pool.read([file])
    assert reading.sources
    assert ("tell.pdf", 0.5) in heard


def test_every_format_is_read_in_another_process_which_serves_many_files() -> None:
    names = [f"a{suffix}" for suffix in supported_suffixes()]
    (reader,) = {reader_of(reading) for reading in readings(*names, rules=ReadingRules(workers=1))}
    assert reader != f"It was read by {os.getpid()}."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("crash.pdf", "ended by signal 11"),
        ("exit.pdf", "ended with exit code 7"),
        ("bloat.pdf", "more than 1,500,000,000 bytes of memory. Raise ASSISTANT_MEMORY_PER_FILE"),
        ("raise.pdf", "RuntimeError: a bug in a parser"),
        ("refuse.pdf", "holds nothing"),
    ],
)
def test_a_file_that_harms_its_reader_is_reported_and_the_others_are_read(name: str, reason: str) -> None:
    first, bad, *rest = readings("1.pdf", name, "2.pdf", "3.pdf")
    assert bad.sources == ()
    assert bad.skipped[0].name == name
    assert reason in bad.skipped[0].reason
    assert not bad.skipped[0].reason.startswith(name)
    assert all(reading.sources for reading in (first, *rest))


def test_a_file_that_hangs_is_stopped_when_its_time_is_up_and_the_others_are_read() -> None:
    rules = ReadingRules(5, workers=2)  # a process that starts anew on a busy machine needs some of them
    hung, *rest = readings("hang-1.pdf", "a.pdf", "b.pdf", "hang-2.pdf", "c.pdf", rules=rules)
    assert "longer than 5 s" in hung.skipped[0].reason
    assert "ASSISTANT_SECONDS_PER_FILE" in hung.skipped[0].reason
    assert [bool(reading.sources) for reading in rest] == [True, True, False, True]


def test_a_process_that_keeps_much_memory_after_a_file_reads_no_other() -> None:
    one_process = ReadingRules(memory_bytes=1_500_000_000, workers=1)
    first, second, grown, after = map(reader_of, readings("1.pdf", "2.pdf", "grow.pdf", "4.pdf", rules=one_process))
    assert first == second == grown != after


def test_files_that_cannot_be_read_cost_no_process() -> None:
    first, refused, after = readings("1.pdf", "refuse.pdf", "3.pdf", rules=ReadingRules(workers=1))
    assert refused.skipped
    assert reader_of(first) == reader_of(after)


def test_what_a_parser_prints_does_not_disturb_the_replies() -> None:
    assert all(reading.sources for reading in readings("print.pdf", "a.pdf"))


def test_leaving_early_ends_the_processes_at_once() -> None:
    with ReadingPool(RULES, CUTTING) as pool:
        reading = next(pool.read(files("1.pdf", "hang.pdf", "2.pdf")))
        assert reading.sources
        processes = [one._process for one in pool._processes._started]
    assert processes
    assert all(process.returncode is not None for process in processes)
