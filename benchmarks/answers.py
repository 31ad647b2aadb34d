"""Ask an evaluation set, with the real models, and say how many answers are right.

    python -m benchmarks.answers article [--model embedded-small] [--limit 100] [--show]

Prints one line a question with `--show`, then a Markdown table. Outcomes go to `build/answers-<set>-<model>.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict

from assistant.evaluation.answers import Outcome, ask_all, total
from assistant.settings import Settings
from benchmarks.evaluation_sets import INDEXES, asked_of_its_document, open_set


def show(outcome: Outcome) -> None:
    """Print one outcome on one line."""
    if outcome.answerable:
        verdict = "refused" if outcome.abstained else "right" if outcome.right else "WRONG"
    else:
        verdict = "rightly refused" if outcome.abstained else "ANSWERED"
    cited = "" if outcome.abstained or outcome.evidence_cited else " (evidence not cited)"
    head = f"{outcome.id[:8]} {outcome.seconds:4.1f} s {outcome.confidence:.2f} {verdict}{cited}"
    print(f"{head}: {outcome.question} => {outcome.answer}", flush=True)


def main() -> None:
    """Ask and count."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("set", choices=("article", "wiki", "reports", "squad2"))
    arguments.add_argument("--model", default="embedded")
    arguments.add_argument("--limit", type=int, default=0)
    arguments.add_argument("--show", action="store_true")
    options = arguments.parse_args()
    data = open_set(options.set, Settings(language_model=options.model))
    questions = list(data.questions)
    if options.limit:
        random.Random(0).shuffle(questions)
        questions = questions[: options.limit]
    _ = data.assistant.model
    outcomes = []
    kept = INDEXES.parent / f"answers-{options.set}-{options.model.replace('/', '-')}.jsonl"
    with kept.open("w", encoding="utf-8") as file:
        for outcome in ask_all(
            data.assistant, questions, keep_to_document=lambda _: asked_of_its_document(options.set)
        ):
            outcomes.append(outcome)
            file.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")
            if options.show:
                show(outcome)
    t = total(outcomes)
    print("| set | model | right | right and evidence cited | wrongly refused | rightly refused | F1 |", end="")
    print(" figures not in the cited sentence | median s | p95 s |\n|---|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {options.set} | {options.model} | {t.right} of {t.answerable} | {t.right_and_cited} of {t.answerable}"
        f" | {t.wrongly_refused} of {t.answerable} | {t.rightly_refused} of {t.unanswerable} | {t.f1:.3f}"
        f" | {t.loose_figures} | {t.median_seconds:.1f} | {t.p95_seconds:.1f} |"
    )


if __name__ == "__main__":
    main()
