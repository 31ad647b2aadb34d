"""How fast PDFs are read: text and structure, passages, figures; everything before embedding.

    python -m benchmarks.reading.pdf [--runs 3]

Prints a Markdown table of pages a second of processor time, each stage alone and all together, on the filings.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.reading.contents import Limits
from assistant.reading.passages.chunking import cut_passages
from assistant.reading.registry import read_file
from assistant.settings import Settings
from benchmarks.evaluation_sets import SHARED

FOLDER = SHARED / "eval" / "filings" / "corpus"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time for one file, by stage."""

    reading: float
    passages: float
    pages: int

    @property
    def total(self) -> float:
        """All stages together."""
        return self.reading + self.passages


def spend(path: Path, embedder: Embedder, window: int) -> Spent:
    """Process one file up to embedding."""
    began = time.process_time()
    source = read_file(path, path.name, Limits()).sources[0]
    read = time.process_time()
    cut_passages(source.document, source.blocks, embedder.count_tokens, window)
    return Spent(read - began, time.process_time() - read, len(source.document.pages))


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
    print("| file | pages | reading | passages and figures | all |\n|---|---|---|---|---|")
    pages, total = 0, 0.0
    for path in files:
        spent = sorted((spend(path, embedder, window) for _ in range(runs)), key=lambda one: one.total)[runs // 2]
        pages, total = pages + spent.pages, total + spent.total
        stages = (spent.reading, spent.passages, spent.total)
        print(f"| {path.name} | {spent.pages} | {' | '.join(f'{spent.pages / s:.0f}' for s in stages)} |", flush=True)
    print(f"| all | {pages} | | | **{pages / total:.0f}** |")


if __name__ == "__main__":
    main()
