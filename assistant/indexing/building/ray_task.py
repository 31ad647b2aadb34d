"""What a Ray worker does with one file: its bytes are read in a process apart, cut, and embedded if that is asked for.

The process apart is that of `reading_process`, so a file may take no more time and memory than anywhere else, and one
that harms its reader leaves the worker whole. A worker keeps its embedder and that process for the next file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.errors import WorkersError
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.building.cut import CutReading, unread
from assistant.indexing.building.cutting import Cutting, ReadData
from assistant.indexing.building.embedding_texts import embed_texts, texts_of
from assistant.indexing.building.reading_process import ReadingProcesses, ReadingRules, took_too_long
from assistant.indexing.layout import Recipe
from assistant.reading.contents import Limits
from assistant.reading.registry import read_data
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class EmbedderThere:
    """Opens the embedder of a name from where the worker's machine has it, on the one core that a task is given."""

    model: str

    def __call__(self) -> Embedder:
        """Raise what `open_embedder` raises."""
        return open_embedder(Settings(embedding_model=self.model, threads=1))


@dataclass(frozen=True, slots=True)
class Order:
    """What holds for all files of a run. `recipe` is that of the index; `embeds` says whether workers embed."""

    limits: Limits
    rules: ReadingRules
    recipe: Recipe
    embeds: bool
    open_embedder: Callable[[], Embedder]
    read: ReadData = read_data


def prepare(order: Order, data: bytes, path: Path, name: str) -> CutReading:
    """Return what a file's bytes give, cut, and what is wrong with it in `skipped`.

    Raises:
        WorkersError: this worker's embedder, or its version of this program, is not that of the index.
        ModelError: this worker's machine has no such embedder.
    """
    embedder = _embedder(order.open_embedder)
    _check_recipe(recipe_of(embedder), order.recipe)
    size = min(len(data), order.limits.text_characters)
    reading = _processes(order).read(name, size, data, path, name)
    texts = texts_of(reading.sources) if order.embeds else []
    if not texts:
        return reading
    seconds = order.rules.seconds_for(max(len(data), sum(len(cut.document.text.encode()) for cut in reading.sources)))
    try:
        return replace(reading, vectors=embed_texts(embedder, texts, seconds - reading.seconds))
    except TimeoutError:
        return unread(name, took_too_long("reading and embedding", seconds))


def _check_recipe(found: Recipe, expected: Recipe) -> None:
    if found != expected:
        raise WorkersError(
            f"A worker would make {found}, the index is {expected}. Install the same version and embedding model there."
        )


@cache
def _embedder(opens: Callable[[], Embedder]) -> Embedder:
    return opens()


@cache
def _processes(order: Order) -> ReadingProcesses:
    cutting = Cutting.for_embedder(_embedder(order.open_embedder), order.limits)
    return ReadingProcesses(order.rules, replace(cutting, read_data=order.read).data)
