"""How often an answer is calculated from a table, and how often it is right.

    python -m benchmarks.calculating [reports article wiki squad2]

Each question of a set is searched for as usual, without a language model. An answer is right if it contains a known
answer. Most reports were seen while the rules were written; RESULTS.md has the figures for those that were held out.
`--wrong` shows the wrong answers of the others.
"""

from __future__ import annotations

import argparse
from collections import Counter

from assistant.calculating.checking import follows
from assistant.calculating.working import work_out
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from benchmarks.evaluation_sets import RETRIEVAL_SETS, asked_of_its_document, open_set
from benchmarks.sides import side_of


def measure(name: str, *, show_wrong: bool) -> None:
    """Print a row for each side and kind of question of a set."""
    data = open_set(name)
    bot = data.assistant
    counted: Counter[tuple[str, str, str]] = Counter()
    for question in data.questions:
        side = "held out" if side_of(question.document or question.id) == "held out" else "looked at"
        asked = make_question(question.text, scope=question.scope if asked_of_its_document(name) else None)
        with bot.library.reading() as (snapshot, vectors):
            budget = bot.library.settings.evidence_tokens
            found = gather(snapshot, vectors, bot.library.embedder, asked, budget, bot.library.encoders)
        worked = work_out(asked, found.ranked)
        if worked is None:
            counted[side, question.kind, "left"] += 1
            continue
        cited = [item.sentence.text for item in worked.rows]
        right = question.is_answered_by(worked.text)
        counted[side, question.kind, "right" if right else "wrong"] += 1
        if not follows(worked.text, cited):
            raise AssertionError(f"This does not follow from its rows: {worked.text}")
        if show_wrong and not right and side != "held out":
            print(f"{question.text} {question.answers}: {worked.text}")
    for side, kind in sorted({key[:2] for key in counted}):
        told = [counted[side, kind, came] for came in ("right", "wrong", "left")]
        print(f"| {name}, {side} | {kind} | {told[0]} | {told[1]} | {told[2]} |", flush=True)


def main() -> None:
    """Measure the named sets."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=RETRIEVAL_SETS)
    arguments.add_argument("--wrong", action="store_true")
    options = arguments.parse_args()
    print("| set | kind | worked out, right | worked out, wrong | left |\n|---|---|---|---|---|")
    for name in options.sets:
        measure(name, show_wrong=options.wrong)


if __name__ == "__main__":
    main()
