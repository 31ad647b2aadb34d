"""The examples for training and testing a judge: questions, each with the evidence that the assistant gathers.

    python -m benchmarks.judge.examples        # writes build/judge/examples.jsonl, in some minutes, without a GPU

`whole` examples are questions of wiki, squad2 and the reports (those that ask for a span) with all of their evidence;
`best` ones have only what is read first, if that is less. `removed` ones are answerable questions whose evidence has
lost every line with the answer: on the subject but without the answer, like most questions that documents don't answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from rich.progress import track

from assistant.drafting.prompts import write_prompt
from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.metrics import contains_answer
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from assistant.verifying.confidence import plain_signals
from benchmarks.evaluation_sets import EvaluationSet, asked_of_its_document, open_set
from benchmarks.sides import Side, side_of

Kind = Literal["whole", "best", "removed"]
SETS = ("wiki", "squad2", "reports")
ASKED_FOR = ("", "span", "multi-span")
LEAST_LINES = 3
EXAMPLES = Path(__file__).parents[2] / "build" / "judge" / "examples.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A question as the model reads it, whether the evidence answers it, and the other signals."""

    set: str
    id: str
    kind: Kind
    side: Side
    system: str
    user: str
    label: bool
    coverage: float
    closeness: float
    named: float
    relevance: float | None


def examples_of(data: EvaluationSet, question: GoldQuestion) -> Iterator[Example]:
    """Yield a question with its evidence, and with evidence without the answer.

    If the evidence lacks the answer that it should contain, the assistant made a mistake: the example is not for
    training, but is reported on.
    """
    bot = data.assistant
    asked = make_question(question.text, scope=question.scope if asked_of_its_document(data.name) else None)
    with bot.library.reading() as (snapshot, vectors):
        tokens = bot.library.settings.evidence_tokens
        found = gather(snapshot, vectors, bot.library.embedder, asked, tokens, bot.library.encoders)
    side = side_of(question.document or question.id)
    kinds: tuple[Kind, ...] = ("whole", "best")
    for kind, read in zip(kinds, reversed(found.passes), strict=False):
        prompt = write_prompt(question.text, read)
        text, _, put = prompt.user.rpartition("\n\n")
        holds = question.answerable and contains_answer(text, question.answers)
        signals = plain_signals(question.text, read, found.rarity)
        missed = kind == "whole" and question.answerable and not holds
        if side == "trained" and missed:
            return
        label = question.answerable if kind == "whole" else holds
        example = Example(data.name, question.id, kind, side, prompt.system, prompt.user, label, *signals)
        yield example
        if kind == "whole" and holds:
            left = [line for line in text.split("\n") if not contains_answer(line, question.answers)]
            if len(left) >= LEAST_LINES and not contains_answer("\n".join(left), question.answers):
                yield replace(example, kind="removed", label=False, user="\n\n".join(("\n".join(left), put)))


def main() -> None:
    """Write the examples of all sets."""
    EXAMPLES.parent.mkdir(parents=True, exist_ok=True)
    with EXAMPLES.open("w", encoding="utf-8") as file:
        for name in SETS:
            data = open_set(name)
            for question in track([q for q in data.questions if q.kind in ASKED_FOR], name):
                for example in examples_of(data, question):
                    file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            data.assistant.close()


if __name__ == "__main__":
    main()
