import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.evaluation.datasets import GoldQuestion
from benchmarks.peers.__main__ import drawn
from benchmarks.peers.protocol import Piece, Ready, Reply, timed_reply
from benchmarks.peers.runs import Run, Setting, carry_out, keep, kept
from benchmarks.peers.scoring import Counts, count, invented_figures, refuses, verdict
from benchmarks.peers.table import Cell, table, with_ratio


def asked(answers: Sequence[str] = ("26%",), text: str = "How fast does it grow?") -> GoldQuestion:
    return GoldQuestion("q", text, bool(answers), (), tuple(answers), "", "", "")


def said(answer: str, *retrieved: str, seconds: float = 1.0) -> Reply:
    return Reply(retrieved, answer, seconds / 10, seconds / 2, seconds)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "The documents don't say.",
        "I don't know.",
        "The provided context does not mention the CFO of Alibaba.",
        "The text doesn't explicitly state how many employees there are.",
        "There is no information about a fine in the given context.",
        "It is not specified in the context.",
        "I'm sorry, but I cannot answer that question based on the context.",
        "The exact date cannot be determined from the text.",
        "The answer is not provided.",
        "Unfortunately, the context lacks the details needed.",
        "The name of the CFO cannot be found in the text.",
        "There is not enough information in the text.",
        "The documents do not have information on that.",
    ],
)
def test_an_answer_that_says_it_does_not_know_refuses(answer: str) -> None:
    assert refuses(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "Cloud revenue grew by 26%.",
        "Alibaba plans to spend 380 billion yuan over three years.",
        "The platform can answer questions and give advice.",
        "It was known as the Knights Templar.",
        "Investors are not patient.",
        "It was not until 1774 that oxygen was found in air.",
        "He stated that the plan was never abandoned.",
    ],
)
def test_an_answer_that_tells_something_does_not_refuse(answer: str) -> None:
    assert not refuses(answer)


def test_an_answer_that_holds_the_known_one_is_right_whatever_it_says_besides() -> None:
    assert verdict(asked(), said("26%. The year is not mentioned.")) == "right"
    assert verdict(asked(), said("It is not mentioned.")) == "wrongly refused"
    assert verdict(asked(), said("By 40%.")) == "wrong"


def test_a_question_without_an_answer_is_rightly_refused_or_wrongly_answered() -> None:
    assert verdict(asked(()), said("The context does not say.")) == "rightly refused"
    assert verdict(asked(()), said("By 40%.")) == "wrongly answered"


def test_a_figure_is_invented_where_neither_a_text_retrieved_nor_the_question_has_it() -> None:
    question = asked(text="What was revenue in the second quarter of 2025?")
    reply = said("In 2025 it was 33.4 billion yuan, up 26%.", "Revenue was CNY 33.40 billion.")
    assert invented_figures(question, reply) == ("26%",)


def test_counts_add_up_what_came_of_each_question() -> None:
    questions = [asked(), asked(), asked(()), asked(())]
    replies = [
        said("It grows by 26%.", "It grows by 26%."),
        said("I don't know.", "It grows by 26%."),
        said("The text does not say."),
        said("By 41%."),
    ]
    assert count(questions, replies) == Counts(
        answerable=2, unanswerable=2, found=2, right=1, wrongly_refused=1, rightly_refused=1, inventing=1
    )


def test_no_question_counts_nothing() -> None:
    assert count([], []) == Counts(0, 0, 0, 0, 0, 0, 0)


def test_a_cell_tells_its_ratio_to_the_first_one_where_there_is_one() -> None:
    first = Cell("2.0", 2.0)
    assert with_ratio(first, first) == "2.0"
    assert with_ratio(Cell("5.0", 5.0), first) == "5.0 (2.5×)"
    assert with_ratio(Cell("5.0", 5.0), Cell("0", 0.0)) == "5.0"
    assert with_ratio(Cell("3 of 4"), first) == "3 of 4"


def made(system: str, seconds: float, replies: Sequence[Reply]) -> Run:
    return Run(system, ("q",), Ready(1, 2, 3), tuple(replies), 1000, 2_000_000_000, seconds, (0.5, math.pi))


def test_the_table_has_a_row_a_measure_and_a_column_a_system() -> None:
    ours = made("ours", 4, [said("It grows by 26%.", "26%", seconds=2)])
    peer = made("peer", 8, [said("By 41%.", "26%", seconds=5)])
    lines = table([ours, peer], [asked()]).splitlines()
    assert lines[0] == "| | ours | peer |"
    assert "| answer contained, of answerable | 1 of 1 | 0 of 1 (0×) |" in lines
    assert "| answers with a figure not in the source | 0 of 1 | 1 of 1 |" in lines
    assert "| whole answer, s, p50 | 2 | 5 (2.5×) |" in lines
    assert "| retrieval, ms, p50 | 200 | 500 (2.5×) |" in lines
    assert lines[-1] == "Load average at start and end: ours 0.5 to 3.1, peer 0.5 to 3.1."


def test_a_run_that_is_kept_is_read_back_as_it_was(tmp_path: Path) -> None:
    run = made("ours", 4, [said("Über 26%.", "26%", "27%")])
    keep(run, tmp_path / "below" / "run.json")
    assert kept(tmp_path / "below" / "run.json") == run


def test_the_same_questions_are_drawn_each_time_in_the_share_asked_for() -> None:
    questions = [GoldQuestion(str(n), "?", n % 3 > 0, (), (), "", "", "") for n in range(30)]
    chosen = drawn(questions, 8, 0.5)
    assert chosen == drawn(questions, 8, 0.5)
    assert sum(question.answerable for question in chosen) == 4
    assert drawn(questions, 99, 0.5) == tuple(questions)
    assert drawn(questions, 0, 0.5) == ()


class Slow:
    """Tells a blank piece, then two words."""

    def index(self) -> None:
        pass

    def load_model(self) -> None:
        pass

    def retrieve(self, question: str) -> Sequence[str]:
        return [question]

    def answer(self, question: str, piece: Piece) -> str:
        for text in ("\n", "It", " does."):
            piece(text)
        return "It does."


def test_a_reply_is_timed_to_its_first_word_and_to_its_end() -> None:
    reply = timed_reply(Slow(), "Does it?")
    assert (reply.retrieved, reply.answer) == (("Does it?",), "It does.")
    assert 0 < reply.first_word <= reply.whole


SCRIPT = """
import json, pathlib, sys
task = json.loads(pathlib.Path(sys.argv[1]).read_text())
pathlib.Path(task["index"], "index").write_bytes(bytes(123))
lines = [{"starting": 1, "indexing": 2, "loading": 3}]
lines += [{"retrieved": [q], "answer": q, "retrieval": 1, "first_word": 2, "whole": 3} for q in task["questions"]]
pathlib.Path(task["results"]).write_text("\\n".join(map(json.dumps, lines)))
"""


def test_a_system_is_measured_from_outside(tmp_path: Path) -> None:

    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    given = Setting(tmp_path, tmp_path / "model.gguf", 2)
    run = carry_out("peer", [sys.executable, str(script)], tmp_path, [asked()], given)
    assert (run.system, run.index_bytes, len(run.replies)) == ("peer", 123, 1)
    assert run.replies[0].answer == "How fast does it grow?"
    assert run.peak_bytes > 1_000_000


def test_a_system_that_fails_says_so(tmp_path: Path) -> None:

    with pytest.raises(subprocess.CalledProcessError):
        carry_out("peer", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path, [], Setting(tmp_path, tmp_path, 2))
