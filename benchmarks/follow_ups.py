"""Follow-ups: does a question that leans on the one before it retrieve what it is about?

    python -m benchmarks.follow_ups

Two-turn cases on the article (`data/follow_ups.jsonl`). A case is right when one sentence among the evidence, or
among its best three, holds all words of one of its alternatives.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from assistant.retrieval.history import stand_alone
from assistant.types import Evidence
from benchmarks.evaluation_sets import open_set

CASES = Path(__file__).parent / "data" / "follow_ups.jsonl"
BEST = 3


def holds(evidence: Sequence[Evidence], required: Sequence[Sequence[str]]) -> bool:
    """Say whether a sentence holds all words of an alternative."""
    sentences = [item.sentence.text.lower() for item in evidence]
    return any(all(word.lower() in text for word in words) for words in required for text in sentences)


def main() -> None:
    """Search for every case as it is, and with its history."""
    bot = open_set("article").assistant
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    missed = []
    print("| question | in the evidence | in its best three |\n|---|---|---|")
    for label, with_history in (("as it is, alone", False), ("with its history", True)):
        whole = best = 0
        for case in cases:
            history = case["history"] if with_history else ()
            evidence = bot.evidence(case["question"], history=history)
            found = holds(evidence, case["required"])
            whole += found
            best += holds(sorted(evidence, key=lambda item: -item.score)[:BEST], case["required"])
            if with_history and not found:
                missed.append(stand_alone(case["question"], history))
        print(f"| {label} | {whole} of {len(cases)} | {best} of {len(cases)} |")
    print(f"Missed: {missed}")


if __name__ == "__main__":
    main()
