import random
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import recipe_of, update_index
from assistant.indexing.check import check_index
from assistant.indexing.layout import current_database, read_checked, words_file, words_generations
from assistant.indexing.ranking import derived
from assistant.indexing.ranking.vectors import newest_base
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.store import LEVELS, Snapshot
from assistant.library.library import Library
from assistant.reading.contents import Limits
from assistant.settings import Settings

WORDS = ["company", "year", "sales", "rise", "zebra", "quarter", "cloud", "margin"]
ASKED: tuple[list[str], ...] = (
    ["compani", "zebra"],
    ["year", "sale", "rise", "zebra"],
    ["cloud"],
    ["nowher"],
    ["cloud", "cloud"],
    [],
)


class Folder:
    """A corpus of random sentences, and its index."""

    def __init__(self, path: Path) -> None:
        self.corpus, self.index, self.chance = path / "corpus", path / "index", random.Random(5)
        self.corpus.mkdir()

    def write(self, *names: str) -> None:
        for name in names:
            sentences = [" ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 9))) for _ in range(3)]
            (self.corpus / name).write_text(" ".join(f"The {s}." for s in sentences), "utf-8")

    def update(self) -> None:
        update_index(self.index, self.corpus, HashingEmbedder(), limits=Limits())

    def snapshot(self) -> Snapshot:
        database = current_database(self.index)
        assert database is not None
        return Snapshot(database)

    def words(self, snapshot: Snapshot) -> PassageWords:
        base = newest_base(self.index, snapshot)
        assert base is not None
        words = PassageWords.of(self.index, base, snapshot)
        assert words is not None
        return words


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr(derived, "ranks_in_memory", lambda passages: passages > 10)
    made = Folder(tmp_path)
    made.write(*(f"{number}.txt" for number in range(30)))
    made.update()
    return made


def check_ranks_as_the_database(words: PassageWords, snapshot: Snapshot) -> None:
    some = snapshot.passages_of([document.name for document in snapshot.documents()][::3])
    for level in LEVELS:
        for asked in ASKED:
            for within in (None, some, []):
                expected = snapshot.match(level, asked, 1000, within)
                found = words.match(level, asked, 1000, within)
                assert found == {row: pytest.approx(score, rel=1e-5) for row, score in expected.items()}
                assert list(words.match(level, asked, 5, within)) == list(found)[:5]
                assert list(found) == sorted(found, key=lambda row: (-found[row], row))


def test_words_are_ranked_as_the_database_ranks_them(folder: Folder) -> None:
    with folder.snapshot() as snapshot:
        check_ranks_as_the_database(folder.words(snapshot), snapshot)
        sentences = list(snapshot.match("sentences", ["year", "cloud"], 1000))
        assert folder.words(snapshot).passages_of([*sentences, 10**6]) == snapshot.owners("sentences", sentences)


def _add(folder: Folder) -> None:
    folder.write("new.txt", "newer.txt")


def _remove(folder: Folder) -> None:
    (folder.corpus / "3.txt").unlink()
    (folder.corpus / "29.txt").unlink()


def _change(folder: Folder) -> None:
    folder.write("4.txt", "5.txt")


def _rename(folder: Folder) -> None:
    (folder.corpus / "6.txt").rename(folder.corpus / "zebra cloud.txt")


@pytest.mark.parametrize("changes", [[_add], [_remove], [_change], [_rename], [_add, _rename, _change, _remove, _add]])
def test_a_later_generation_is_ranked_by_the_same_base_as_the_database_ranks_it(
    folder: Folder, changes: list[Callable[[Folder], None]]
) -> None:
    with folder.snapshot() as snapshot:
        words = folder.words(snapshot)
    for change in changes:
        change(folder)
        folder.update()
        with folder.snapshot() as snapshot:
            words = words.advanced(snapshot)
            check_ranks_as_the_database(words, snapshot)
            check_ranks_as_the_database(folder.words(snapshot), snapshot)
    assert len(words_generations(folder.index)) == 1


def test_where_much_has_changed_the_new_base_is_that_of_a_build_from_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.indexing.ranking.vectors.MOST_DIFFERENT", 2)
    before = words_generations(folder.index)
    for change in (_add, _rename, _change):
        change(folder)
    folder.update()
    (generation,) = words_generations(folder.index)
    assert [generation] != before
    with folder.snapshot() as snapshot:
        merged, from_nothing = folder.words(snapshot), PassageWords.derive(snapshot)
        assert b"".join(merged.merged_bytes()) == b"".join(from_nothing.merged_bytes())


def test_a_library_ranks_by_the_base_and_what_is_removed_is_gone_at_the_next_question(folder: Folder) -> None:
    library = Library(folder.corpus, folder.index, Settings(), HashingEmbedder())
    with library.reading() as (snapshot, _):
        assert isinstance(snapshot, Snapshot)
        assert isinstance(snapshot.words, PassageWords)
        base = snapshot.words.base_generation
        removed = set(snapshot.passages_of(["3.txt", "29.txt"]))
        assert removed & snapshot.match("passages", ["year", "cloud", "sale", "rise", "zebra"], 1000).keys()
    _remove(folder)
    folder.update()
    with library.reading() as (snapshot, _):
        assert isinstance(snapshot, Snapshot)
        assert isinstance(snapshot.words, PassageWords)
        assert snapshot.words.base_generation == base
        assert not removed & snapshot.match("passages", ["year", "cloud", "sale", "rise", "zebra"], 1000).keys()


def test_phrases_are_found_by_the_database_where_words_are_ranked_in_memory(folder: Folder) -> None:
    with folder.snapshot() as snapshot:
        expected = snapshot.match("passages", ["year cloud", "zebra"], 1000)
        snapshot.words = folder.words(snapshot)
        assert expected
        assert snapshot.match("passages", ["year cloud", "zebra"], 1000) == expected


def test_checking_tells_words_that_are_damaged_or_of_another_index(folder: Folder, tmp_path: Path) -> None:
    recipe = recipe_of(HashingEmbedder())
    assert check_index(folder.index, recipe) == ()
    (generation,) = words_generations(folder.index)
    file = words_file(folder.index, generation)
    whole = read_checked(file)
    assert whole is not None
    (tmp_path / "other").mkdir()
    other = Folder(tmp_path / "other")
    other.chance.seed(9)
    other.write(*(f"{number}.html" for number in range(30)))
    other.update()
    file.write_bytes(words_file(other.index, *words_generations(other.index)).read_bytes())
    assert [fault.what for fault in check_index(folder.index, recipe)] == [
        f"{file.name} contains other words than index-1.db."
    ]
    file.write_bytes(whole)
    (damaged,) = check_index(folder.index, recipe)
    assert damaged.what == f"{file.name} was damaged."
    assert "assistant index`" in damaged.mend
    folder.update()
    assert check_index(folder.index, recipe) == ()


def test_small_indexes_are_ranked_by_the_database(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("a.txt")
    folder.update()
    assert words_generations(folder.index) == []


@pytest.mark.parametrize("damage", ["flipped", "cut", "missing"])
def test_a_base_that_is_not_whole_is_not_used_and_the_next_run_writes_it_again(folder: Folder, damage: str) -> None:
    (generation,) = words_generations(folder.index)
    file = words_file(folder.index, generation)
    whole = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(whole[:-40] if damage == "cut" else whole[:99] + bytes([whole[99] ^ 1]) + whole[100:])
    with folder.snapshot() as snapshot:
        assert PassageWords.of(folder.index, generation, snapshot) is None
    folder.update()
    assert file.read_bytes() == whole
