"""How often the kind of a question is told right, and from which score it is to be believed.

    python -m benchmarks.kinds

The questions are of our own (`data/kinds.tsv`) and not among the examples that the classifier learns. A hash puts half
of them where the threshold is fitted, and the other half where it is only reported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from assistant import Settings
from assistant.asking.kinds import classifying
from assistant.asking.kinds.classifying import Guess, KindsOfQuestion, is_sure
from assistant.embedding import open_embedder

DATA = Path(__file__).parent / "data" / "kinds.tsv"
Asked = Sequence[tuple[str, str, Guess]]


def read_questions() -> list[tuple[str, str]]:
    """Return the questions, each behind its kind."""
    lines = DATA.read_text("utf-8").splitlines()
    return [(kind, question) for kind, _, question in (line.partition("\t") for line in lines)]


def is_fitted_on(question: str) -> bool:
    """Return whether the threshold is fitted on a question."""
    return hashlib.sha256(question.encode()).digest()[0] % 2 == 0


def row_of(name: str, asked: Asked, sure: Callable[[Guess], bool] = is_sure) -> str:
    """Return the row of a table: how many are right, taken for another kind than they are, or left to the lookup."""
    told = [(kind, guess.kind if sure(guess) else "lookup") for kind, _, guess in asked]
    right = sum(kind == said for kind, said in told)
    wrong = sum(said not in (kind, "lookup") for kind, said in told)
    return f"| {name} | {len(asked)} | {right} | {wrong} | {len(asked) - right - wrong} |"


def _is_ahead(least: float, guess: Guess) -> bool:
    return guess.ahead >= least


def main() -> None:
    """Print the tables."""
    embedder = open_embedder(Settings())
    header = "questions | right | taken for another kind | left to the lookup |\n|---|---|---|---|---|"
    print(f"| on the half that is reported: kernel | {header}")
    for name, share in (("vectors", 0.0), ("words", 1.0), ("both", classifying.OF_WORDS)):
        classifying.OF_WORDS = share
        kinds = KindsOfQuestion(embedder)
        asked = [(kind, question, kinds.guess(question)) for kind, question in read_questions()]
        print(row_of(name, [one for one in asked if not is_fitted_on(one[1])]))
    fitted = [one for one in asked if is_fitted_on(one[1])]
    print(f"\n| on the half that is fitted: ahead of a lookup by | {header}")
    for ahead in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        print(row_of(f"{ahead:.2f}", fitted, partial(_is_ahead, ahead)))
    print(f"\n| by kind, both halves | {header}")
    for kind in sorted({kind for kind, _, _ in asked}):
        print(row_of(kind, [one for one in asked if one[0] == kind]))


if __name__ == "__main__":
    main()
