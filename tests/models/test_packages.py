import errno
import hashlib
import multiprocessing
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.packages import LARGE, EmbeddedModel, is_verified, joined_file, part_files

CONTENT = bytes(range(256)) * 4096
PARTS = (CONTENT[:300_000], CONTENT[300_000:700_000], CONTENT[700_000:])
TINY = EmbeddedModel("tiny", "tiny-model-part", 3, len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "tiny")


def install(site: Path, parts: tuple[bytes, ...] = PARTS) -> None:
    """Lay out data packages as pip would."""
    for number, content in enumerate(parts, start=1):
        package = f"tiny_model_part{number}"
        data = site / package / "data" / f"part{number:02}.bin"
        data.parent.mkdir(parents=True)
        data.write_bytes(content)
        (site / package / "__init__.py").write_text("raise RuntimeError('imported')\n", encoding="utf-8")
        info = site / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tiny-model-part{number}\nVersion: 1.0\n", "utf-8")
        record = (
            f"{package}/__init__.py,,\n{package}/data/{data.name},,\n{info.name}/METADATA,,\n{info.name}/RECORD,,\n"
        )
        (info / "RECORD").write_text(record, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    install(folder)
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def leftovers(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if not path.name.endswith(".lock"))


def test_a_model_is_joined_in_order_without_importing_its_packages(site: Path, cache: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = joined_file(TINY, cache, lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert leftovers(cache) == ["tiny.gguf", "tiny.gguf.verified"]
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert not any(name.startswith("tiny_model_part") for name in sys.modules)


def test_a_joined_model_is_not_joined_again(site: Path, cache: Path) -> None:
    path = joined_file(TINY, cache)
    before = path.stat().st_mtime_ns
    shutil.rmtree(site)
    assert joined_file(TINY, cache).stat().st_mtime_ns == before


def test_a_joined_model_that_was_damaged_is_joined_anew(site: Path, cache: Path) -> None:
    path = joined_file(TINY, cache)
    path.write_bytes(b"damaged")
    assert not is_verified(TINY, path)
    assert joined_file(TINY, cache).read_bytes() == CONTENT


def test_a_whole_file_without_its_stamp_is_checked_and_kept(cache: Path) -> None:
    cache.mkdir()
    (cache / TINY.file_name).write_bytes(CONTENT)
    assert joined_file(TINY, cache).read_bytes() == CONTENT
    assert is_verified(TINY, cache / TINY.file_name)


def test_packages_that_are_missing_name_the_command_that_brings_them(cache: Path) -> None:
    with pytest.raises(ModelError, match=r"not installed\. Run: pip install .*\[tiny\]"):
        joined_file(TINY, cache)


def test_a_missing_part_counts_as_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    install(tmp_path / "two", PARTS[:2])
    monkeypatch.syspath_prepend(str(tmp_path / "two"))
    assert part_files(TINY) == ()


def test_damaged_packages_are_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    install(tmp_path / "bad", (PARTS[0], PARTS[1], PARTS[2][:-1] + b"?"))
    monkeypatch.syspath_prepend(str(tmp_path / "bad"))
    with pytest.raises(ModelError, match=r"damaged.*--force-reinstall"):
        joined_file(TINY, cache)
    assert leftovers(cache) == []


def test_a_disk_without_room_is_named_before_anything_is_written(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10, 10, 0))
    with pytest.raises(ModelError, match=r"needs 0\.00 GB in .*ASSISTANT_CACHE_DIR"):
        joined_file(TINY, cache)
    assert leftovers(cache) == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing_half_written(
    site: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ModelError, match="not enough space"):
        joined_file(TINY, cache)
    assert leftovers(cache) == []


def test_a_cache_that_cannot_be_written_to_is_named(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ModelError, match=r"not writable .*ASSISTANT_CACHE_DIR"):
        joined_file(TINY, tmp_path / "file" / "cache")


def test_what_a_killed_join_left_behind_is_cleared(site: Path, cache: Path) -> None:
    cache.mkdir()
    (cache / "tiny.gguf.123.joining").write_bytes(b"half")
    joined_file(TINY, cache)
    assert leftovers(cache) == ["tiny.gguf", "tiny.gguf.verified"]


def _join(site: str, cache: Path) -> None:
    sys.path.insert(0, site)
    assert joined_file(TINY, cache).read_bytes() == CONTENT


def test_two_processes_joining_at_once_make_one_whole_file(site: Path, cache: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_join, args=(str(site), cache)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert (cache / TINY.file_name).read_bytes() == CONTENT


@pytest.mark.models
def test_the_embedded_model_is_installed_whole() -> None:
    assert sum(path.stat().st_size for path in part_files(LARGE)) == LARGE.size
