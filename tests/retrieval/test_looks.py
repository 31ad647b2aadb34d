from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from assistant.embedding.encoders.opening import Encoders
from assistant.embedding.hashing import HashingEmbedder
from assistant.indexing.reader import Reader
from assistant.retrieval.looks import (
    READ,
    blended,
    encoders_read,
    find,
    find_and_read,
    in_context,
    in_words,
    looked_at_again,
    read_again,
    risen,
    scaled,
)
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.question import make_question
from assistant.retrieval.search import search
from assistant.types import Cell, Evidence, Passage, Sentence, TableRow
from tests.embedding.encoders.words import SharedWords, WordVectors
from tests.retrieval.conftest import MakeAssistant

QUESTION = "Who keeps the bees?"


def close(values: Mapping[int, float]) -> Callable[[Sequence[int]], Mapping[int, float]]:
    return lambda ids: {id_: values[id_] for id_ in ids if id_ in values}


def order(scores: Mapping[int, float], values: Mapping[int, float], weight: float) -> list[int]:
    """Return ids as both looks rank them."""
    both = looked_at_again(scores, close(values), weight)
    return sorted(both, key=lambda id_: -both[id_])


def test_the_second_look_lifts_what_is_close_but_does_not_rule_alone() -> None:
    scores = {0: 3.0, 1: 2.9, 2: 0.1}
    assert order(scores, {0: 0.5, 1: 0.9, 2: 0.91}, 0.8) == [1, 0, 2]
    assert order(scores, {0: 0.6, 1: 0.5, 2: 0.9}, 0.8) == [0, 1, 2]
    assert order(scores, {0: 0.6, 1: 0.5, 2: 0.9}, 2) == [2, 0, 1]


def test_scores_are_between_nothing_and_one() -> None:
    scores = looked_at_again({0: 7.0, 1: 5.0, 2: 1.0}, close({0: 0.1, 1: 0.2, 2: 0.7}))
    assert all(0 <= score <= 1 for score in scores.values())


def test_a_passage_without_token_vectors_neither_rises_nor_falls() -> None:
    scores = {0: 3.0, 1: 2.0, 2: 1.0}
    assert order(scores, {}, 2) == [0, 1, 2]
    assert order(scores, {0: 0.2, 2: 0.9}, 0.4) == [0, 1, 2]
    assert looked_at_again({}, close({})) == {}


def test_a_store_without_token_vectors_is_looked_at_once(indexed: MakeAssistant) -> None:
    made = indexed({"bees.md": "The school keeps bees.", "hens.md": "The farm keeps hens."})
    encoder = WordVectors()

    class Elsewhere:
        """A reader that has all that a reader must have, and no token vectors."""

        def __init__(self, reader: Reader) -> None:
            self._reader = reader

        def __getattr__(self, name: str) -> Any:
            if name == "closeness":
                raise AttributeError(name)
            return getattr(self._reader, name)

    with made.library.reading() as (reader, vectors):
        query = make_query(QUESTION, made.library.embedder)
        elsewhere = cast("Reader", Elsewhere(reader))
        looked_at = find(elsewhere, vectors, query, 5, Encoders(tokens=encoder))
        assert [item.score for item in looked_at] == [item.score for item in search(reader, vectors, query, 5)]
        assert encoder.questions == []
        find(reader, vectors, query, 5, Encoders(tokens=encoder))
        assert encoder.questions == [QUESTION]


def test_a_passage_rises_with_its_best_sentence(indexed: MakeAssistant) -> None:
    made = indexed({"a.md": "It rains.", "b.md": "It rains.\n\nThe school keeps the bees.", "c.md": "It rains too."})
    with made.library.reading() as (reader, vectors):
        query = make_query(QUESTION, made.library.embedder)
        by_name = sorted(find(reader, vectors, query, 3, Encoders()), key=lambda f: f.stored.passage.document)
        found = [replace(f, score=0.9 - n / 10) for n, f in enumerate(by_name)]
        names = [f.stored.passage.document for f in risen(found, query, SharedWords())]
        assert names == ["b.md", "a.md", "c.md"]
        assert risen(found, query, None) == tuple(found)
        most = find_and_read(reader, vectors, query, 1, Encoders(cross=SharedWords()))
        assert [f.stored.passage.document for f in most] == ["b.md"]
        assert 0 <= most[0].score <= 1


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who keeps the bees?", True),
        ("Bees?", True),
        ("How many bees does Señor Núñez keep?", True),
        ("Wer hält die Bienen?", False),
        ("谁养蜂？", False),
        ("من يربي النحل؟", False),
        ("Кто держит пчёл?", False),
    ],
)
def test_a_question_that_the_encoders_cannot_read_is_told_by_words_and_letters(question: str, read: bool) -> None:
    assert encoders_read(make_question(question)) is read


def test_a_question_of_four_thousand_characters_is_looked_at_again(indexed: MakeAssistant) -> None:
    made = indexed({"bees.md": "The school keeps bees."})
    with made.library.reading() as (reader, vectors):
        query = make_query("bees " * 799 + "who?", made.library.embedder)
        assert len(find(reader, vectors, query, 5, Encoders(tokens=WordVectors()))) == 1


def test_values_are_scaled_to_their_own_least_and_greatest() -> None:
    assert scaled([2, 4, 3]).tolist() == [0, 1, 0.5]
    assert scaled([7, 7]).tolist() == [1, 1]
    assert scaled([]).tolist() == []


def test_what_was_not_seen_keeps_its_place() -> None:
    known = scaled([4, 2, 0])
    assert blended(known, [None, None, None], 3).tolist() == known.tolist()
    assert blended(known, [0.1, None, 0.9], 1) == pytest.approx([0.5, 0.5, 0.5])


