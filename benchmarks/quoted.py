"""What the rules that look for the kind of answer are worth where sentences are quoted.

    python -m benchmarks.quoted [--limit 400] [squad2 wiki reports]

No language model: a draft is the question's own words, which prove nothing, or one of the best sentences found, which
proves itself. A table row: of questions with an answer, on documents held out, the share of which the answer holds it,
by the draft that was tested and the rules that were used, and how many answers differ from those with all rules.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from unittest.mock import patch

from assistant.evaluation.datasets import GoldQuestion
from assistant.retrieval.gathering import Gathered, gather
from assistant.retrieval.question import make_question
from assistant.settings import Settings
from assistant.verifying import compose
from benchmarks.evaluation_sets import EvaluationSet, asked_of_its_document, open_set
from benchmarks.sides import side_of

_KIND: Mapping[str, Callable[..., bool]] = {"tells_the_kind": lambda *_: True}
_PERSON: Mapping[str, Callable[..., bool]] = {"asks_for_a_person": lambda *_: False}
RULES: Mapping[str, Mapping[str, Callable[..., bool]]] = {
    "all": {},
    "not the kind": _KIND,
    "not the person": _PERSON,
    "none": {**_KIND, **_PERSON},
}
"""Which of the rules are switched off, by how a set of rules is called."""
DRAFTS = ("the question", "1st sentence", "2nd sentence", "3rd sentence")


def drafts(question: str, gathered: Gathered) -> Iterator[tuple[str, str]]:
    """Yield each draft with its name; there may be fewer sentences than names."""
    best = sorted(gathered.evidence, key=lambda item: item.score, reverse=True)
    yield from zip(DRAFTS, (question, *(item.sentence.text for item in best)), strict=False)


def composed(draft: str, gathered: Gathered) -> str:
    """Return the answer that a draft becomes."""
    composition = compose.Composition(gathered.query.question, gathered.evidence, gathered.ranked)
    composition.add(draft)
    composition.quote_best()
    return composition.text


def measure(data: EvaluationSet, questions: list[GoldQuestion]) -> Iterator[str]:
    """Yield the rows of the table for one set."""
    right: Counter[tuple[str, str]] = Counter()
    asked: Counter[str] = Counter()
    differ: Counter[tuple[str, str]] = Counter()
    gained: Counter[tuple[str, str]] = Counter()
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
                        answers[rules] = composed(draft, gathered)
                    right[name, rules] += question.is_answered_by(answers[rules])
                    differ[name, rules] += answers[rules] != answers["all"]
                    gained[name, rules] += question.is_answered_by(answers[rules]) - question.is_answered_by(
                        answers["all"]
                    )
    for name in DRAFTS:
        told = (
            f"{right[name, rules] / max(1, asked[name]):.3f} ({differ[name, rules]}, {gained[name, rules]:+d})"
            for rules in RULES
        )
        yield f"| {data.name} | {name} | {asked[name]} | {' | '.join(told)} |"


def main() -> None:
    """Measure on some sets, and print a Markdown table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=["squad2", "wiki", "reports"])
    arguments.add_argument("--limit", type=int, default=400)
    options = arguments.parse_args()
    print(f"| set | draft | questions | {' | '.join(RULES)} |\n|{'---|' * (3 + len(RULES))}")
    for name in options.sets:
        data = open_set(name, Settings())
        held_out = [q for q in data.questions if q.answerable and side_of(q.document or q.id) == "held out"]
        for row in measure(data, held_out[: options.limit]):
            print(row, flush=True)


if __name__ == "__main__":
    main()
