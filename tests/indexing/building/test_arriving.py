import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.indexing.building.arriving import arriving, copied, sweep_arriving


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.md"
    path.write_text("Apples are red.", encoding="utf-8")
    return path


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".arriving")]


def test_what_arrives_is_whole_and_gone_unless_it_got_a_name(source: Path, tmp_path: Path) -> None:
    with arriving(source, tmp_path) as copy:
        assert copy.read_text("utf-8") == "Apples are red."
        sweep_arriving(tmp_path)
        assert copy.exists(), "what somebody is copying is not swept"
    assert left(tmp_path) == []
    with arriving(source, tmp_path) as copy:
        copy.rename(tmp_path / "target.md")
    assert (tmp_path / "target.md").read_text("utf-8") == "Apples are red."


def test_what_a_killed_process_was_copying_is_swept(source: Path, tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom assistant.indexing.building.arriving import arriving\n"
        "with arriving(Path(sys.argv[1]), Path(sys.argv[2])):\n    print('there', flush=True)\n    time.sleep(600)\n"
    )
    command = [sys.executable, "-c", code, str(source), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        sweep_arriving(tmp_path)
        assert len(left(tmp_path)) == 1
        process.send_signal(signal.SIGKILL)
    sweep_arriving(tmp_path)
    assert left(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_what_is_no_regular_file_is_never_waited_for_and_leaves_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(OSError, match="not a regular file"), arriving(tmp_path / "pipe.md", tmp_path):
        pass
    with pytest.raises(OSError, match="not a regular file"):
        copied(tmp_path / "pipe.md", tmp_path / "copy.md")
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.md"]


def test_a_copy_has_the_times_of_its_source_and_never_takes_a_place_that_is_taken(source: Path, tmp_path: Path) -> None:
    os.utime(source, (1e9, 1e9))
    copied(source, tmp_path / "copy.md")
    assert (tmp_path / "copy.md").stat().st_mtime == 1e9
    source.write_text("Other.", encoding="utf-8")
    with pytest.raises(FileExistsError):
        copied(source, tmp_path / "copy.md")
    assert (tmp_path / "copy.md").read_text("utf-8") == "Apples are red."
