"""What ordinary people ask of everyday documents, by kind of question, on both halves of the questions.

    python -m benchmarks.everyday --kept build/everyday.jsonl --seconds 240
    python -m benchmarks.everyday --kept build/everyday.jsonl --show
    python -m benchmarks.everyday --set neighbours --kept build/neighbours.jsonl --seconds 240

Asks on from where the file of outcomes ends, for at most so many seconds, and prints the tables. Only the half that
`side_of_question` calls "looked at" may be looked into; `--show` lists its outcomes that are not right.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import get_args

from assistant.evaluation.answers import Outcome, ask_all
from assistant.evaluation.by_kind import by_kind, kinds_table
from assistant.printable import to_json
from benchmarks.evaluation_sets import open_set
from benchmarks.sides import QuestionSide, side_of_question


def read_kept(path: Path) -> list[Outcome]:
    """Return the outcomes of a file, none where there is no file."""
    names = {field.name for field in fields(Outcome)}
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [Outcome(**{key: value for key, value in json.loads(line).items() if key in names}) for line in lines]


def ask_on(name: str, kept: Path, seconds: float, kinds: Sequence[str], side: str) -> None:
    """Ask what the file of outcomes lacks of a set, or of a side, and write each outcome behind it.

    It ends after so many seconds. All kinds are asked if none are given, and both sides if `side` is "".
    """
    done = {outcome.id for outcome in read_kept(kept)}
    asked = open_set(name)
    left = [q for q in asked.questions if q.id not in done and (not kinds or q.kind in kinds)]
    left = [q for q in left if side in ("", side_of_question(q.id))]
    began = time.perf_counter()
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a", encoding="utf-8") as lines:
        for outcome in ask_all(asked.assistant, left, keep_to_document=False):
            lines.write(to_json(asdict(outcome) | {"verdict": outcome.verdict}) + "\n")
            lines.flush()
            if time.perf_counter() - began > seconds:
                break


def main() -> None:
    """Ask, where there are seconds for it, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="everyday", choices=("everyday", "neighbours"), help="which documents")
    parser.add_argument("--kept", type=Path, required=True, help="the file of outcomes")
    parser.add_argument("--seconds", type=float, default=0.0, help="ask for at most so long")
    parser.add_argument("--kinds", nargs="*", default=(), help="ask only questions of these kinds")
    parser.add_argument("--side", choices=get_args(QuestionSide), default="", help="ask only this half")
    parser.add_argument("--show", action="store_true", help="list what is not right, of the half that is looked at")
    told = parser.parse_args()
    if told.seconds:
        ask_on(told.set, told.kept, told.seconds, told.kinds, told.side)
    outcomes = read_kept(told.kept)
    for side in get_args(QuestionSide):
        of_side = [outcome for outcome in outcomes if side_of_question(outcome.id) == side]
        print(f"\n{side}: {len(of_side)} questions\n\n{kinds_table(by_kind(of_side))}")
        if told.show and side == "looked at":
            for outcome in (o for o in of_side if o.verdict not in ("right", "rightly refused") or o.raw_rows):
                print(f"\n{outcome.id} {outcome.kind} {outcome.verdict} {outcome.seconds:.1f} s: {outcome.question}")
                print(f"    {outcome.answer}")


if __name__ == "__main__":
    main()
