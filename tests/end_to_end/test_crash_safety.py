import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.fakes import HashingEmbedder
from assistant.indexing.builder import update_index
from assistant.indexing.layout import current_database
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from assistant.reading.contents import Limits

SCRIPT = """
import sys
from pathlib import Path
from assistant.fakes import HashingEmbedder
from assistant.indexing.builder import update_index
print("ready", flush=True)
update_index(Path(sys.argv[1]), Path(sys.argv[2]), HashingEmbedder(), limits=Limits(), rebuild=sys.argv[3] == "rebuild")
print("done", flush=True)
"""


def contents(index: Path) -> dict[str, int]:
    """Return the documents of an index and how many passages each has, checking that vectors and rows agree."""
    database = current_database(index)
    assert database is not None
    with Snapshot(database) as snapshot:
        assert len(PassageVectors.of(index, snapshot)) == snapshot.passage_count()
        return {document.name: document.passages for document in snapshot.documents()}


def write(corpus: Path, names: range) -> None:
    for number in names:
        text = "\n\n".join(f"# Part {i}\n\nDocument {number} says {i} things. It says them well." for i in range(12))
        (corpus / f"{number:03}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_whenever_indexing_is_killed_the_last_good_index_is_whole(tmp_path: Path, how: str) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    write(corpus, range(5))
    update_index(index, corpus, HashingEmbedder(), limits=Limits())
    before = contents(index)
    write(corpus, range(5, 60))
    finished = False
    moments = random.Random(0)
    for _ in range(6):
        command = [sys.executable, "-c", SCRIPT, str(index), str(corpus), how]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.0, 0.9))
            os.kill(process.pid, signal.SIGKILL)
            finished = finished or "done" in process.stdout.read()
        now = contents(index)
        assert now == before or len(now) == 60
    update_index(index, corpus, HashingEmbedder(), limits=Limits())
    fresh = tmp_path / "fresh"
    update_index(fresh, corpus, HashingEmbedder(), limits=Limits())
    assert contents(index) == contents(fresh)
    assert not [path.name for path in index.iterdir() if path.name.endswith(".tmp")]
