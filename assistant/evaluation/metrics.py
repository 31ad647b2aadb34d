"""Standard metrics, as the literature defines them: pure functions of one question's outcome, and their means."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”‘’–—")


def normalise(text: str) -> str:
    """Return a text in SQuAD's normal form: lower case, no punctuation, no articles, single spaces.

    Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text", 2016, section 6.1.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Return whether a text contains one of the answers word for word, both normalised."""
    padded = f" {normalise(text)} "
    return any(wanted and f" {wanted} " in padded for wanted in map(normalise, answers))


def token_f1(text: str, answers: Sequence[str]) -> float:
    """Return the highest harmonic mean of word precision and recall over the answers, 0 if there are none.

    Rajpurkar et al., 2016, section 6.1.
    """
    return max((_f1(normalise(text).split(), normalise(answer).split()) for answer in answers), default=0.0)


def _f1(found: Sequence[str], wanted: Sequence[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted))


def hit_at(k: int, relevant: Sequence[bool]) -> float:
    """Return 1 if one of the first k results is relevant, else 0."""
    return float(any(relevant[:k]))


def reciprocal_rank(relevant: Sequence[bool], k: int = 10) -> float:
    """Return the reciprocal rank of the first relevant result among the first k, 0 if there is none.

    Voorhees, "The TREC-8 question answering track report", 1999.
    """
    return next((1.0 / rank for rank, hit in enumerate(relevant[:k], start=1) if hit), 0.0)


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean; NaN if there are no values."""
    return math.fsum(values) / len(values) if values else math.nan


def percentile(values: Sequence[float], q: float) -> float:
    """Return the q-th percentile (0 to 100), interpolated; NaN if there are no values."""
    return float(np.percentile(values, q)) if values else math.nan


def bootstrap_interval(
    values: Sequence[float],
    statistic: Callable[..., NDArray[np.float64]] = np.mean,
    *,
    samples: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95% bootstrap percentile interval of a statistic over questions; the seed is fixed.

    `statistic` takes an array `(samples, n)` and `axis=1`. Efron & Tibshirani, "An introduction to the bootstrap",
    1993, chapter 13.
    """
    if not values:
        return math.nan, math.nan
    draw = np.random.default_rng(seed)
    data = np.asarray(values, dtype=np.float64)
    drawn = statistic(data[draw.integers(0, len(data), (samples, len(data)))], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Predictions with a confidence in `[low, high)`: their number, mean confidence, and the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    share: float


def calibration_bins(
    confidences: Sequence[float], truths: Sequence[bool], bins: int = 10
) -> tuple[CalibrationBin, ...]:
    """Return the non-empty bins of equal width between 0 and 1 (the bars of a reliability diagram)."""
    place = [min(int(confidence * bins), bins - 1) for confidence in confidences]
    found = []
    for number in range(bins):
        inside = [i for i, p in enumerate(place) if p == number]
        if inside:
            sure, true = mean([confidences[i] for i in inside]), mean([float(truths[i]) for i in inside])
            found.append(CalibrationBin(number / bins, (number + 1) / bins, len(inside), sure, true))
    return tuple(found)


def expected_calibration_error(confidences: Sequence[float], truths: Sequence[bool], bins: int = 10) -> float:
    """Return the expected calibration error: the mean gap between confidence and the share that was right.

    Guo et al., "On calibration of modern neural networks", 2017, section 2. NaN without predictions.
    """
    found = calibration_bins(confidences, truths, bins)
    total = sum(b.count for b in found)
    return math.fsum(b.count * abs(b.confidence - b.share) for b in found) / total if total else math.nan
