"""Reading by Ray. Ray takes seconds to start, so one instance serves the tests that need no cluster of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import WorkersError
from assistant.indexing.building import ray_pool
from assistant.indexing.building.builder import IndexReport, Progress, recipe_of, update_index
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.ray_pool import RayPool
from assistant.indexing.building.ray_task import Order
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.cut import CutReading
from assistant.reading.contents import Limits
from assistant.reading.opening import Identity
from assistant.reading.registry import load_data
from tests.indexing import misbehaving
from tests.indexing.conftest import Folder, held
from tests.indexing.test_changes import LONG
from tests.plugins.packages import Packages
from tests.reading.made import MAKERS

RULES = ReadingRules(seconds=30, memory_bytes=1_500_000_000)
ORDER = Order(Limits(), RULES, recipe_of(HashingEmbedder()), True, HashingEmbedder)
ROOT = Path(__file__).parents[3]
READS = """
from assistant.reading.blocks import find_blocks
from assistant.reading.contents import Contents

def read(data, limits):
    text = data.decode()
    return Contents(text, find_blocks(text, "plain"))
"""
WITH_A_PLUGIN = """
from pathlib import Path
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.ray_pool import RayPool
from tests.indexing.building.test_ray_pool import ORDER
with RayPool("ray", ORDER) as pool:
    (reading,) = pool.read([CorpusFile("talk.srt", Path({talk!r}), 17, 1)])
print(reading.sources[0].document.text if reading.sources else reading.skipped)
"""


@pytest.fixture(scope="session")
def ray_here() -> Iterator[None]:
    """Start Ray as `RayPool` does, on two cores, and keep it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("ray", reason="the extra [ray] is not installed")
        with RayPool("ray", replace(ORDER, rules=replace(RULES, workers=2))) as pool:
            pool._connect()
            yield


def files(folder: Path, *names: str) -> list[CorpusFile]:
    for name in names:
        (folder / name).write_bytes(b"It says something.")
    return [CorpusFile(name, folder / name, 18, 1) for name in names]


def readings(given: Sequence[CorpusFile], order: Order = ORDER) -> list[CutReading]:
    with RayPool("ray", order) as pool:
        return list(pool.read(given))


def test_an_index_built_by_ray_is_the_one_that_the_pool_builds(folder: Folder, ray_here: None, tmp_path: Path) -> None:
    for suffix, make in MAKERS.items():
        (folder.corpus / f"a{suffix}").write_bytes(make())
    folder.write("same-1.md", LONG)
    folder.write("same-2.md", LONG)
    folder.write("broken.pdf", "It is none.")
    reports = [
        update_index(index, folder.corpus, HashingEmbedder(), limits=Limits(), rules=RULES, readers=readers)
        for index, readers in ((folder.index, None), (tmp_path / "by-ray", RayPool("ray", ORDER)))
    ]
    assert reports[0].added
    assert replace(reports[1], seconds=0) == replace(reports[0], seconds=0)
    assert held(tmp_path / "by-ray") == held(folder.index)


def test_files_that_harm_a_reader_or_a_worker_are_passed_over_and_the_others_are_read(
    ray_here: None, tmp_path: Path
) -> None:
    names = ["1.pdf", "once-2.pdf", "fatal-3.pdf", "4.md", "hang-5.pdf", "crash-6.pdf", "7.pdf"]
    order = replace(ORDER, read=misbehaving.read_data, rules=replace(RULES, seconds=20))
    found = readings(files(tmp_path, *names), order)
    reasons = {problem.name: problem.reason for reading in found for problem in reading.skipped}
    assert [cut.document.name for reading in found for cut in reading.sources] == [
        "1.pdf",
        "once-2.pdf",
        "4.md",
        "7.pdf",
    ]
    assert (tmp_path / "once-2.killed").exists()
    assert "3 workers of Ray were lost" in reasons["fatal-3.pdf"]
    assert "longer than 20 s" in reasons["hang-5.pdf"]
    assert "by signal 11" in reasons["crash-6.pdf"]


def test_a_plugin_of_this_environment_reads_in_the_workers(packages: Packages, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra [ray] is not installed")
    place = packages.install("extras", "[assistant.formats]\nsrt = subtitles:read\n", {"subtitles": READS})
    (tmp_path / "talk.srt").write_text("Three ships came.", "utf-8")
    script = WITH_A_PLUGIN.format(talk=str(tmp_path / "talk.srt"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), *sys.path])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines()[-1] == "Three ships came."


