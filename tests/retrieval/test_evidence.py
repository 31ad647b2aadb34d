from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.asking.assistant import Assistant
from assistant.retrieval.evidence import (
    IN_ITS_WORDS,
    MOST_OF_SURE_ORDER,
    MOST_SENTENCES,
    READ_FIRST,
    SentenceWeights,
    rank_sentences,
    select_evidence,
)
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from assistant.types import Evidence
from tests.retrieval.conftest import MakeAssistant

TEXT = (
    "# Report\n\n## Spending\n\nThe firm will spend 380 billion yuan on data centres. This is its largest plan ever. "
    "The canteen serves soup on Mondays.\n\n## Dangers\n\nDelays are the main risk and a threat to the plan. "
    "Investors may lose patience.\n\n## Garden\n\nRoses bloom in June. Bees visit the roses. Tulips come first.\n"
)


def gather(assistant: Assistant, question: str, budget: int = 300) -> tuple[Evidence, ...]:
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query(question, assistant.library.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        return select_evidence(ranked, query, assistant.library.embedder.count_tokens, budget).evidence


def texts(evidence: Sequence[Evidence]) -> list[str]:
    return [item.sentence.text for item in evidence]


def test_the_sentence_that_answers_is_among_the_evidence(indexed: MakeAssistant) -> None:
    found = gather(indexed({"r.md": TEXT}), "How much will the firm spend on data centres?")
    assert any("380 billion" in text for text in texts(found))


def test_evidence_is_in_document_order_and_never_a_heading(indexed: MakeAssistant) -> None:
    found = gather(indexed({"r.md": TEXT}), "What of the plan, the risk and the roses?")
    starts = [item.sentence.start for item in found]
    assert starts == sorted(starts)
    assert not any(text.startswith("#") for text in texts(found))


def test_evidence_keeps_to_its_budget(indexed: MakeAssistant) -> None:
    assistant = indexed({"r.md": TEXT})
    found = gather(assistant, "What of the plan, the risk and the roses?", budget=15)
    assert sum(assistant.library.embedder.count_tokens(texts(found))) <= 15
    assert len(gather(assistant, "plan risk roses firm soup bees tulips investors")) <= MOST_SENTENCES


def test_the_best_of_the_evidence_is_what_is_read_first(indexed: MakeAssistant) -> None:
    lines = [f"The plan of year {year} costs the firm five coins, {'so ' * 20} they say." for year in range(1, 9)]
    assistant = indexed({"r.txt": " ".join(lines)})
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query("What does the plan of year 7 cost the firm?", assistant.library.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        evidence, best, _ = select_evidence(ranked, query, assistant.library.embedder.count_tokens, 300)
    assert sum(assistant.library.embedder.count_tokens(texts(best))) <= READ_FIRST
    assert best == tuple(item for item in evidence if item in best) != evidence
    assert ranked[0] in best
    assert min(item.score for item in best) >= max(item.score for item in evidence if item not in best)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "# Costs\n\n| Plan | Cost |\n|---|---|\n" + "| Plan of the firm, so they say | 5 |\n" * 12,
            "What of the plan?",
        ),
        ("The plan of the firm is this, they say. " * 12, "What of the plan, and what of the firm?"),
    ],
)
def test_where_many_may_answer_all_is_read_at_once(indexed: MakeAssistant, text: str, question: str) -> None:
    assistant = indexed({"r.md": text})
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query(question, assistant.library.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        evidence, best, _ = select_evidence(ranked, query, assistant.library.embedder.count_tokens, 300)
    assert sum(assistant.library.embedder.count_tokens(texts(evidence))) > READ_FIRST
    assert best == evidence


def test_one_sentence_over_the_budget_is_still_given(indexed: MakeAssistant) -> None:
    found = gather(indexed({"r.txt": "This only sentence is rather long for such a budget."}), "sentence", budget=3)
    assert len(found) == 1


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(indexed: MakeAssistant) -> None:
    found = texts(gather(indexed({"r.md": TEXT}), "Which is the largest plan ever?", budget=17))
    assert "This is its largest plan ever." in found
    assert "The firm will spend 380 billion yuan on data centres." in found


def test_what_follows_a_question_is_what_answers_it(indexed: MakeAssistant) -> None:
    faq = "Q: How much is the yearly fee of the club? A: It is 30 euros. The club has a boat. Bees visit the roses."
    asked = "How much is the yearly fee of the club?"
    assistant = indexed({"faq.txt": faq})
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query(asked, assistant.library.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
    assert "30 euros" in ranked[0].sentence.text
    assert ranked[-1].sentence.text.endswith("?")
    assert texts(gather(assistant, asked))[0].endswith("?")  # it is read with its answer


PLANS = {
    f"report-{year}.md": f"# Ferry report {year}\n\nSales were {sold} million euros. "
    f"For {year + 1} we expect sales of {sold + 2} million euros.\n"
    for year, sold in ((2020, 12), (2021, 11))
}


def test_what_came_of_a_plan_is_read_before_the_plan(indexed: MakeAssistant) -> None:
    assistant = indexed(PLANS)
    told = texts(gather(assistant, "What were the sales of the ferry in 2021?"))
    assert "Sales were 11 million euros." in told
    assert "For 2021 we expect sales of 14 million euros." not in told
    planned = texts(gather(assistant, "What sales did the ferry expect for 2021?"))
    assert "For 2021 we expect sales of 14 million euros." in planned


def test_a_sentence_with_none_before_it_counts_once(indexed: MakeAssistant) -> None:
    assistant = indexed({"a.txt": "This plan is old.", "b.txt": "This plan is new."})
    both = sum(assistant.library.embedder.count_tokens(["This plan is old.", "This plan is new."]))
    assert len(gather(assistant, "What of the plan?", budget=both)) == 2


def test_a_sentence_that_fits_far_worse_than_the_best_is_not_read(indexed: MakeAssistant) -> None:
    assistant = indexed({"r.md": TEXT})
    assert not any("soup" in text for text in texts(gather(assistant, "How much will the firm spend on data centres?")))
    several = texts(gather(assistant, "How much will the firm spend on data centres, and who serves soup?"))
    assert any("soup" in text for text in several)


def test_the_rows_of_a_table_are_read_though_one_fits_far_better(indexed: MakeAssistant) -> None:
    table = "# Sales\n\n| Region | Sales |\n|---|---|\n| North of the river in winter | 5 |\n| South | 7 |\n"
    found = texts(gather(indexed({"r.md": table}), "What were the sales north of the river in winter?"))
    assert "| South | 7 |" in found


def test_a_question_that_spans_facets_gets_evidence_for_each(indexed: MakeAssistant) -> None:
    found = texts(gather(indexed({"r.md": TEXT}), "How much will be spent, and what could go wrong?", budget=30))
    assert any("380 billion" in text for text in found)
    assert any("risk" in text for text in found)


def test_nothing_found_is_no_evidence(indexed: MakeAssistant) -> None:
    assert gather(indexed({}), "anything") == ()


def test_evidence_says_how_close_it_is(indexed: MakeAssistant) -> None:
    found = gather(indexed({"r.md": TEXT}), "Roses bloom in June.")
    best = max(found, key=lambda item: item.closeness)
    assert best.sentence.text == "Roses bloom in June."
    assert best.closeness > 0.99


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The team members of the mill get a free day on their birthday.", "What do employees of the mill get?"),
        ("The mill took in 5 million crowns.", "What was the profit of the mill?"),
        ("The head of the mill is Mary Wu.", "Who is the chairman of the mill?"),
        ("The guests of the mill left 33 billion yuan, 26% more.", "How many guests has the mill?"),
        ("The rent of the mill rose by a tenth last year.", "What will the rent of the mill be next year?"),
        ("The mill grew its fleet of boats to nine.", "By how many times did the mill multiply its boats?"),
    ],
)
def test_no_type_of_answer_that_is_expected_empties_the_evidence(
    indexed: MakeAssistant, text: str, question: str
) -> None:
    assert texts(gather(indexed({"mill.txt": text}), question)) == [text]


