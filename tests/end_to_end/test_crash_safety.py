"""Killed at any moment, with a full disk or a failing one: the index is a whole one, and the next run completes it."""

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError
from assistant.indexing.building.builder import recipe_of, update_index
from assistant.indexing.check import check_index
from assistant.indexing.layout import current_database, words_file
from assistant.indexing.ranking import index_parameters as by_size
from assistant.indexing.ranking.vectors import PassageVectors, newest_base
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits

KILLS = 100
"""Of each of two kinds of index, so that there are 200."""
MOST_KILLS = 500
"""How many to go on to until each kind of file was caught half written."""
Sizes = tuple[int, tuple[tuple[int | None, int, int], ...]]
AS_EVER: Sizes = (by_size.EXACT_UP_TO, by_size.LISTS)
FEW_ARE_MANY: Sizes = (8, ((16, 2, 2), (24, 4, 4), (None, 8, 8)))
"""As if 8 passages were 20,000: beyond, vectors lie in lists and words have a file, both written again and again."""
WRITER = """
import os, sys
from pathlib import Path
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.ranking import index_parameters as by_size
from assistant.indexing.building import builder, preparing
from assistant.indexing.ranking import vectors
from assistant.indexing.building.builder import update_index
from assistant.reading.contents import Limits
from tests.conftest import ReadersHere

builder.ReadingPool = ReadersHere  # a process that reads takes longer to start than all that is written
preparing.TEXTS = 40
vectors.MOST_DIFFERENT = 3
by_size.EXACT_UP_TO, by_size.LISTS = eval(sys.argv[3])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        rebuild = line.strip() == "rebuild"
        update_index(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(), limits=Limits(), rebuild=rebuild)
        os._exit(0)
    print("killed" if os.waitpid(child, 0)[1] else "done", flush=True)
"""


class Writers:
    """A process that, each time it is told to, starts another that brings the index up to its corpus.

    Forking one that has imported everything takes milliseconds, where starting one takes a second.
    """

    def __init__(self, index: Path, corpus: Path, sizes: Sizes = AS_EVER) -> None:
        command = [sys.executable, "-c", WRITER, str(index), str(corpus), repr(sizes)]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, how: str = "update") -> int:
        """Start to update or to rebuild; return the process to kill."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{how}\n")
        self._parent.stdin.flush()
        return int(self._line())

    def kill(self, process: int) -> bool:
        """Kill a writer; say whether it was done before."""
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        return self._line() == "done"

    def _line(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._parent:
            self._parent.kill()


def contents(index: Path) -> dict[str, str]:
    """Return the checksums of an index's documents by each of their names; its vectors and words must be its rows'."""
    with Snapshot.newest(index) as snapshot:
        ids, vectors = PassageVectors.of(index, snapshot).rows()
        assert np.array_equal(ids, snapshot.passage_ids())
        assert np.array_equal(vectors, snapshot.passage_vectors(ids).astype(np.float32))
        words = PassageWords.of(index, newest_base(index, snapshot) or 0, snapshot)
        if words is not None:
            derived = PassageWords.derive(snapshot).merged()
            assert all(found.to_bytes() == derived[level].to_bytes() for level, found in words.merged().items())
        return {name: one.sha256 for one in snapshot.documents() for name in (one.name, *one.copies)}


def text_of(number: int, version: int) -> str:
    return f"# Document {number}\n\n" + "\n\n".join(
        f"In its version {version} the document {number} says {part} things. It says all of them well."
        for part in range(6)
    )


def change(corpus: Path, moments: random.Random, version: int) -> None:
    """Add, change, rename or remove a few documents."""
    for _ in range(moments.randint(1, 4)):
        path = corpus / f"{moments.randrange(30):02}.md"
        if path.exists() and moments.random() < 0.3:
            path.rename(corpus / f"{moments.randrange(30, 60):02}.md")
        elif path.exists() and moments.random() < 0.3:
            path.unlink()
        else:
            path.write_text(text_of(int(path.stem), version), encoding="utf-8")


def wait_for_a_file_half_written(index: Path, seconds: float) -> bool:
    """Wait until vectors or words are being written; say whether they were."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if half_written(index):
            return True
        time.sleep(0.0002)  # a file is being written for longer, and the writer needs the processor
    return False


