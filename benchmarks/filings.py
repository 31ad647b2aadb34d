"""How well the right page of a company's filing is found, and what each signal contributes.

    python -m benchmarks.filings

Measures the first look; `assistant eval --only retrieval` takes all of them. Prints Markdown tables: page hit@1, @5 and
@10 over all filings (shared) and within the right one, with 95% bootstrap intervals over the questions; the same
without each signal; and with each document, and all its questions, left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from assistant.evaluation.datasets import GoldQuestion
from assistant.evaluation.metrics import bootstrap_interval, hit_at, mean
from assistant.evaluation.retrieval import PAGES_DEPTH, page_relevance
from assistant.indexing.reader import NearestPassages, Reader
from assistant.indexing.scope import EVERYTHING
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import Blend, search
from benchmarks.evaluation_sets import open_set


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each question, whether its pages were hit at 1, 5 and 10, over all documents and within its own."""

    shared: tuple[tuple[float, ...], ...]
    within: tuple[tuple[float, ...], ...]


def measure(
    snapshot: Reader, vectors: NearestPassages, asked: Sequence[tuple[GoldQuestion, Query]], blend: Blend
) -> Outcome:
    """Rank pages for every question, over the corpus and within the question's document."""
    found: list[list[tuple[float, ...]]] = [[], []]
    for question, query in asked:
        for place, scope in enumerate((EVERYTHING, question.scope)):
            sought = replace(query, question=replace(query.question, scope=scope))
            hits = search(snapshot, vectors, sought, PAGES_DEPTH, blend=blend)
            relevant = page_relevance(question, [hit.stored.passage for hit in hits])
            found[place].append(tuple(hit_at(k, relevant) for k in (1, 5, 10)))
    return Outcome(tuple(found[0]), tuple(found[1]))


def row(label: str, outcome: Outcome, *, intervals: bool = False) -> str:
    """Return a row of the table."""
    cells = []
    for side in (outcome.shared, outcome.within):
        for number in range(3):
            values = [values[number] for values in side]
            low, high = bootstrap_interval(values)
            cells.append(f"{mean(values):.3f}" + (f" ({low:.2f}–{high:.2f})" if intervals else ""))
    return f"| {label} | {' | '.join(cells)} |"


HEAD = "| | shared @1 | shared @5 | shared @10 | within @1 | within @5 | within @10 |\n|---|---|---|---|---|---|---|"


def main() -> None:
    """Print the tables."""
    data = open_set("filings")
    embedder = data.assistant.library.embedder
    asked = [(question, make_query(question.text, embedder)) for question in data.questions if question.answerable]
    whole = [(q, replace(query, vector=embedder.embed([q.text])[0])) for q, query in asked]
    blend = Blend()
    with data.assistant.library.reading() as (snapshot, vectors):
        everything = measure(snapshot, vectors, asked, blend)
        print(f"{len(asked)} questions, {len(data.documents)} documents\n\n{HEAD}")
        print(row("all", everything, intervals=True), flush=True)
        print(f"\nWithout one of them:\n\n{HEAD}")
        for field in fields(Blend):
            without = measure(snapshot, vectors, asked, replace(blend, **{field.name: 0.0}))
            print(row(field.name.replace("_", " "), without), flush=True)
        new = dict.fromkeys(("document_named", "document_period", "passage_items", "statement"), 0.0)
        print(row("the last four", measure(snapshot, vectors, asked, replace(blend, **new))))
        print(row("the question cut at its question mark (vector)", measure(snapshot, vectors, whole, blend)))
        print(f"\nWithout the questions on one document:\n\n{HEAD}")
        for name in sorted(data.documents):
            kept = [number for number, (question, _) in enumerate(asked) if question.document != name]
            rest = Outcome(tuple(everything.shared[n] for n in kept), tuple(everything.within[n] for n in kept))
            print(row(name, rest))
        by_document = [
            np.mean([everything.shared[n][1] for n, (q, _) in enumerate(asked) if q.document == name])
            for name in sorted({q.document for q, _ in asked})
        ]
        print(f"\nMean over documents of shared hit@5: {np.mean(by_document):.3f}")


if __name__ == "__main__":
    main()
