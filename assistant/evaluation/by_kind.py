"""Outcomes by kind of question: a figure over all kinds would hide that no list is complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.evaluation.answers import Outcome
from assistant.evaluation.metrics import mean

ALL = "all"


@dataclass(frozen=True, slots=True)
class KindCounts:
    """How many questions of a kind had which outcome.

    `refused` are those rightly refused, `unsaid` those answered although no document says it. Conflicts and raw rows
    may be in an answer of any outcome. `found` is the mean share of the required groups that an answer contains, and
    `words` the mean number of words of an answer; each is None if there is nothing to average.
    """

    kind: str
    questions: int
    right: int
    partly: int
    wrong: int
    wrongly_refused: int
    refused: int
    unsaid: int
    false_conflicts: int
    conflicts_untold: int
    raw_rows: int
    found: float | None
    words: float | None


def by_kind(outcomes: Sequence[Outcome]) -> tuple[KindCounts, ...]:
    """Return the counts of each kind, by name, and of all of them together; empty if the questions have no kinds."""
    kinds = sorted({outcome.kind for outcome in outcomes} - {""})
    if not kinds:
        return ()
    each = (_counted(kind, [outcome for outcome in outcomes if outcome.kind == kind]) for kind in kinds)
    return (*each, _counted(ALL, outcomes))


def _counted(kind: str, outcomes: Sequence[Outcome]) -> KindCounts:
    verdicts = [outcome.verdict for outcome in outcomes]
    found = [outcome.found for outcome in outcomes if outcome.answerable and outcome.found is not None]
    words = [float(outcome.words) for outcome in outcomes if not outcome.abstained]
    return KindCounts(
        kind=kind,
        questions=len(outcomes),
        right=verdicts.count("right"),
        partly=verdicts.count("partly"),
        wrong=verdicts.count("wrong"),
        wrongly_refused=verdicts.count("wrongly refused"),
        refused=verdicts.count("rightly refused"),
        unsaid=verdicts.count("wrongly answered"),
        false_conflicts=sum(outcome.false_conflict for outcome in outcomes),
        conflicts_untold=sum(outcome.conflict_untold for outcome in outcomes),
        raw_rows=sum(outcome.raw_rows for outcome in outcomes),
        found=mean(found) if found else None,
        words=mean(words) if words else None,
    )


def kinds_table(kinds: Sequence[KindCounts]) -> str:
    """Return the counts as a Markdown table, one row per kind; zeros are left empty."""
    names = [field.name for field in fields(KindCounts)]
    rows = [f"| {' | '.join(_shown(getattr(kind, name)) for name in names)} |" for kind in kinds]
    return "\n".join((f"| {' | '.join(name.replace('_', ' ') for name in names)} |", "|---" * len(names) + "|", *rows))


def _shown(value: str | float | None) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 1 else f"{value:.3g}"
    return str(value or "")
