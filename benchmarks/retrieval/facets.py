"""How well `weigh_facets` recognises strategy, figures and risks: precision, recall and F1 at weight 0.5.

The labelled texts in `benchmarks/data/facets.jsonl` were written for this project, in two halves: the lists in the
language files and the constants in `assistant/reading/passages/facets.py` were chosen on one, and only results on the
other may be quoted. Run it with `python -m benchmarks.retrieval.facets`; `--half choose` shows the first half, with
every wrong text.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from assistant.language.loading import languages
from assistant.reading.passages.facets import weigh_facets
from assistant.types import FACETS, Facet

LABELLED = Path(__file__).parents[1] / "data" / "facets.jsonl"
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its facets."""

    text: str
    facets: frozenset[str]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of a facet."""

    precision: float
    recall: float
    f1: float


def load(half: str) -> list[Labelled]:
    """Return the labelled texts of one half, "choose" or "report"."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(row["text"], frozenset(row["facets"]), row.get("language", "en"))
        for row in rows
        if row["split"] == half
    ]


def score(texts: list[Labelled], facet: Facet) -> Scores:
    """Return precision, recall and F1 of one facet; each is 0 if nothing was found."""
    found = [text for text in texts if weigh_facets(text.text, text.language).of(facet) >= THRESHOLD]
    right = sum(facet in text.facets for text in found)
    wanted = sum(facet in text.facets for text in texts)
    precision = right / len(found) if found else 0.0
    recall = right / wanted if wanted else 0.0
    return Scores(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def main() -> None:
    """Print a table of the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("choose", "report"), default="report")
    half = parser.parse_args().half
    texts = load(half)
    print("| language | facet | texts | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for code in languages():
        of_language = [text for text in texts if text.language == code]
        for facet in FACETS if of_language else ():
            found = score(of_language, facet)
            figures = f"{found.precision:.2f} | {found.recall:.2f} | {found.f1:.2f}"
            print(f"| {code} | {facet} | {len(of_language)} | {figures} |")
    if half == "choose":
        for text in texts:
            weights = weigh_facets(text.text, text.language)
            wrong = [f for f in FACETS if (weights.of(f) >= THRESHOLD) != (f in text.facets)]
            if wrong:
                print(f"{', '.join(wrong)} wrong, {weights}: {text.text}")


if __name__ == "__main__":
    main()
