"""Fit the coefficients of `assistant/grounding/confidence.json`, and say how well they decide.

    python -m benchmarks.fit_confidence [--each 80] [--write]

Takes as many answerable as unanswerable questions of `wiki` and `squad2`, drawn with a fixed seed; half of the
documents are fitted on, the other half only reported on. Signals are kept in `build/signals.jsonl`, so that a second
run only measures what is new; delete it when evidence or prompts change. The questions of documents never fitted on
are left in `build/held-out/`, for `assistant eval` to be run on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import assistant.grounding.confidence as confidence_module
from assistant.assistant import ANSWERED
from assistant.drafting.prompts import write_prompt
from assistant.evaluation.datasets import Question
from assistant.grounding.confidence import Signals, measure
from assistant.retrieval.gathering import gather
from benchmarks.evaluation_sets import EvaluationSet, open_set, questions_of

KEPT = Path(__file__).parents[1] / "build" / "signals.jsonl"
HELD_OUT = KEPT.with_name("held-out")
FITTED_ON = ("wiki", "squad2")
NAMES = [field.name for field in fields(Signals)]


@dataclass(frozen=True, slots=True)
class Row:
    """A question's signals, whether it has an answer, and whether its document is one to fit on."""

    set: str
    id: str
    answerable: bool
    fitted: bool
    signals: Signals


def is_fitted_on(document: str) -> bool:
    """Put half of the documents, by a hash of their names, on the side that is fitted on."""
    return hashlib.sha256(document.encode()).digest()[0] % 2 == 0


def draw(questions: Sequence[Question], each: int) -> list[Question]:
    """Return as many answerable as unanswerable questions, always the same ones."""
    shuffled = list(questions)
    random.Random(0).shuffle(shuffled)
    return [q for kind in (True, False) for q in [q for q in shuffled if q.answerable is kind][:each]]


def signals_of(data: EvaluationSet, question: Question) -> Signals:
    """Return the signals of one question, the way the assistant gathers them."""
    bot = data.assistant
    with bot.reading() as (snapshot, vectors):
        found = gather(snapshot, vectors, bot.embedder, question.text, bot.settings.evidence_tokens)
    with bot.model.turn() as turn:
        prompt = write_prompt(question.text, found.evidence)
        return measure(question.text, prompt, found.evidence, turn, found.rarity)


def rows_of(each: int) -> Iterator[Row]:
    """Yield the rows of all sets, measuring those that are not kept."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    kept = {row["key"]: Signals(**row["signals"]) for row in map(json.loads, lines)}
    with KEPT.open("a", encoding="utf-8") as file:
        for name in FITTED_ON:
            data = open_set(name)
            for question in draw(data.questions, each):
                key = f"{name}/{question.id}"
                if key not in kept:
                    kept[key] = signals_of(data, question)
                    file.write(json.dumps({"key": key, "signals": asdict(kept[key])}) + "\n")
                    file.flush()
                fitted = is_fitted_on(question.document or question.id)
                yield Row(name, question.id, question.answerable, fitted, kept[key])
            data.assistant.close()


def leave_held_out(name: str) -> None:
    """Write the questions of a set whose documents were not fitted on, lines as they are in the set."""
    lines = questions_of(name).read_text("utf-8").splitlines()
    rows = {line: json.loads(line) for line in lines}
    left = [line for line, row in rows.items() if not is_fitted_on(row.get("document") or row["id"])]
    HELD_OUT.mkdir(parents=True, exist_ok=True)
    (HELD_OUT / f"{name}.jsonl").write_text("\n".join(left) + "\n", "utf-8")


def main() -> None:
    """Fit, report, and write the coefficients where told to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--each", type=int, default=80)
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    rows = list(rows_of(options.each))
    x = np.array([[getattr(row.signals, name) for name in NAMES] for row in rows])
    y = np.array([row.answerable for row in rows])
    fitted = np.array([row.fitted for row in rows])
    model = LogisticRegression(C=1.0).fit(x[fitted], y[fitted])
    sure = model.predict_proba(x)[:, 1]
    print("| set | questions | area under ROC | wrongly refused | rightly refused |\n|---|---|---|---|---|")
    for name in FITTED_ON:
        for side, label in ((True, "fitted on"), (False, "held out")):
            part = np.array([row.set == name and row.fitted == side for row in rows])
            wrongly = (sure[part & y] < ANSWERED).mean()
            rightly = (sure[part & ~y] < ANSWERED).mean()
            area = roc_auc_score(y[part], sure[part])
            print(f"| {name}, {label} | {part.sum()} | {area:.3f} | {wrongly:.3f} | {rightly:.3f} |")
        leave_held_out(name)
    coefficients = {"intercept": round(float(model.intercept_[0]), 4)}
    coefficients |= {name: round(float(value), 4) for name, value in zip(NAMES, model.coef_[0], strict=True)}
    print(json.dumps({"coefficients": coefficients}))
    if options.write:
        target = Path(confidence_module.__file__).with_name("confidence.json")
        target.write_text(json.dumps({"coefficients": coefficients}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
