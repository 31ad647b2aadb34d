from __future__ import annotations

from assistant.evaluation.retrieval import pages_in_order, pages_of
from assistant.types import Passage, Sentence


def passage(*pages: int | None) -> Passage:
    sentences = tuple(Sentence(n, n + 1, "x", page) for n, page in enumerate(pages))
    return Passage("a.pdf", 0, 0, 9, "x", page=pages[0], sentences=sentences)


def test_a_passage_lies_on_every_page_of_its_sentences() -> None:
    assert pages_of(passage(3, 3, 4)) == (("a.pdf", 3), ("a.pdf", 4))


def test_a_passage_of_a_document_without_pages_lies_on_none() -> None:
    assert pages_of(passage(None)) == ()


def test_each_page_stands_where_it_comes_first() -> None:
    ranked = pages_in_order([passage(2), passage(1, 2), passage(5)])
    assert [page for _, page in ranked] == [2, 1, 5]
