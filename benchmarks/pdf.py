"""How fast PDFs are read: text and structure, passages, figures; all that comes before embedding.

    python -m benchmarks.pdf [--runs 3]

Prints a Markdown table of pages a second of processor time, each stage alone and all together, on the filings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from assistant.embedding import open_embedder
from assistant.reading.chunking import cut_passages
from assistant.reading.contents import Limits
from assistant.reading.figures import find_figures
from assistant.reading.formats import read_file
from assistant.settings import Settings
from benchmarks.evaluation_sets import SHARED

T = TypeVar("T")
FOLDER = SHARED / "eval" / "filings" / "corpus"


def seconds(work: Callable[[], T]) -> tuple[T, float]:
    """Return what a function gives and the seconds of processor time it took."""
    started = time.process_time()
    return work(), time.process_time() - started


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    runs = arguments.parse_args().runs
    files = sorted(FOLDER.glob("*.pdf"))
    if not files:
        sys.exit(f"There are no PDFs in {FOLDER}; this cannot be measured.")
    embedder = open_embedder(Settings())
    window = embedder.max_tokens
    print("| file | pages | reading | passages | figures | all |\n|---|---|---|---|---|---|")
    pages_of_all, best_of_all = 0, 0.0
    for path in files:
        rounds: list[tuple[float, float, float]] = []
        for _ in range(runs):
            reading, first = seconds(lambda path=path: read_file(path, path.name, Limits()))
            source = reading.sources[0]
            cut, second = seconds(
                lambda source=source: cut_passages(source.document, source.blocks, embedder.count_tokens, window)
            )
            _, third = seconds(lambda cut=cut: [find_figures(s.text) for passage in cut for s in passage.sentences])
            rounds.append((first, second, third))
        spent = [median(r[stage] for r in rounds) for stage in range(3)]
        pages = len(source.document.pages)
        pages_of_all, best_of_all = pages_of_all + pages, best_of_all + sum(spent)
        speeds = " | ".join(f"{pages / s:.0f}" for s in (*spent, sum(spent)))
        print(f"| {path.name} | {pages} | {speeds} |", flush=True)
    print(f"| all | {pages_of_all} | | | | **{pages_of_all / best_of_all:.0f}** |")


if __name__ == "__main__":
    main()