def test_a_sentence_with_what_is_expected_ranks_before_one_that_fits_as_well(indexed: MakeAssistant) -> None:
    told = indexed({"a.txt": "The mill sold seven of its boats.", "b.txt": "The mill sold 40 percent of its boats."})
    with told.library.reading() as (snapshot, vectors):
        query = make_query("What share of its boats was sold by the mill?", told.library.embedder)
        found = search(snapshot, vectors, query, 8)
        unranked = rank_sentences(found, query, SentenceWeights(number=0, share=0, time=0))
        ranked = rank_sentences(found, query)
    lost = {item.sentence.text: item.score for item in unranked}
    assert {t: round(lost[t] - item.score, 6) for item in ranked for t in [item.sentence.text]} == {
        "The mill sold 40 percent of its boats.": 0,
        "The mill sold seven of its boats.": SentenceWeights().share,
    }


def test_less_is_evidence_where_its_order_is_sure_unless_many_may_answer(indexed: MakeAssistant) -> None:
    lines = [f"The plan of year {year} costs the firm five coins." for year in range(1, 13)]
    assistant = indexed({"r.txt": " ".join(lines)})
    count = assistant.library.embedder.count_tokens
    with assistant.library.reading() as (snapshot, vectors):
        for question, most in (
            ("What does the plan of a year cost the firm?", MOST_OF_SURE_ORDER),
            ("What does the plan cost, and who is the firm?", MOST_SENTENCES),
        ):
            query = make_query(question, assistant.library.embedder)
            ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
            sure = [replace(item, relevance=1.0) for item in ranked]
            assert len(select_evidence(ranked, query, count, 900).evidence) == MOST_SENTENCES
            assert len(select_evidence(sure, query, count, 900).evidence) == most


