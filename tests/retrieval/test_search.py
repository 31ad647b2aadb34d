import pytest

from assistant.errors import IndexStateError
from assistant.indexing.scope import Scope
from assistant.retrieval.query import make_query
from assistant.retrieval.search import search
from tests.retrieval.conftest import MakeAssistant
from tests.stores import BOTH_STORES

pytestmark = pytest.mark.parametrize("indexed", BOTH_STORES, indirect=True)

DOCUMENTS = {
    "cloud.md": "# Cloud\n\nCloud revenue rose 26% to 33.40 billion yuan.\n\n# Staff\n\nThe company hired nurses.\n",
    "shops.md": "# Shops\n\nA fire closed one shop in Leeds. Returns are a risk and a threat to the plan.\n",
    "中文.md": "# 云\n\n云业务收入增长。\n",
}


def test_the_passage_that_shares_words_with_the_question_comes_first(indexed: MakeAssistant) -> None:
    hits = indexed(DOCUMENTS).search("How much did cloud revenue rise?")
    assert hits[0].passage.document == "cloud.md"
    assert "33.40 billion" in hits[0].passage.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_what_all_passages_have_in_common_does_not_flatten_their_scores(indexed: MakeAssistant) -> None:
    made = indexed({"apples.md": "# Apples\n\nApples cost 3 dollars.\n\n# Pears\n\nPears are soft and ripen late.\n"})
    (first, *_, last) = made.search("What do Apples cost?")
    assert last.score < 0.2 * first.score


def test_other_scripts_are_found(indexed: MakeAssistant) -> None:
    assert indexed(DOCUMENTS).search("云业务收入")[0].passage.document == "中文.md"


def test_search_on_an_emptied_index_finds_nothing(indexed: MakeAssistant) -> None:
    emptied = indexed({"one.txt": "Only this sentence."})
    emptied.library.remove("one.txt")
    assert emptied.search("anything") == []


def test_a_single_passage_is_found(indexed: MakeAssistant) -> None:
    assert len(indexed({"one.txt": "Only this sentence."}).search("sentence")) == 1


def test_ties_are_ordered_the_same_each_time(indexed: MakeAssistant) -> None:
    assistant = indexed({"b.txt": "The same words here.", "a.txt": "Here the same words."})
    first = [hit.passage.document for hit in assistant.search("same words")]
    assert sorted(first) == ["a.txt", "b.txt"]
    assert all([hit.passage.document for hit in assistant.search("same words")] == first for _ in range(3))


def test_a_text_that_two_files_hold_is_found_once(indexed: MakeAssistant) -> None:
    assistant = indexed({"b.txt": "The same words.", "a.txt": "The same words."})
    assert [hit.passage.document for hit in assistant.search("same words")] == ["a.txt"]
    assert [hit.passage.document for hit in assistant.search("same words", scope=Scope(documents=["b.txt"]))] == [
        "a.txt"
    ]


def test_k_bounds_what_comes_back(indexed: MakeAssistant) -> None:
    assert len(indexed(DOCUMENTS).search("cloud shop company", k=2)) == 2


def test_a_search_may_keep_to_documents(indexed: MakeAssistant) -> None:
    hits = indexed(DOCUMENTS).search("cloud revenue", scope=Scope(documents=["shops.md"]))
    assert {hit.passage.document for hit in hits} == {"shops.md"}


def test_a_document_that_is_not_there_is_named(indexed: MakeAssistant) -> None:
    with pytest.raises(IndexStateError, match=r"no document 'none\.md'"):
        indexed(DOCUMENTS).search("cloud", scope=Scope(documents=["none.md"]))


def test_a_search_may_keep_to_facets(indexed: MakeAssistant) -> None:
    hits = indexed(DOCUMENTS).search("cloud revenue company", scope=Scope(facets=["risks"]))
    assert hits
    assert all(hit.passage.facets.risks > 0.2 for hit in hits)


def test_words_that_no_document_has_still_find_the_nearest_by_vector(indexed: MakeAssistant) -> None:
    assistant = indexed(DOCUMENTS)
    with assistant.library.reading() as (snapshot, vectors):
        found = search(snapshot, vectors, make_query("zebra xylophone", assistant.library.embedder), 5)
    assert found
    assert all(not any(item.sentence_words) for item in found)


@pytest.mark.parametrize("question", ['cloud" OR "x', "NEAR(cloud)", "cloud AND NOT *", "'; DROP TABLE passages; --"])
def test_no_question_is_read_as_a_query_language(indexed: MakeAssistant, question: str) -> None:
    assistant = indexed(DOCUMENTS)
    assistant.search(question)
    assert assistant.search("cloud revenue")[0].passage.document == "cloud.md"


def test_who_leads_is_found_where_an_office_is_named(indexed: MakeAssistant) -> None:
    garden = "".join(f"# {tree}\n\nThe {tree} gives shade.\n\n" for tree in ("Oak", "Elm", "Ash", "Fir", "Yew"))
    assistant = indexed({"a.md": f"{garden}# Staff\n\nCEO Mary Wu plans ahead.\n"})
    assert "Mary Wu" in assistant.search("Who leads it?", 1)[0].passage.text
