import json
from pathlib import Path

import pytest

from assistant.evaluation.answers import Outcome, judge_answer, shows_raw_rows
from assistant.evaluation.by_kind import ALL, by_kind, kinds_table
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.types import Answer, Claim

FRUIT = [["pears"], ["plums", "damsons"]]
ROWS = [
    {"id": "p", "kind": "list", "question": "What grows?", "answerable": True, "required": FRUIT,
     "forbidden": ["peaches"], "conflict": False},
    {"id": "s", "kind": "summary", "question": "Sum up.", "answerable": True,
     "required": [["one"], ["two"], ["three"]], "min_groups": 2, "conflict": False},
    {"id": "c", "kind": "conflict", "question": "When?", "answerable": True, "required": [["May"], ["June"]],
     "conflict": True, "history": ["Is there a fair?"], "lang": "en"},
    {"id": "h", "kind": "small talk", "question": "Hello!", "answerable": True, "required": [], "forbidden": ["sorry"]},
    {"id": "u", "kind": "unsaid", "question": "Who?", "answerable": False, "required": [], "conflict": False},
]  # fmt: skip


@pytest.fixture
def asked(tmp_path: Path) -> dict[str, GoldQuestion]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return {question.id: question for question in read_questions(path)}


def judged(question: GoldQuestion, text: str, *, abstained: bool = False, disputed: tuple[str, ...] = ()) -> Outcome:
    claims = tuple(Claim("It is so.", "quoted", (), source) for source in disputed)
    return judge_answer(question, Answer(question.text, text, abstained, 0.9, claims, (), {"total": 1.0}, "none", 1))


def test_an_answer_with_some_of_the_groups_is_partly_right(asked: dict[str, GoldQuestion]) -> None:
    assert judged(asked["p"], "Pears and\n DAMSONS [1].").verdict == "right"
    partly = judged(asked["p"], "Pears [1].")
    assert (partly.verdict, partly.found) == ("partly", 0.5)
    assert judged(asked["p"], "Apples [1].").verdict == "wrong"


def test_what_is_forbidden_makes_an_answer_wrong(asked: dict[str, GoldQuestion]) -> None:
    outcome = judged(asked["p"], "Pears, plums and peaches [1].")
    assert (outcome.verdict, outcome.forbidden) == ("wrong", ("peaches",))


def test_a_summary_needs_only_so_many_groups(asked: dict[str, GoldQuestion]) -> None:
    assert judged(asked["s"], "One and two [1].").verdict == "right"
    assert judged(asked["s"], "One [1].").verdict == "partly"


def test_a_conflict_is_told_where_there_is_one_and_only_there(asked: dict[str, GoldQuestion]) -> None:
    told, sources = "Die Dokumente widersprechen sich. a.md: “May” [1] b.md: “June” [2]", ("a.md", "b.md")
    assert judged(asked["c"], told, disputed=sources).verdict == "right"
    assert judged(asked["c"], "In May, or June [1].").conflict_untold
    false = judged(asked["p"], f"{told} pears plums", disputed=sources)
    assert false.false_conflict
    assert false.verdict == "wrong"


def test_questions_asked_before_are_read(asked: dict[str, GoldQuestion]) -> None:
    assert asked["c"].history == ("Is there a fair?",)


def test_rows_with_bars_are_raw_outside_of_a_table() -> None:
    assert shows_raw_rows("“Pears | 4 | 5” [1]")
    assert not shows_raw_rows("Here:\n\n| fruit | kg |\n|---|---|\n| pears | 4 [1] |\n\nThat is all.")
    assert shows_raw_rows("| fruit | kg |\n|---|---|\n| pears | 4 |\n\n“plums | 3”")


def test_outcomes_are_counted_by_kind_and_together(asked: dict[str, GoldQuestion]) -> None:
    outcomes = [
        judged(asked["p"], "Pears [1]."),
        judged(asked["s"], "The documents don't say.", abstained=True),
        judged(asked["u"], "The documents don't say.", abstained=True),
    ]
    counts = {kind.kind: kind for kind in by_kind(outcomes)}
    assert (counts["list"].partly, counts["list"].found, counts["list"].words) == (1, 0.5, 1.0)
    assert counts["summary"].wrongly_refused == counts["unsaid"].refused == 1
    assert counts[ALL].questions == 3
    assert "| list | 1 |" in kinds_table(by_kind(outcomes))


def test_questions_without_kinds_have_no_table(asked: dict[str, GoldQuestion]) -> None:
    assert by_kind([]) == ()


def test_where_nothing_is_required_any_answer_is_right_that_says_nothing_forbidden(
    asked: dict[str, GoldQuestion],
) -> None:
    assert judged(asked["h"], "Hello to you.").verdict == "right"
    assert judged(asked["h"], "Sorry?").verdict == "wrong"
    assert judged(asked["h"], "The documents don't say.", abstained=True).verdict == "wrongly refused"
