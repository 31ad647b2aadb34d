"""How fast, exact and large an index of many passages is, without any model at the time of search.

    python -m benchmarks.scale --passages 100000          # the whole index: words, vectors and text
    python -m benchmarks.scale --vectors 1000000          # vectors alone, by kind of index (or --kind of your own)

The corpus is that of the evaluation sets again and again, each copy with changed words and vectors (see
`benchmarks/synthetic.py`); everything is kept in build/scale and used again. Prints Markdown tables. Searching is
measured in a process of its own that never loads torch, so its memory is that of search alone.
"""

from __future__ import annotations

import argparse
import json
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.indexing.by_size import index_kind, probes
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.layout import Recipe, current_database, make_current
from assistant.indexing.store import Snapshot
from assistant.indexing.vectors import PassageVectors
from assistant.indexing.word_base import PassageWords, keep_words
from assistant.indexing.writer import FileWrite, Prepared, commit, start_database
from assistant.reading.chunking import cut_passages, embedding_text
from assistant.reading.formats import Source
from assistant.retrieval.query import Query, make_query
from assistant.retrieval.search import search
from assistant.types import Passage
from benchmarks.synthetic import copies, with_noise

BUILD = Path(__file__).parents[1] / "build" / "scale"
EVALUATION = Path(__file__).parents[1] / ".." / "shared" / "eval"
SETS = ("wiki", "reports", "squad2")
QUESTIONS_OF_A_SET = 80
DOCUMENTS_A_COMMIT = 200
ADDED = 7


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched for, and where its answer stands: document, start and end."""

    query: Query
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Material:
    """What everything is made of: the documents of the evaluation sets, embedded, and some of their questions."""

    documents: tuple[Prepared, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What searching measured: seconds, shares of 1, and bytes."""

    opening: float
    wall: tuple[float, ...]
    processor: tuple[float, ...]
    recall: float
    hit_at_1: float
    hit_at_5: float
    peak: int


def material() -> Material:
    """Return the material, embedding it the first time."""
    kept = BUILD / "material.pickle"
    if not kept.is_file():
        BUILD.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(_embed()))
    made: Material = pickle.loads(kept.read_bytes())
    return made


