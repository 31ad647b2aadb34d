"""Fit the coefficients of `assistant/verifying/rewording.json`: when a reading by the language model proves a claim.

    python -m benchmarks.fit_rewording [--model embedded] [--each 6] [--seconds 280] [--side fitted] [--write]

Reads claims of `shared/eval` that only a reading can prove (`benchmarks/claims.py`): reworded ones, some that people
marked (those of `wice` for the report only), and some that were made false in one place and that nothing else would
refuse. Readings are kept in `build/readings/`, so a run that ends after so many seconds is gone on with by the next.
Those of the fitting side set the coefficients, and the least probability at which a claim counts as proven; those held
out are only reported on. Each signal is left out once, to see what it is worth.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import assistant.verifying.rewording as rewording_module
from assistant.drafting import open_language_model
from assistant.drafting.base import LanguageModel
from assistant.drafting.judges import JUDGED, judge_of
from assistant.models.resolving import language_model_path
from assistant.settings import Settings
from assistant.types import Evidence
from assistant.verifying.alignment import Differences, differences, disagrees_by_value, stands_behind_colon
from assistant.verifying.asserting import asserts
from assistant.verifying.proving import nearest_sentences, prove
from assistant.verifying.rewording import reading_prompt
from benchmarks.claims import MadeClaim, claims_of
from benchmarks.sides import Side

BUILD = Path(__file__).parents[1] / "build" / "readings"
MOST = {"reworded": 400, "fever_symmetric": 45, "wice": 16}
"""How many claims of each kind of a set are read; of `claims` as many as the option says."""
REPORTED = ("reworded", "fever_symmetric", "wice")
"""The sets that are reported one by one; `wice`, whose claims may be supported in part, fits nothing."""
NAMES = ("log_odds", *(field.name for field in fields(Differences)))
MOST_FALSE = 0.08
"""What share of the false claims may pass for proven."""
REGULARISATION = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """A claim of a set, whether it is true, and its signals in the order of `NAMES`; none if code decided it.

    `proven` says whether code proved it.
    """

    set: str
    true: bool
    signals: tuple[float, ...] = ()
    proven: bool = False


def rows_of(side: Side, each: int, model: LanguageModel | None, seconds: float) -> Iterator[Row]:
    """Yield the claims of a side that code decides or that were read, reading more until the time is over.

    Claims about one sentence are read in turn, because a model reads the sentence only once then.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    path = BUILD / f"{side.replace(' ', '-')}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    kept = {row["key"]: row["log_odds"] for row in map(json.loads, lines)}
    ends = time.monotonic() + seconds
    with path.open("a", encoding="utf-8") as file:
        for key, made, near in sorted(drawn(side, each), key=lambda one: one[2][0].sentence.text if one[2] else ""):
            name = key.partition("/")[0]
            proven = bool(near) and prove(made.text, tuple(near)).holds
            refused = not near or not asserts(made.text, near[0]) or disagrees_by_value(made.text, near[0])
            if proven or refused or stands_behind_colon(made.text, near[0]):
                yield Row(name, made.true, proven=proven)
                continue
            if key not in kept:
                if model is None or time.monotonic() > ends:
                    continue
                with model.turn() as turn:
                    kept[key] = turn.log_odds(reading_prompt(made.text, near[0]), "Yes", "No")
                file.write(json.dumps({"key": key, "log_odds": kept[key]}) + "\n")
                file.flush()
            differ = asdict(differences(made.text, near[0]))
            yield Row(name, made.true, (kept[key], *differ.values()))


def drawn(side: Side, each: int) -> list[tuple[str, MadeClaim, list[Evidence]]]:
    """Return the claims to read of a side with the sentences nearest to each, always the same ones."""
    found = []
    for name in ("reworded", "fever_symmetric", "claims", *(["wice"] if side == "held out" else [])):
        claims = [made for made in claims_of(name, side) if "question" not in made.kind and "cell" not in made.kind]
        random.Random(0).shuffle(claims)
        counted: Counter[str] = Counter()
        for made in claims:
            counted[made.kind] += 1
            if counted[made.kind] <= MOST.get(name, each):
                near = [item for item in nearest_sentences(made.text, made.evidence, 10) if item.sentence.row is None]
                found.append((f"{name}/{made.document}/{made.text}", made, near))
    return found


