"""The time from the evidence to the first word of the draft, and to the first sentence shown.

    python -m benchmarks.first_word [--model embedded-small] [--limit 40] [article wiki ...]

Answerable questions for which a draft is begun; nothing else may be running. Seconds, median and 95th percentile.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.asking.answering import Answering, Stopwatch
from assistant.drafting.base import LanguageModel, Prompt, Turn
from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.metrics import percentile
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from assistant.settings import Settings
from benchmarks.evaluation_sets import EvaluationSet, asked_of_its_document, open_set
from benchmarks.sides import side_of


@dataclass
class Watched:
    """A language model that records when the first piece of each draft came."""

    model: LanguageModel
    first_piece: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The model's own."""
        return self.model.name

    @property
    def judges_as(self) -> str:
        """The model's own."""
        return self.model.judges_as

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Take a turn of the model."""
        with self.model.turn() as turn:
            self._turn = turn
            yield self

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the model's own."""
        return self._turn.log_odds(prompt, first, second)

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the model's own reply, and record when it began."""
        for number, piece in enumerate(self._turn.stream(prompt, max_tokens)):
            if not number:
                self.first_piece.append(time.perf_counter())
            yield piece


def seconds(
    data: EvaluationSet, question: GoldQuestion, model: LanguageModel, tokens: int
) -> tuple[float, float] | None:
    """Return the seconds to the first word and to the first sentence; None if nothing is drafted or shown."""
    bot, watched = data.assistant, Watched(model)
    asked = make_question(question.text, scope=question.scope if asked_of_its_document(data.name) else None)
    with bot.library.reading() as (snapshot, vectors):
        budget = bot.library.settings.evidence_tokens
        gathered = gather(snapshot, vectors, bot.library.embedder, asked, budget, bot.library.encoders)
        answering = Answering(asked, gathered, snapshot, watched, Stopwatch(), lambda: False)
        with model.turn():
            pass  # the clean-up after the turn before happens while a person reads
        started = time.perf_counter()
        answer = next(answering.answers(tokens))
        shown = time.perf_counter()
    if answer.abstained or not watched.first_piece:
        return None
    return watched.first_piece[0] - started, shown - started


def main() -> None:
    """Ask the questions of some sets, one after another, and print a Markdown table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="*", default=["article", "wiki"])
    arguments.add_argument("--model", default="embedded")
    arguments.add_argument("--limit", type=int, default=40)
    options = arguments.parse_args()
    print("| set | questions | first word, p50 | p95 | first sentence, p50 | p95 |\n|---|---|---|---|---|---|")
    for name in options.sets:
        data = open_set(name, Settings(language_model=options.model))
        model = data.assistant.model
        held_out = (q for q in data.questions if name == "article" or side_of(q.document or q.id) == "held out")
        asked = [q for q in held_out if q.answerable][: options.limit]
        seconds(data, asked[0], model, data.assistant.library.settings.answer_tokens)
        taken = [seconds(data, q, model, data.assistant.library.settings.answer_tokens) for q in asked]
        words, sentences = zip(*(pair for pair in taken if pair), strict=True)
        told = (f"{percentile(values, share):.2f}" for values in (words, sentences) for share in (50, 95))
        print(f"| {name} | {len(words)} of {len(asked)} | {' | '.join(told)} |", flush=True)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
