import random
from pathlib import Path

import pytest

from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.building.builder import update_index
from assistant.indexing.layout import current_database
from assistant.indexing.sqlite import full_text
from assistant.indexing.sqlite.full_text import plan_matching
from assistant.indexing.sqlite.store import Snapshot
from assistant.reading.contents import Limits


def test_few_rows_are_all_scored_at_once() -> None:
    assert plan_matching({"cloud": 30, "salt": 2}) == ('"salt" OR "cloud"',)
    assert plan_matching({"salt": 1}) == ('"salt"',)


def test_terms_that_stand_nowhere_ask_nothing() -> None:
    assert plan_matching({}) == plan_matching({"salt": 0}) == ()


def test_of_many_rows_those_with_a_rare_term_are_scored_and_no_row_twice() -> None:
    asked = plan_matching({"company": 9000, "salt": 200, "town": 700})
    assert asked == ('("salt" OR "town") AND ("company")', '("salt" OR "town") NOT ("company")')


def test_where_every_term_is_common_the_two_rarest_are_needed_together() -> None:
    frequency = {"company": 9000, "year": 8000, "sales": 7000}
    assert plan_matching(frequency) == ('("sales" AND "year") AND ("company")', '("sales" AND "year") NOT ("company")')
    assert plan_matching({"company": 9000}) == ('"company"',)
    assert plan_matching({"company": 9000, "year": 8000}) == ('"year" AND "company"',)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    chance = random.Random(3)
    for number in range(40):
        said = " ".join(chance.choice(["company", "year", "sales", "rise"]) for _ in range(chance.randint(2, 9)))
        rare = " zebra" if number % 7 == 0 else ""
        (corpus / f"{number}.txt").write_text(f"The {said}{rare}.", "utf-8")
    update_index(tmp_path / "index", corpus, HashingEmbedder(), limits=Limits())
    database = current_database(tmp_path / "index")
    assert database is not None
    return Snapshot(database)


@pytest.mark.parametrize("level", ["documents", "passages", "sentences"])
def test_a_row_with_a_rare_term_has_the_score_that_all_terms_give_it(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    asked = ["compani", "year", "sale", "zebra"]
    with snapshot:
        exact = snapshot.match(level, asked, 100)
        monkeypatch.setattr(full_text, "SCORED_AT_ONCE", 10)
        monkeypatch.setattr(full_text, "SCORED_FOR_RARE", 9)
        planned = snapshot.match(level, asked, 100)
        assert 0 < len(planned) < len(exact)
        assert set(planned) == set(snapshot.match(level, ["zebra"], 100))
        assert all(planned[row] == pytest.approx(exact[row]) for row in planned)
        assert list(planned) == sorted(planned, key=lambda row: (-planned[row], row))
        inside = snapshot.passages_of(["1.txt", "7.txt"])  # one passage, one sentence: the same id at each level
        expected = {row: pytest.approx(exact[row]) for row in inside}
        assert snapshot.match(level, asked, 100, inside) == expected