def fit(x: NDArray[np.float64], y: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the intercept and the coefficients of a logistic regression, both classes counting alike."""
    fitted = LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=2_000).fit(x, y)
    return np.concatenate((fitted.intercept_, fitted.coef_[0]))


def sure(x: NDArray[np.float64], coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each row."""
    odds: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-coefficients[0] - x @ coefficients[1:]))
    return odds


def arrays(rows: Sequence[Row]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the signals of the rows that were read, and whether each is true."""
    read = [row for row in rows if row.signals]
    return np.array([row.signals for row in read]), np.array([row.true for row in read])


def print_sets(side: Side, rows: Sequence[Row], coefficients: NDArray[np.float64], least: float) -> None:
    """Print, for each set, what code and the reading together prove of its claims."""
    for name in REPORTED:
        shares = {}
        for true in (True, False):
            ours = [row for row in rows if row.set == name and row.true is true]
            held = [
                r.proven or (bool(r.signals) and sure(np.array([r.signals]), coefficients)[0] >= least) for r in ours
            ]
            shares[true] = (len(held), float(np.mean(held)) if held else np.nan)
        (yes, true_proven), (no, false_proven) = shares[True], shares[False]
        balanced = (true_proven + 1 - false_proven) / 2
        print(f"| {name} | {side} | {yes}, {no} | {true_proven:.2f} | {false_proven:.2f} | {balanced:.3f} |")


def main() -> None:
    """Read, fit and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--each", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=280.0)
    parser.add_argument("--side", choices=get_args(Side), default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    settings = Settings(language_model=options.model)
    model = open_language_model(settings) if options.side else None
    sides: dict[Side, list[Row]] = {}
    for side in get_args(Side)[1:]:
        sides[side] = list(rows_of(side, options.each, model if side == options.side else None, options.seconds))
        print(f"{side}: {sum(bool(row.signals) for row in sides[side])} claims read")
    x, y = arrays(sides["fitted"])
    print("\n| signals | side | area under ROC | true proven | false proven |\n|---|---|---|---|---|")
    for left_out in (None, *range(len(NAMES))):
        keep = np.ones(len(NAMES))
        if left_out is not None:
            keep[left_out] = 0.0
        coefficients = fit(x * keep, y)
        least = float(np.quantile(sure(x[~y] * keep, coefficients), 1 - MOST_FALSE))
        for side, rows in sides.items():
            xs, ys = arrays(rows)
            if len(ys):
                probability = sure(xs * keep, coefficients)
                area = roc_auc_score(ys, probability)
                shares = (probability[ys] >= least).mean(), (probability[~ys] >= least).mean()
                label = "all" if left_out is None else f"without {NAMES[left_out]}"
                print(f"| {label} | {side} | {area:.3f} | {shares[0]:.2f} | {shares[1]:.2f} |")
    coefficients = fit(x, y)
    least = float(np.quantile(sure(x[~y], coefficients), 1 - MOST_FALSE))
    print("\n| set | side | claims, true and false | true proven | false proven | balanced accuracy |")
    print("|---|---|---|---|---|---|")
    for side, rows in sides.items():
        print_sets(side, rows, coefficients, least)
    named = dict(zip(("intercept", *NAMES), (round(float(c), 4) for c in coefficients), strict=True))
    named["proven_from"] = round(least, 4)
    print(json.dumps(named))
    if options.write:
        name = language_model_path(settings).name
        judges_as = f"{name}{JUDGED}" if judge_of(name) else name
        target = Path(rewording_module.__file__).with_name("rewording.json")
        before = json.loads(target.read_text("utf-8"))
        target.write_text(json.dumps(before | {judges_as: named}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
