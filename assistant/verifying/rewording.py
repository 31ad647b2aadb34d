"""Rewordings: claims in other words than their sentence, read by a model that judges whether they mean the same.

A `ClaimReader` is given a claim and a sentence with its surroundings, and returns how likely the sentence supports the
claim, and which words of the claim it does not support. `ModelReader` asks the language model itself, as in Kadavath et
al., "Language models (mostly) know what they know", 2022, section 3. A claim is read only if figures, dates and names
agree by value, because a model overlooks a single digit.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from assistant.drafting.base import Prompt, Turn
from assistant.drafting.prompts import SYSTEM, defused
from assistant.language.detection import language_of
from assistant.types import Evidence
from assistant.verifying.alignment import (
    CharRange,
    Differences,
    differences,
    disagrees_by_value,
    stands_behind_colon,
    unmatched,
)
from assistant.verifying.asserting import asserts, foretold, said_before

LANGUAGES = frozenset({"en"})
"""The languages of the readings that the coefficients were fitted on; in others no rewording is proven."""
_ASKED = "Is every detail of the statement stated in the text? Reply only Yes or No."


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely a sentence supports a claim (0 to 1), and the places in the claim that it does not support."""

    probability: float
    unsupported: tuple[CharRange, ...] = ()


class ClaimReader(Protocol):
    """Reads a claim against a sentence."""

    def read(self, claim: str, item: Evidence) -> Reading:
        """Return how far a sentence, with its headings and the sentence that it refers to, supports a claim.

        Raises:
            QuestionError: the claim and the sentence are too long to be read.
            ModelError: a model does not answer.
        """
        ...

    @property
    def proven_from(self) -> float:
        """The least probability at which a claim counts as proven."""
        ...


class ModelReader:
    """Asks a language model whether a text states a claim, and weighs its odds with the differences that code finds."""

    def __init__(self, turn: Turn, judges_as: str) -> None:
        """Read with a model in its turn; `judges_as` is the name of its calibration."""
        self._turn = turn
        self._fitted = _coefficients(judges_as)

    @property
    def proven_from(self) -> float:
        """The least probability at which a claim counts as proven; see `benchmarks/fit_rewording.py`."""
        return self._fitted["proven_from"]

    def read(self, claim: str, item: Evidence) -> Reading:
        """Return how far a sentence supports a claim; see `ClaimReader`."""
        loose = unmatched(claim, item)
        in_fitted = {language_of(claim), item.passage.language} <= LANGUAGES
        if not in_fitted or not asserts(claim, item) or disagrees_by_value(claim, item):
            return Reading(0.0, loose)
        if foretold((item.sentence.text,), claim, item) or stands_behind_colon(claim, item):
            return Reading(0.0, loose)
        odds = self._turn.log_odds(reading_prompt(claim, item), "Yes", "No")
        return Reading(probability(odds, differences(claim, item), self._fitted), loose)


def reading_prompt(claim: str, item: Evidence) -> Prompt:
    """Return the prompt that asks whether a sentence, with what it refers to, states a claim."""
    row = item.sentence.row
    above = (*row.header_lines, row.section) if row else said_before(item)
    lines = (" > ".join(item.passage.heading), *above, item.sentence.text, *item.sentence.notes)
    text = "\n".join(" ".join(line.split()) for line in lines if line.strip())
    return Prompt(SYSTEM, f"Text:\n{defused(text)}\n\nStatement: {defused(' '.join(claim.split()))}\n\n{_ASKED}")


def probability(log_odds: float, differ: Differences, fitted: dict[str, float]) -> float:
    """Return the probability that a claim is supported, from the model's odds and the differences."""
    score = fitted["intercept"] + fitted["log_odds"] * log_odds
    score += sum(fitted[name] * value for name, value in asdict(differ).items())
    return 1.0 / (1.0 + math.exp(-score))


@lru_cache(maxsize=1)
def _all_coefficients() -> dict[str, dict[str, float]]:
    told: dict[str, dict[str, float]] = json.loads(
        files("assistant.verifying").joinpath("rewording.json").read_text("utf-8")
    )
    return told


def _coefficients(model: str) -> dict[str, float]:
    """Return the coefficients of a model, or those of the first one if it has none of its own."""
    fitted = _all_coefficients()
    return fitted.get(model) or next(iter(fitted.values()))
