"""Fit the coefficients of `assistant/verifying/confidence.json`, and report how well they decide.

    python -m benchmarks.fit_confidence [--model embedded-small] [--each 60] [--judged] [--write]

Uses equal numbers of answerable and unanswerable questions of `wiki`, `squad2` and `everyday`, `--each` so many (one
number for all sets or one for each; fewer where there are no more), drawn with a fixed seed, for fitting and for the
report: by document or, for `everyday`, by question (`benchmarks/sides.py`). Each signal is left out once, to see what
it contributes. Signals are cached in `build/signals/`, so that a second run only measures new questions; delete it when
evidence or prompts change. `--judged` uses all questions that `benchmarks.judge.train` left, for a model with a judge.
`--model any` fits what a model without coefficients of its own gets, on the signals kept of all models: their log odds
count up to a bound, because each model has a scale of its own.
The questions of documents that nothing was trained or fitted on are written to `build/held-out/`, for `assistant eval`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import assistant.verifying.confidence as confidence_module
from assistant.drafting.judges import JUDGED, judge_of
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.evaluation.metrics import expected_calibration_error
from assistant.models.resolving import language_model_path
from assistant.retrieval.gathering import gather
from assistant.settings import Settings
from assistant.verifying.confidence import ANY, RELEVANCE, Signals, answered_from, measure
from benchmarks.evaluation_sets import EvaluationSet, open_set, questions_of
from benchmarks.sides import side_of, side_of_question

BUILD = Path(__file__).parents[1] / "build"
WEIGHTS = {"wiki": 2.0, "squad2": 1.0, "everyday": 2.0}
"""The weight of a question: those of `squad2` are traps, which people seldom ask."""
BY_QUESTION = {"looked at": "fitted", "reported": "held out"}
ANSWERABLE = 4.0
"""The assumed number of answerable questions for each that the documents don't answer."""
REGULARISATION = 0.3
"""scikit-learn's C. A weaker regularisation relies on closeness, which is worth less in documents on one subject."""
ANSWERED_SHARE = 0.8
BOUND = 1.0
NAMES = [field.name for field in fields(Signals)]


@dataclass(frozen=True, slots=True)
class Row:
    """A question's signals at each reading, whether it has an answer, and whether its document is for fitting.

    There are two readings if the best of the evidence is read before the rest (`Gathered.passes`), and one more if
    anything is beyond it (`Gathered.widest`).
    """

    set: str
    id: str
    answerable: bool
    fitted: bool
    readings: Sequence[Signals]

    @property
    def signals(self) -> Signals:
        """The signals once all the evidence has been read."""
        return self.readings[-1]


def draw(questions: Sequence[GoldQuestion], each: int) -> list[GoldQuestion]:
    """Return as many answerable as unanswerable questions, always the same ones."""
    shuffled = list(questions)
    random.Random(0).shuffle(shuffled)
    return [q for kind in (True, False) for q in [q for q in shuffled if q.answerable is kind][:each]]


def side(name: str, question: GoldQuestion) -> str:
    """Return what a question of a set serves for: "trained", "fitted" or "held out"."""
    if name == "everyday":
        return BY_QUESTION[side_of_question(question.id)]
    return side_of(question.document or question.id)


def readings_of(data: EvaluationSet, question: GoldQuestion) -> list[Signals]:
    """Return the signals of one question at each reading, as the assistant gathers them."""
    bot = data.assistant
    with bot.library.reading() as (snapshot, vectors):
        tokens = bot.library.settings.evidence_tokens
        found = gather(snapshot, vectors, bot.library.embedder, question.text, tokens, bot.library.encoders)
    with bot.model.turn() as turn:
        return [measure(question.text, read, turn, found.rarity) for read in found.readings]


