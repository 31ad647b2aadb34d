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
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

from assistant.errors import IndexStateError
from assistant.fakes import HashingEmbedder
from assistant.indexing.builder import recipe_of, update_index
from assistant.indexing.check import check_index
from assistant.indexing.layout import current_database
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from assistant.reading.contents import Limits

KILLS = 200
WRITER = """
import os, sys
from pathlib import Path
from assistant.fakes import HashingEmbedder
from assistant.indexing import preparing, vectors
from assistant.indexing.builder import update_index
from assistant.reading.contents import Limits

preparing.TEXTS = 40
vectors.MOST_DIFFERENT = 3
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

    def __init__(self, index: Path, corpus: Path) -> None:
        command = [sys.executable, "-c", WRITER, str(index), str(corpus)]
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
    """Return the documents of an index and their checksums, checking that vectors and rows agree."""
    with Snapshot.newest(index) as snapshot:
        assert len(PassageVectors.of(index, snapshot)) == snapshot.passage_count()
        return {document.name: document.sha256 for document in snapshot.documents()}


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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_killed_at_200_random_moments_the_index_is_always_a_whole_one(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number:02}.md").write_text(text_of(number, 0), encoding="utf-8")
    embedder = HashingEmbedder()
    update_index(index, corpus, embedder, limits=Limits())
    ever: set[tuple[str, str]] = set(present(corpus).items())
    moments = random.Random(0)
    rounds = killed = changed = 0
    longest = 0.08
    with Writers(index, corpus) as writers:
        while killed < KILLS:
            rounds += 1
            change(corpus, moments, rounds)
            ever |= set(present(corpus).items())
            before = contents(index)
            writer = writers.start("rebuild" if moments.random() < 0.15 else "update")
            time.sleep(moments.uniform(0.0, longest))
            done = writers.kill(writer)
            longest *= 0.8 if done else 1.05  # about as long as an update takes, however fast the machine is today
            after = contents(index)
            killed += not done
            changed += not done and after != before
            assert set(after.items()) <= ever
            if rounds % 20 == 0:
                assert check_without_faiss(index) == []
                update_index(index, corpus, embedder, limits=Limits())
                assert check_index(index, recipe_of(embedder)) == ()
                assert contents(index) == present(corpus)
    assert 0 < changed < KILLS
    names = {path.name for path in index.iterdir()}
    assert not [name for name in names if name.endswith(".tmp")]
    assert len([name for name in names if name.endswith(".db")]) == 1


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
from assistant.fakes import HashingEmbedder
from assistant.indexing.builder import update_index
from assistant.reading.contents import Limits
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for limit in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        update_index(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(), limits=Limits())
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

    monkeypatch.setattr("assistant.indexing.vectors.MOST_DIFFERENT", 0)
    for rebuild in (False, True):
        with monkeypatch.context() as patched:
            patched.setattr(f"assistant.indexing.layout.os.{failing}", fail)
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
