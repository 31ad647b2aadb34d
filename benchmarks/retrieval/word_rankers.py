"""Our ranking of words compared with SQLite's FTS5 and other libraries: order, time and size.

    pip install bm25s tantivy                                       # whichever is installed is measured
    python -m benchmarks.retrieval.word_rankers                     # order, on the passages of the evaluation sets
    python -m benchmarks.retrieval.word_rankers --passages 100000   # building, opening, asking, changing

The order is compared with that of FTS5, which scores every row with any of the terms. Many passages are copies of those
of the evaluation sets; in each copy one term in eight is replaced by another of the whole corpus, so that frequencies
stay the same. Each ranker builds in one process and is queried in another, which opens the files of the first. Times
are processor times, since machines have other work to do. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.embedding.hashing import HashingEmbedder
from assistant.evaluation.datasets import read_questions
from assistant.indexing.index_terms import passage_words
from assistant.indexing.layout import read_checked, write_checked
from assistant.indexing.ranking.bm25 import Ranking
from assistant.indexing.ranking.postings import count_terms, postings_from
from assistant.indexing.sqlite.full_text import IndexedRow, match_any
from assistant.language.terms import terms
from assistant.reading.contents import Limits
from assistant.reading.passages.chunking import cut_passages
from assistant.reading.registry import read_file

EVALUATION = Path(__file__).parents[2] / ".." / "shared" / "eval"
BUILD = Path(__file__).parents[2] / "build" / "word_rankers"
SETS = ("wiki", "reports", "squad2")
QUESTIONS_OF_A_SET, FOUND, REPLACED, CHANGED = 200, 10, 0.125, 10
Passages = list[list[str]]


class Ranker(Protocol):
    """Ranks passages by their terms; the id of a passage is its position, from 1."""

    def build(self, folder: Path, passages: Iterator[list[str]]) -> None:
        """Write what is needed to a folder."""
        ...

    def open(self, folder: Path) -> None:
        """Read what was written."""
        ...

    def best(self, asked: Sequence[str], limit: int) -> dict[int, float]:
        """Return the scores of the best passages by id, best first."""
        ...

    def change(self, gone: Sequence[int], added: Passages) -> None:
        """Remove passages and add others, so that the next question sees the change."""
        ...


class Fts5:
    """SQLite's FTS5, queried for every row with any of the terms."""

    def build(self, folder: Path, passages: Iterator[list[str]]) -> None:
        """Write what is needed to a folder."""
        with sqlite3.connect(folder / "words.db") as database:
            tokenize = "unicode61 remove_diacritics 0 tokenchars '.'"  # as the index has it
            database.execute(f'CREATE VIRTUAL TABLE w USING fts5 (terms, tokenize = "{tokenize}")')
            rows = ((number, " ".join(said)) for number, said in enumerate(passages, 1))
            database.executemany("INSERT INTO w (rowid, terms) VALUES (?, ?)", rows)

    def open(self, folder: Path) -> None:
        """Read what was written."""
        self._database = sqlite3.connect(folder / "words.db")

    def best(self, asked: Sequence[str], limit: int) -> dict[int, float]:
        """Return the scores of the best passages by id, best first."""
        (query,) = match_any(dict.fromkeys(asked, 1)) or ("",)
        sql = "SELECT rowid, -bm25(w) AS score FROM w WHERE w MATCH ? ORDER BY score DESC, rowid LIMIT ?"
        return dict(self._database.execute(sql, (query, limit))) if query else {}

    def change(self, gone: Sequence[int], added: Passages) -> None:
        """Take passages away and add others."""
        with self._database:
            self._database.executemany("DELETE FROM w WHERE rowid = ?", [(id_,) for id_ in gone])
            self._database.executemany("INSERT INTO w (terms) VALUES (?)", [(" ".join(said),) for said in added])


class Ours:
    """Postings in numpy: a base in a file, and the differences to it."""

    def build(self, folder: Path, passages: Iterator[list[str]]) -> None:
        """Write what is needed to a folder."""
        rows = (IndexedRow(number, number, " ".join(said)) for number, said in enumerate(passages, 1))
        write_checked(folder / "words.bm25", *count_terms(rows).to_bytes())

    def open(self, folder: Path) -> None:
        """Read what was written."""
        content = read_checked(folder / "words.bm25")
        assert content is not None
        self._base, _ = postings_from(content)
        self._ranking = Ranking(self._base, np.zeros(len(self._base.ids), dtype=bool), count_terms())

    def best(self, asked: Sequence[str], limit: int) -> dict[int, float]:
        """Return the scores of the best passages by id, best first."""
        return self._ranking.best(asked, limit, None)

    def change(self, gone: Sequence[int], added: Passages) -> None:
        """Take passages away and add others."""
        first = int(self._base.ids[-1]) + 1
        fresh = count_terms(IndexedRow(id_, id_, " ".join(said)) for id_, said in enumerate(added, first))
        self._ranking = Ranking(self._base, np.isin(self._base.ids, gone), fresh)


