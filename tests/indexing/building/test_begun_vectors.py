"""Vectors that an interrupted update leaves to the next one."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.indexing.building import builder
from assistant.indexing.building.begun_vectors import BegunVectors
from assistant.indexing.building.builder import update_index
from assistant.indexing.layout import Recipe, current_database
from assistant.indexing.tokens.codes import Codes
from assistant.reading.contents import Limits
from tests.indexing.conftest import Folder
from tests.indexing.tokens.test_passages import Encoding

RECIPE = Recipe("hashing", 4)


def vectors(count: int) -> NDArray[np.float16]:
    return np.arange(4 * count, dtype=np.float16).reshape(count, 4)


def test_vectors_are_found_again_by_their_texts(folder: Folder) -> None:
    BegunVectors(folder.index, RECIPE).keep(["one", "eins"], vectors(2))
    BegunVectors(folder.index, RECIPE).keep(["two"], vectors(1) + 9)
    found = BegunVectors(folder.index, RECIPE).of(["eins", "two", "three", "eins"])
    assert {text: vector.tolist() for text, vector in found.items()} == {"eins": [4, 5, 6, 7], "two": [9, 10, 11, 12]}


def test_nothing_is_found_of_another_embedder_or_in_a_damaged_file_or_once_cleared(folder: Folder) -> None:
    begun = BegunVectors(folder.index, RECIPE)
    begun.keep(["one"], vectors(1))
    assert BegunVectors(folder.index, Recipe("another", 4)).of(["one"]) == {}
    (kept,) = folder.index.rglob("*.npz")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-40])
    assert BegunVectors(folder.index, RECIPE).of(["one"]) == {}
    kept.write_bytes(whole)
    assert BegunVectors(folder.index, RECIPE).of(["one"]) != {}
    begun.clear()
    assert BegunVectors(folder.index, RECIPE).of(["one"]) == {}


def test_what_was_embedded_of_a_large_file_before_an_interruption_is_not_embedded_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.indexing.building.preparing.TEXTS", 50)
    monkeypatch.setattr("assistant.indexing.building.embedding_texts._TELLING", 128)
    folder.write("large.txt", "\n\n".join(f"The shop number {n} has opened its doors this year." for n in range(300)))
    embedded: list[str] = []
    shown: list[str] = []
    embed = folder.embedder.embed

    def stopped_after_two(texts: Sequence[str]) -> NDArray[np.float32]:
        if len(embedded) >= 128 and stops:
            raise KeyboardInterrupt
        embedded.extend(texts)
        return embed(texts)

    def update() -> None:
        show = lambda name, *_: shown.append(name)  # noqa: E731
        update_index(folder.index, folder.corpus, folder.embedder, limits=Limits(), progress=show)

    monkeypatch.setattr(folder.embedder, "embed", stopped_after_two)
    stops = True
    with pytest.raises(KeyboardInterrupt):
        update()
    stops = False
    update()
    assert len(embedded) == len(set(embedded)) >= 300
    assert not list(folder.index.rglob("*.npz"))
    assert shown[-1] == ""
    assert "embedding (0%)" in shown
    assert folder.faults() == ()


def test_a_first_index_is_in_use_before_the_token_vectors_of_a_large_file_are_made(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "PORTION", 1)
    folder.write("large.txt", "\n\n".join(f"# Shop {n}\n\nIt has opened its doors this year." for n in range(9)))
    in_use: list[bool] = []
    encoding = Encoding()

    def encode(texts: Sequence[str]) -> list[Codes]:
        in_use.append(current_database(folder.index) is not None)
        return encoding(texts)

    update_index(folder.index, folder.corpus, folder.embedder, limits=Limits(), encode=encode)
    assert in_use
    assert all(in_use)
