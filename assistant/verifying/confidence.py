"""Whether the evidence answers the question at all: decided by code, before the model drafts.

A logistic regression over a few signals; its coefficients are in `confidence.json`, fitted by
`benchmarks/fit_confidence.py`. For the strongest signal the model is asked a reading-comprehension question ("does the
text state the answer?"), and the odds of "Yes" against "No" are read from it, as in Kadavath et al., "Language models
(mostly) know what they know", 2022, section 3: a small model that does not refuse by itself still knows when it should.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.resources import files

from assistant.drafting.base import Prompt, Turn
from assistant.drafting.judges import INVOCATION
from assistant.drafting.prompts import write_prompt
from assistant.language.terms import terms
from assistant.models.encoders import LANGUAGES
from assistant.retrieval.answer_type import names_the_measure
from assistant.retrieval.evidence import source_texts, spoken_in
from assistant.retrieval.query import without_source
from assistant.types import Evidence
from assistant.verifying.verdicts import Verdict

RELEVANCE = "+relevance"
"""The suffix of a model's name for the coefficients that are used if a cross-encoder has read the evidence."""
SURE = 0.9
"""The confidence from which the best of the evidence is enough, and the rest of it is not read."""
HOPELESS = 0.08
"""The confidence below which nothing beyond the evidence is read.

A first reading, of the best alone, is never hopeless: one of .06 became .94 with the rest (`benchmarks/RESULTS.md`).
"""
ANY = "any"
"""The name of the coefficients of a model that has none of its own; they see its log odds only up to a bound."""
YES_OR_NO: Mapping[Verdict, float] = {"": 0.3, "yes": 1.2, "no": 1.2}
"""By how much the log odds of an answer rise if yes or no is asked for, given the verdict of the best sentence.

The judge was trained on questions that ask for a name, a figure or a time, and finds "Can I bring my rabbit?" answered
by "Other animals are not admitted" only reluctantly. For the same reason the cross-encoder alone refuses none of them.
"""
UNASKED = "unasked"
"""The name of the coefficients for the signals that need no model, if a cross-encoder has read the evidence."""
_ASKED = f"{INVOCATION} it? Reply only Yes or No."


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals that the evidence contains an answer.

    `log_odds` of the model saying yes against no; `coverage`, the share of the question's terms that are in or around
    the one passage that has most of them, rare terms counting more (0 to 1); `closeness`, the highest cosine similarity
    of an evidence sentence to the question; `named`, 0 if the question asks for a measure or an office by name
    (revenue, chairman) that no sentence of the evidence names, otherwise 1; `relevance`, the highest
    `Evidence.relevance`, None if no sentence has one.
    """

    log_odds: float
    coverage: float
    closeness: float
    named: float = 1.0
    relevance: float | None = None


def measure(
    question: str, evidence: Sequence[Evidence], turn: Turn, rarity: Mapping[str, float], put: str = ""
) -> Signals:
    """Return the signals for a question; `rarity` is the inverse document frequency of each of its terms.

    `put` is the question as the model is asked it, if that is not in the language of the evidence.

    Raises:
        QuestionError: the prompt is longer than the model can read.
        ModelError: the model does not answer.
    """
    asking = judging_prompt(write_prompt(put or question, evidence))
    return Signals(turn.log_odds(asking, "Yes", "No"), *plain_signals(question, evidence, rarity))


def judging_prompt(prompt: Prompt) -> Prompt:
    """Return the prompt that asks whether the text of a given prompt answers its question; both begin alike."""
    return Prompt(prompt.system, f"{prompt.user}\n{_ASKED}")


def plain_signals(
    question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]
) -> tuple[float, float, float, float | None]:
    """Return coverage, closeness, named and relevance; see `Signals`."""
    named = (text for item in evidence for text in (item.sentence.text, *item.passage.heading))
    return (
        max((_coverage(question, item, rarity) for item in evidence), default=0.0),
        max((item.closeness for item in evidence), default=0.0),
        float(names_the_measure(tuple(named), question, spoken_in(evidence))),
        max((item.relevance for item in evidence if item.relevance is not None), default=None),
    )


def judges_with(model: str, evidence: Sequence[Evidence]) -> str:
    """Return the name of the coefficients for a model, given the signals that its evidence has."""
    own = model if model in _fitted() else ANY
    seen = any(item.relevance is not None for item in evidence)
    return own + RELEVANCE if seen and own + RELEVANCE in _fitted() else own


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
    return _fitted().get(model) or _fitted()[ANY]


def answered_from(model: str) -> float:
    """Return the confidence from which a question is answered.

    If a wrong answer costs as much as four refusals, it is 0.8 (Chow, 1970, "On optimum recognition error and reject
    tradeoff"). A judge that separates better gets the highest value at which few answerable questions are refused.
    """
    return _coefficients(model)["answered_from"]


def promise(question: str, evidence: Sequence[Evidence], rarity: Mapping[str, float]) -> float | None:
    """Return the confidence that the evidence answers a question before a model is asked.

    None if no cross-encoder has read the evidence, or if some of it is in a language that it does not read: the other
    signals alone promise nothing.
    """
    plain = Signals(0.0, *plain_signals(question, evidence, rarity))
    if plain.relevance is None or any(item.passage.language not in LANGUAGES for item in evidence):
        return None
    return confidence(plain, UNASKED)


def assess(
    question: str,
    evidence: Sequence[Evidence],
    turn: Turn,
    rarity: Mapping[str, float],
    model: str,
    put: str = "",
    verdict: Verdict | None = None,
) -> float:
    """Return the confidence that the evidence answers a question; see `measure` and `confidence`.

    A model is not asked for its judgement if that was found to carry no information, nor if the other signals are
    clearly against an answer. `verdict` is that of the
    best sentence if yes or no is asked for, otherwise None.
    """
    promised = promise(question, evidence, rarity) if verdict is None else None
    if promised is not None and promised < answered_from(UNASKED):
        return promised
    if _coefficients(model)["log_odds"]:
        return confidence(measure(question, evidence, turn, rarity, put), model, verdict)
    return confidence(Signals(0.0, *plain_signals(question, evidence, rarity)), model)


def confidence(signals: Signals, model: str, verdict: Verdict | None = None) -> float:
    """Return the probability, between 0 and 1, that the evidence answers the question.

    `model` names the coefficients, because models differ in how readily they say yes. A model without coefficients of
    its own gets `ANY`: whether it says yes counts, and hardly how surely, because that is on a scale of its own.
    `verdict` is that of `assess`.
    """
    coefficients = _coefficients(model)
    bound = coefficients.get("bound", math.inf)
    values = asdict(replace(signals, log_odds=max(-bound, min(bound, signals.log_odds))))
    score = coefficients["intercept"] + (0.0 if verdict is None else YES_OR_NO[verdict])
    score += sum(coefficients.get(name, 0.0) * value for name, value in values.items() if value is not None)
    return 1.0 / (1.0 + math.exp(-score))
