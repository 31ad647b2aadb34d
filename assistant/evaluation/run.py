"""One evaluation from the questions' file to what is left on disk."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from assistant.assistant import Assistant
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
        AssistantError: whatever asking raises.
    """
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
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
        kept.write_text(to_json(report.to_dict(), indent=2) + "\n", encoding="utf-8")
    return report
