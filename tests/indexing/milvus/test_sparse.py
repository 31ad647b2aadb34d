from pathlib import Path

import pytest

from assistant.indexing.milvus.sparse import NO_TERM, question_weights, row_weights
from assistant.indexing.milvus.vocabulary import Vocabulary, statistics_of, vocabulary_from
from assistant.indexing.sqlite.store import LEVELS, Snapshot
from tests.indexing.conftest import Folder

TEXTS = {
    "a.md": "# Cloud\n\nCloud revenue rose 26% to 33.40 billion yuan. Cloud costs fell.\n\n# Staff\n\nNurses came.\n",
    "b.md": "# Shops\n\nA fire closed one shop in Leeds. The cloud hides the sun.\n",
    "中文.md": "# 云\n\n云业务收入增长。\n",
}


@pytest.fixture
def snapshot(folder: Folder) -> Snapshot:
    for name, text in TEXTS.items():
        folder.write(name, text)
    folder.update()
    return folder.snapshot()


@pytest.mark.parametrize("level", LEVELS)
def test_the_inner_product_is_the_score_that_the_local_index_gives(snapshot: Snapshot, level: str) -> None:
    terms = ["cloud", "leed", "33.4", "revenu", "nowher"]
    with snapshot:
        known = statistics_of(snapshot)
        asked = question_weights(known.vocabulary.frequency(level, terms), known.rows[level])
        expected = snapshot.match(level, terms, 50)
        rows = snapshot.terms_of(level, range(1, 100))
    assert expected
    for id_, said in rows.items():
        weights = row_weights(said, known.means[level])
        score = sum(weight * weights.get(dimension, 0.0) for dimension, weight in asked.items())
        assert score == pytest.approx(expected.get(id_, 0.0), rel=1e-6)


def test_a_row_without_terms_is_found_by_none() -> None:
    assert row_weights([], 3.0) == NO_TERM
    assert not set(question_weights({"cloud": 1}, 10)) & set(NO_TERM)


def test_frequencies_are_those_of_the_database(snapshot: Snapshot) -> None:
    with snapshot:
        vocabulary = statistics_of(snapshot).vocabulary
        for level in LEVELS:
            terms = ["cloud", "cloud revenu", "leed", "nowher"]
            assert vocabulary.frequency(level, terms) == snapshot.frequency(level, terms)


def test_a_vocabulary_comes_back_from_its_text(snapshot: Snapshot) -> None:
    with snapshot:
        vocabulary = statistics_of(snapshot).vocabulary
    back = vocabulary_from(vocabulary.to_text())
    assert back.terms.tolist() == vocabulary.terms.tolist()
    assert back.rows.tolist() == vocabulary.rows.tolist()


def test_an_empty_index_has_a_vocabulary_without_terms(folder: Folder, tmp_path: Path) -> None:
    folder.update()
    with folder.snapshot() as snapshot:
        vocabulary: Vocabulary = vocabulary_from(statistics_of(snapshot).vocabulary.to_text())
    assert vocabulary.frequency("passages", ["cloud"]) == {}
