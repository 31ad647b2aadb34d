"""Questions while a writer commits: does any fail, wait, or see half a document?

python -m benchmarks.serving.concurrency [--questions 100000] [--commits 1000] [--readers 2]

Only retrieval, with a hashing embedder, so that the index is measured. Each version of a document has its own number in
each of its passages; a question that gets two numbers for one document has seen half of a change.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Library, Scope, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder

DOCUMENTS = 20
PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reader's results: questions, generations, inconsistent answers, errors, and seconds per question."""

    questions: int
    generations: int
    torn: int
    errors: tuple[str, ...]
    median_ms: float
    p99_ms: float
    slowest_ms: float


@dataclass(frozen=True, slots=True)
class Writing:
    """The numbers of commits and rebuilds, and the median milliseconds of each."""

    commits: int
    median_ms: float


def write(corpus: Path, number: int, version: int) -> None:
    """Write a version of a document, atomically."""
    parts = (
        f"# Part {part}\n\nStation {number} has version{version} of plan{number}. In it part {part} is told as"
        f" version{version} of what the many visitors of plan{number} came to see in that part of the year."
        for part in range(PASSAGES)
    )
    arriving = corpus / f".{number}.arriving"
    arriving.write_text("\n\n".join(parts), encoding="utf-8")
    arriving.replace(corpus / f"{number}.md")


def opened(place: Path) -> Assistant:
    """Open the assistant, without a language model."""
    return Assistant(Library(place / "corpus", place / "index", Settings(), HashingEmbedder()), ScriptedModel(""))


def ask(place: Path, questions: int, seed: int) -> Outcome:
    """Ask for one document after the other, and check that all its passages are of one version."""
    import faiss

    faiss.omp_set_num_threads(1)  # there are as many readers as cores, so more threads would only wait for each other
    assistant, chance = opened(place), random.Random(seed)
    torn, errors, seconds = 0, [], []
    generations: set[int] = set()
    for _ in range(questions):
        number = chance.randrange(DOCUMENTS)
        started = time.perf_counter()
        try:
            hits = assistant.search(f"plan{number}", PASSAGES, scope=Scope(documents=[f"{number}.md"]))
            with assistant.library.reading() as (snapshot, _):
                generations.add(snapshot.generation)
        except Exception as error:  # every failure is counted here
            errors.append(repr(error))
            continue
        seconds.append(1000 * (time.perf_counter() - started))
        versions = {word for hit in hits for word in hit.passage.text.split() if word.startswith("version")}
        torn += len(versions) != 1 or len(hits) != PASSAGES
    return Outcome(
        questions,
        len(generations),
        torn,
        tuple(errors),
        statistics.median(seconds),
        statistics.quantiles(seconds, n=100)[98],
        max(seconds),
    )


def run(
    place: Path, questions: int, commits: int, readers: int, rebuild_every: int = 100
) -> tuple[tuple[Outcome, ...], Writing]:
    """Let readers in other processes ask while this one commits; return the results of both.

    The commits are spread over the questions: the writer continues until both are done.
    """
    (place / "corpus").mkdir()
    for number in range(DOCUMENTS):
        write(place / "corpus", number, 0)
    writer, chance, seconds = opened(place), random.Random(0), []
    writer.library.refresh()
    with multiprocessing.get_context("spawn").Pool(readers) as pool:
        asked = pool.starmap_async(ask, [(place, questions // readers, seed) for seed in range(readers)])
        version = 0
        while version < commits or not asked.ready():
            version += 1
            write(place / "corpus", chance.randrange(DOCUMENTS), version)
            seconds.append((writer.library.refresh() if version % rebuild_every else writer.library.rebuild()).seconds)
        outcomes = tuple(asked.get())
    return outcomes, Writing(version, 1000 * statistics.median(seconds))


def main() -> None:
    """Print the results of the readers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=1_000)
    parser.add_argument("--readers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        outcomes, writing = run(Path(place), arguments.questions, arguments.commits, arguments.readers)
        seconds = time.perf_counter() - started
    for outcome in outcomes:
        print(
            f"{outcome.questions} questions over {outcome.generations} generations: {len(outcome.errors)} errors,"
            f" {outcome.torn} torn; median {outcome.median_ms:.1f} ms, 99% {outcome.p99_ms:.1f} ms, slowest"
            f" {outcome.slowest_ms:.0f} ms"
        )
        for error in outcome.errors[:5]:
            print(error)
    print(
        f"{writing.commits} commits, {writing.median_ms:.0f} ms each (median), every 100th a rebuild; {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
