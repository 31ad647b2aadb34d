"""Makes a large index to measure; only the documents of the evaluation sets are embedded, once.

It is kept in build/scale and reused.
"""

from __future__ import annotations

import pickle
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.indexing.catalogue import StoredFile
from assistant.indexing.layout import Recipe, current_database, make_current
from assistant.indexing.ranking.derived import keep_derived
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import FileWrite, commit, start_database
from assistant.reading.passages.chunking import cut_passages, embedding_text
from assistant.reading.registry import Source
from assistant.retrieval.query import Query, make_query
from benchmarks.scale.multiplied import multiply
from benchmarks.scale.synthetic import Embedded, copies

BUILD = Path(__file__).parents[2] / "build" / "scale"
EVALUATION = Path(__file__).parents[2] / ".." / "shared" / "eval"
SETS = ("wiki", "reports", "squad2")
QUESTIONS_OF_A_SET = 80
DOCUMENTS_A_COMMIT = 500


@dataclass(frozen=True, slots=True)
class Question:
    """A prepared question, and the place of its answer: document, start and end."""

    query: Query
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Material:
    """The source material: the documents of the evaluation sets, embedded, and some of their questions."""

    documents: tuple[Embedded, ...]
    questions: tuple[Question, ...]


def material() -> Material:
    """Return the material, which is embedded the first time."""
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
    from assistant.reading.registry import read_file
    from assistant.settings import Settings

    embedder = open_embedder(Settings())
    documents: list[Embedded] = []
    questions: list[Question] = []
    for name in SETS:
        texts = {}
        for path in sorted((EVALUATION / name / "corpus").iterdir()):
            for source in read_file(path, f"{name}/{path.name}", Limits()).sources:
                documents.append(_embedded(source, embedder))
                texts[path.name] = source.document
        asked = [q for q in read_questions(EVALUATION / name / "questions.jsonl") if q.answerable]
        for question in asked[:: max(1, len(asked) // QUESTIONS_OF_A_SET)][:QUESTIONS_OF_A_SET]:
            if span := gold_span(question, texts):
                query = make_query(question.text, embedder)
                questions.append(Question(query, f"{name}/{question.document}", span[1], span[2]))
    return Material(tuple(documents), tuple(questions))


def _embedded(source: Source, embedder: Embedder) -> Embedded:
    passages = cut_passages(source.document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    return Embedded(
        source.document,
        passages,
        embedder.embed([embedding_text(passage) for passage in passages]),
        embedder.embed([sentence.text for passage in passages for sentence in passage.sentences]),
    )


def written(embedded: Embedded) -> FileWrite:
    """Return the record of a file that contains one document."""
    document = embedded.document
    return FileWrite(StoredFile(document.name, document.sha256, 1, 1, ""), (embedded.prepared(),))


def build(folder: Path, documents: Sequence[Embedded], passages: int) -> None:
    """Make an index of at least this many passages, without embedding; continue where it was interrupted.

    Prints the time of every tenth.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "index-1.db"
    if not database.is_file():
        start_database(database, Recipe("all-MiniLM-L6-v2", documents[0].passage_vectors.shape[1]), 1)
    with Snapshot(database) as snapshot:
        done, before = len(snapshot.files()), snapshot.passage_count()
    started = now()
    made, there = copies(documents, passages, done), before
    while batch := list(islice(made, DOCUMENTS_A_COMMIT)):
        commit(database, write=list(map(written, batch)))
        there += sum(len(prepared.passages) for prepared in batch)
        if there - before >= passages / 10 or there >= passages:
            print(f"{before:,} to {there:,} passages written: {told(now() - started)}", flush=True)
            before, started = there, now()
    derive(folder, database)


def build_copied(folder: Path, whole: Path, times: int) -> None:
    """Make an index with the content of another one, multiplied."""
    source = current_database(whole)
    assert source is not None
    shutil.rmtree(folder, ignore_errors=True)  # the log of an interrupted one would be taken for that of the copy
    folder.mkdir(parents=True)
    started = now()
    database = Path(shutil.copyfile(source, folder / source.name))
    multiply(database, times)
    print(f"Copied inside the database: {told(now() - started)}", flush=True)
    derive(folder, database)


def derive(folder: Path, database: Path) -> None:
    """Write the derived files and make the database the one in use."""
    started = now()
    with Snapshot(database) as snapshot:
        keep_derived(folder, snapshot)
    make_current(folder, database)
    print(f"Vectors and words derived: {told(now() - started)}", flush=True)


def now() -> NDArray[np.float64]:
    """Return the wall clock and the processor time of this process, in seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def told(seconds: NDArray[np.float64]) -> str:
    """Return these seconds in words."""
    return f"{seconds[0]:.2f} s ({seconds[1]:.2f} s of processor time)"
