"""Agreement and speed of the stores: the local index, and the same index published to Milvus.

    python -m benchmarks.scale.stores                          # the questions of the wiki set
    python -m benchmarks.scale.stores --passages 100000        # a large index (see `benchmarks/scale/__main__.py`)
    python -m benchmarks.scale.stores --store milvus://127.0.0.1:19530/measured

Without --store, Milvus Lite is used, in a file below build/stores. Agreement is the share of the local index's ten
passages for a question that are among the other store's ten, over all questions. Both are asked the same questions in
turn, under the same load; each question opens the newest generation, as in the assistant, and its embedding is not
counted. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.embedding import open_embedder
from assistant.indexing.layout import current_database
from assistant.indexing.milvus.store import MilvusStore
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.store import Snapshot
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import search
from assistant.settings import Settings
from benchmarks.evaluation_sets import open_set
from benchmarks.scale.large_index import BUILD as LARGE
from benchmarks.scale.large_index import build, material

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.indexing.reader import NearestPassages, Reader

    Reading = Callable[[], AbstractContextManager[tuple[Reader, NearestPassages]]]

BUILD = Path(__file__).parents[2] / "build" / "stores"
FOUND = 10


@dataclass(slots=True)
class Asked:
    """The results of one store: the passages found for each question, and wall clock and processor seconds."""

    found: list[set[int]] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def ask(self, reading: Reading, query: Query) -> None:
        """Ask a question, and record the result."""
        clock, used = time.perf_counter(), time.process_time()
        with reading() as (snapshot, vectors):
            found = search(snapshot, vectors, query, FOUND)
        self.wall.append(time.perf_counter() - clock)
        self.processor.append(time.process_time() - used)
        self.found.append({item.stored.id for item in found})


def local_reading(folder: Path) -> Reading:
    """Return a function that opens a local index for one question; vectors and words are read here, once."""
    database = current_database(folder)
    assert database is not None
    with Snapshot(database) as snapshot:
        vectors = PassageVectors.of(folder, snapshot)
        words = PassageWords.of(folder, vectors.base_generation, snapshot)

    @contextmanager
    def reading() -> Iterator[tuple[Reader, NearestPassages]]:
        with Snapshot(database) as snapshot:
            snapshot.words = words
            yield snapshot, vectors

    return reading


def measure(title: str, index: Path, queries: Sequence[Query], store: MilvusStore) -> None:
    """Publish an index, ask both stores, and print the results."""
    started = time.perf_counter()
    store.publish(index, take_over=True)
    publishing = time.perf_counter() - started
    with Snapshot.newest(index) as snapshot:
        recipe, passages, sentences = snapshot.recipe, snapshot.passage_count(), snapshot.sentence_count()
    readings: tuple[Reading, Reading] = (local_reading(index), partial(store.reading, recipe))
    answers = (Asked(), Asked())
    for asked, reading in zip(answers, readings, strict=True):
        asked.ask(reading, queries[0])  # reading that happens once is not counted
        for values in (asked.found, asked.wall, asked.processor):
            values.clear()
    for query in queries:
        for asked, reading in zip(answers, readings, strict=True):
            asked.ask(reading, query)
    pairs = zip(answers[0].found, answers[1].found, strict=True)
    agreement = statistics.mean(len(here & there) / len(here) for here, there in pairs if here)
    print(f"\n{title}: {passages:,} passages, {sentences:,} sentences, {len(queries)} questions;", end=" ")
    print(f"published to {store.address.written.partition(':')[0]} in {publishing:.0f} s; agreement {agreement:.4f}.\n")
    print("| store | p50, ms | p95, ms | processor, p50, ms | processor, p95, ms |\n|---|---|---|---|---|")
    for name, asked in zip(("local", store.address.written.partition(":")[0]), answers, strict=True):
        wall, processor = (np.quantile(seconds, [0.5, 0.95]) * 1e3 for seconds in (asked.wall, asked.processor))
        print(f"| {name} | {wall[0]:.1f} | {wall[1]:.1f} | {processor[0]:.1f} | {processor[1]:.1f} |", flush=True)


def main() -> None:
    """Measure what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--passages", type=int, default=0)
    arguments.add_argument("--questions", type=int, default=0, help="ask only so many, evenly drawn")
    arguments.add_argument("--store", default="")
    arguments.add_argument("--token", default="")
    options = arguments.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    what = str(options.passages or "wiki")
    store = MilvusStore(options.store or f"milvus-lite:{BUILD / what}.db", options.token, seconds=120.0)
    if options.passages:
        made = material()
        index = LARGE / what
        if current_database(index) is None:
            build(index, made.documents, options.passages)
        queries = [question.query for question in made.questions]
    else:
        data = open_set("wiki")
        index = data.assistant.library.index
        embedder = open_embedder(Settings())
        queries = [make_query(question.text, embedder) for question in data.questions]
    step = max(1, len(queries) // (options.questions or len(queries)))
    measure(what, index, queries[::step], store)
    store.close()


if __name__ == "__main__":
    main()
