"""The assistant beside LlamaIndex, Haystack and txtai: same corpus, questions, embedder, language model and threads.

    python -m benchmarks.peers --venvs DIR [--model embedded-small] [--only haystack] [--article 34] [--wiki 40]
    python -m benchmarks.peers --table

Each peer is used as in its own quick start (see its script), in an environment of its own, which is created in DIR the
first time; that compiles llama-cpp-python and downloads about 1 GB per peer. The systems run one after another. Each
run is saved in `build/peers/`, and the tables are made from the saved runs: a long comparison can be done system by
system, and `--table` shows them again.

Half of the `wiki` questions are unanswerable, and all are about documents that the assistant's confidence was not
fitted on; they are drawn with a fixed seed. `ours` answers with `xllamacpp`, as installed; `ours_compiled` with the
llama-cpp-python of the peers.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.models.resolving import embedder_folder, language_model_path
from assistant.settings import Settings
from benchmarks.evaluation_sets import SHARED, questions_of
from benchmarks.peers.environments import python_of
from benchmarks.peers.runs import Setting, carry_out, keep, kept
from benchmarks.peers.table import table
from benchmarks.sides import side_of

SYSTEMS = ("ours", "ours_compiled", "llama_index", "haystack", "txtai")
RUNS = Path(__file__).parents[2] / "build" / "peers"


@dataclass(frozen=True, slots=True)
class Set:
    """Questions and the folder that answers them."""

    name: str
    corpus: Path
    questions: tuple[GoldQuestion, ...]


def drawn(questions: Sequence[GoldQuestion], number: int, answerable_share: float) -> tuple[GoldQuestion, ...]:
    """Return this many questions, always the same, with a given share of answerable ones; all if there are not more."""
    if number >= len(questions):
        return tuple(questions)
    shuffled = list(questions)
    random.Random(0).shuffle(shuffled)
    with_answer = round(number * answerable_share)
    chosen = [q for q in shuffled if q.answerable][:with_answer]
    chosen += [q for q in shuffled if not q.answerable][: number - with_answer]
    return tuple(chosen)


def sets(article: int, wiki: int) -> list[Set]:
    """Return the sets to ask, with this many questions each."""
    if not questions_of("article").is_file():
        sys.exit(f"The evaluation sets are not in {SHARED}; nothing can be measured.")
    about_article = read_questions(questions_of("article"))
    held_out = [q for q in read_questions(questions_of("wiki")) if side_of(q.document or q.id) == "held out"]
    share = sum(q.answerable for q in about_article) / len(about_article)
    found = [
        Set("article", SHARED / "corpus", drawn(about_article, article, share)),
        Set("wiki", SHARED / "eval" / "wiki" / "corpus", drawn(held_out, wiki, 0.5)),
    ]
    return [one for one in found if one.questions]


def run_all(systems: Sequence[str], venvs: Path, settings: Settings, asked: Sequence[Set], threads: int) -> None:
    """Run the systems one after another, and save their runs."""
    model = language_model_path(settings)
    given = Setting(embedder_folder(settings).path, model.path, threads)
    pythons = {name: sys.executable if name == "ours" else str(python_of(venvs, name)) for name in systems}
    for name in systems:
        script = "ours" if name == "ours_compiled" else name
        for one in asked:
            print(f"{name}, {one.name}, {model.name}", file=sys.stderr)
            command = [pythons[name], "-m", f"benchmarks.peers.{script}"]
            keep(carry_out(name, command, one.corpus, one.questions, given), kept_at(name, one, model.name))


def kept_at(system: str, one: Set, model: str) -> Path:
    """Return the file of a saved run."""
    return RUNS / f"{system}-{one.name}-{model}.json"


def tables(asked: Sequence[Set], model: str) -> str:
    """Return the tables of the saved runs with these questions."""
    parts = []
    for one in asked:
        paths = [path for name in SYSTEMS if (path := kept_at(name, one, model)).is_file()]
        runs = [run for run in map(kept, paths) if run.questions == tuple(q.id for q in one.questions)]
        if runs:
            parts.append(f"### {one.name}, {len(one.questions)} questions, {model}\n\n{table(runs, one.questions)}")
    return "\n\n".join(parts) or "No run of these questions is kept."


def main() -> None:
    """Run the chosen systems, and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--venvs", type=Path, help="the folder of the peers' virtual environments")
    arguments.add_argument("--table", action="store_true", help="run nothing, show what is kept")
    arguments.add_argument("--only", action="append", choices=SYSTEMS)
    arguments.add_argument("--model", default="embedded", help="embedded or embedded-small")
    arguments.add_argument("--article", type=int, default=34)
    arguments.add_argument("--wiki", type=int, default=40)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    settings = Settings(language_model=options.model)
    asked = sets(options.article, options.wiki)
    if not options.table:
        if options.venvs is None:
            arguments.error("--venvs DIR says where the peers' virtual environments are, or may be made")
        run_all(options.only or SYSTEMS, options.venvs.resolve(), settings, asked, options.threads)
    print(tables(asked, language_model_path(settings).name))


if __name__ == "__main__":
    main()
