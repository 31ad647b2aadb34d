from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.indexing.tokens import file as tokens_file
from assistant.indexing.tokens.codes import DIMENSIONS, Codes, quantized, unit
from assistant.indexing.tokens.file import TokenFile, write_tokens

DRAWN = np.random.default_rng(3)


def codes(tokens: int) -> Codes:
    return quantized(unit(DRAWN.normal(size=(tokens, DIMENSIONS)).astype(np.float32)))


PASSAGES = {12: codes(5), 3: codes(1), 40: codes(700)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tokens-1.late"
    write_tokens(target, PASSAGES.items())
    return target


def test_what_is_read_is_what_was_written(path: Path) -> None:
    found = TokenFile(path)
    assert found.ids.tolist() == [3, 12, 40]
    assert len(found) == 3
    assert found.is_whole()
    for read, id_ in zip(found.codes_at([2, 0, 1]), (40, 3, 12), strict=True):
        assert np.array_equal(read.packed, PASSAGES[id_].packed)
        assert np.array_equal(read.scales, PASSAGES[id_].scales)


def test_passages_that_it_does_not_hold_have_no_place(path: Path) -> None:
    assert TokenFile(path).places_of(np.array([40, 2, 3, 99])).tolist() == [2, -1, 0, -1]


def test_a_file_of_no_passages_can_be_read(tmp_path: Path) -> None:
    write_tokens(tmp_path / "none", [])
    found = TokenFile(tmp_path / "none")
    assert found.is_whole()
    assert found.places_of(np.array([1])).tolist() == [-1]


def test_a_file_takes_34_bytes_a_token_and_20_a_passage(path: Path) -> None:
    assert path.stat().st_size == 706 * 34 + 3 * 20 + 8 + 88 + 32


@pytest.mark.parametrize("kept", [0, 1, 7, 40, 130, 0.5, -1, -33, -130])
def test_a_file_cut_short_is_refused(path: Path, kept: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept) if isinstance(kept, float) else kept])
    with pytest.raises(ValueError, match=r"cut short|empty|damaged"):
        TokenFile(path)


def test_a_byte_altered_anywhere_is_noticed(path: Path) -> None:
    content = path.read_bytes()
    for at in range(0, len(content), 997):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            assert not TokenFile(path).is_whole()
        except ValueError:
            continue


def test_vectors_that_were_reduced_otherwise_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_file, "reduction", lambda: np.eye(384, DIMENSIONS, dtype=np.float32))
    with pytest.raises(ValueError, match="another"):
        TokenFile(path)


def test_a_writing_that_fails_leaves_what_was_there(path: Path) -> None:
    before = path.read_bytes()

    def failing() -> Iterator[tuple[int, Codes]]:
        yield 1, codes(50)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_tokens(path, failing())
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]
