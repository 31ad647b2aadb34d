"""How fast, exact and large an index of many passages is, without any model at the time of search.

    python -m benchmarks.scale --passages 100000          # the whole index: words, vectors and text
    python -m benchmarks.scale --passages 100000 --times 10   # the same, copied inside its database
    python -m benchmarks.scale --vectors 1000000          # vectors alone, by kind of index (or --kind of your own)
    python -m benchmarks.scale --tokens 1000000           # comparing token vectors, for the second look

The corpus consists of copies of the evaluation sets with changed words and vectors (see `synthetic.py` and
`multiplied.py`); everything is kept in build/scale and reused. Prints Markdown tables. Searching is measured in a
process of its own without torch, so its memory is that of search alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.indexing.layout import current_database
from assistant.indexing.ranking.derived import keep_derived
from assistant.indexing.ranking.index_parameters import index_kind, probes
from assistant.indexing.ranking.vectors import PassageVectors
from assistant.indexing.ranking.words import PassageWords
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import commit
from assistant.retrieval.search import search
from assistant.types import Passage
from benchmarks.scale.large_index import BUILD, Question, build, build_copied, material, now, told, written
from benchmarks.scale.synthetic import Embedded, with_noise
from benchmarks.scale.tokens import measure_tokens

ADDED = 7


@dataclass(frozen=True, slots=True)
class Searched:
    """The results for searching: seconds, shares of 1, and bytes."""

    opening: tuple[float, float]
    wall: tuple[float, ...]
    processor: tuple[float, ...]
    recall: float
    hit_at_1: float
    hit_at_5: float
    peak: int


def search_all(folder: Path) -> Searched:
    """Ask an index every question, each in a snapshot of its own, like the assistant."""
    database = current_database(folder)
    assert database is not None
    questions = material().questions
    before = now()
    with Snapshot(database) as snapshot:
        vectors = PassageVectors.of(folder, snapshot)
        words = PassageWords.of(folder, vectors.base_generation, snapshot)
    opening = now() - before
    wall, processor, found = [], [], []
    for question in questions:
        clock, used = time.perf_counter(), time.thread_time()
        with Snapshot(database) as snapshot:
            snapshot.words = words
            found.append([item.stored.passage for item in search(snapshot, vectors, question.query, 8)])
        wall.append(time.perf_counter() - clock)
        processor.append(time.thread_time() - used)
    peak = _peak()
    hits = [[_answers(p, q) for p in passages] for passages, q in zip(found, questions, strict=True)]
    return Searched(
        opening=(float(opening[0]), float(opening[1])),
        wall=tuple(wall),
        processor=tuple(processor),
        recall=_recall(database, vectors, questions),
        hit_at_1=statistics.mean(any(h[:1]) for h in hits),
        hit_at_5=statistics.mean(any(h[:5]) for h in hits),
        peak=peak,
    )


def _peak() -> int:
    """Return the peak memory of this process in bytes; `getrusage` would include its parent's at the start."""
    status = Path("/proc/self/status").read_text("ascii")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def _answers(passage: Passage, question: Question) -> bool:
    return passage.document == question.document and passage.start < question.end and question.start < passage.end


def _recall(database: Path, vectors: PassageVectors, questions: Sequence[Question]) -> float:
    """Return the share of the ten nearest passages that is found, relative to comparing every vector in float32."""
    asked = np.array([question.query.vector for question in questions])
    with Snapshot(database) as snapshot:
        ids = snapshot.passage_ids()
        exact = faiss.IndexFlatIP(snapshot.recipe.dimension)
        exact.add(snapshot.passage_vectors(ids).astype(np.float32))
    nearest = ids[exact.search(asked, 10)[1]]
    return statistics.mean(
        len(set(row.tolist()) & set(vectors.search(vector, 10))) / 10
        for row, vector in zip(nearest, asked, strict=True)
    )


def time_adding(folder: Path, documents: Sequence[Embedded]) -> dict[str, NDArray[np.float64]]:
    """Return the median seconds, wall clock and processor, of each step from a prepared document to a reader."""
    database = current_database(folder)
    assert database is not None
    with Snapshot(database) as snapshot:
        reader = PassageVectors.of(folder, snapshot)
        words = PassageWords.of(folder, reader.base_generation, snapshot)
    steps: dict[str, list[NDArray[np.float64]]] = {}
    for number, document in enumerate(documents[:ADDED]):
        name = f"added/{time.time_ns()}-{number}"
        passages = tuple(replace(passage, document=name) for passage in document.passages)
        own_text = f"{document.document.text}\n{name}"  # a text that exists already would be stored once
        added = replace(document, document=replace(document.document, name=name, text=own_text), passages=passages)
        at = [now()]
        for _ in ("before", "after"):  # as an update of the index asks
            with Snapshot(database) as snapshot:
                snapshot.files()
        at.append(now())
        commit(database, write=[written(added)])
        at.append(now())
        with Snapshot(database) as snapshot:
            keep_derived(folder, snapshot)
        at.append(now())
        with Snapshot(database) as snapshot:
            reader = reader.advanced(folder, snapshot)
            words = words.advanced(snapshot) if words else None
        at.append(now())
        spent = [*np.diff(at, axis=0), at[-1] - at[0]]
        for step, seconds in zip(("files", "commit", "writer", "reader", "all"), spent, strict=True):
            steps.setdefault(step, []).append(seconds)
    return {step: np.median(seconds, axis=0) for step, seconds in steps.items()}


