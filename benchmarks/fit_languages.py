"""Fit when a question is answered from documents in other languages: `python -m benchmarks.fit_languages [--write]`.

    --each 24         questions of each language that are measured, kept in `build/signals/languages.jsonl`

Asks the questions of xquad whose articles train nothing, with the multilingual embedder, each in three ways: to its
article; to the same evidence without the sentences that hold the answer; and to the other articles. A logistic
regression over the signals of the confidence is fitted on half of the articles and reported on the others.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from rich.progress import track
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import assistant.verifying.confidence as confidence_module
from assistant import Assistant
from assistant.drafting.judges import JUDGED
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.indexing.scope import Scope
from assistant.models.packages import LARGE
from assistant.retrieval.gathering import gather
from assistant.retrieval.question import make_question
from assistant.types import Evidence
from assistant.verifying.confidence import OTHER_LANGUAGES, Signals, measure
from benchmarks.evaluation_sets import SHARED
from benchmarks.relevance.examples import Told, corpus_of_languages, opened
from benchmarks.sides import side_of

KEPT = Path(__file__).parents[1] / "build" / "signals" / "languages.jsonl"
CODES = ("de", "es", "zh")
JUDGE = f"{LARGE.name}{JUDGED}"
REGULARISATION = 0.3
ANSWERABLE = 4.0
"""The assumed number of answerable questions for each that the documents don't answer."""
MOST_WRONGLY_REFUSED = 0.08
NAMES = [field.name for field in fields(Signals) if field.name not in ("named", "relevance")]


@dataclass(frozen=True, slots=True)
class Row:
    """The signals of one reading, and whether it holds the answer."""

    key: str
    way: str
    fitted: bool
    label: bool
    signals: Signals


def measured(
    bot: Assistant, code: str, question: GoldQuestion, documents: Sequence[str]
) -> Iterator[tuple[str, bool, Signals]]:
    """Yield the ways in which a question is asked, whether what is read holds the answer, and the signals."""
    told = Told(question.answers, question.evidence)
    own = f"{code}/{question.document}"
    ways = {"whole": (own,), "off": tuple(name for name in documents if name != own)}
    for way, names in ways.items():
        asked = make_question(question.text, scope=Scope(documents=names))
        with bot.library.reading() as (reader, nearest):
            found = gather(reader, nearest, bot.library.embedder, asked, 220, bot.library.encoders)
        read: Sequence[Evidence] = found.passes[-1]
        yield from ((way, any(map(told.holds, read)), one) for one in judged(bot, question, read, found.rarity))
        left = [item for item in read if not told.holds(item)]
        if way == "whole" and len(left) < len(read) and len(left) > 1:
            yield from (("removed", False, one) for one in judged(bot, question, left, found.rarity))


def judged(
    bot: Assistant, question: GoldQuestion, read: Sequence[Evidence], rarity: Mapping[str, float]
) -> Iterator[Signals]:
    """Yield the signals of some evidence, if there is any."""
    if read:
        with bot.model.turn() as turn:
            yield replace(measure(question.text, read, turn, rarity), relevance=None)


def rows(each: int) -> Iterator[Row]:
    """Yield the rows of all languages, measuring those that are not kept."""
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
                    found = [(way, label, asdict(one)) for way, label, one in measured(bot, code, question, documents)]
                    kept[question.id] = found
                    file.write(json.dumps({"key": question.id, "measured": found}) + "\n")
                    file.flush()
                fitted = side_of(question.document) == "fitted"
                for way, label, one in kept[question.id]:
                    yield Row(question.id, way, fitted, label, Signals(**one))


def main() -> None:
    """Fit, report, and write the coefficients if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=24)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    read = list(rows(options.each))
    x = np.array([[getattr(row.signals, name) for name in NAMES] for row in read])
    y = np.array([row.label for row in read])
    fitted = np.array([row.fitted for row in read])
    weight = np.where(y, ANSWERABLE * (~y).sum() / max(1, y.sum()), 1.0)
    before = np.array([confidence_module.confidence(row.signals, JUDGE) for row in read])
    for name, side in (("fitted", fitted), ("held out", ~fitted)):
        print(f"{name}: {y[side].sum()} answerable, {(~y[side]).sum()} not")
        print(f"  before: area {roc_auc_score(y[side], before[side]):.3f},", told(before[side], y[side], 0.65))
    model = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(x[fitted], y[fitted], weight[fitted])
    sure = model.predict_proba(x)[:, 1]
    least = float(np.quantile(sure[fitted & y], MOST_WRONGLY_REFUSED))
    for name, side in (("fitted", fitted), ("held out", ~fitted)):
        print(f"  {name}: area {roc_auc_score(y[side], sure[side]):.3f},", told(sure[side], y[side], least))
        for level in (0.65, 0.8, 0.9, 0.95):
            print(f"    from {level}: {told(sure[side], y[side], level)}")
    whole = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(x, y, weight)
    names = ("intercept", *NAMES)
    coefficients = dict(zip(names, np.round([whole.intercept_[0], *whole.coef_[0]], 4).tolist(), strict=True))
    least = float(np.quantile(whole.predict_proba(x)[y, 1], MOST_WRONGLY_REFUSED))
    coefficients |= {"named": 0.0, "answered_from": round(least, 2)}
    print(coefficients)
    if options.write:
        path = Path(confidence_module.__file__).with_name("confidence.json")
        known = json.loads(path.read_text("utf-8"))
        known[f"{JUDGE}{OTHER_LANGUAGES}"] = coefficients
        path.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def told(sure: np.ndarray, label: np.ndarray, least: float) -> str:
    """Return how many are answered from a confidence, and how many of these hold the answer."""
    answered = sure >= least
    right, wrong = (answered & label).sum(), (answered & ~label).sum()
    return f"answered from {least:.2f}: {right} of {label.sum()}, and {wrong} of {(~label).sum()} others"


if __name__ == "__main__":
    main()
