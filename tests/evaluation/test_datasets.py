import json
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.evaluation.datasets import GoldQuestion, gold_span, read_questions
from assistant.types import Document


def _question(**changes: object) -> GoldQuestion:
    row = {
        "id": "q",
        "text": "?",
        "answerable": True,
        "required": (),
        "answers": (),
        "document": "",
        "evidence": "",
        "kind": "",
    }
    return GoldQuestion(**{**row, **changes})  # type: ignore[arg-type]  # built from keywords


def test_every_group_must_be_met_by_one_alternative() -> None:
    question = _question(required=(("video",), ("image", "picture")))
    assert question.is_answered_by("Video and Picture tools")
    assert not question.is_answered_by("Video tools")


def test_a_question_without_an_answer_is_never_answered() -> None:
    assert not _question().is_answered_by("anything")


def test_questions_are_read_in_every_shape(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "question": "A?", "answerable": True, "required": [["x"]], "evidence": "e", "facet": "risks"},
        {"id": "2", "question": "B?", "answerable": False, "answers": [], "document": "b.md"},
        {"id": "3", "question": "C?", "answerable": True, "answer": "42", "document": "c.pdf"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first, second, third = read_questions(path)
    assert (first.required, first.kind) == ((("x",),), "risks")
    assert (second.answerable, second.document) == (False, "b.md")
    assert third.answers == ("42",)


@pytest.mark.parametrize("line", ["not json", '{"id": 1}', "[]"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(DocumentError, match="Line 1"):
        read_questions(path)


def test_missing_questions_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")


def test_the_gold_span_is_the_paragraph_that_holds_the_evidence() -> None:
    text = "# One\n\nFirst paragraph here.\n\nSecond one, with the answer.\n"
    documents = {"a.md": Document("a.md", text, "One", "")}
    span = gold_span(_question(document="a.md", evidence="with the answer"), documents)
    assert span is not None
    assert text[span[1] : span[2]] == "Second one, with the answer."
    assert gold_span(_question(document="a.md"), documents) == ("a.md", 0, len(text))
    assert gold_span(_question(document="b.md", evidence="x"), documents) is None
    assert gold_span(_question(answerable=False), documents) is None


def test_pages_that_answer_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": 1, "question": "A?", "answerable": true, "pages": [3, 4]}', encoding="utf-8")
    assert read_questions(path)[0].pages == (3, 4)
