"""Measures how well grounding distinguishes true from false claims, without any language model.

True claims are sentences of the evidence. False ones are the same sentences with one mistake of the kind that small
models make: a figure, a name, a negation, or a sentence of another document.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from assistant.asking.assistant import Assistant
from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.report import Measure, measure_mean
from assistant.evaluation.written_figures import written_figures
from assistant.language.loading import language
from assistant.types import Evidence
from assistant.verifying.names import find_names
from assistant.verifying.proving import nearest_sentences, prove


def with_another_figure(claim: str) -> str | None:
    """Return a claim with the first digit of its first written figure changed, or None if it has no figure."""
    for figure in written_figures(claim):
        for at in range(figure.start, figure.end):
            if claim[at].isdecimal():
                return f"{claim[:at]}{(int(claim[at]) + 4) % 9 + 1}{claim[at + 1 :]}"
    return None


def with_another_name(claim: str, names: Sequence[str], draw: random.Random) -> str | None:
    """Return a claim with its last name exchanged for one of `names`, or None if there is nothing to exchange."""
    own = find_names(claim)
    others = [name for name in names if name.lower() not in claim.lower()]
    if not own or not others:
        return None
    return re.sub(rf"\b{re.escape(own[-1])}\b", draw.choice(others), claim)


def negated(claim: str) -> str | None:
    """Return the negation of a claim, or None if it has no verb that can be negated."""
    if language().meanings.negation.stand_in(claim):
        return None
    verb = language().meanings.deniable.pattern.search(claim)
    return f"{claim[: verb.end()]} not{claim[verb.end() :]}" if verb else None


def evaluate_grounding(
    assistant: Assistant, questions: Sequence[GoldQuestion], *, keep_to_document: bool, progress: Callable[[], None]
) -> tuple[Measure, ...]:
    """Measure the share of true claims that pass, and for each kind of false claim the share that is rejected."""
    draw = random.Random(0)
    asked = [q for q in questions if q.answerable]
    gathered = []
    for question in asked:
        gathered.append(assistant.evidence(question.text, scope=question.scope if keep_to_document else None))
        progress()
    names = sorted({name for evidence in gathered for item in evidence for name in find_names(item.sentence.text)})
    held: list[float] = []
    caught: dict[str, list[float]] = {"figure": [], "name": [], "negation": [], "other document": []}
    for number, evidence in enumerate(gathered):
        best = max(evidence, key=lambda item: item.score, default=None)
        if best is None:
            continue
        claim = " ".join(best.sentence.text.split())
        around = " ".join(item.passage.text for item in evidence)
        held.append(float(_is_proven(claim, evidence)))
        false = {
            "figure": with_another_figure(claim),
            "name": with_another_name(claim, [n for n in names if n not in around], draw),
            "negation": negated(claim),
            "other document": _from_elsewhere(gathered[number + 1 :], evidence),
        }
        for kind, made in false.items():
            if made is not None:
                caught[kind].append(float(not _is_proven(made, evidence)))
    return (
        measure_mean("true claims that hold", held),
        *(measure_mean(f"false claims caught: {kind}", values) for kind, values in caught.items()),
    )


def _is_proven(claim: str, evidence: Sequence[Evidence]) -> bool:
    return prove(claim, nearest_sentences(claim, evidence)).holds


def _from_elsewhere(others: Sequence[Sequence[Evidence]], evidence: Sequence[Evidence]) -> str | None:
    here = {item.passage.document for item in evidence}
    for item in (item for other in others for item in other):
        if item.passage.document not in here:
            return " ".join(item.sentence.text.split())
    return None