class Bm25s:
    """bm25s: the score of each term in each passage is computed when the index is built."""

    def __init__(self, method: str = "robertson", backend: str = "numpy") -> None:
        self._method, self._backend = method, backend

    def build(self, folder: Path, passages: Iterator[list[str]]) -> None:
        """Write what is needed to a folder."""
        import bm25s

        made = bm25s.BM25(k1=1.2, b=0.75, method=self._method, backend=self._backend)
        made.index(list(passages), show_progress=False)
        made.save(str(folder))

    def open(self, folder: Path) -> None:
        """Read what was written."""
        import bm25s

        self._index = bm25s.BM25.load(str(folder), mmap=True)
        self._index.backend = self._backend

    def best(self, asked: Sequence[str], limit: int) -> dict[int, float]:
        """Return the scores of the best passages by id, best first."""
        known = [term for term in dict.fromkeys(asked) if term in self._index.vocab_dict]
        if not known:
            return {}
        limit = min(limit, self._index.scores["num_docs"])
        ids, scores = self._index.retrieve([known], k=limit, show_progress=False)
        found = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return {id_ + 1: score for id_, score in found if score > 0}

    def change(self, gone: Sequence[int], added: Passages) -> None:
        """Take passages away and add others."""
        raise NotImplementedError("Every score rests on all passages: the index is made anew.")


