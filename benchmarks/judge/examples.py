"""What a judge is trained and tested on: questions, each with the evidence that the assistant gathers for it.

    python -m benchmarks.judge.examples        # writes build/judge/examples.jsonl, in some minutes, without a GPU

`asked` examples are questions of wiki and squad2 as they are. `removed` ones are answerable questions whose evidence
has lost every line that holds the answer: on the subject, and without it, as most questions are that documents fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from rich.progress import track

from assistant.drafting.prompts import write_prompt
from assistant.evaluation.datasets import Question
from assistant.evaluation.metrics import contains_answer
from assistant.grounding.confidence import judging_prompt, plain_signals
from assistant.retrieval.gathering import gather
from benchmarks.evaluation_sets import EvaluationSet, open_set
from benchmarks.sides import Side, side_of

SETS = ("wiki", "squad2")
LEAST_LINES = 3
EXAMPLES = Path(__file__).parents[2] / "build" / "judge" / "examples.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A question put to the judge: what it reads, whether the evidence answers, and the signals beside it."""

    set: str
    id: str
    kind: Literal["asked", "removed"]
    side: Side
    system: str
    user: str
    label: bool
    coverage: float
    closeness: float


def examples_of(data: EvaluationSet, question: Question) -> Iterator[Example]:
    """Yield a question as it is, and without its answer; none where the evidence misses the answer it should have.

    A held-out question is always yielded as it is: missing the answer is then the assistant's own mistake.
    """
    bot = data.assistant
    with bot.reading() as (snapshot, vectors):
        found = gather(snapshot, vectors, bot.embedder, question.text, bot.settings.evidence_tokens)
    prompt = write_prompt(question.text, found.in_helpings[-1])
    asking = judging_prompt(question.text, prompt)
    coverage, closeness = plain_signals(question.text, found.evidence, found.rarity)
    side = side_of(question.document or question.id)
    asked = Example(
        data.name, question.id, "asked", side, asking.system, asking.user, question.answerable, coverage, closeness
    )
    holds = question.answerable and contains_answer(prompt.user.rpartition("\n\n")[0], question.answers)
    if holds or not question.answerable or side != "trained":
        yield asked
    if holds:
        text, _, rest = asking.user.rpartition("\n\n")
        left = [line for line in text.split("\n") if not contains_answer(line, question.answers)]
        if len(left) >= LEAST_LINES and not contains_answer("\n".join(left), question.answers):
            yield replace(asked, kind="removed", label=False, user="\n\n".join(("\n".join(left), rest)))


def main() -> None:
    """Write the examples of all sets."""
    EXAMPLES.parent.mkdir(parents=True, exist_ok=True)
    with EXAMPLES.open("w", encoding="utf-8") as file:
        for name in SETS:
            data = open_set(name)
            for question in track(data.questions, name):
                for example in examples_of(data, question):
                    file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            data.assistant.close()


if __name__ == "__main__":
    main()