def test_a_run_that_is_interrupted_goes_on_where_it_stopped(
    folder: Folder, ray_here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.indexing.building.preparing.TEXTS", 1)
    for n in range(6):
        folder.write(f"{n}.md", f"The station number {n} has opened.")

    def update(progress: Progress | None = None) -> IndexReport:
        readers = RayPool("ray", ORDER)
        return update_index(
            folder.index, folder.corpus, HashingEmbedder(), limits=Limits(), readers=readers, progress=progress
        )

    def interrupt(name: str, done: int, of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update(interrupt)
    report = update()
    assert report.unchanged == ("0.md", "1.md", "2.md", "3.md")
    assert report.added == ("4.md", "5.md")
    assert folder.faults() == ()


@pytest.mark.parametrize(("most_bytes", "ahead"), [(1_000, 4), (40, 2), (1, 1)])
def test_only_so_many_files_and_bytes_are_on_their_way(
    ray_here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_bytes: int, ahead: int
) -> None:
    sent: list[Path] = []

    def load(path: Path, name: str, limits: Limits, identity: Identity | None) -> bytes:
        sent.append(path)
        return load_data(path, name, limits, identity)

    monkeypatch.setattr(ray_pool, "load_data", load)
    monkeypatch.setattr(ray_pool, "_BYTES_AHEAD", most_bytes)
    with RayPool("ray", ORDER) as pool:
        for number, _ in enumerate(pool.read(files(tmp_path, *(f"{n}.md" for n in range(8))))):
            assert len(sent) == min(8, number + ahead)


def test_a_worker_that_is_not_made_as_this_program_ends_the_run(ray_here: None, tmp_path: Path) -> None:
    with pytest.raises(WorkersError, match=r"^A worker would make Recipe.*Install the same version"):
        readings(files(tmp_path, "a.md"), replace(ORDER, recipe=replace(ORDER.recipe, embedder="other")))


def test_a_file_that_cannot_be_sent_is_told_as_the_pool_tells_it(ray_here: None, tmp_path: Path) -> None:
    given = files(tmp_path, "a.md", "b.md")
    given[0].path.unlink()
    gone, read = readings(given)
    assert gone.skipped[0].reason.startswith("cannot be read: No such file or directory.")
    assert read.sources


def test_where_nothing_is_to_be_read_or_ray_is_not_asked_for_ray_is_not_loaded() -> None:
    script = """
import sys
import assistant.cli.app
from assistant.indexing.building.ray_pool import RayPool
with RayPool("ray", None) as pool:
    assert list(pool.read([])) == []
assert "ray" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


CLIENT = """
import os, signal, socket, sys, time
from pathlib import Path
from assistant.errors import WorkersError
from tests.indexing.building.test_ray_pool import ORDER, RayPool, files
address, folder, head = sys.argv[1:]

def is_there():
    host, port = address.removeprefix("ray://").split(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True

try:
    with RayPool(address, ORDER) as pool:
        for number, reading in enumerate(pool.read(files(Path(folder), *(f"{n}.md" for n in range(50))))):
            assert reading.vectors is not None
            if number == 5 and head:
                os.kill(int(head), signal.SIGTERM)
                while is_there():
                    time.sleep(0.05)
    print("all were read")
except WorkersError as error:
    print(error)
"""


def test_a_cluster_is_used_by_its_address_and_one_that_is_lost_or_not_there_is_named(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the extra [ray] is not installed")
    port, client_port = _free_port(), _free_port()
    environment = os.environ | {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "0123456789abcdef" * 4,
        "RAY_CLIENT_INITIAL_CONNECTION_TIMEOUT_S": "2",
        "RAY_CLIENT_RECONNECT_GRACE_PERIOD": "2",
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    options = [f"--port={port}", f"--ray-client-server-port={client_port}", "--num-cpus=2", "--include-dashboard=false"]
    head = subprocess.Popen(
        [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def read(end: str = "") -> str:
        command = [sys.executable, "-c", CLIENT, f"ray://127.0.0.1:{client_port}", str(tmp_path), end]
        done = subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=300, stdout=subprocess.PIPE)
        return done.stdout.decode()

    try:
        _wait_for(client_port, head)
        assert "all were read" in read()
        assert f"The Ray cluster ray://127.0.0.1:{client_port} cannot be reached, or was lost" in read(str(head.pid))
    finally:
        head.terminate()
        head.wait(120)
    assert "Check that it runs" in read()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + 180
    while time.monotonic() < latest and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the head of the cluster did not come up")