def test_the_next_best_is_beyond_evidence_that_is_not_relevant_and_keeps_to_a_budget(indexed: MakeAssistant) -> None:
    lines = [f"The plan of year {year} costs the firm five coins." for year in range(1, 13)]
    assistant = indexed({"r.txt": " ".join(lines)})
    count = assistant.library.embedder.count_tokens
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query("What does the plan of a year cost the firm?", assistant.library.embedder)
        ranked = [replace(i, relevance=-1.0) for i in rank_sentences(search(snapshot, vectors, query, 8), query)]
        relevant = [replace(item, relevance=IN_ITS_WORDS) for item in ranked]
        assert not select_evidence(relevant, query, count, 900).beyond
        for budget, most in ((900, MOST_SENTENCES - MOST_OF_SURE_ORDER), (sum(count(lines[:3])), 3)):
            evidence, _, beyond = select_evidence(ranked, query, count, budget)
            assert not set(texts(evidence)) & set(texts(beyond))
            assert len(beyond) == most
            assert texts(beyond) == texts([item for item in ranked if item not in evidence][:most])


def test_the_best_sentences_come_before_those_of_each_facet(indexed: MakeAssistant) -> None:
    assistant = indexed({"r.md": TEXT})
    count = assistant.library.embedder.count_tokens
    with assistant.library.reading() as (snapshot, vectors):
        query = make_query("What risk and what strategy and figures of the plan?", assistant.library.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        best = sorted(ranked, key=lambda item: "roses" not in item.sentence.text)
        best = [replace(item, score=1.0 - number / 100) for number, item in enumerate(best)]
        first = select_evidence(best, query, count, 300).evidence
        assert len(query.facets) > 1
        assert {item.sentence.start for item in best[:2]} <= {item.sentence.start for item in first}
        tight = select_evidence(best, query, count, sum(count(texts(best[:2])))).evidence
        assert sorted(texts(tight)) == sorted(texts(best[:2]))


def test_what_came_of_a_plan_is_read_before_the_plan_in_german(indexed: MakeAssistant) -> None:
    assistant = indexed(
        {
            f"bericht-{year}.md": f"# Bericht der Fähre {year}\n\nDer Umsatz der Fähre betrug {sold} Millionen Euro. "
            f"Für {year + 1} erwarten wir einen Umsatz von {sold + 2} Millionen Euro.\n"
            for year, sold in ((2020, 12), (2021, 11))
        }
    )
    told = texts(gather(assistant, "Wie hoch war der Umsatz der Fähre 2021?"))
    assert "Der Umsatz der Fähre betrug 11 Millionen Euro." in told
    assert "Für 2021 erwarten wir einen Umsatz von 14 Millionen Euro." not in told
