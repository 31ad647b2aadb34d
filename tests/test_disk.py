import errno
import os
from pathlib import Path

import pytest

from assistant.disk import explained, replace_file, write_whole
from assistant.errors import DocumentError


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free space"),
        (errno.EDQUOT, "Free space"),
        (errno.EROFS, "Give this user write permission"),
        (errno.EACCES, "Give this user write permission"),
        (errno.ENOENT, "still exists"),
        (errno.ENAMETOOLONG, "shorter name"),
        (errno.EIO, "Check that disk"),
    ],
)
def test_each_failure_of_the_system_is_ours_with_its_reason_and_the_next_step(number: int, advice: str) -> None:
    with (
        pytest.raises(DocumentError, match=rf"It fails \({os.strerror(number)}\)\. .*{advice}.*, then try again\."),
        explained(DocumentError, "It fails", "try again"),
    ):
        raise OSError(number, os.strerror(number))


def test_a_failure_without_a_number_or_a_reason_is_told_by_what_it_says() -> None:
    for error, said in ((OSError("odd"), r"\(odd\)"), (OSError(), r"\(OSError\)")):
        with pytest.raises(DocumentError, match=said), explained(DocumentError, "It fails", "try again"):
            raise error


def test_what_cannot_be_written_whole_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "file", "old")
    (tmp_path / "link").symlink_to("file")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(tmp_path / "link", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]
    assert (tmp_path / "file").read_text("utf-8") == "old"
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text("utf-8") == "new"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "nowhere").symlink_to("/dev/null")
    write_whole(tmp_path / "nowhere", "text")
    assert Path("/dev/null").is_char_device()


def test_a_replaced_file_has_the_old_content_or_the_new(tmp_path: Path) -> None:
    target = tmp_path / "file"
    replace_file(target, b"old")
    replace_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_replaced_keeps_its_old_content_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_file(tmp_path / "file", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.disk.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]
