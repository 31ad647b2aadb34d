"""Fit the coefficients of `assistant/verifying/verdicts.json`, and report how well they tell yes from no.

    python -m benchmarks.fit_verdicts [--write] [--show]

Uses questions, each with a sentence of our own that answers it (`data/verdicts.tsv`). A hash of the question puts half
of them on the side that is fitted, and half on the one that is only reported. `--show` lists what is told wrong there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

import assistant.verifying.verdicts as verdicts_module
from assistant.verifying.verdicts import SURE_FROM, Cues, cues, verdict_of

DATA = Path(__file__).parent / "data" / "verdicts.tsv"
NAMES = [field.name for field in fields(Cues)]
REGULARISATION = 3.0
"""scikit-learn's C."""
LEVELS = (0.5, 0.7, 0.8, 0.85, 0.9)


class Judged(NamedTuple):
    """A question, the sentence that answers it or does not, and the verdict: "yes", "no", or "?"."""

    verdict: str
    code: str
    question: str
    sentence: str

    @property
    def is_fitted_on(self) -> bool:
        """Whether the coefficients are fitted on it."""
        return hashlib.sha256(self.question.encode()).digest()[0] % 2 == 0


def read_judged() -> list[Judged]:
    """Return all of the questions."""
    return [Judged(*line.split("\t")) for line in DATA.read_text("utf-8").splitlines()]


def main() -> None:
    """Fit, report, and write the coefficients if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    judged = [one for one in read_judged() if one.verdict != "?"]
    signals = [cues(one.question, one.sentence, one.code) for one in judged]
    x = np.array([list(asdict(one).values()) for one in signals])
    no = np.array([one.verdict == "no" for one in judged])
    fitted = np.array([one.is_fitted_on for one in judged])
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(x[fitted], no[fitted])
    sure = model.predict_proba(x)[:, 1]
    print("| side | questions | from | told | of them right |\n|---|---|---|---|---|")
    for side, name in ((fitted, "fitted"), (~fitted, "reported")):
        for level in LEVELS:
            told = side & ((sure >= level) | (sure <= 1 - level))
            right = ((sure >= 0.5) == no)[told]
            print(f"| {name} | {side.sum()} | {level} | {told.sum()} | {right.sum()} = {right.mean():.2f} |")
        given = [
            (verdict_of(p, one.sentence, one.code, told), one.verdict)
            for one, told, p in zip(judged, signals, sure, strict=True)
        ]
        shown = [(is_told, meant) for (is_told, meant), of_side in zip(given, side, strict=True) if is_told and of_side]
        right_shown = sum(is_told == meant for is_told, meant in shown)
        print(f"| {name} | {side.sum()} | {SURE_FROM}, no yes that denies (chosen) | {len(shown)} | {right_shown} |")
    for one, p, side in zip(judged, sure, fitted, strict=True):
        if options.show and not side and (p >= 0.5) != (one.verdict == "no"):
            print(f"{p:.2f} {one.verdict:3} {one.question} – {one.sentence}")
    model = LogisticRegression(C=REGULARISATION, max_iter=5000).fit(x, no)
    fitted_to_all = [round(float(c), 4) for c in (model.intercept_[0], *model.coef_[0])]
    named = dict(zip(("intercept", *NAMES), fitted_to_all, strict=True))
    print(json.dumps(named))
    if options.write:
        target = Path(verdicts_module.__file__).with_name("verdicts.json")
        target.write_text(json.dumps(named, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
