"""The report of an evaluation: measures with 95% intervals, the confusion matrix, and the time per stage."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.answers import Outcome
from assistant.evaluation.by_kind import KindCounts, by_kind, kinds_table
from assistant.evaluation.metrics import (
    CalibrationBin,
    bootstrap_interval,
    calibration_bins,
    expected_calibration_error,
    mean,
    percentile,
)

SURE = 0.9
"""The confidence from which people may expect an answer to be right."""
COLUMNS = {
    "answerable": ("right", "partly", "wrong", "wrongly refused"),
    "unanswerable": ("wrongly answered", "rightly refused"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, its 95% bootstrap interval, and the number of questions it covers; NaN if there are none."""

    name: str
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an evaluation.

    `verdicts` counts outcomes, `stages` holds the median seconds of each stage, and `kinds` what came out by kind of
    question, where the questions have one.
    """

    measures: tuple[Measure, ...]
    verdicts: Mapping[str, int]
    stages: Mapping[str, float]
    calibration: tuple[CalibrationBin, ...]
    kinds: tuple[KindCounts, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, strings and numbers; NaN becomes None."""
        plain = asdict(self)
        for row in plain["measures"]:
            row.update({k: None for k in ("value", "low", "high") if math.isnan(row[k])})
        return plain

    def to_markdown(self) -> str:
        """Return the tables: measures, confusion matrix, stages."""
        lines = [measures_table(self.measures)]
        if self.verdicts:
            lines += ["", "| | right | partly | wrong | refused |", "|---|---|---|---|---|"]
            v = self.verdicts
            lines.append(f"| answerable | {v['right']} | {v['partly']} | {v['wrong']} | {v['wrongly refused']} |")
            lines.append(f"| unanswerable | | | {v['wrongly answered']} | {v['rightly refused']} |")
        if self.kinds:
            lines += ["", kinds_table(self.kinds)]
        if self.stages:
            names, seconds = self.stages.keys(), self.stages.values()
            lines += ["", f"| median seconds | {' | '.join(names)} |", "|---" * (1 + len(self.stages)) + "|"]
            lines.append(f"| | {' | '.join(f'{s:.2f}' for s in seconds)} |")
        return "\n".join(lines)


def measures_table(measures: Sequence[Measure]) -> str:
    """Return the measures that cover a question as a Markdown table."""
    rows = ["| measure | value | 95% interval | questions |", "|---|---|---|---|"]
    rows += [
        f"| {m.name} | {m.value:.3f} | {m.low:.3f} to {m.high:.3f} | {m.questions} |" for m in measures if m.questions
    ]
    return "\n".join(rows)


def measure_mean(name: str, values: Sequence[float]) -> Measure:
    """Return the mean of one value per question, with its interval."""
    return Measure(name, mean(values), *bootstrap_interval(values), len(values))


def report_on(outcomes: Sequence[Outcome]) -> Report:
    """Return the measures that `docs/evaluation.md` lists, computed from outcomes."""
    known = [o for o in outcomes if o.answerable]
    unknown = [o for o in outcomes if not o.answerable]
    right = [o for o in known if o.right]
    cited = [o for o in right if o.citations]
    sure_ones = [o for o in outcomes if not o.abstained and o.confidence >= SURE]
    seconds = [o.seconds for o in outcomes]
    sure, truths = [o.confidence for o in outcomes], [o.answerable for o in outcomes]

    def share(name: str, part: Sequence[Outcome], of: Callable[[Outcome], float]) -> Measure:
        return measure_mean(name, [float(of(o)) for o in part])

    measures = [
        share("answer contained", known, lambda o: o.right),
        share("answer contained and evidence cited", known, lambda o: o.right and o.evidence_cited),
        measure_mean("token F1", [o.f1 for o in known if o.f1 is not None]),
        share("wrongly refused", known, lambda o: o.abstained),
        share("rightly refused", unknown, lambda o: o.abstained),
        share("evidence cited, among right answers", right, lambda o: o.evidence_cited),
        share("citation precision, among right answers", cited, lambda o: o.holding / o.citations),
        share("answers with a figure not in the cited sentence", outcomes, lambda o: bool(o.loose_figures)),
        share("answers with raw rows", outcomes, lambda o: o.raw_rows),
        share(f"not right, among answers at {SURE} or more", sure_ones, lambda o: not o.right),
        measure_mean("words an answer", [float(o.words) for o in outcomes if not o.abstained]),
        _median("median seconds", seconds),
        _median("median seconds to the first tested sentence", [o.first_seconds for o in outcomes if o.first_seconds]),
        _median("median seconds to a refusal", [o.seconds for o in outcomes if o.abstained]),
        Measure(
            "95th percentile of seconds", percentile(seconds, 95), *bootstrap_interval(seconds, _p95), len(seconds)
        ),
    ]
    if known and unknown:
        measures += [
            _area_under_roc(sure, truths),
            Measure(
                "expected calibration error of confidence",
                expected_calibration_error(sure, truths),
                *_resampled(expected_calibration_error, sure, truths),
                len(sure),
            ),
        ]
    return Report(
        measures=tuple(measures),
        verdicts=dict.fromkeys((name for names in COLUMNS.values() for name in names), 0)
        | Counter(o.verdict for o in outcomes),
        stages={
            stage: percentile([o.timings.get(stage, 0.0) for o in outcomes], 50)
            for stage in dict.fromkeys(name for o in outcomes for name in o.timings)
        },
        calibration=calibration_bins(sure, truths),
        kinds=by_kind(outcomes),
    )


def _median(name: str, values: Sequence[float]) -> Measure:
    return Measure(name, percentile(values, 50), *bootstrap_interval(values, np.median), len(values))


def _p95(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    return np.asarray(np.percentile(values, 95, axis=axis))


def _area_under_roc(sure: Sequence[float], truths: Sequence[bool]) -> Measure:
    """Area under the ROC curve of confidence for "answerable" (Fawcett, 2006, section 7)."""
    from sklearn.metrics import roc_auc_score

    def area(s: Sequence[float], t: Sequence[bool]) -> float:
        return float(roc_auc_score(t, s)) if len(set(t)) > 1 else math.nan

    return Measure("area under ROC of confidence", area(sure, truths), *_resampled(area, sure, truths), len(sure))


def _resampled(
    statistic: Callable[[Sequence[float], Sequence[bool]], float], sure: Sequence[float], truths: Sequence[bool]
) -> tuple[float, float]:
    """Return the 95% bootstrap percentile interval of a statistic of two columns."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(500):
        rows = draw.integers(0, len(sure), len(sure)).tolist()
        found.append(statistic([sure[i] for i in rows], [truths[i] for i in rows]))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
