"""Finds the evaluation sets, and builds and caches an index for each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Settings
from assistant.evaluation.datasets import GoldQuestion, read_questions
from assistant.types import Document

SHARED = Path(__file__).parents[1] / ".." / "shared"
DATA = Path(__file__).parent / "data"
INDEXES = Path(__file__).parents[1] / "build" / "indexes"
RETRIEVAL_SETS = ("article", "wiki", "reports", "squad2")


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Questions, the assistant that answers them, and the documents it answers from, by name."""

    name: str
    questions: tuple[GoldQuestion, ...]
    assistant: Assistant
    documents: dict[str, Document]


def questions_of(name: str) -> Path:
    """Return the file with the questions of a set."""
    return _folder_of(name) / "questions.jsonl"


def open_set(name: str, settings: Settings | None = None) -> EvaluationSet:
    """Open a set and update its index from its corpus."""
    folder = _folder_of(name)
    if not folder.is_dir():
        sys.exit(f"The evaluation set {folder} is not here; these numbers cannot be measured.")
    corpus = SHARED / "corpus" if name == "article" else folder / "corpus"
    assistant = Assistant.open(corpus, INDEXES / name, settings)
    assistant.library.refresh()
    documents = {stored.name: assistant.library.document(stored.name) for stored in assistant.library.documents()}
    return EvaluationSet(name, read_questions(questions_of(name)), assistant, documents)


def _folder_of(name: str) -> Path:
    """Return the folder of a set: our own are beside the benchmarks."""
    own = DATA / name
    return own if own.is_dir() else SHARED / "eval" / name


def asked_of_its_document(set_name: str) -> bool:
    """Return whether the questions of a set make sense only for their own document."""
    return set_name == "reports"
