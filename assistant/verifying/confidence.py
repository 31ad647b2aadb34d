"""Whether the evidence answers the question at all: decided outside the model's own words, before it drafts.

A logistic regression over a few plain signals; its coefficients are in `confidence.json`, fitted by
`benchmarks/fit_confidence.py`. The strongest signal asks the model the reading-comprehension question it is good at
("does the text state the answer?") and reads how much likelier "Yes" is than "No", as in Kadavath et al., "Language
models (mostly) know what they know", 2022, section 3: a small model that will not refuse by itself still knows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.drafting.base import Prompt, Turn
from assistant.drafting.judges import INVOCATION
from assistant.drafting.prompts import write_prompt
from assistant.language.terms import terms
from assistant.retrieval.answer_type import names_the_measure
from assistant.retrieval.evidence import source_texts, spoken_in
from assistant.retrieval.query import without_source
from assistant.types import Evidence

RELEVANCE = "+relevance"
"""What the name ends in by which a model judges where a cross-encoder has read the evidence, too."""
SURE = 0.9
"""The confidence from which the best of the evidence is enough, and the rest of it is not read."""
UNASKED = "unasked"
"""What judges by the signals that need no model, where a cross-encoder has read the evidence."""
_ASKED = f"{INVOCATION} it? Reply only Yes or No."


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer being in the evidence.

    `log_odds` of the model saying yes over no; `coverage`, the share of the question's terms that stand in or around
    the one passage that has most of them, rare terms counting more (0 to 1); `closeness`, the highest cosine
    similarity of an evidence sentence to the question; `named`, 0 where the question asks for a measure or an office by
    name (revenue, chairman) and no sentence of the evidence names that one, 1 elsewhere; `relevance`, the highest
    `Evidence.relevance`, None where nothing has any.
    """

    log_odds: float
    coverage: float
    closeness: float
    named: float = 1.0
    relevance: float | None = None


def measure(question: str, evidence: Sequence[Evidence], turn: Turn, rarity: Mapping[str, float]) -> Signals:
    """Return the signals for a question; `rarity` is the inverse document frequency of each of its terms.

    Raises:
        QuestionError: the prompt is longer than the model can read.
        ModelError: the model does not answer.
    """
    asking = judging_prompt(write_prompt(question, evidence))
    return Signals(turn.log_odds(asking, "Yes", "No"), *plain_signals(question, evidence, rarity))


def judging_prompt(prompt: Prompt) -> Prompt:
    """Return the prompt that asks whether the text of another answers its question; the two begin alike."""
    return Prompt(prompt.system, f"{prompt.user}\n{_ASKED}")


def plain_signals(
    question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]
) -> tuple[float, float, float, float | None]:
    """Return coverage, closeness, whether what is asked for is named, and relevance; see `Signals`."""
    named = (text for item in evidence for text in (item.sentence.text, *item.passage.heading))
    return (
        max((_coverage(question, item, rarity) for item in evidence), default=0.0),
        max((item.closeness for item in evidence), default=0.0),
        float(names_the_measure(tuple(named), question, spoken_in(evidence))),
        max((item.relevance for item in evidence if item.relevance is not None), default=None),
    )


def judges_with(model: str, evidence: Sequence[Evidence]) -> str:
    """Return the name that a model judges as, with these signals of its evidence."""
    seen = any(item.relevance is not None for item in evidence)
    return model + RELEVANCE if seen and model + RELEVANCE in _fitted() else model


def _coverage(question: str, item: Evidence, rarity: Mapping[str, float]) -> float:
    code = item.passage.language
    there = {term for text in source_texts(item) for term in terms(text, code)}
    weight = {term: rarity.get(term, 1.0) for term in terms(without_source(question), code)}
    total = sum(weight.values())
    return sum(w for term, w in weight.items() if term in there) / total if total else 0.0


@lru_cache(maxsize=1)
def _fitted() -> dict[str, dict[str, float]]:
    fitted: dict[str, dict[str, float]] = json.loads(
        files("assistant.verifying").joinpath("confidence.json").read_text("utf-8")
    )
    return fitted


def _coefficients(model: str) -> dict[str, float]:
    fitted = _fitted()
    return fitted.get(model) or next(iter(fitted.values()))


def answered_from(model: str) -> float:
    """Return the least confidence to answer at.

    Where a wrong answer costs as much as four refusals it is 0.8 (Chow, 1970, "On optimum recognition error and reject
    tradeoff"). A judge that tells more apart gets the highest at which few of the answerable are refused.
    """
    return _coefficients(model)["answered_from"]


def assess(question: str, evidence: Sequence[Evidence], turn: Turn, rarity: Mapping[str, float], model: str) -> float:
    """Return the confidence that the evidence answers a question; see `measure` and `confidence`.

    A model is not asked for its judgement where that was found to tell nothing, nor where the other signals speak so
    clearly against an answer that of 120 questions with one they would refuse none.
    """
    plain = Signals(0.0, *plain_signals(question, evidence, rarity))
    unasked = 1.0 if plain.relevance is None else confidence(plain, UNASKED)
    if unasked < answered_from(UNASKED):
        return unasked
    if _coefficients(model)["log_odds"]:
        return confidence(measure(question, evidence, turn, rarity), model)
    return confidence(plain, model)


def confidence(signals: Signals, model: str) -> float:
    """Return the probability, between 0 and 1, that the evidence answers the question, by what the model says of it.

    `model` is the name that it judges as. How readily a model says yes differs from one to the next. One that was never
    fitted is taken for the first that was.
    """
    coefficients = _coefficients(model)
    score = coefficients["intercept"] + sum(
        coefficients.get(name, 0.0) * value for name, value in asdict(signals).items() if value is not None
    )
    return 1.0 / (1.0 + math.exp(-score))
