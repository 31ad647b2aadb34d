"""The gain from more workers: seconds to read real PDFs, by local processes and by Ray, with one and two workers.

    python -m benchmarks.scale.workers [--runs 3] [--pages 20] [--documents 0] [--index]

The filings are cut into documents of `--pages` pages; `--documents` of them are used, or all. Workers are started and
have read a few files before the clock starts; it stops with the last result. Files are read and cut into passages. With
`--index`, complete builds of an index are timed instead, including the start: embedded here after reading by local
processes or Ray, or by Ray's workers. Prints medians as a Markdown table, and the load of the machine, which shows how
reliable they are. "Of it here" is the processor time of the main process, which no worker can take over.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from assistant.embedding import open_embedder
from assistant.indexing.building.builder import recipe_of, update_index
from assistant.indexing.building.corpus import CorpusFile, list_corpus
from assistant.indexing.building.cutting import Cutting
from assistant.indexing.building.preparing import Readers
from assistant.indexing.building.ray_pool import RayPool
from assistant.indexing.building.ray_task import EmbedderThere, Order
from assistant.indexing.building.reading_pool import ReadingPool
from assistant.indexing.building.reading_process import ReadingRules
from assistant.reading.contents import Limits
from assistant.settings import Settings
from benchmarks.evaluation_sets import SHARED

FOLDER = SHARED / "eval" / "filings" / "corpus"
EMBEDDER = open_embedder(Settings())
Opens = Callable[[int], Readers]


def pool(workers: int) -> Readers:
    """Return the processes of this machine."""
    return ReadingPool(ReadingRules(workers=workers), Cutting.for_embedder(EMBEDDER, Limits()))


def ray(workers: int, embeds: bool = False) -> Readers:
    """Return Ray on this many cores of this machine."""
    rules, there = ReadingRules(workers=workers), EmbedderThere(Settings().embedding_model)
    return RayPool("ray", Order(Limits(), rules, recipe_of(EMBEDDER), embeds, there))


def ray_embedding(workers: int) -> Readers:
    """Return Ray with workers that also embed."""
    return ray(workers, embeds=True)


def cut_filings(folder: Path, pages: int) -> None:
    """Write the filings as documents of this many pages."""
    for path in sorted(FOLDER.glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as whole:
            for first in range(0, len(whole), pages):
                part = pypdfium2.PdfDocument.new()
                part.import_pages(whole, list(range(first, min(first + pages, len(whole)))))
                part.save(folder / f"{path.stem}-{first:03}.pdf")
                part.close()


def reading_seconds(files: Sequence[CorpusFile], opens: Opens, workers: int) -> tuple[float, float]:
    """Return the seconds for the files once every worker is running, and the processor time of this process."""
    with opens(workers) as readers:
        for _ in range(2):  # the second time, every worker has loaded its interpreter, reader and tokenizer
            list(readers.read(files[: 2 * workers]))
        began, used = time.perf_counter(), time.process_time()
        unread = [reading for reading in readers.read(files) if not reading.sources]
        seconds, here = time.perf_counter() - began, time.process_time() - used
    if unread:
        sys.exit(f"{len(unread)} files could not be read, {unread[0].skipped[0].reason}")
    return seconds, here


def index_seconds(corpus: Path, opens: Opens, workers: int) -> tuple[float, float]:
    """Return the seconds of a first build of an index, including the start, and the processor time of this process."""
    used = time.process_time()
    with TemporaryDirectory() as index:
        seconds = update_index(Path(index), corpus, EMBEDDER, limits=Limits(), readers=opens(workers)).seconds
    return seconds, time.process_time() - used


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--pages", type=int, default=20)
    arguments.add_argument("--documents", type=int, default=0)
    arguments.add_argument("--index", action="store_true")
    options = arguments.parse_args()
    if not any(FOLDER.glob("*.pdf")):
        sys.exit(f"There are no PDFs in {FOLDER}; this cannot be measured.")
    with TemporaryDirectory() as corpus:
        cut_filings(Path(corpus), options.pages)
        for path in sorted(Path(corpus).iterdir())[options.documents or None :]:
            path.unlink()
        files = list_corpus(Path(corpus)).files
        print(f"{len(files)} documents; load {os.getloadavg()[0]:.1f} at the start\n")
        print("| who | 1 worker, s | 2 workers, s | times as fast | of it here, s | runs |\n|---|---|---|---|---|---|")
        for opens in (pool, ray, ray_embedding) if options.index else (pool, ray):
            seconds: dict[int, list[float]] = {1: [], 2: []}
            here: list[float] = []
            for _ in range(options.runs):
                for workers, taken in seconds.items():
                    if options.index:
                        whole, mine = index_seconds(Path(corpus), opens, workers)
                    else:
                        whole, mine = reading_seconds(files, opens, workers)
                    taken.append(whole)
                    here.append(mine)
            one, two = statistics.median(seconds[1]), statistics.median(seconds[2])
            runs = "; ".join(" and ".join(f"{s:.1f}" for s in pair) for pair in zip(*seconds.values(), strict=True))
            mine = statistics.median(here)
            print(
                f"| {opens.__name__} | {one:.1f} | {two:.1f} | **{one / two:.2f}** | {mine:.2f} | {runs} |", flush=True
            )
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
