"""Comparison of two runs over the same questions: what changed, and whether it is more than noise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DocumentError
from assistant.evaluation.metrics import bootstrap_interval, mean
from assistant.exporting.markdown import escaped

GOOD = frozenset({"right", "rightly refused"})


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome differs in the second run."""

    id: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run compared with the first.

    `difference` is the gain in the share of good outcomes (right, or rightly refused), with its paired 95% bootstrap
    interval. `p` is the probability of a difference this large if the runs were equally good: the exact sign test on
    the questions whose outcome changed between good and bad (McNemar, 1947).
    """

    questions: int
    changes: tuple[Change, ...]
    difference: float
    low: float
    high: float
    p: float

    def to_markdown(self) -> str:
        """Return a table of the changes, one per row, and the difference."""
        rows = [f"| {' | '.join(map(escaped, (c.id, c.question, c.before, c.after)))} |" for c in self.changes]
        table = ["| id | question | before | after |", "|---|---|---|---|", *rows, ""] if rows else []
        verdict = "more than noise" if self.p < 0.05 else "within noise"
        summary = (
            f"{len(self.changes)} of {self.questions} questions changed. Good outcomes: {self.difference:+.3f} "
            f"({self.low:+.3f} to {self.high:+.3f}), p = {self.p:.3f}: {verdict}."
        )
        return "\n".join((*table, summary))


def read_outcomes(path: Path) -> dict[str, Mapping[str, Any]]:
    """Read the outcomes of a run by question id, given either of the files that `assistant eval --json` writes.

    Raises:
        DocumentError: the file is missing, or is not such a file.
    """
    path = path.with_suffix(".jsonl") if path.suffix == ".json" else path
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return {row["id"]: row for row in rows if row["verdict"]}
    except OSError as error:
        raise DocumentError(f"The run {path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentError(
            f"{path} is not a run of `assistant eval`. Give the .jsonl file that --json writes."
        ) from error


def compare(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Comparison:
    """Compare two runs on the questions that both asked.

    Raises:
        DocumentError: they have no question in common.
    """
    from scipy.stats import binomtest

    both: Sequence[str] = [id_ for id_ in before if id_ in after]
    if not both:
        raise DocumentError("The two runs have no question in common. Compare runs over the same questions.")
    changes = tuple(
        Change(id_, before[id_]["question"], before[id_]["verdict"], after[id_]["verdict"])
        for id_ in both
        if before[id_]["verdict"] != after[id_]["verdict"]
    )
    gains = [float(after[id_]["verdict"] in GOOD) - float(before[id_]["verdict"] in GOOD) for id_ in both]
    better, worse = gains.count(1.0), gains.count(-1.0)
    p = float(binomtest(better, better + worse).pvalue) if better + worse else 1.0
    low, high = bootstrap_interval(gains)
    return Comparison(len(both), changes, mean(gains), low, high, p)
