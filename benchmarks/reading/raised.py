"""Fits the weights of the signs by which raised text is told (`reading/notation/raised.py`), and measures them.

The examples are in `raised.txt`. Weights are fitted by logistic regression with a ridge (strength 0.1), without
the examples of every fourth line for the measurement; the weights that are kept come from all of them.

    python -m benchmarks.reading.raised
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from importlib.resources import files

from assistant.reading.notation.raised import signs_of

_LINE = re.compile(r"(?:\[(?P<labels>[^\]]+)\] )?(?P<text>.+) \| (?P<meaning>note|part)")
_RIDGE, _STEPS, _RATE = 0.1, 3_000, 0.03
Example = tuple[tuple[str, ...], bool]


def examples() -> list[tuple[str, Example]]:
    """Return each raised text of the examples: its line, its signs, and whether it refers to a note."""
    found = []
    for line in files("benchmarks.reading").joinpath("raised.txt").read_text("utf-8").splitlines():
        if match := _LINE.fullmatch(line):
            labels = frozenset((match["labels"] or "").split(",")) - {""}
            parts = re.split(r"\{([^}]+)\}", match["text"])
            for at in range(1, len(parts), 2):
                signs = signs_of("".join(parts[:at]), parts[at], "".join(parts[at + 1 :]), labels)
                found.append((line, (signs, match["meaning"] == "note")))
    return found


def fitted(known: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each sign, and that of "" for the intercept, by gradient descent."""
    weights: dict[str, float] = {"": 0.0}
    for _ in range(_STEPS):
        slopes = {name: _RIDGE * value * bool(name) for name, value in weights.items()}
        for signs, is_note in known:
            miss = 1 / (1 + math.exp(-sum(weights.get(sign, 0.0) for sign in (*signs, "")))) - is_note
            for sign in (*signs, ""):
                slopes[sign] = slopes.get(sign, 0.0) + miss
        weights = {name: weights.get(name, 0.0) - _RATE * slope for name, slope in slopes.items()}
    return weights


def main() -> None:
    """Print the measurement, then the weights."""
    told = examples()
    for part in range(4):
        weights = fitted([example for at, (_, example) in enumerate(told) if at % 4 != part])
        held = told[part::4]
        wrong = [line for line, (signs, is_note) in held if (_score(weights, signs) > 0) != is_note]
        print(f"held out part {part}: {len(held) - len(wrong)} of {len(held)} right", *wrong, sep="\n  ")
    weights = fitted([example for _, example in told])
    right = sum((_score(weights, signs) > 0) == is_note for _, (signs, is_note) in told)
    print(f"all: {right} of {len(told)}")
    print(json.dumps({name: round(weight, 1) for name, weight in sorted(weights.items())}, indent=4))


def _score(weights: dict[str, float], signs: Sequence[str]) -> float:
    return sum(weights.get(sign, 0.0) for sign in (*signs, ""))


if __name__ == "__main__":
    main()
