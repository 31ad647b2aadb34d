import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import UnwritableIndexError
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.database import connect, translated
from tests.indexing.conftest import Folder

LOOK = """
import resource, signal, sys, threading
from pathlib import Path
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.building.builder import update_index
from assistant.errors import UnwritableIndexError
from assistant.reading.contents import Limits
index, corpus = map(Path, sys.argv[1:3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))

def look(told):
    with Snapshot.newest(index) as snapshot:
        told.append((snapshot.documents()[0].name, len(snapshot.match("passages", ["appl"], 9))))

told = []
look(told)
threads = [threading.Thread(target=look, args=(told,)) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert told == [("a.md", 1)] * 9, told
try:
    print(update_index(index, corpus, HashingEmbedder(), limits=Limits()).unchanged)
except UnwritableIndexError as error:
    print(error)
look(told)
"""


@pytest.fixture
def built(folder: Folder) -> Folder:
    folder.write("a.md", "Apples are red.")
    folder.update()
    return folder


@pytest.mark.parametrize("limit", [0, 1_000])
def test_an_index_is_read_where_no_file_can_grow(built: Folder, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(built.index), str(built.corpus), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built.update()
    assert built.faults() == ()


def test_who_reads_without_room_keeps_its_generation_while_another_process_writes(built: Folder) -> None:
    reading = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom assistant.indexing.sqlite.store import Snapshot\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))\n"
        "with Snapshot.newest(Path(sys.argv[1])) as snapshot:\n"
        "    print(len(snapshot.documents()), flush=True)\n"
        "    sys.stdin.readline()\n"
        "    print(len(snapshot.documents()), [d.title for d in snapshot.documents()], flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reading, str(built.index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        for number in range(20):
            built.write(f"{number}.md", f"Number {number} is here. " * 20)
            built.update()
        (built.corpus / "a.md").unlink()
        built.update()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "1 ['A']\n"
    assert len(built.names()) == 20
    assert built.faults() == ()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may become somebody else")
def test_an_index_that_may_only_be_read_is_read(built: Folder, tmp_path: Path) -> None:
    shared = Path(shutil.copytree(built.index, Path("/tmp") / f"assistant-test-{os.getpid()}"))
    try:
        for path in (shared, *shared.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        code = (
            "import os, sys\nfrom pathlib import Path\nfrom assistant.indexing.sqlite.store import Snapshot\n"
            "os.setuid(65534)\n"
            "with Snapshot.newest(Path(sys.argv[1])) as snapshot:\n    print(len(snapshot.documents()))\n"
        )
        before = sorted(shared.iterdir())
        done = subprocess.run([sys.executable, "-c", code, str(shared)], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("1\n", "")
        assert sorted(shared.iterdir()) == before
    finally:
        shutil.rmtree(shared)


def test_what_cannot_be_written_is_an_error_of_its_own(built: Folder) -> None:
    database = current_database(built.index)
    assert database is not None
    connection = connect(database)
    try:
        connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(UnwritableIndexError, match=r"Free space.*assistant index"), translated(database):
            connection.execute("CREATE TABLE more AS SELECT zeroblob(1000000)")
        connection.execute("PRAGMA query_only = ON")
        with pytest.raises(UnwritableIndexError, match="Give this user write permission"), translated(database):
            connection.execute("DELETE FROM files")
    finally:
        connection.close()