def rows_of(settings: Settings, judges_as: str, each: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of all sets, measuring those that are not cached."""
    path = BUILD / "signals" / f"{judges_as}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    kept = {row["key"]: [Signals(**one) for one in row["readings"]] for row in map(json.loads, lines)}
    with path.open("a", encoding="utf-8") as file:
        for name, most in zip(WEIGHTS, [*each] * (len(WEIGHTS) // len(each)), strict=True):
            data = open_set(name, settings)
            asked = [q for q in data.questions if side(name, q) != "trained" and not q.history]
            for question in draw(asked, most):
                key = f"{name}/{question.id}"
                if key not in kept:
                    kept[key] = readings_of(data, question)
                    file.write(json.dumps({"key": key, "readings": [asdict(one) for one in kept[key]]}) + "\n")
                    file.flush()
                yield Row(name, question.id, question.answerable, side(name, question) == "fitted", kept[key])
            data.assistant.close()


def rows_of_any() -> Iterator[Row]:
    """Yield the rows kept of all models, with bounded log odds."""
    for path in sorted((BUILD / "signals").glob("*.jsonl")):
        kept = {row["key"]: row["readings"] for row in map(json.loads, path.read_text("utf-8").splitlines())}
        for name in WEIGHTS:
            for question in read_questions(questions_of(name)):
                readings = [Signals(**one) for one in kept.get(f"{name}/{question.id}", ())]
                if readings:
                    bounded = [replace(one, log_odds=max(-BOUND, min(BOUND, one.log_odds))) for one in readings]
                    yield Row(name, question.id, question.answerable, side(name, question) == "fitted", bounded)


def judged_rows(model: str) -> Iterator[Row]:
    """Yield the judgements of a model's judge on the questions that it was not trained on."""
    for line in (BUILD / "judge" / f"{model}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "whole" and row["set"] in WEIGHTS:
            yield Row(row["set"], row["id"], row["label"], row["side"] == "fitted", [Signals(**row["signals"])])


def leave_held_out(name: str) -> None:
    """Write the questions of a set whose documents are held out, unchanged."""
    lines = questions_of(name).read_text("utf-8").splitlines()
    rows = {line: json.loads(line) for line in lines}
    left = [line for line, row in rows.items() if side_of(row.get("document") or row["id"]) == "held out"]
    folder = BUILD / "held-out"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.jsonl").write_text("\n".join(left) + "\n", "utf-8")


def weight_of(row: Row, count: Mapping[tuple[str, bool], int]) -> float:
    """Return the weight of a question, so that sets have their share in `WEIGHTS` regardless of their sizes."""
    even = sum(count.values()) / len(count) / count[row.set, row.answerable]
    return WEIGHTS[row.set] * (ANSWERABLE if row.answerable else 1.0) * even


def fit(x: NDArray[np.float64], y: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the intercept and coefficients, `(1 + d,)`; a signal that would count against an answer gets 0."""
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        model = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(x[:, used], y, sample_weight=weight)
        if (model.coef_[0] > 0).all():
            break
        used[np.flatnonzero(used)[model.coef_[0] <= 0]] = False
    coefficients = np.zeros(1 + x.shape[1])
    coefficients[0], coefficients[1:][used] = model.intercept_[0], model.coef_[0]
    return coefficients


def calibration_error(sure: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """Return the expected calibration error if `ANSWERABLE` questions are answerable for each that is not."""
    yes, no = sure[answerable], sure[~answerable]
    times = round(ANSWERABLE * len(no) / len(yes) * 10)
    drawn = np.concatenate([np.repeat(yes, times), np.repeat(no, 10)])
    return expected_calibration_error(drawn.tolist(), [True] * (len(yes) * times) + [False] * (len(no) * 10))


def main() -> None:
    """Fit, report, and write the coefficients if asked to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", default="embedded")
    arguments.add_argument("--each", type=int, nargs="+", default=[60])
    arguments.add_argument("--judged", action="store_true")
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    if options.model == ANY:
        judges_as, rows = ANY + RELEVANCE, list(rows_of_any())
    else:
        settings = Settings(language_model=options.model)
        model = language_model_path(settings).name
        judges_as = (model + JUDGED if judge_of(model) else model) + RELEVANCE
        rows = list(judged_rows(model) if options.judged else rows_of(settings, judges_as, options.each))
    rows = [row for row in rows if row.signals.relevance is not None]  # the others are judged without
    x = np.array([[getattr(row.signals, name) for name in NAMES] for row in rows])
    y = np.array([row.answerable for row in rows])
    fitted = np.array([row.fitted for row in rows])
    count = Counter((row.set, row.answerable) for row in rows if row.fitted)
    weight = np.array([weight_of(row, count) for row in rows])
    answered = answered_from(judges_as.removesuffix(RELEVANCE))
    print(
        "| set | signals | questions | area under ROC | calibration error | wrongly refused | rightly refused | ",
        end="",
    )
    print(f"unanswerable answered where {ANSWERED_SHARE:.0%} of answerable are |\n" + "|---" * 8 + "|")
    for left_out in (None, *range(len(NAMES))):
        used = x.copy()
        if left_out is not None:
            used[:, left_out] = 0.0
        coefficients = fit(used[fitted], y[fitted], weight[fitted])
        sure = 1.0 / (1.0 + np.exp(-coefficients[0] - used @ coefficients[1:]))
        signals = "all" if left_out is None else f"without {NAMES[left_out]}"
        for name in WEIGHTS:
            for side, label in ((True, "fitted on"), (False, "held out")):
                part = np.array([row.set == name and row.fitted == side for row in rows])
                if len(set(y[part])) < 2:
                    continue
                figures = (
                    roc_auc_score(y[part], sure[part]),
                    calibration_error(sure[part], y[part]),
                    (sure[part & y] < answered).mean(),
                    (sure[part & ~y] < answered).mean(),
                    (sure[part & ~y] >= np.quantile(sure[part & y], 1 - ANSWERED_SHARE)).mean(),
                )
                told = " | ".join(f"{figure:.3f}" for figure in figures)
                print(f"| {name}, {label} | {signals} | {part.sum()} | {told} |")
    for name in ("wiki", "squad2"):
        leave_held_out(name)
    coefficients = fit(x[fitted], y[fitted], weight[fitted])
    named = dict(zip(("intercept", *NAMES), (round(float(c), 4) for c in coefficients), strict=True))
    print(json.dumps(named))
    if options.write:
        target = Path(confidence_module.__file__).with_name("confidence.json")
        written = json.loads(target.read_text("utf-8"))
        written[judges_as] = named | {"answered_from": answered}
        if options.model == ANY:
            x[:, NAMES.index("relevance")] = 0.0
            alone = fit(x[fitted], y[fitted], weight[fitted])
            unread = dict(zip(("intercept", *NAMES[:-1]), (round(float(c), 4) for c in alone[:-1]), strict=True))
            written[ANY] = unread | {"answered_from": answered, "bound": BOUND}
            written[judges_as]["bound"] = BOUND
        target.write_text(json.dumps(written, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
