from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.hashing import HashingEmbedder
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.surroundings import GAIN, surroundings, within
from tests.cut_texts import evidence_of

TRIP = "# Trip\n\nTuesday is the day of Ashby. The concert is at five. Blue scarves. Then we dine at the inn.\n"


class Overlap:
    """Finds a text as relevant as the number of some words in it, each worth `GAIN`."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.read: list[str] = []

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([GAIN * sum(word in text for word in self.words) for text in texts], np.float32)


def asked(question: str) -> Query:
    return make_query(question, HashingEmbedder(), ("en",))


def test_neighbours_that_make_a_sentence_relevant_belong_to_it() -> None:
    day, concert, scarves, inn = found = evidence_of(TRIP)[1:]
    around = surroundings(found, asked("What do we wear in Ashby?"), Overlap("Ashby", "scarves"))
    assert around[day.passage.document, day.sentence.start] == (day, concert, scarves)
    assert around[scarves.passage.document, scarves.sentence.start] == (day, concert, scarves)
    assert within(scarves, around) == (day, concert, scarves)
    assert within(day, around) == ()
    assert within(inn, around) == ()


def test_nothing_belongs_to_a_sentence_that_is_as_relevant_alone() -> None:
    found = evidence_of(TRIP)[1:]
    assert surroundings(found, asked("When is the concert?"), Overlap("cello")) == {}
    assert surroundings(found, asked("When is the concert?"), None) == {}
    assert surroundings((), asked("When is the concert?"), Overlap("concert")) == {}


def test_rows_and_questions_in_other_languages_are_not_looked_around() -> None:
    rows = evidence_of("# Fees\n\nFees of the pool.\n\n| Who | Fee |\n|---|---|\n| Adults | 4 |\n| Children | 2 |\n")
    cross = Overlap("Adults", "Fees")
    surroundings([item for item in rows if item.sentence.row], asked("What do adults pay?"), cross)
    assert cross.read == []
    surroundings(evidence_of(TRIP), asked("Was trägt man am Dienstag in Ashby?"), cross)
    assert cross.read == []
