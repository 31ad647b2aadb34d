import math

import pytest

from assistant.evaluation.metrics import (
    bootstrap_interval,
    contains_answer,
    hit_at,
    mean,
    normalise,
    percentile,
    reciprocal_rank,
    token_f1,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The  Cat, sat!", "cat sat"), ("A an the", ""), ("U.S.", "us"), ("", ""), ("“Straße”", "straße")],
)
def test_normalisation_is_squads(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("It was the Denver Broncos.", ["Denver Broncos"], True),
        ("It was 1308 points.", ["308"], False),
        ("Nothing here.", [], False),
        ("Nothing here.", ["the"], False),
        ("In 1,308 cases", ["1308"], True),
    ],
)
def test_an_answer_is_contained_word_for_word(text: str, answers: list[str], expected: bool) -> None:
    assert contains_answer(text, answers) is expected


def test_f1_is_the_best_over_the_answers() -> None:
    assert token_f1("Denver Broncos", ["Denver Broncos", "Broncos"]) == 1.0
    assert token_f1("the Broncos of Denver", ["Denver Broncos"]) == pytest.approx(2 * 2 / 5)
    assert token_f1("Panthers", ["Broncos"]) == 0.0
    assert token_f1("", ["Broncos"]) == token_f1("Broncos", []) == 0.0


def test_hits_and_ranks_look_only_as_deep_as_they_are_told() -> None:
    found = [False, False, True, True]
    assert [hit_at(k, found) for k in (1, 3, 5)] == [0.0, 1.0, 1.0]
    assert reciprocal_rank(found) == pytest.approx(1 / 3)
    assert reciprocal_rank(found, k=2) == reciprocal_rank([]) == 0.0


def test_nothing_to_average_is_not_a_number() -> None:
    assert math.isnan(mean([]))
    assert math.isnan(percentile([], 50))
    assert all(math.isnan(bound) for bound in bootstrap_interval([]))


def test_the_interval_holds_the_mean_narrows_with_data_and_repeats() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    low, high = bootstrap_interval(few)
    assert low < mean(few) < high
    narrow = bootstrap_interval(many)
    assert narrow[1] - narrow[0] < high - low
    assert bootstrap_interval(few) == (low, high)