class Tantivy:
    """tantivy: segments on disk, mapped into memory; the length of a passage is kept in one byte."""

    def build(self, folder: Path, passages: Iterator[list[str]]) -> None:
        """Write what is needed to a folder."""
        import tantivy

        fields = tantivy.SchemaBuilder()
        fields.add_unsigned_field("id", indexed=True, fast=True)
        fields.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        writer = tantivy.Index(fields.build(), str(folder)).writer(256_000_000, 1)
        for number, said in enumerate(passages, 1):
            writer.add_document(_document(number, said))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Read what was written."""
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def best(self, asked: Sequence[str], limit: int) -> dict[int, float]:
        """Return the scores of the best passages by id, best first."""
        import tantivy

        either = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "terms", term, "freq"))
            for term in dict.fromkeys(asked)
        ]
        hits = self._searcher.search(tantivy.Query.boolean_query(either), limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return {int(id_): score for id_, (score, _) in zip(ids, hits, strict=True) if id_ is not None}

    def change(self, gone: Sequence[int], added: Passages) -> None:
        """Take passages away and add others."""
        writer = self._index.writer(256_000_000, 1)
        for id_ in gone:
            writer.delete_documents_by_term("id", id_)
        for number, said in enumerate(added, 10**9):
            writer.add_document(_document(number, said))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()


def _document(number: int, said: Sequence[str]) -> object:
    import tantivy

    made = tantivy.Document()
    made.add_unsigned("id", number)
    made.add_text("terms", " ".join(said))
    return made


def rankers() -> dict[str, Ranker]:
    """Return every ranker that can be measured here."""
    found: dict[str, Ranker] = {"FTS5, every row": Fts5(), "ours": Ours()}
    if find_spec("bm25s"):
        found |= {f"bm25s, {method}": Bm25s(method) for method in ("robertson", "lucene", "atire")}
        if find_spec("numba"):
            found["bm25s, robertson, numba"] = Bm25s("robertson", "numba")
    if find_spec("tantivy"):
        found["tantivy"] = Tantivy()
    return found


def passages_of(name: str) -> Passages:
    """Return the terms of each passage of an evaluation set."""
    embedder = HashingEmbedder()
    return [
        passage_words(passage).split()
        for path in sorted((EVALUATION / name / "corpus").iterdir())
        for source in read_file(path, path.name, Limits()).sources
        for passage in cut_passages(source.document, source.blocks, embedder.count_tokens, embedder.max_tokens)
    ]


def questions_of(name: str) -> Passages:
    """Return the terms of some questions of an evaluation set."""
    questions = read_questions(EVALUATION / name / "questions.jsonl")
    return [terms(question.text) for question in questions[:: max(1, len(questions) // QUESTIONS_OF_A_SET)]]


def many(passages: Passages, wanted: int) -> Iterator[list[str]]:
    """Yield this many passages: the given ones, then copies of them with some terms replaced."""
    chance, pool = random.Random(0), [term for said in passages for term in said]
    for number in count():
        turn, place = divmod(number, len(passages))
        if number == wanted:
            return
        said = passages[place]
        yield [chance.choice(pool) if chance.random() < REPLACED else term for term in said] if turn else said


def compare_order() -> None:
    """Print the share of questions for which each ranker's ten are as good as those of FTS5, and in the same order.

    Passages with the same score may be in any order.
    """
    print("| ranker | " + " | ".join(f"{name}: same ten, same order" for name in SETS) + " |")
    print("|---|" + "---|" * len(SETS))
    cells: dict[str, list[str]] = {}
    for name in SETS:
        passages, questions = passages_of(name), questions_of(name)
        truth: list[dict[int, float]] = []
        for which, ranker in rankers().items():
            folder = BUILD / "order" / name / which
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            ranker.build(folder, iter(passages))
            ranker.open(folder)
            if not truth:
                truth = [ranker.best(asked, len(passages)) for asked in questions]
            same_ten, same_order = [], []
            for expected, asked in zip(truth, questions, strict=True):
                right = list(expected.values())[:FOUND]
                of_found = [expected.get(id_, 0) for id_ in ranker.best(asked, FOUND)]
                same_order.append(_equal(of_found, right))
                same_ten.append(_equal(sorted(of_found, reverse=True), right))
            cells.setdefault(which, []).append(f"{statistics.mean(same_ten):.3f}, {statistics.mean(same_order):.3f}")
    for which, of_sets in cells.items():
        print(f"| {which} | {' | '.join(of_sets)} |")


def _equal(scores: Sequence[float], right: Sequence[float]) -> bool:
    return len(scores) == len(right) and bool(np.allclose(scores, right, rtol=1e-5, atol=1e-5))


def measure(wanted: int) -> None:
    """Print time and size of each ranker for this many passages."""
    print(
        f"\n| {wanted:,} passages | built, s | built, peak MB | on disk, MB | opened, ms | asked p50 and p95, ms |",
        end="",
    )
    print(" asked, peak MB | 10 gone and 10 new, ms |\n|---|---|---|---|---|---|---|---|")
    for which in rankers():
        folder = BUILD / f"{wanted}" / which
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        built, asked = (_in_a_child(task, which, wanted) for task in ("build", "ask"))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        p50, p95 = np.quantile(asked["times"], [0.5, 0.95]) * 1e3
        changed = "made anew" if asked["changed"] is None else f"{asked['changed'] * 1e3:.1f}"
        print(
            f"| {which} | {built['seconds']:.1f} | {built['peak']:.0f} | {size:.0f} | {asked['opened'] * 1e3:.1f}"
            f" | {p50:.2f} and {p95:.2f} | {asked['peak']:.0f} | {changed} |",
            flush=True,
        )
        shutil.rmtree(folder)


def _in_a_child(task: str, which: str, wanted: int) -> dict[str, Any]:
    child = [
        sys.executable,
        "-m",
        "benchmarks.retrieval.word_rankers",
        "--task",
        task,
        "--which",
        which,
        "--passages",
        str(wanted),
    ]
    said: dict[str, Any] = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
    return said


def _do(task: str, which: str, wanted: int) -> dict[str, Any]:
    ranker, folder = rankers()[which], BUILD / f"{wanted}" / which
    whole = [said for name in SETS for said in passages_of(name)]
    if task == "build":
        before = time.process_time()
        for _ in many(whole, wanted):
            pass
        making = time.process_time() - before
        before = time.process_time()
        ranker.build(folder, many(whole, wanted))
        return {"seconds": time.process_time() - before - making, "peak": _peak()}
    questions = [asked for name in SETS for asked in questions_of(name)]
    before = time.process_time()
    ranker.open(folder)
    opened = time.process_time() - before
    ranker.best(questions[0], 50)
    times = []
    for asked in questions:
        before = time.process_time()
        ranker.best(asked, 50)
        times.append(time.process_time() - before)
    peak, changed = _peak(), None
    try:
        before = time.process_time()
        ranker.change(range(1, 1 + CHANGED), whole[:CHANGED])
        ranker.best(questions[0], 50)
        changed = time.process_time() - before
    except NotImplementedError:
        pass
    return {"opened": opened, "times": times, "peak": peak, "changed": changed}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """Compare the order, or measure a number of passages."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--passages", type=int, action="append", default=[])
    arguments.add_argument("--task", choices=("build", "ask"), help=argparse.SUPPRESS)
    arguments.add_argument("--which", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.task:
        print(json.dumps(_do(options.task, options.which, options.passages[0])))
        return
    if not options.passages:
        compare_order()
    for wanted in options.passages:
        measure(wanted)


if __name__ == "__main__":
    main()
