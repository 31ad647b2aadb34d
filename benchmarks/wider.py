"""What reading more sentences gives before a question is refused, and what it costs, by how relevant the best one is.

    python -m benchmarks.wider [everyday neighbours squad2] [--each 20]

Reads for single questions what the assistant would: the evidence, and what lies beyond it, however relevant the
evidence is. Of `everyday` and `neighbours` the half that is looked at, without kinds that are answered otherwise; of
`squad2` questions of held-out documents, drawn by seed. Prints a Markdown table of how many are answered.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import assistant.retrieval.evidence as evidence_module
from assistant.asking.understanding import to_search_for
from assistant.evaluation.datasets import GoldQuestion
from assistant.retrieval.evidence import IN_ITS_WORDS
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from assistant.verifying.confidence import SURE, answered_from, confidence, judges_with, measure
from benchmarks.evaluation_sets import EvaluationSet, open_set
from benchmarks.sides import side_of, side_of_question

OTHER_KINDS = ("summary", "greeting", "list", "comparison", "change", "follow", "count", "cross-language", "topic")


@dataclass(frozen=True, slots=True)
class Read:
    """A question's confidence once the evidence is read and once more is, and whether it is in the documents' words."""

    answerable: bool
    of_evidence: float
    with_more: float
    in_its_words: bool
    least: float


def drawn(name: str, data: EvaluationSet, each: int) -> list[GoldQuestion]:
    """Return the questions of a set, always the same ones."""
    if name == "squad2":
        held_out = [q for q in data.questions if side_of(q.document or q.id) == "held out"]
        random.Random(1).shuffle(held_out)
        return [q for kind in (True, False) for q in [q for q in held_out if q.answerable is kind][:each]]
    looked_at = [q for q in data.questions if side_of_question(q.id) == "looked at" and not q.history]
    return [q for q in looked_at if not any(kind in q.kind for kind in OTHER_KINDS)]


def readings_of(data: EvaluationSet, questions: Sequence[GoldQuestion]) -> Iterator[Read]:
    """Yield what the model makes of the readings of each question; none follows one that is sure."""
    bot = data.assistant
    tokens, model = bot.library.settings.evidence_tokens, bot.model
    for question in questions:
        with bot.library.reading() as (reader, nearest):
            asked = to_search_for(make_question(question.text), reader)
            found = gather(reader, nearest, bot.library.embedder, asked, tokens, bot.library.encoders)
        judge = judges_with(model.judges_as, found.evidence)
        sure: list[float] = []
        with model.turn() as turn:
            for read in found.readings:
                sure.append(confidence(measure(asked.whole, read, turn, found.rarity), judge))
                if sure[-1] >= SURE:
                    break
        relevance = max((i.relevance for i in found.evidence if i.relevance is not None), default=-math.inf)
        of_evidence = sure[: len(found.passes)][-1]
        yield Read(question.answerable, of_evidence, sure[-1], relevance >= IN_ITS_WORDS, answered_from(judge))


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["everyday", "neighbours", "squad2"])
    parser.add_argument("--each", type=int, default=20, help="questions of squad2 of each kind")
    told = parser.parse_args()
    evidence_module.IN_ITS_WORDS = math.inf
    print("| set | answerable | questions | answered by the evidence | with more | of these not in its words |")
    print("|---|---|---|---|---|---|")
    for name in told.sets:
        data = open_set(name)
        reads = list(readings_of(data, drawn(name, data, told.each)))
        for answerable in (True, False):
            ours = [read for read in reads if read.answerable is answerable]
            first = sum(read.of_evidence >= read.least for read in ours)
            won = [read for read in ours if read.of_evidence < read.least <= read.with_more]
            bound = first + sum(not read.in_its_words for read in won)
            print(
                f"| {name} | {'yes' if answerable else 'no'} | {len(ours)} | {first} | {first + len(won)} | {bound} |"
            )


if __name__ == "__main__":
    main()