def _embed() -> Material:
    from assistant.embedding import open_embedder
    from assistant.evaluation.datasets import gold_span, read_questions
    from assistant.reading.contents import Limits
    from assistant.reading.formats import read_file
    from assistant.settings import Settings

    embedder = open_embedder(Settings())
    documents: list[Prepared] = []
    questions: list[Question] = []
    for name in SETS:
        texts = {}
        for path in sorted((EVALUATION / name / "corpus").iterdir()):
            for source in read_file(path, f"{name}/{path.name}", Limits()).sources:
                documents.append(_prepared(source, embedder))
                texts[path.name] = source.document
        asked = [q for q in read_questions(EVALUATION / name / "questions.jsonl") if q.answerable]
        for question in asked[:: max(1, len(asked) // QUESTIONS_OF_A_SET)][:QUESTIONS_OF_A_SET]:
            if span := gold_span(question, texts):
                query = make_query(question.text, embedder)
                questions.append(Question(query, f"{name}/{question.document}", span[1], span[2]))
    return Material(tuple(documents), tuple(questions))


def _prepared(source: Source, embedder: Embedder) -> Prepared:
    passages = cut_passages(source.document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    return Prepared(
        source.document,
        passages,
        embedder.embed([embedding_text(passage) for passage in passages]),
        embedder.embed([sentence.text for passage in passages for sentence in passage.sentences]),
    )


def _written(prepared: Prepared) -> FileWrite:
    """Return a document as the only one of a file."""
    document = prepared.document
    return FileWrite(StoredFile(document.name, document.sha256, 1, 1, ""), (prepared,))


def build(folder: Path, documents: Sequence[Prepared], passages: int) -> float:
    """Make an index of at least so many passages, without embedding anything; return the seconds."""
    started = time.perf_counter()
    folder.mkdir(parents=True)
    database = folder / "index-1.db"
    start_database(database, Recipe("all-MiniLM-L6-v2", documents[0].passage_vectors.shape[1]), 1)
    made = copies(documents, passages)
    while batch := list(islice(made, DOCUMENTS_A_COMMIT)):
        commit(database, write=list(map(_written, batch)))
    with Snapshot(database) as snapshot:
        _keep(folder, snapshot)
    make_current(folder, database)
    return time.perf_counter() - started


def search_all(folder: Path) -> Searched:
    """Ask every question of an index, each in a snapshot of its own, as the assistant does."""
    database = current_database(folder)
    assert database is not None
    questions = material().questions
    before = time.perf_counter()
    with Snapshot(database) as snapshot:
        vectors = PassageVectors.of(folder, snapshot)
        words = PassageWords.of(folder, vectors.base_generation, snapshot)
    opening = time.perf_counter() - before
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
        opening=opening,
        wall=tuple(wall),
        processor=tuple(processor),
        recall=_recall(database, vectors, questions),
        hit_at_1=statistics.mean(any(h[:1]) for h in hits),
        hit_at_5=statistics.mean(any(h[:5]) for h in hits),
        peak=peak,
    )


def _keep(folder: Path, snapshot: Snapshot) -> None:
    """Write what is derived, as the builder does after a commit."""
    vectors = PassageVectors.of(folder, snapshot).keep(folder, snapshot)
    keep_words(folder, vectors.base_generation, snapshot)


def _peak() -> int:
    """Return the most memory in bytes that this process had; `getrusage` would count its parent's at the start."""
    status = Path("/proc/self/status").read_text("ascii")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def _answers(passage: Passage, question: Question) -> bool:
    return passage.document == question.document and passage.start < question.end and question.start < passage.end


def _recall(database: Path, vectors: PassageVectors, questions: Sequence[Question]) -> float:
    """Return which share of the ten nearest passages is found, against comparing every vector in float32."""
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


def time_adding(folder: Path, documents: Sequence[Prepared]) -> float:
    """Return the median seconds from a prepared document to a reader that finds it."""
    database = current_database(folder)
    assert database is not None
    with Snapshot(database) as snapshot:
        reader = PassageVectors.of(folder, snapshot)
        words = PassageWords.of(folder, reader.base_generation, snapshot)
    seconds = []
    for number, document in enumerate(documents[:ADDED]):
        name = f"added/{time.time_ns()}-{number}"
        passages = tuple(replace(passage, document=name) for passage in document.passages)
        own_text = f"{document.document.text}\n{name}"  # a text that is there already would be kept once
        added = replace(document, document=replace(document.document, name=name, text=own_text), passages=passages)
        started = time.perf_counter()
        with Snapshot(database) as snapshot:
            snapshot.documents()
        commit(database, write=[_written(added)])
        with Snapshot(database) as snapshot:
            _keep(folder, snapshot)
            reader = reader.advanced(folder, snapshot)
            words = words.advanced(snapshot) if words else None
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def measure_index(passages: int) -> None:
    """Build an index and print what searching it and adding to it take."""
    made = material()
    folder = BUILD / f"{passages}"
    if not (folder / "current").is_file():
        print(f"\nBuilt {passages:,} passages in {build(folder, made.documents, passages):.0f} s, embedding apart.")
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
        "opening": f"{searched.opening:.2f} s",
        "adding a document that is read and embedded": f"{adding:.2f} s",
        "peak memory, without torch": f"{searched.peak / 1e6:.0f} MB",
        "database, vectors and words on disk": " and ".join(f"{size / 1e6:.0f}" for size in sizes) + " MB",
    }
    print(f"\n| {counts} | |\n|---|---|")
    for what, value in rows.items():
        print(f"| {what} | {value} |")


def measure_vectors(count: int, kinds: Sequence[str]) -> None:
    """Print recall, time and size of kinds of index over so many vectors; of several, where none are given."""
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
    """Measure what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--passages", type=int, action="append", default=[])
    arguments.add_argument("--vectors", type=int, action="append", default=[])
    arguments.add_argument("--kind", action="append", default=[], help="of index for --vectors, as FAISS calls it")
    arguments.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.search:
        print(json.dumps(asdict(search_all(options.search))))
        return
    for count in options.passages:
        measure_index(count)
    for count in options.vectors:
        measure_vectors(count, options.kind)


if __name__ == "__main__":
    main()