def half_written(index: Path) -> list[str]:
    """Return the names of vectors and words that are not whole yet, and never will be where the writer is dead."""
    return [name for name in os.listdir(index) if name.endswith(".tmp") and not name.startswith("current")]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
@pytest.mark.parametrize("sizes", [AS_EVER, FEW_ARE_MANY], ids=["compared one by one", "with lists and words"])
def test_killed_at_100_random_moments_each_the_index_is_always_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: Sizes
) -> None:
    monkeypatch.setattr(by_size, "EXACT_UP_TO", sizes[0])
    monkeypatch.setattr(by_size, "LISTS", sizes[1])
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number:02}.md").write_text(text_of(number, 0), encoding="utf-8")
    embedder = HashingEmbedder()
    update_index(index, corpus, embedder, limits=Limits())
    ever: set[tuple[str, str]] = set(present(corpus).items())
    moments = random.Random(0)
    rounds = killed = changed = 0
    wanted = {"vectors", "words"} if sizes == FEW_ARE_MANY else {"vectors"}
    broken_off: Counter[str] = Counter()
    longest = 0.08
    before = contents(index)
    with Writers(index, corpus, sizes) as writers:
        enough = False
        while not enough:
            rounds += 1
            change(corpus, moments, rounds)
            ever |= set(present(corpus).items())
            writer = writers.start("rebuild" if moments.random() < 0.15 else "update")
            if moments.random() < 0.5:
                time.sleep(moments.uniform(0.0, longest))
            elif wait_for_a_file_half_written(index, 2 * longest):
                time.sleep(moments.uniform(0.0, 0.005))
            done = writers.kill(writer)
            longest *= 0.8 if done else 1.05  # about as long as an update takes, however fast the machine is today
            broken_off.update(name.split("-")[0] for name in half_written(index))
            after = contents(index)
            killed += not done
            changed += not done and after != before
            before = after
            assert set(after.items()) <= ever
            enough = killed >= MOST_KILLS or (killed >= KILLS and wanted <= broken_off.keys())
            if rounds % 20 == 0 or enough:
                assert check_without_faiss(index) == []
                update_index(index, corpus, embedder, limits=Limits())
                assert check_index(index, recipe_of(embedder)) == ()
                before = contents(index)
                assert before == present(corpus)
                check_words_are_kept(index)
    assert 0 < changed < killed
    assert broken_off.keys() & {"vectors", "words"} == wanted
    names = {path.name for path in index.iterdir()}
    assert not [name for name in names if name.endswith(".tmp")]
    assert len([name for name in names if name.endswith(".db")]) == 1


def check_words_are_kept(index: Path) -> None:
    """Check that an index has a file of words where its size asks it."""
    with Snapshot.newest(index) as snapshot:
        kept = words_file(index, newest_base(index, snapshot) or 0).is_file()
        assert kept == by_size.ranks_in_memory(snapshot.passage_count())


def present(corpus: Path) -> dict[str, str]:
    """Return what an index of a corpus has to hold: each name and the checksum of its file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in corpus.iterdir()}


def check_without_faiss(index: Path) -> list[str]:
    """Return what is wrong with the database; the vectors may not have been derived when the writer was killed."""
    return [f.what for f in check_index(index, recipe_of(HashingEmbedder())) if ".faiss was missing" not in f.what]


def test_a_first_build_that_is_killed_keeps_what_is_done_and_goes_on(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(60):
        (corpus / f"{number:02}.md").write_text(text_of(number, 0), encoding="utf-8")
    with Writers(index, corpus) as writers:
        writer = writers.start()
        while current_database(index) is None or len(contents(index)) < 10:
            time.sleep(0.005)
        assert not writers.kill(writer)
    done = contents(index)
    assert 10 <= len(done) < 60
    embedder = HashingEmbedder()
    report = update_index(index, corpus, embedder, limits=Limits())
    assert len(report.unchanged) >= len(done)
    assert len(contents(index)) == 60
    assert not any(f"document {int(name[:2])} says" in text for name in done for text in embedder.embedded)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from assistant.errors import IndexStateError
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building import builder
from assistant.reading.contents import Limits
from tests.conftest import ReadersHere
builder.ReadingPool = ReadersHere
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for limit in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        builder.update_index(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(), limits=Limits())
        print("done")
    except IndexStateError as error:
        print(str(error).replace(chr(10), " "))
"""


