import json
import math
import re
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.evaluation.answers import Outcome
from assistant.evaluation.compare import compare, read_outcomes
from assistant.evaluation.report import report_on
from tests.acting import HOSTILE, acting


def outcome(
    id_: str, *, answerable: bool = True, abstained: bool = False, right: bool = False, sure: float = 0.9
) -> Outcome:
    return Outcome(
        id=id_,
        question=f"Question {id_}?",
        kind="",
        answerable=answerable,
        abstained=abstained,
        answer="",
        right=right,
        f1=float(right),
        evidence_cited=right,
        citations=0 if abstained else 2,
        holding=int(right),
        loose_figures=(),
        confidence=sure,
        seconds=2.0,
        timings={"retrieval": 0.5, "total": 2.0},
        first_seconds=None if abstained else 0.8,
    )


ALL = [
    outcome("a", right=True),
    outcome("b"),
    outcome("c", abstained=True, sure=0.2),
    outcome("d", answerable=False, abstained=True, sure=0.1),
    outcome("e", answerable=False, sure=0.6),
]


def test_a_report_counts_each_kind_of_outcome_once() -> None:
    report = report_on(ALL)
    assert report.verdicts == {
        "right": 1,
        "partly": 0,
        "wrong": 1,
        "wrongly refused": 1,
        "wrongly answered": 1,
        "rightly refused": 1,
    }
    assert sum(b.count for b in report.calibration) == len(ALL)


def test_of_what_seems_sure_only_answers_count_as_wrong() -> None:
    measures = {m.name: m for m in report_on([*ALL, outcome("f", abstained=True, sure=0.95)]).measures}
    wrong = measures["not right, among answers at 0.9 or more"]
    assert (wrong.value, wrong.questions) == (0.5, 2)


def test_shares_are_of_the_questions_they_concern() -> None:
    measures = {m.name: m for m in report_on(ALL).measures}
    assert measures["answer contained"].value == pytest.approx(1 / 3)
    assert measures["wrongly refused"].questions == 3
    assert measures["rightly refused"].value == 0.5
    assert measures["citation precision, among right answers"].value == 0.5
    assert measures["median seconds"].value == 2.0
    assert measures["median seconds to the first tested sentence"].questions == 3
    assert measures["median seconds to a refusal"].questions == 2
    assert measures["not right, among answers at 0.9 or more"].value == 0.5
    assert measures["area under ROC of confidence"].value == pytest.approx(5 / 6)


def test_every_interval_holds_its_value() -> None:
    for m in report_on(ALL).measures:
        assert m.low - 1e-9 <= m.value <= m.high + 1e-9


def test_a_report_of_nothing_is_empty_and_still_prints() -> None:
    report = report_on([])
    assert all(math.isnan(m.value) for m in report.measures)
    assert "| measure |" in report.to_markdown()
    json.dumps(report.to_dict(), allow_nan=False)


def test_only_answerable_questions_give_no_calibration() -> None:
    assert not any("ROC" in m.name for m in report_on(ALL[:3]).measures)


def rows(**verdicts: str) -> dict[str, dict[str, str]]:
    return {id_: {"id": id_, "question": f"{id_}?", "verdict": v} for id_, v in verdicts.items()}


def test_a_comparison_names_what_changed() -> None:
    found = compare(rows(a="right", b="wrong", c="right"), rows(a="right", b="right", d="wrong"))
    assert [(c.id, c.before, c.after) for c in found.changes] == [("b", "wrong", "right")]
    assert (found.questions, found.difference) == (2, 0.5)
    assert "within noise" in found.to_markdown()


def test_a_large_one_sided_difference_is_more_than_noise() -> None:
    before = rows(**{f"q{i}": "wrong" for i in range(12)})
    after = rows(**{f"q{i}": "right" for i in range(12)})
    assert "more than noise" in compare(before, after).to_markdown()


def test_a_change_between_two_good_outcomes_is_no_difference() -> None:
    found = compare(rows(a="wrong"), rows(a="wrongly refused"))
    assert (len(found.changes), found.difference, found.p) == (1, 0.0, 1.0)


def test_runs_without_a_common_question_are_refused() -> None:
    with pytest.raises(DocumentError, match="no question in common"):
        compare(rows(a="right"), rows(b="right"))


def test_either_file_of_a_run_names_it(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    (tmp_path / "run.jsonl").write_text('{"id": "a", "verdict": "right"}\n', encoding="utf-8")
    assert read_outcomes(tmp_path / "run.json") == read_outcomes(tmp_path / "run.jsonl") != {}


@pytest.mark.parametrize("text", ["not json", '{"id": "a"}', "[]"])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match="is not a run"):
        read_outcomes(tmp_path / "run.jsonl")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_outcomes(tmp_path / "missing.jsonl")


def test_a_hostile_question_stays_a_cell_of_the_comparison() -> None:
    row = {"id": "a|b", "question": f"What | {HOSTILE}\n| forged |"}
    table = compare({"a": row | {"verdict": "right"}}, {"a": row | {"verdict": "wrong"}}).to_markdown()
    assert acting(table) == set()
    assert [len(re.split(r"(?<!\\)\|", line)) for line in table.splitlines()[:3]] == [6, 6, 6]
    assert table.splitlines()[3] == ""
