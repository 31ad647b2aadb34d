"""The table: a row per measure, a column per system, each figure with its ratio to that of the first system."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.metrics import mean, percentile
from benchmarks.peers.runs import Run
from benchmarks.peers.scoring import Counts, count


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, and the number for its ratio; NaN if a ratio means nothing."""

    text: str
    value: float = math.nan


Row = Callable[[Run, Counts], Cell]


def _seconds(values: Sequence[float], q: float | None = None) -> Cell:
    value = mean(values) if q is None else percentile(values, q)
    return Cell(f"{value:.3g}", value)


def _milliseconds(values: Sequence[float], q: float) -> Cell:
    value = percentile(values, q) * 1000
    return Cell(f"{value:.0f}", value)


def _share(part: int, whole: int) -> Cell:
    return Cell(f"{part} of {whole}", part / whole if whole else math.nan)


def _retrieval(run: Run) -> list[float]:
    return [reply.retrieval for reply in run.replies]


ROWS: dict[str, Row] = {
    "answer contained, of answerable": lambda _, c: _share(c.right, c.answerable),
    "wrongly refused": lambda _, c: Cell(f"{c.wrongly_refused} of {c.answerable}"),
    "unanswerable, refused": lambda _, c: _share(c.rightly_refused, c.unanswerable),
    "answers with a figure not in the source": lambda r, c: Cell(f"{c.inventing} of {len(r.replies)}"),
    "answer among what was retrieved": lambda _, c: _share(c.found, c.answerable),
    "characters retrieved, mean": lambda r, _: _size(mean([float(sum(map(len, p.retrieved))) for p in r.replies])),
    "start to embedder ready, s": lambda r, _: _seconds([r.ready.starting]),
    "indexing, s": lambda r, _: _seconds([r.ready.indexing]),
    "index, kB": lambda r, _: _size(r.index_bytes / 1000),
    "language model loaded, s": lambda r, _: _seconds([r.ready.loading]),
    "retrieval, ms, p50": lambda r, _: _milliseconds(_retrieval(r), 50),
    "retrieval, ms, p95": lambda r, _: _milliseconds(_retrieval(r), 95),
    "first word, s, p50": lambda r, _: _seconds([reply.first_word for reply in r.replies], 50),
    "whole answer, s, p50": lambda r, _: _seconds([reply.whole for reply in r.replies], 50),
    "whole answer, s, p95": lambda r, _: _seconds([reply.whole for reply in r.replies], 95),
    "processor seconds, all, a question": lambda r, _: _seconds([r.processor / max(1, len(r.replies))]),
    "peak memory, GB": lambda r, _: _seconds([r.peak_bytes / 1e9]),
}


def _size(value: float) -> Cell:
    return Cell(f"{value:,.0f}", value)


def with_ratio(cell: Cell, first: Cell) -> str:
    """Return a cell's text with its ratio to the first cell."""
    if cell is first or math.isnan(cell.value) or math.isnan(first.value) or first.value == 0:
        return cell.text
    return f"{cell.text} ({cell.value / first.value:.2g}×)"


def table(runs: Sequence[Run], questions: Sequence[GoldQuestion]) -> str:
    """Return the Markdown table of runs on the same questions; the others are compared with the first."""
    counts = [count(questions, run.replies) for run in runs]
    lines = ["| | " + " | ".join(run.system for run in runs) + " |", "|---" * (1 + len(runs)) + "|"]
    for label, row in ROWS.items():
        cells = [row(run, counted) for run, counted in zip(runs, counts, strict=True)]
        lines.append(f"| {label} | " + " | ".join(with_ratio(cell, cells[0]) for cell in cells) + " |")
    loads = ", ".join(f"{run.system} {run.load[0]:.1f} to {run.load[1]:.1f}" for run in runs)
    return "\n".join([*lines, "", f"Load average at start and end: {loads}."])
