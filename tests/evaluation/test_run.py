import json
from pathlib import Path

import pytest

from assistant import Assistant, Library, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import DocumentError
from assistant.evaluation.answers import ask_all
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.evaluation.run import EvaluationPart, index_for, run_evaluation, sample

ROWS = [
    {"id": "a", "question": "How much did cloud revenue rise?", "answerable": True, "answers": ["26%"]},
    {"id": "b", "question": "What did rain do to the cloud?", "answerable": True, "answers": ["it fell"]},
    {"id": "c", "question": "Who is the chairman of the moon?", "answerable": False},
]


@pytest.fixture
def questions(tmp_path: Path) -> tuple[GoldQuestion, ...]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return read_questions(path)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("# Cloud\n\nCloud revenue rose 26% in the quarter. SAP is a partner.\n", "utf-8")
    (corpus / "b.md").write_text("# Rain\n\nRain is expected near Paris.\n", "utf-8")
    model = ScriptedModel("Cloud revenue rose 26%.")
    made = Assistant(Library(corpus, tmp_path / "index", Settings(), HashingEmbedder()), model)
    made.library.refresh()
    return made


def test_an_evaluation_leaves_its_report_its_outcomes_and_a_picture(
    assistant: Assistant, questions: tuple[GoldQuestion, ...], tmp_path: Path
) -> None:
    steps = []
    kept = tmp_path / "run.json"
    report = run_evaluation(assistant, questions, kept=kept, progress=lambda: steps.append(1))
    assert len(steps) == len(questions)
    assert report.verdicts["right"] == 1
    assert json.loads(kept.read_text("utf-8"))["verdicts"] == dict(report.verdicts)
    lines = [json.loads(line) for line in kept.with_suffix(".jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c"]
    assert lines[0]["verdict"] == "right"
    assert kept.with_suffix(".svg").read_text("utf-8").lstrip().startswith("<?xml")


@pytest.mark.parametrize("part", ["answers", "retrieval"])
def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked(
    assistant: Assistant, questions: tuple[GoldQuestion, ...], tmp_path: Path, part: EvaluationPart
) -> None:
    steps: list[int] = []
    with pytest.raises(DocumentError, match=r"cannot be written .*then run it again"):
        run_evaluation(assistant, questions, part=part, kept=tmp_path, progress=lambda: steps.append(1))
    assert steps == []


def test_when_the_first_tested_sentence_was_shown_is_kept(
    assistant: Assistant, questions: tuple[GoldQuestion, ...]
) -> None:
    (answered, *_) = ask_all(assistant, questions, keep_to_document=False)
    assert answered.first_seconds is not None
    assert 0 < answered.first_seconds <= answered.seconds


@pytest.mark.parametrize("part", ["retrieval", "grounding"])
def test_retrieval_and_grounding_are_measured_without_the_model(
    assistant: Assistant, questions: tuple[GoldQuestion, ...], part: str
) -> None:
    report = run_evaluation(assistant, questions, part="retrieval" if part == "retrieval" else "grounding")
    assert all(0 <= m.value <= 1 for m in report.measures if m.questions and not m.name.startswith("tokens"))
    assert isinstance(assistant.model, ScriptedModel)
    assert assistant.model.asked == []


def test_a_changed_figure_is_caught(assistant: Assistant, questions: tuple[GoldQuestion, ...]) -> None:
    measures = {m.name: m.value for m in run_evaluation(assistant, questions, part="grounding").measures}
    assert measures["true claims that hold"] == 1.0
    assert measures["false claims caught: figure"] == 1.0


def test_a_sample_is_always_the_same() -> None:
    many = [GoldQuestion(str(i), f"{i}?", True, (), (), "", "", "") for i in range(50)]
    assert sample(many, 5) == sample(many, 5) != many[:5]
    assert sample(many, 0) == many


def test_each_corpus_has_an_index_of_its_own(tmp_path: Path) -> None:
    assert index_for(tmp_path / "a", tmp_path) != index_for(tmp_path / "b", tmp_path)
    assert index_for(tmp_path / "a", tmp_path) == index_for(tmp_path / "b" / ".." / "a", tmp_path)
