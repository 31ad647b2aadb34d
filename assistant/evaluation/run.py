"""One evaluation from the questions' file to what is left on disk."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from assistant.asking.assistant import Assistant
from assistant.disk import explained, write_whole
from assistant.errors import DocumentError
from assistant.evaluation.answers import ask_all
from assistant.evaluation.datasets import Question
from assistant.evaluation.grounding import evaluate_grounding
from assistant.evaluation.reliability import draw_reliability
from assistant.evaluation.report import Report, report_on
from assistant.evaluation.retrieval import evaluate_retrieval
from assistant.printable import to_json

Part = Literal["answers", "retrieval", "grounding"]


def sample(questions: Sequence[Question], limit: int) -> list[Question]:
    """Return `limit` questions drawn at random, always the same ones; all of them where it is 0."""
    drawn = list(questions)
    if limit:
        random.Random(0).shuffle(drawn)
        del drawn[limit:]
    return drawn


def index_for(corpus: Path, cache: Path) -> Path:
    """Return where the index of an evaluated corpus is kept, so that the next run finds it."""
    return cache / "evaluation" / hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:16]


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    part: Part = "answers",
    keep_to_document: bool = False,
    kept: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Report:
    """Ask every question, or measure retrieval or grounding alone, and report.

    Where `kept` is given ("run.json"), the report is written there, and for answers the outcome of each question to
    the `.jsonl` beside it, line by line as they come, and the reliability diagram to the `.svg`.

    Raises:
        DocumentError: the report cannot be written.
        AssistantError: whatever asking raises.
    """
    then = "run it again, or name another file"
    with explained(DocumentError, f"The report {kept} cannot be written", then) if kept else nullcontext():
        return _evaluate(assistant, questions, part, keep_to_document, kept, progress)


def _evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    part: Part,
    keep_to_document: bool,
    kept: Path | None,
    progress: Callable[[], None],
) -> Report:
    """Do what `evaluate` does; raises OSError where the report cannot be written, before anything is asked if so."""
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.open("ab").close()
    if part != "answers":
        alone = evaluate_retrieval if part == "retrieval" else evaluate_grounding
        measures = alone(assistant, questions, keep_to_document=keep_to_document, progress=progress)
        report = Report(measures, {}, {}, ())
    else:
        outcomes = []
        lines = kept.with_suffix(".jsonl").open("w", encoding="utf-8") if kept else None
        try:
            for outcome in ask_all(assistant, questions, keep_to_document=keep_to_document):
                outcomes.append(outcome)
                if lines:
                    row = asdict(outcome) | {"verdict": outcome.verdict}
                    lines.write(to_json(row) + "\n")
                    lines.flush()
                progress()
        finally:
            if lines:
                lines.close()
        report = report_on(outcomes)
        if kept and len({o.answerable for o in outcomes}) > 1:
            draw_reliability(report.calibration, kept.with_suffix(".svg"), f"{len(outcomes)} questions")
    if kept:
        write_whole(kept, f"{to_json(report.to_dict(), indent=2)}\n")
    return report
