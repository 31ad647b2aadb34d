import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.indexing.tokens import passages
from assistant.indexing.tokens.codes import DIMENSIONS, Codes, quantized, unit
from assistant.indexing.tokens.file import TokenFile
from assistant.indexing.tokens.passages import PassageTokens, to_merge
from tests.indexing.conftest import Folder

HENS = "Hens lay eggs in the morning."
FOXES = "Foxes sleep in dens all day."


def vectors_of(text: str) -> np.ndarray:
    """Return a vector for each word, the same for the same word."""
    words = [hashlib.sha256(word.encode()).digest() * 2 for word in text.lower().strip(".").split()]
    return unit(np.array([np.frombuffer(word, np.uint8) for word in words], np.float32)[:, :DIMENSIONS] - 127.5)


class Encoding:
    """Encodes words, and remembers the texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[Codes]:
        self.texts += texts
        return [quantized(vectors_of(text)) for text in texts]

    def taken(self) -> list[str]:
        texts, self.texts = self.texts, []
        return texts


@pytest.fixture
def encode() -> Encoding:
    return Encoding()


def kept(folder: Folder, encode: Encoding) -> PassageTokens:
    """Bring the index up to date, and the token vectors after it."""
    folder.update()
    with folder.snapshot() as snapshot:
        return PassageTokens.of(folder.index, snapshot).kept(folder.index, snapshot, snapshot.passage_ids(), encode)


def ranked(folder: Folder, tokens: PassageTokens, question: str) -> list[str]:
    with folder.snapshot() as snapshot:
        ids = snapshot.passage_ids().tolist()
        close = tokens.closeness(vectors_of(question), ids)
        stored = snapshot.read_passages(list(close))
        return [stored[id_].passage.text for id_ in sorted(close, key=lambda id_: -close[id_])]


def files(folder: Folder) -> list[str]:
    return sorted(path.name for path in folder.index.glob("tokens-*"))


def test_passages_are_ranked_by_the_words_they_share_with_a_question(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    folder.write("b.txt", FOXES)
    tokens = kept(folder, encode)
    assert ranked(folder, tokens, "where foxes sleep") == [FOXES, HENS]
    assert ranked(folder, tokens, "who lay eggs") == [HENS, FOXES]


def test_a_document_that_is_added_costs_that_document_only(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    assert encode.taken() == [HENS]
    folder.write("b.txt", FOXES)
    tokens = kept(folder, encode)
    assert encode.taken() == [FOXES]
    assert ranked(folder, tokens, "foxes") == [FOXES, HENS]


def test_nothing_is_written_where_nothing_is_new(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    before = {name: (folder.index / name).stat().st_mtime_ns for name in files(folder)}
    kept(folder, encode)
    assert {name: (folder.index / name).stat().st_mtime_ns for name in files(folder)} == before
    assert encode.taken() == [HENS]


def test_vectors_of_a_removed_document_go_when_files_are_merged(folder: Folder, encode: Encoding) -> None:
    removed = folder.write("a.txt", HENS)
    folder.write("b.txt", FOXES)
    kept(folder, encode)
    removed.unlink()
    folder.write("c.txt", "Owls hunt at night.")
    tokens = kept(folder, encode)
    assert ranked(folder, tokens, "hens lay eggs") != []
    assert HENS not in ranked(folder, tokens, "hens lay eggs")
    assert len(files(folder)) == 1
    with folder.snapshot() as snapshot:
        assert len(tokens.codes(range(100))) == snapshot.passage_count()


def test_a_file_that_is_missing_is_made_again_from_the_text(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    encode.taken()
    (folder.index / files(folder)[0]).unlink()
    with folder.snapshot() as snapshot:
        assert PassageTokens.of(folder.index, snapshot).closeness(vectors_of("hens"), [1]) == {}
    assert ranked(folder, kept(folder, encode), "hens") == [HENS]
    assert encode.taken() == [HENS]


def test_a_damaged_file_is_left_out_with_a_word_and_then_replaced(
    folder: Folder, encode: Encoding, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    file = folder.index / files(folder)[0]
    file.write_bytes(file.read_bytes()[:-50])
    folder.write("b.txt", FOXES)
    with caplog.at_level(logging.WARNING):
        tokens = kept(folder, encode)
    assert file.name in caplog.text
    assert ranked(folder, tokens, "hens") == [HENS, FOXES]
    assert len(files(folder)) == 1


def test_an_altered_byte_of_a_vector_is_found_by_a_check(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    assert kept(folder, encode).damaged() == ()
    file = folder.index / files(folder)[0]
    content = bytearray(file.read_bytes())
    content[20] ^= 255
    file.write_bytes(content)
    with folder.snapshot() as snapshot:
        assert PassageTokens.of(folder.index, snapshot).damaged() == (file,)


def test_a_disk_that_fills_leaves_the_vectors_that_are_in_use(
    folder: Folder, encode: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    folder.write("b.txt", FOXES)

    def full(texts: Sequence[str]) -> list[Codes]:
        raise OSError(28, "No space left on device")

    folder.update()
    with folder.snapshot() as snapshot:
        tokens = PassageTokens.of(folder.index, snapshot)
        with pytest.raises(OSError, match="No space"):
            tokens.kept(folder.index, snapshot, snapshot.passage_ids(), full)
        assert ranked(folder, PassageTokens.of(folder.index, snapshot), "hens") == [HENS]
    assert len(files(folder)) == 1


def test_a_reader_of_an_earlier_generation_keeps_its_vectors(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    before = kept(folder, encode)
    folder.write("b.txt", FOXES)
    kept(folder, encode)
    assert ranked(folder, before, "hens") == [HENS]


def test_a_rebuilt_index_takes_none_of_the_vectors_of_the_one_before(folder: Folder, encode: Encoding) -> None:
    folder.write("a.txt", HENS)
    kept(folder, encode)
    folder.write("a.txt", FOXES)
    folder.update(rebuild=True)
    with folder.snapshot() as snapshot:
        assert PassageTokens.of(folder.index, snapshot).codes(range(100)) == {}
    assert ranked(folder, kept(folder, encode), "foxes") == [FOXES]


def test_a_reader_opens_only_the_file_that_is_new(
    folder: Folder, encode: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        folder.write(f"{number}.txt", f"{HENS} {number}")
    before = kept(folder, encode)
    folder.write("b.txt", FOXES)
    kept(folder, encode)
    opened: list[Path] = []

    def opening(path: Path) -> TokenFile:
        opened.append(path)
        return TokenFile(path)

    monkeypatch.setattr(passages, "TokenFile", opening)
    with folder.snapshot() as snapshot:
        before.advanced(folder.index, snapshot)
        assert [path.name.split("-")[1] for path in opened] == [str(snapshot.generation)]


@pytest.mark.parametrize(
    ("sizes", "live", "new", "merged"),
    [
        ([], [], 5, set()),
        ([100], [100], 0, set()),
        ([100], [100], 10, set()),
        ([100], [100], 50, {0}),
        ([1000, 30, 12], [1000, 30, 12], 10, {1, 2}),
        ([1000, 30, 12], [1000, 30, 12], 1, set()),
        ([1000, 30], [400, 30], 0, {0, 1}),
        ([1000, 900, 30], [1000, 300, 30], 0, {1, 2}),
    ],
)
def test_files_are_merged_so_that_few_remain_and_little_is_copied(
    sizes: list[int], live: list[int], new: int, merged: set[int]
) -> None:
    assert to_merge(sizes, live, new) == merged


def test_a_thousand_additions_copy_each_passage_a_few_times() -> None:
    sizes: list[int] = []
    copied = 0
    for _ in range(1000):
        merged = to_merge(sizes, sizes, 1)
        copied += sum(sizes[number] for number in merged)
        sizes = [size for number, size in enumerate(sizes) if number not in merged] + [
            1 + sum(sizes[number] for number in merged)
        ]
    assert copied < 12 * 1000
    assert len(sizes) < 12
