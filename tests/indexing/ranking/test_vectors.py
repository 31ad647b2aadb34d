from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.indexing.catalogue import StoredFile
from assistant.indexing.cut import pack
from assistant.indexing.layout import Recipe, vectors_file, vectors_generations
from assistant.indexing.ranking import vectors as vectors_module
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.stored_passages import Vectors
from assistant.indexing.sqlite.writer import FileWrite, Prepared, commit, start_database
from assistant.types import Document, Passage

DIMENSION = 16


def unit(count: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def document(name: str, passages: int, seed: int) -> FileWrite:
    made = tuple(Passage(name, number, 0, 1, f"x{number}") for number in range(passages))
    text = f"x {name} {passages} {seed}"
    vectors = {passage.text: vector for passage, vector in zip(made, unit(passages, seed), strict=True)}
    prepared = Prepared(pack(Document(name, text, name, name), made), vectors)
    return FileWrite(StoredFile(name, text, 1, 1, ""), (prepared,))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "index-1.db"
    start_database(path, Recipe("fake", DIMENSION), 1)
    return path


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "MOST_DIFFERENT", 12)


def same(one: PassageVectors, other: PassageVectors, k: int = 8) -> None:
    assert len(one) == len(other)
    for vector in unit(3, 99):
        for within in (None, [1, 2, 3, 5, 8, 13, 21]):
            found, expected = (v.search(vector, k, within) for v in (one, other))
            assert list(found) == list(expected)
            assert np.allclose(list(found.values()), list(expected.values()), atol=1e-5)


@pytest.mark.parametrize("exact_up_to", [1000, 5])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    commits=st.lists(
        st.tuples(st.lists(st.integers(0, 5), max_size=2, unique=True), st.integers(0, 6)), min_size=1, max_size=6
    )
)
def test_after_any_commits_the_vectors_are_those_of_a_fresh_build(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    exact_up_to: int,
    commits: list[tuple[list[int], int]],
) -> None:
    monkeypatch.setattr(vectors_module, "MOST_DIFFERENT", 12)
    monkeypatch.setattr(
        vectors_module,
        "index_kind",
        lambda n: "Flat" if n <= exact_up_to else "IVF2,SQfp16" if n < 20 else "IVF4,SQfp16",
    )
    folder = tmp_path_factory.mktemp("index")
    database = folder / "index-1.db"
    start_database(database, Recipe("fake", DIMENSION), 1)
    reader: PassageVectors | None = None
    for step, (touched, passages) in enumerate(commits):
        names = [f"{n}.txt" for n in touched]
        commit(database, remove=names, write=[document(n, passages, 10 * step + i) for i, n in enumerate(names)])
        with Snapshot(database) as snapshot:
            fresh = PassageVectors.derive(snapshot)
            reader = PassageVectors.of(folder, snapshot) if reader is None else reader.advanced(folder, snapshot)
            same(reader, fresh)
            kept = PassageVectors.of(folder, snapshot).keep(folder, snapshot)
            same(kept, fresh)
            same(PassageVectors.of(folder, snapshot), fresh)


def test_a_small_change_writes_no_file_and_a_large_one_writes_a_new_base(
    tmp_path: Path, database: Path, small_limits: None
) -> None:
    def keep(*written: FileWrite) -> list[int]:
        commit(database, write=written)
        with Snapshot(database) as snapshot:
            PassageVectors.of(tmp_path, snapshot).keep(tmp_path, snapshot)
        return sorted(vectors_generations(tmp_path))

    assert keep(document("a", 3, 1)) == [2]
    assert keep(document("b", 3, 2)) == [2]
    assert keep(document("c", 12, 3)) == [2, 4]


def lose(file: Path) -> None:
    file.unlink()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def fill_with_junk(file: Path) -> None:
    file.write_bytes(b"junk")


def put_another_dimension(file: Path) -> None:
    import faiss

    file.write_bytes(faiss.serialize_index(faiss.IndexIDMap2(faiss.IndexFlatIP(3))).tobytes())


@pytest.mark.parametrize("damage", [lose, cut, fill_with_junk, put_another_dimension])
def test_a_base_that_is_lost_or_damaged_is_derived_and_the_next_commit_mends_it(
    tmp_path: Path, database: Path, damage: Callable[[Path], None]
) -> None:
    commit(database, write=[document("a", 3, 1)])
    with Snapshot(database) as snapshot:
        PassageVectors.of(tmp_path, snapshot).keep(tmp_path, snapshot)
    damage(vectors_file(tmp_path, 2))
    commit(database, write=[document("b", 3, 2)])
    with Snapshot(database) as snapshot:
        found = PassageVectors.of(tmp_path, snapshot)
        same(found, PassageVectors.derive(snapshot))
        found.keep(tmp_path, snapshot)
        assert PassageVectors.of(tmp_path, snapshot).base_generation == 3


def test_the_base_of_another_database_is_never_used(tmp_path: Path, database: Path) -> None:
    commit(database, write=[document("a", 3, 1)])
    with Snapshot(database) as snapshot:
        PassageVectors.of(tmp_path, snapshot).keep(tmp_path, snapshot)
    rebuilt = tmp_path / "index-2.db"
    start_database(rebuilt, Recipe("fake", DIMENSION), 3)
    commit(rebuilt, write=[document("a", 3, 2)])
    with Snapshot(rebuilt) as snapshot:
        found = PassageVectors.of(tmp_path, snapshot)
        assert found.base_generation == 4
        same(found, PassageVectors.derive(snapshot))


def test_no_passage_and_no_passage_left_are_found_in_silence(tmp_path: Path, database: Path) -> None:
    with Snapshot(database) as snapshot:
        empty = PassageVectors.of(tmp_path, snapshot)
        assert empty.search(unit(1, 0)[0], 5) == {} == empty.search(unit(1, 0)[0], 5, [1])
    commit(database, write=[document("a", 2, 1)])
    with Snapshot(database) as snapshot:
        two = empty.advanced(tmp_path, snapshot)
        assert len(two) == len(two.search(unit(1, 0)[0], 5)) == 2
        assert two.search(unit(1, 0)[0], 5, [7]) == {}
    commit(database, remove=["a"])
    with Snapshot(database) as snapshot:
        assert two.advanced(tmp_path, snapshot).search(unit(1, 0)[0], 5) == {}


def test_a_large_index_finds_nearly_what_comparing_everything_finds(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "index_kind", lambda n: "IVF16,SQfp16")
    monkeypatch.setattr(vectors_module, "probes", lambda lists: 12)
    commit(database, write=[document("a", 2000, 1)])
    with Snapshot(database) as snapshot:
        found = PassageVectors.derive(snapshot)
        ids = snapshot.passage_ids()
        kept = snapshot.passage_vectors(ids).astype(np.float32)
    recalls = []
    for vector in unit(20, 5):
        exact = set(ids[np.argsort(-(kept @ vector))[:10]].tolist())
        recalls.append(len(exact & set(found.search(vector, 10))) / 10)
        few = found.search(vector, 3, within=[5, 500, 1500])
        assert set(few) == {5, 500, 1500}
    assert np.mean(recalls) > 0.9
