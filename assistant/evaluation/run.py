"""One evaluation, from the file of questions to the report on disk."""

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
from assistant.errors import DocumentError, SettingsError
from assistant.evaluation.answers import ask_all
from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.grounding import evaluate_grounding
from assistant.evaluation.metrics import CalibrationBin
from assistant.evaluation.report import Report, report_on
from assistant.evaluation.retrieval import evaluate_retrieval
from assistant.printable import to_json

EvaluationPart = Literal["answers", "retrieval", "grounding"]


def sample(questions: Sequence[GoldQuestion], limit: int) -> list[GoldQuestion]:
    """Return a random sample of `limit` questions with a fixed seed; all of them if `limit` is 0."""
    drawn = list(questions)
    if limit:
        random.Random(0).shuffle(drawn)
        del drawn[limit:]
    return drawn


def index_for(corpus: Path, cache: Path) -> Path:
    """Return the cache folder for the index of an evaluated corpus, so that the next run reuses it."""
    return cache / "evaluation" / hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:16]


def run_evaluation(
    assistant: Assistant,
    questions: Sequence[GoldQuestion],
    *,
    part: EvaluationPart = "answers",
    keep_to_document: bool = False,
    kept: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Report:
    """Ask every question, or measure only retrieval or grounding, and return the report.

    If `kept` is given ("run.json"), the report is written there. For answers, the outcome of each question also goes
    to the `.jsonl` file beside it as soon as it is known, and the reliability diagram to the `.svg` file.

    Raises:
        DocumentError: the report cannot be written.
        AssistantError: whatever asking raises.
    """
    then = "run it again, or name another file"
    with explained(DocumentError, f"The report {kept} cannot be written", then) if kept else nullcontext():
        return _run(assistant, questions, part, keep_to_document, kept, progress)


def _run(
    assistant: Assistant,
    questions: Sequence[GoldQuestion],
    part: EvaluationPart,
    keep_to_document: bool,
    kept: Path | None,
    progress: Callable[[], None],
) -> Report:
    """Do the same; raises OSError if a report cannot be written, before the first question if possible."""
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


def draw_reliability(bins: Sequence[CalibrationBin], path: Path, title: str) -> None:
    """Draw the reliability diagram (DeGroot & Fienberg, 1983); the suffix of the path sets the file format.

    Raises:
        SettingsError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SettingsError('The diagram needs matplotlib. Run: pip install -e ".[evaluation]"') from error
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1, label="perfect calibration")
    axes.bar(
        [b.low for b in bins],
        [b.share for b in bins],
        width=[b.high - b.low for b in bins],
        align="edge",
        color="#4c78a8",
        edgecolor="white",
        alpha=0.85,
    )
    axes.plot([b.confidence for b in bins], [b.share for b in bins], "o", color="#e45756", markersize=4, label="mean")
    for b in bins:
        axes.annotate(str(b.count), (b.low + (b.high - b.low) / 2, 0.02), ha="center", fontsize=8, color="0.15")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share with an answer", title=title)
    axes.legend(loc="upper left", fontsize=8, frameon=False)
    figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
