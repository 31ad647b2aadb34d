"""Follow-ups: does a question that depends on the one before it retrieve what it is about?

    python -m benchmarks.follow_ups

Two-turn cases on the article (`data/follow_ups.jsonl`). A case is right if one sentence of the evidence, or of its best
three, contains all words of one of its alternatives.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from assistant.asking.understanding import REWRITING_TOKENS
from assistant.drafting.base import LanguageModel
from assistant.drafting.prompts import write_rewriting
from assistant.retrieval.question import Question, make_question, understood_as
from assistant.types import Evidence
from benchmarks.evaluation_sets import open_set

CASES = Path(__file__).parent / "data" / "follow_ups.jsonl"
BEST = 3


def holds(evidence: Sequence[Evidence], required: Sequence[Sequence[str]]) -> bool:
    """Return whether a sentence contains all words of an alternative."""
    sentences = [item.sentence.text.lower() for item in evidence]
    return any(all(word.lower() in text for word in words) for words in required for text in sentences)


def rewritten(model: LanguageModel, text: str, history: Sequence[str]) -> Question:
    """Return a question as the assistant understands it."""
    question = make_question(text, history)
    if not question.leans_on:
        return question
    with model.turn() as turn:
        words = "".join(turn.stream(write_rewriting(text, question.before), REWRITING_TOKENS))
    return understood_as(words, question)


def main() -> None:
    """Search for every case as it is, with the question before it, and rewritten."""
    bot = open_set("article").assistant
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    ways: dict[str, Callable[[str, Sequence[str]], Question]] = {
        "as it is, alone": lambda text, _: make_question(text),
        "behind the question before it": make_question,
        "rewritten by the model, checked": partial(rewritten, bot.model),
    }
    print("| question | in the evidence | in its best three |\n|---|---|---|")
    for label, way in ways.items():
        found = [bot.evidence(way(case["question"], case["history"])) for case in cases]
        best = [sorted(evidence, key=lambda item: -item.score)[:BEST] for evidence in found]
        counts = [
            sum(holds(evidence, case["required"]) for evidence, case in zip(each, cases, strict=True))
            for each in (found, best)
        ]
        print(f"| {label} | {counts[0]} of {len(cases)} | {counts[1]} of {len(cases)} |")


if __name__ == "__main__":
    main()
