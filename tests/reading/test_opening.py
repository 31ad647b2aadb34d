import errno
import io
import os
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.indexing.building.corpus import file_digest
from assistant.reading import opening
from assistant.reading.contents import Limits
from assistant.reading.opening import RegularFile, file_identity, pieces
from assistant.reading.pdf.pages import MarkedSentence, draw_page
from assistant.reading.registry import UnopenedError, load_data

LIMITS = Limits(file_bytes=1_000_000)


def pipe(folder: Path, name: str = "a.pdf") -> Path:
    path = folder / name
    os.mkfifo(path)
    return path


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "a.bin").write_bytes(data)
    assert b"".join(pieces(tmp_path / "a.bin", len(data))) == data
    with RegularFile(tmp_path / "a.bin") as file:
        assert io.BufferedReader(file).read() == data


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for_by_whoever_opens_documents(tmp_path: Path) -> None:
    path = pipe(tmp_path)
    with pytest.raises(UnopenedError, match="not a regular file"):
        load_data(path, "a.pdf", LIMITS)
    with pytest.raises(OSError, match="not a regular file"):
        file_digest(path)
    assert draw_page(path, MarkedSentence(1, "It says so."), 60) is None


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "."])
def test_a_device_or_a_folder_is_no_regular_file(device: str) -> None:
    with pytest.raises(OSError, match="not a regular file"):
        RegularFile(device)


def test_another_file_by_the_same_name_is_not_read_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It is the first.", encoding="utf-8")
    identity = file_identity(path.stat())
    assert load_data(path, "a.txt", LIMITS, identity)
    (tmp_path / "b.txt").write_text("It is another.", encoding="utf-8")
    os.replace(tmp_path / "b.txt", path)
    with pytest.raises(UnopenedError, match="replaced after it was listed"):
        load_data(path, "a.txt", LIMITS, identity)


class _Silent(io.FileIO):
    """A file that says each time that it has nothing now, as `/proc/kmsg` does."""

    def readinto(self, _buffer: object) -> None:
        return None


def test_a_file_that_has_nothing_to_give_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("It is never read.", encoding="utf-8")
    monkeypatch.setattr(opening, "PATIENCE_S", 0.0)
    monkeypatch.setattr("assistant.reading.opening.io.FileIO", _Silent)
    with pytest.raises(OSError, match="nothing to read") as given_up:
        file_digest(tmp_path / "a.txt")
    assert given_up.value.errno == errno.EAGAIN


def test_a_file_that_goes_on_after_its_size_is_not_read_for_ever() -> None:
    endless = Path("/proc/self/pagemap")
    if not endless.exists():
        pytest.skip("this system has no file that says it is empty and goes on")
    assert endless.stat().st_size == 0
    with pytest.raises(OSError, match="goes on after 1,000,000 bytes"):
        list(pieces(endless, 1_000_000))


def test_a_file_that_is_too_large_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(1_000_001)
    with pytest.raises(DocumentError, match="1,000,001 bytes"):
        load_data(tmp_path / "a.txt", "a.txt", LIMITS)