def asked(question: str = QUESTION) -> Query:
    return make_query(question, HashingEmbedder())


def sentences(*texts: str, language: str = "en") -> list[Evidence]:
    """Return a sentence of each text, in a passage of its own, best first."""
    return [
        Evidence(
            Passage("a.md", n, 0, len(text), text, sentences=(Sentence(0, len(text), text),), language=language),
            Sentence(0, len(text), text),
            score=0.9 - 0.1 * n,
            closeness=0.5,
        )
        for n, text in enumerate(texts)
    ]


def test_the_sentence_that_is_most_relevant_comes_first() -> None:
    ranked = sentences("The hives stand by the wall.", "The school keeps the bees.", "It rains.")
    found = read_again(ranked, asked(), Encoders(cross=SharedWords()))
    assert [item.sentence.text for item in found] == [ranked[n].sentence.text for n in (1, 0, 2)]
    assert [item.relevance for item in found] == [3.0, -1.0, -3.0]
    assert all(0 <= item.score <= 1 for item in found)


def test_each_part_of_a_question_finds_its_own_sentence_relevant() -> None:
    ranked = sentences("Nothing of it.", "The school keeps bees.", "In Leeds does the mill stand.")
    both = asked("Who keeps the bees, and where does the mill stand?")
    found = read_again(ranked, both, Encoders(cross=SharedWords()))
    relevance = {item.sentence.text: item.relevance for item in found}
    assert relevance == {"In Leeds does the mill stand.": 5.0, "The school keeps bees.": 3.0, "Nothing of it.": -3.0}


def test_only_the_best_are_read_and_those_behind_stay_there() -> None:
    ranked = sentences(*(f"Hen {n}." for n in range(READ)), "Who keeps the bees?")
    ranked = [replace(item, score=1 - n / 100) for n, item in enumerate(ranked)]
    cross = SharedWords()
    found = read_again(ranked, asked(), Encoders(cross=cross))
    assert len(cross.read) == READ
    assert found[-1].sentence.text == "Who keeps the bees?"
    assert found[-1].relevance is None


def test_what_the_encoder_does_not_read_stays_as_it_is() -> None:
    cross = SharedWords()
    ranked = sentences("Die Schule hält Bienen.", language="de")
    assert read_again(ranked, asked(), Encoders(cross=cross))[0].score == pytest.approx(ranked[0].score)
    assert read_again(ranked, asked("Wer hält die Bienen in der Schule?"), Encoders(cross=cross)) == tuple(ranked)
    assert read_again([], asked(), Encoders(cross=cross)) == ()
    assert read_again(ranked, asked(), Encoders()) == tuple(ranked)
    assert cross.read == []


def test_the_encoder_for_many_languages_reads_what_the_english_one_cannot() -> None:
    english, many = SharedWords(), SharedWords()
    both = Encoders(cross=english, many=many)
    german = sentences("Es regnet.", "Die Schule hält die Bienen.", language="de")
    found = read_again(german, asked("Wer hält die Bienen?"), both)
    assert [item.relevance for item in found] == [None, None]
    assert [item.sentence.text for item in found] == ["Die Schule hält die Bienen.", "Es regnet."]
    assert (len(english.read), len(many.read)) == (0, 2)
    read_again((*german, *sentences("The school keeps the bees.")), asked(), both)
    assert (len(english.read), len(many.read)) == (0, 5)
    read_again(sentences("The school keeps the bees."), asked(), both)
    assert (len(english.read), len(many.read)) == (1, 5)
    read_again((*german[:1], *sentences("The school keeps the bees.")), asked(), both)
    assert (len(english.read), len(many.read)) == (2, 5)
    read_again(sentences("The school keeps the bees."), asked(), Encoders(many=many))
    assert len(many.read) == 6


def test_a_row_is_read_with_the_names_of_its_section_and_columns() -> None:
    cells = (
        Cell(0, 6, "Hives"),
        Cell(9, 11, "12", columns=("Spring", "North")),
        Cell(14, 14, ""),
        Cell(17, 19, "31", columns=("Autumn",)),
    )
    row = Sentence(0, 19, "Hives | 12 | | 31", row=TableRow("Hives", "Kept by the school", cells))
    passage = Passage("a.md", 0, 0, 19, row.text, heading=("Report", "Bees"), sentences=(row,))
    assert in_words(passage, row) == "Bees, Kept by the school, Hives. Spring North: 12; Autumn: 31"
    assert in_words(passage, Sentence(0, 5, "Hives")) == "Hives"


def test_a_sentence_is_read_behind_its_headings_or_the_name_of_its_document() -> None:
    text = Sentence(0, 6, "Hives.")
    row = Sentence(0, 2, "A 1", row=TableRow("A", "", (Cell(0, 1, "A"), Cell(2, 3, "1"))))
    passage = Passage("a.md", 0, 0, 6, "Hives.", heading=("Report", "Bees"), sentences=(text, row))
    assert in_context(passage, text) == "Report. Bees. Hives."
    assert in_context(passage, row) == "Report. Bees, A. 1"
    assert in_context(replace(passage, document="club/bee_rules.txt", heading=()), text) == "Bee rules. Hives."


def test_what_stands_above_a_sentence_is_read_with_it() -> None:
    cross = SharedWords()
    (item,) = sentences("It is 28 euros.")
    above = replace(item.passage, heading=("Travel rules", "Meals"))
    read_again([replace(item, passage=above)], asked(), Encoders(cross=cross))
    assert cross.read == ["Travel rules. Meals. It is 28 euros."]
