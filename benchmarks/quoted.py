"""What the rule that looks for the kind of answer is worth where sentences are quoted.

    python -m benchmarks.quoted [--limit 400] [squad2 wiki reports]

No language model: a draft is the question's own words, which prove nothing, or one of the best sentences found, which
proves itself. A table row: of questions of documents held out, the share that is answered rightly, which is in the
answer's own words, or by nothing where the documents don't say; by the draft that was tested and the rules that were
used. In brackets how many answers differ from those with all rules, and how many more are right.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from unittest.mock import patch

from assistant.evaluation.datasets import GoldQuestion
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.question import make_question
from assistant.settings import Settings
from assistant.verifying import compose
from benchmarks.evaluation_sets import EvaluationSet, asked_of_its_document, open_set
from benchmarks.sides import side_of

RULES: Mapping[str, Mapping[str, Callable[..., bool]]] = {
    "all": {},
    "without the kind": {"tells_the_kind": lambda *_: True},
}
"""Which of the rules are switched off, by how what is left is called."""
DRAFTS = ("the question", "1st sentence", "2nd sentence", "3rd sentence")


def drafts(question: str, gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Yield each draft with its name; there may be fewer sentences than names."""
    best = sorted(gathered.evidence, key=lambda item: item.score, reverse=True)
    yield from zip(DRAFTS, (question, *(item.sentence.text for item in best)), strict=False)


def composed(draft: str, gathered: Gathered) -> str:
    """Return the answer that a draft becomes, "" where nothing is shown."""
    composition = compose.Composition(gathered.query.question, gathered.evidence, gathered.ranked)
    composition.add(draft)
    composition.quote_best()
    return composition.text


def measure(data: EvaluationSet, questions: Sequence[GoldQuestion], kind: str) -> Iterator[str]:
    """Yield the rows of the table for some questions of one set."""
    asked, right, differ = Counter[str](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    library = data.assistant.library
    with library.reading() as (snapshot, vectors):
        for question in questions:
            scope = question.scope if asked_of_its_document(data.name) else None
            asked_as = make_question(question.text, scope=scope)
            gathered = gather(snapshot, vectors, library.embedder, asked_as, library.settings.evidence_tokens)
            for name, draft in drafts(question.text, gathered):
                asked[name] += 1
                answers = {}
                for rules, off in RULES.items():
                    with patch.dict(vars(compose), off):
                        answers[rules] = answer = composed(draft, gathered)
                    right[name, rules] += question.is_answered_by(answer) if question.answerable else not answer
                    differ[name, rules] += answer != answers["all"]
    for name in DRAFTS:
        told = (
            f"{right[name, rules] / max(1, asked[name]):.3f}"
            f" ({differ[name, rules]}, {right[name, rules] - right[name, 'all']:+d})"
            for rules in RULES
        )
        yield f"| {data.name} | {kind} | {name} | {asked[name]} | {' | '.join(told)} |"


def main() -> None:
    """Measure on some sets, and print a Markdown table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=["squad2", "wiki", "reports"])
    arguments.add_argument("--limit", type=int, default=400)
    options = arguments.parse_args()
    print(f"| set | | draft | questions | {' | '.join(RULES)} |\n|{'---|' * (4 + len(RULES))}")
    for name in options.sets:
        data = open_set(name, Settings())
        held_out = [q for q in data.questions if side_of(q.document or q.id) == "held out"]
        for kind, answerable in (("answerable", True), ("unanswerable", False)):
            chosen = [question for question in held_out if question.answerable is answerable]
            for row in measure(data, chosen[: options.limit], kind) if chosen else ():
                print(row, flush=True)


if __name__ == "__main__":
    main()
