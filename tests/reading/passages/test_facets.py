import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.passages.facets import weigh_facets
from assistant.types import FACETS, Facet, Facets

LABELLED = Path(__file__).parents[3] / "benchmarks" / "data" / "facets.jsonl"


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("What could go wrong?", "risks"),
        ("What are the main risks?", "risks"),
        ("Is the firm exposed to currency swings?", "risks"),
        ("How much did it invest?", "figures"),
        ("How many users does it have?", "figures"),
        ("What percentage comes from abroad?", "figures"),
        ("What are the plans for the stores?", "strategy"),
        ("What does it aim for?", "strategy"),
        ("Why did they choose the north?", "strategy"),
        ("Who are its partners?", "strategy"),
    ],
)
def test_a_question_shows_its_facet(question: str, facet: Facet) -> None:
    weights = weigh_facets(question)
    assert weights.of(facet) >= 0.5
    assert weights.of(facet) == max(weights.of(other) for other in FACETS)


@pytest.mark.parametrize("text", ["", " \n", "Who painted the ceiling?", "The moss is green.", "Er ging nach Hause."])
def test_a_text_of_none_of_them_has_low_weights(text: str) -> None:
    assert all(weigh_facets(text).of(facet) < 0.3 for facet in FACETS)


def test_an_empty_text_weighs_nothing() -> None:
    assert weigh_facets("") == Facets()


def test_figures_are_seen_in_any_language() -> None:
    assert weigh_facets("公司收入达到334亿元，增长26%，利润为12.5亿元。").figures >= 0.5
    assert weigh_facets("Der Umsatz stieg um 3,5 % auf 412 Mio. Euro.").figures >= 0.5


def test_years_and_ordinals_are_no_figures() -> None:
    assert weigh_facets("He was born in 1821 and died in 1874, after 2 wars.").figures < 0.3


def test_a_question_can_span_facets() -> None:
    weights = weigh_facets("What are the plans and what could go wrong?")
    assert weights.strategy >= 0.5 <= weights.risks


def test_saying_it_again_does_not_make_it_stronger() -> None:
    once = weigh_facets("The plan carries a risk.")
    again = weigh_facets("The plan carries a risk. The plan carries a risk.")
    assert again.risks <= once.risks


@given(st.text(max_size=200))
def test_weights_stay_between_0_and_1(text: str) -> None:
    assert all(0 <= weigh_facets(text).of(facet) <= 1 for facet in FACETS)


@pytest.mark.parametrize("facet", FACETS)
def test_labelled_texts_are_mostly_weighed_rightly(facet: Facet) -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    weighed = [weigh_facets(row["text"], row.get("language", "en")).of(facet) for row in rows]
    right = [(weight >= 0.5) == (facet in row["facets"]) for row, weight in zip(rows, weighed, strict=True)]
    assert len(rows) >= 60
    assert sum(right) / len(right) >= 0.9
