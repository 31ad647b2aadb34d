from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import WorkersError
from assistant.indexing.building.builder import recipe_of, update_index
from assistant.indexing.building.corpus import CorpusFile
from assistant.indexing.building.embedding_texts import texts_of
from assistant.indexing.building.preparing import Readers
from assistant.indexing.building.ray_task import Order, _processes, prepare
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.cut import CutReading
from assistant.reading.contents import Limits
from tests.indexing.conftest import Folder, held
from tests.indexing.test_changes import LONG

ORDER = Order(Limits(), ReadingRules(seconds=30), recipe_of(HashingEmbedder()), True, HashingEmbedder)
TEXT = b"# Plan\n\nWe open 3 shops in 2026. We close none.\n"
PATH = Path("/not/here/plan.md")


@pytest.fixture(autouse=True, scope="module")
def _end_processes() -> Iterator[None]:
    yield
    for embeds in (True, False):
        _processes(replace(ORDER, embeds=embeds)).kill()


def test_a_file_comes_back_cut_and_with_a_vector_for_each_of_its_texts() -> None:
    prepared = prepare(ORDER, TEXT, PATH, "plan.md")
    (cut,) = prepared.sources
    assert prepared.vectors is not None
    for text, vector in zip(texts_of([cut]), prepared.vectors, strict=True):
        assert np.array_equal(vector, HashingEmbedder().embed([text])[0].astype(np.float16))


def test_where_embedding_is_not_asked_for_no_vectors_come_back() -> None:
    assert prepare(replace(ORDER, embeds=False), TEXT, PATH, "plan.md").vectors is None


@pytest.mark.parametrize(("name", "reason"), [("a.md", "holds binary data"), ("a.pdf", "not a PDF")])
def test_what_is_wrong_with_a_file_is_told_without_saying_where_it_lies(name: str, reason: str) -> None:
    prepared = prepare(ORDER, b"\x00\x01\x02" * 99, Path("/not/here") / name, name)
    assert prepared.sources == ()
    (problem,) = prepared.skipped
    assert problem.name == name
    assert reason in problem.reason
    assert "/not/here" not in problem.reason


def test_a_worker_with_another_embedder_or_version_is_refused() -> None:
    other = replace(ORDER, recipe=replace(ORDER.recipe, dimension=32))
    with pytest.raises(WorkersError, match=r"dimension=64.*dimension=32.*Install the same"):
        prepare(other, TEXT, PATH, "plan.md")


class _Here(Readers):
    """Does what the workers do, in this process."""

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, files: Iterable[CorpusFile]) -> Iterator[CutReading]:
        for file in files:
            yield prepare(ORDER, file.path.read_bytes(), file.path, file.name)


def test_what_workers_prepared_is_written_as_if_it_were_prepared_here_and_not_embedded_again(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write("1.md", LONG)
    folder.write("2.md", LONG)
    folder.write("3.txt", "It has a \0 in it.")
    folder.write("broken.md", "\0\1" * 99)
    folder.update()
    embedder = HashingEmbedder()
    update_index(tmp_path / "by-workers", folder.corpus, embedder, limits=Limits(), rules=ORDER.rules, readers=_Here())
    assert held(tmp_path / "by-workers") == held(folder.index)
    assert embedder.embedded == []
