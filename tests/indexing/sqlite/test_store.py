from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError
from assistant.indexing.building.builder import update_index
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite.database import connect
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text(
        "# Fruit\n\nApples cost 3 dollars. Pears cost 4%.\n\n# 水果\n\n苹果是红色的。\n", "utf-8"
    )
    (corpus / "b.txt").write_text("Bananas are yellow. Apples are not.", "utf-8")
    update_index(tmp_path / "index", corpus, HashingEmbedder(), limits=Limits())
    database = current_database(tmp_path / "index")
    assert database is not None
    return Snapshot(database)


def test_a_passage_comes_back_as_it_was_cut(snapshot: Snapshot) -> None:
    with snapshot:
        for document in snapshot.documents():
            text = snapshot.document(document.name).text
            for stored in snapshot.read_passages(snapshot.passages_of([document.name])).values():
                passage = stored.passage
                assert passage.text == text[passage.start : passage.end]
                assert all(s.text == text[s.start : s.end] for s in passage.sentences)
                assert stored.sentence_vectors.shape == (len(passage.sentences), 64)


def test_vectors_come_back_as_unit_vectors(snapshot: Snapshot) -> None:
    with snapshot:
        ids = snapshot.passage_ids()
        vectors = snapshot.passage_vectors(ids).astype(np.float32)
        assert np.array_equal(snapshot.passage_vectors(ids[::2]), snapshot.passage_vectors(ids)[::2])
    assert len(ids) == len(vectors) == 3
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-2)


def test_words_match_at_every_level(snapshot: Snapshot) -> None:
    with snapshot:
        assert len(snapshot.match("documents", ["appl"], 10)) == 2
        assert len(snapshot.match("sentences", ["appl"], 10)) == 2
        assert snapshot.match("passages", ["zebra"], 10) == snapshot.match("passages", [], 10) == {}
        inside = snapshot.passages_of(["b.txt"])
        assert set(snapshot.match("passages", ["appl"], 10, inside)) == set(inside)
        assert snapshot.sentence_frequency(["appl", "zebra"]) == {"appl": 2}


def test_the_figures_of_each_sentence_are_in_the_ledger(snapshot: Snapshot) -> None:
    with snapshot:
        found = sorted((entry.value, entry.currency, entry.unit) for entry in snapshot.figures(None))
    assert found == [(Decimal(3), "USD", ""), (Decimal(4), "", "percent")]


def test_a_missing_document_and_a_missing_database_are_clear_errors(snapshot: Snapshot, tmp_path: Path) -> None:
    with snapshot, pytest.raises(IndexStateError, match="no document"):
        snapshot.document("none.md")
    with pytest.raises(IndexStateError, match="assistant index"):
        connect(tmp_path / "none.db")


def test_the_passages_at_a_place_are_those_that_something_of_it_stands_in(snapshot: Snapshot) -> None:
    with snapshot:
        text = snapshot.document("a.md").text
        at = text.index("水果")
        (fruit,) = snapshot.passages_at("a.md", at, at + 1)
        assert "水果" in fruit.text
        assert len(snapshot.passages_at("a.md", 0, len(text))) == len(snapshot.passages_of(["a.md"]))
        assert snapshot.passages_at("none.md", 0, 5) == ()