def measure_index(passages: int, times: int) -> None:
    """Build an index, and print the time of searching it and adding to it."""
    made = material()
    whole = BUILD / f"{passages}"
    folder = whole if times == 1 else BUILD / f"{passages}x{times}"
    if not (whole / "current").is_file():
        build(whole, made.documents, passages)
    if not (folder / "current").is_file():
        build_copied(folder, whole, times)
    child = [sys.executable, "-m", "benchmarks.scale", "--search", str(folder)]
    said = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
    searched = Searched(**said)
    database = current_database(folder)
    assert database is not None
    with Snapshot(database) as snapshot:
        counts = f"{snapshot.passage_count():,} passages, {snapshot.sentence_count():,} sentences"
    adding = time_adding(folder, made.documents)
    sizes = [max(p.stat().st_size for p in folder.glob(names)) for names in ("*.db", "*.faiss", "*.bm25")]
    wall, processor = (np.quantile(s, [0.5, 0.95]) * 1e3 for s in (searched.wall, searched.processor))
    rows = {
        "search, p50 and p95": f"{wall[0]:.1f} and {wall[1]:.1f} ms",
        "of which processor time": f"{processor[0]:.1f} and {processor[1]:.1f} ms",
        "recall@10 of the vectors": f"{searched.recall:.3f}",
        "hit@1 and hit@5 of the passage that answers": f"{searched.hit_at_1:.3f} and {searched.hit_at_5:.3f}",
        "opening": told(np.array(searched.opening)),
        "adding a document that is read and embedded": told(adding.pop("all")),
        **{f"of which {step}": told(seconds) for step, seconds in adding.items()},
        "peak memory, without torch": f"{searched.peak / 1e6:.0f} MB",
        "database, vectors and words on disk": " and ".join(f"{size / 1e6:.0f}" for size in sizes) + " MB",
    }
    print(f"\n| {counts} | |\n|---|---|")
    for what, value in rows.items():
        print(f"| {what} | {value} |")


def measure_vectors(count: int, kinds: Sequence[str]) -> None:
    """Print recall, time and size of kinds of index over this many vectors; by default, of several kinds."""
    made = material()
    base = np.concatenate([document.passage_vectors for document in made.documents])
    noise = np.random.default_rng(0)
    vectors = np.empty((count, base.shape[1]), dtype=np.float32)
    for start in range(0, count, len(base)):
        block = vectors[start : start + len(base)]
        block[:] = with_noise(base, noise)[: len(block)].astype(np.float16)
    asked = with_noise(np.array([question.query.vector for question in made.questions]), noise)
    exact = faiss.IndexFlatIP(base.shape[1])
    exact.add(vectors)
    nearest = exact.search(asked, 10)[1]
    print(f"\n| {count:,} vectors | built, s | recall@10 | p50, ms | p95, ms | MB |\n|---|---|---|---|---|---|")
    chosen = index_kind(count)
    lists = chosen.partition(",")[0] if chosen != "Flat" else "IVF512"
    for kind in dict.fromkeys(kinds or ("Flat", "SQfp16", "SQ8", f"{lists},SQ8", f"{lists},SQfp16", chosen)):
        started = time.perf_counter()
        index: Any = faiss.index_factory(base.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        if not index.is_trained:
            lists_or_one = getattr(index, "nlist", 1)
            index.train(vectors[:: max(1, count // (40 * max(256, lists_or_one)))])
        index.add(vectors)
        seconds = time.perf_counter() - started
        of_lists = sorted({16, 64, 256, probes(index.nlist)}) if kind.startswith("IVF") else [0]
        for number in of_lists:
            if number:
                index.nprobe = number
            times, recall = _time_search(index.search, asked, nearest)
            p50, p95 = np.quantile(times, [0.5, 0.95]) * 1e3
            label = f"{kind}, {number} probes" if number else kind
            size = len(faiss.serialize_index(index)) / 1e6
            print(f"| {label} | {seconds:.0f} | {recall:.3f} | {p50:.1f} | {p95:.1f} | {size:.0f} |", flush=True)


def _time_search(
    search_index: Callable[[NDArray[np.float32], int], Sequence[NDArray[np.int64]]],
    asked: NDArray[np.float32],
    nearest: Iterable[NDArray[np.int64]],
) -> tuple[list[float], float]:
    """Return the seconds of each search for 50, and the recall of the ten nearest."""
    times, shares = [], []
    for vector, expected in zip(asked, nearest, strict=True):
        started = time.perf_counter()
        found = search_index(vector.reshape(1, -1), 50)[1][0]
        times.append(time.perf_counter() - started)
        shares.append(len(set(found[:10].tolist()) & set(expected.tolist())) / 10)
    return times, statistics.mean(shares)


def main() -> None:
    """Measure what the command line asks for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--passages", type=int, action="append", default=[])
    arguments.add_argument("--times", type=int, default=1, help="how often to hold what --passages asks for")
    arguments.add_argument("--vectors", type=int, action="append", default=[])
    arguments.add_argument("--tokens", type=int, action="append", default=[])
    arguments.add_argument("--kind", action="append", default=[], help="of index for --vectors, as FAISS calls it")
    arguments.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.search:
        print(json.dumps(asdict(search_all(options.search))))
        return
    for count in options.passages:
        measure_index(count, options.times)
    for count in options.vectors:
        measure_vectors(count, options.kind)
    for count in options.tokens:
        measure_tokens(count)


if __name__ == "__main__":
    main()