def test_where_no_file_can_grow_any_more_the_index_stays_as_it_was_and_the_next_run_completes(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "00.md").write_text(text_of(0, 0), encoding="utf-8")
    embedder = HashingEmbedder()
    update_index(index, corpus, embedder, limits=Limits())
    before = contents(index)
    for number in range(1, 12):
        (corpus / f"{number:02}.md").write_text(text_of(number, 0), encoding="utf-8")
    whole = present(corpus)
    steps = [str(limit) for limit in range(0, 160_000, 8_000)]
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(index), str(corpus), *steps], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len(told) == len(steps)
    assert sum("cannot be" in line for line in told) >= 5
    assert contents(index) in (before, whole)
    assert check_without_faiss(index) == []
    update_index(index, corpus, embedder, limits=Limits())
    assert contents(index) == whole
    assert check_index(index, recipe_of(embedder)) == ()


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_where_a_file_cannot_be_kept_the_index_stays_whole_and_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "00.md").write_text(text_of(0, 0), encoding="utf-8")
    embedder = HashingEmbedder()
    update_index(index, corpus, embedder, limits=Limits())
    (corpus / "01.md").write_text(text_of(1, 0), encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.indexing.ranking.vectors.MOST_DIFFERENT", 0)
    for rebuild in (False, True):
        with monkeypatch.context() as patched:
            patched.setattr(f"assistant.disk.os.{failing}", fail)
            with pytest.raises(IndexStateError, match=r"No space left on device.*assistant index"):
                update_index(index, corpus, embedder, limits=Limits(), rebuild=rebuild)
        assert len(contents(index)) in (1, 2)
        assert not list(index.glob("*.tmp"))
    update_index(index, corpus, embedder, limits=Limits())
    assert len(contents(index)) == 2
    assert check_index(index, recipe_of(embedder)) == ()


FAILING_SYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
static int calls = 0;
static int fails(void) {
    const char *at = getenv("FAIL_AT");
    return at && ++calls >= atoi(at);
}
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    if (fails()) { errno = EIO; return -1; }
    return real(fd);
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    if (fails()) { errno = EIO; return -1; }
    return real(fd);
}
"""


@pytest.mark.skipif(shutil.which("cc") is None or sys.platform != "linux", reason="needs a C compiler, and Linux")
def test_whichever_sync_to_the_disk_fails_the_index_stays_whole_and_the_next_run_completes(tmp_path: Path) -> None:
    source, library = tmp_path / "sync.c", tmp_path / "sync.so"
    source.write_text(FAILING_SYNC, encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "00.md").write_text(text_of(0, 0), encoding="utf-8")
    embedder = HashingEmbedder()
    update_index(index, corpus, embedder, limits=Limits())
    failed = 0
    for at in range(1, 9):
        (corpus / f"{at:02}.md").write_text(text_of(at, 0), encoding="utf-8")
        before = contents(index)
        told = subprocess.run(
            [sys.executable, "-c", FULL_DISK, str(index), str(corpus), str(resource.RLIM_INFINITY)],
            env={**os.environ, "LD_PRELOAD": str(library), "FAIL_AT": str(at)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        failed += "cannot be" in told
        assert contents(index) in (before, present(corpus))
        assert check_without_faiss(index) == []
    assert failed >= 3
    update_index(index, corpus, embedder, limits=Limits())
    assert len(contents(index)) == 9
    assert check_index(index, recipe_of(embedder)) == ()
