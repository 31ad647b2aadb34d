from collections.abc import Sequence

import pytest

from assistant.asking.assistant import Assistant
from assistant.retrieval.evidence import MOST_SENTENCES, READ_FIRST, rank_sentences, select_evidence
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
    with assistant.reading() as (snapshot, vectors):
        query = make_query(question, assistant.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        return select_evidence(ranked, query, assistant.embedder.count_tokens, budget).evidence


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
    assert sum(assistant.embedder.count_tokens(texts(found))) <= 15
    assert len(gather(assistant, "plan risk roses firm soup bees tulips investors")) <= MOST_SENTENCES


def test_the_best_of_the_evidence_is_what_is_read_first(indexed: MakeAssistant) -> None:
    lines = [f"The plan of year {year} costs the firm five coins, {'so ' * 20} they say." for year in range(1, 9)]
    assistant = indexed({"r.txt": " ".join(lines)})
    with assistant.reading() as (snapshot, vectors):
        query = make_query("What does the plan of year 7 cost the firm?", assistant.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        evidence, best = select_evidence(ranked, query, assistant.embedder.count_tokens, 300)
    assert sum(assistant.embedder.count_tokens(texts(best))) <= READ_FIRST
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
    with assistant.reading() as (snapshot, vectors):
        query = make_query(question, assistant.embedder)
        ranked = rank_sentences(search(snapshot, vectors, query, 8), query)
        evidence, best = select_evidence(ranked, query, assistant.embedder.count_tokens, 300)
    assert sum(assistant.embedder.count_tokens(texts(evidence))) > READ_FIRST
    assert best == evidence


def test_one_sentence_over_the_budget_is_still_given(indexed: MakeAssistant) -> None:
    found = gather(indexed({"r.txt": "This only sentence is rather long for such a budget."}), "sentence", budget=3)
    assert len(found) == 1


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(indexed: MakeAssistant) -> None:
    found = texts(gather(indexed({"r.md": TEXT}), "Which is the largest plan ever?", budget=17))
    assert "This is its largest plan ever." in found
    assert "The firm will spend 380 billion yuan on data centres." in found


def test_a_sentence_with_none_before_it_counts_once(indexed: MakeAssistant) -> None:
    assistant = indexed({"a.txt": "This plan is old.", "b.txt": "This plan is new."})
    both = sum(assistant.embedder.count_tokens(["This plan is old.", "This plan is new."]))
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


def test_a_sentence_counts_only_where_the_office_or_measure_that_is_asked_for_is_named(indexed: MakeAssistant) -> None:
    told = indexed({"r.md": "# Firm\n\nThe revenue of the firm was 5 million.\n\n# People\n\nIts CEO is Mary Wu.\n"})
    assert gather(told, "What was the profit of the firm?") == ()
    assert texts(gather(told, "What was the revenue of the firm?")) == ["The revenue of the firm was 5 million."]
    assert gather(told, "Who is the chairman of the firm?") == ()


def test_where_a_question_asks_how_many_and_nothing_is_counted_there_is_no_evidence(indexed: MakeAssistant) -> None:
    told = indexed({"r.md": "# Firm\n\nThe customers of the firm brought 33 billion yuan, 26% more.\n"})
    assert gather(told, "How many customers has the firm?") == ()
    assert gather(told, "How much did the customers of the firm bring?") != ()


def test_where_a_question_asks_what_will_be_and_nothing_looks_ahead_there_is_no_evidence(
    indexed: MakeAssistant,
) -> None:
    told = indexed({"r.md": "# Firm\n\nThe revenue of the firm rose 26% to 33 billion yuan last year.\n"})
    assert gather(told, "What will the revenue of the firm be next year?") == ()
    assert gather(told, "What was the revenue of the firm?") != ()
    planned = indexed({"p.md": "# Firm\n\nThe firm expects revenue of 40 billion yuan next year.\n"})
    assert gather(planned, "What will the revenue of the firm be next year?") != ()


def test_a_bare_will_does_not_make_a_question_one_about_a_time_to_come(indexed: MakeAssistant) -> None:
    told = indexed({"t.md": "# Firm\n\nThe purchase of Acme brings the firm customers in Asia.\n"})
    assert gather(told, "How will the purchase of Acme benefit the firm?") != ()
