"""Whether the confidence holds in other languages: `python -m benchmarks.judged_in_languages [--each 12]`.

    --each 12         questions of each language that are measured, kept in `build/signals/languages.jsonl`

Asks the questions of xquad whose articles train nothing, with the multilingual embedder, each in three ways: to its
article; to the same evidence without the sentences that hold the answer; and to the other articles. Prints the area
under ROC, and how many are answered from each confidence.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from rich.progress import track
from sklearn.metrics import roc_auc_score

from assistant import Assistant
from assistant.drafting.judges import JUDGED
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.indexing.scope import Scope
from assistant.models.packages import LARGE
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from assistant.types import Evidence
from assistant.verifying.confidence import Signals, confidence, measure
from benchmarks.evaluation_sets import SHARED
from benchmarks.relevance.examples import Told, corpus_of_languages, opened
from benchmarks.sides import side_of

KEPT = Path(__file__).parents[1] / "build" / "signals" / "languages.jsonl"
CODES = ("de", "es", "zh")
LEVELS = (0.5, 0.65, 0.8, 0.9, 0.95)
Measured = tuple[str, bool, Signals]


def measured(bot: Assistant, code: str, question: GoldQuestion, documents: Sequence[str]) -> Iterator[Measured]:
    """Yield the ways in which a question is asked, whether what is read holds the answer, and the signals."""
    told = Told(question.answers, question.evidence)
    own = f"{code}/{question.document}"
    ways = {"whole": (own,), "off": tuple(name for name in documents if name != own)}
    for way, names in ways.items():
        asked = make_question(question.text, scope=Scope(documents=names))
        with bot.library.reading() as (reader, nearest):
            tokens = bot.library.settings.evidence_tokens
            found = gather(reader, nearest, bot.library.embedder, asked, tokens, bot.library.encoders)
        read = found.passes[-1]
        yield from ((way, any(map(told.holds, read)), one) for one in _judged(bot, question, read, found.rarity))
        left = [item for item in read if not told.holds(item)]
        if way == "whole" and 1 < len(left) < len(read):
            yield from (("removed", False, one) for one in _judged(bot, question, left, found.rarity))


def _judged(
    bot: Assistant, question: GoldQuestion, read: Sequence[Evidence], rarity: Mapping[str, float]
) -> Iterator[Signals]:
    if read:
        with bot.model.turn() as turn:
            yield replace(measure(question.text, read, turn, rarity), relevance=None)


def all_measured(each: int) -> Iterator[Measured]:
    """Yield what is measured of all languages, measuring what is not kept."""
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    kept = {row["key"]: row["measured"] for row in map(json.loads, lines)}
    bot = opened("languages-centred", corpus_of_languages())
    with KEPT.open("a", encoding="utf-8") as file:
        for code in CODES:
            documents = [one.name for one in bot.library.documents() if one.name.startswith(f"{code}/")]
            asked = read_questions(SHARED / "eval" / "xquad" / code / "questions.jsonl")
            some = [question for question in asked if side_of(question.document) != "trained"]
            random.Random(0).shuffle(some)
            for question in track(some[:each], description=code):
                if question.id not in kept:
                    found = measured(bot, code, question, documents)
                    kept[question.id] = [(way, label, asdict(one)) for way, label, one in found]
                    file.write(json.dumps({"key": question.id, "measured": kept[question.id]}) + "\n")
                    file.flush()
                yield from ((way, label, Signals(**one)) for way, label, one in kept[question.id])


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=12)
    read = list(all_measured(parser.parse_args().each))
    label = np.array([told for _, told, _ in read])
    sure = np.array([confidence(one, f"{LARGE.name}{JUDGED}") for *_, one in read])
    print(f"{label.sum()} answerable, {(~label).sum()} not, area under ROC {roc_auc_score(label, sure):.3f}")
    for level in LEVELS:
        answered = sure >= level
        print(f"from {level}: {(answered & label).sum()} and {(answered & ~label).sum()} are answered")


if __name__ == "__main__":
    main()
