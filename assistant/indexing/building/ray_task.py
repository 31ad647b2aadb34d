"""The task of a Ray worker: one file is read and cut in a child process, and embedded if required.

The child process is that of `reading_process`, so the same limits on time and memory hold, and a file that crashes its
reader leaves the worker intact. A worker keeps its embedder and that process for the next file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.errors import WorkersError
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.building.cutting import Cutting, ReadData
from assistant.indexing.building.embedding_texts import embed_texts, texts_of
from assistant.indexing.building.reading_process import ReadingProcesses, ReadingRules, took_too_long
from assistant.indexing.cut import CutReading, unread
from assistant.indexing.layout import Recipe
from assistant.reading.contents import Limits
from assistant.reading.registry import is_supported, read_data
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class EmbedderThere:
    """Opens an embedder by name on the worker's machine, using the one core of the task."""

    model: str

    def __call__(self) -> Embedder:
        """Raise what `open_embedder` raises."""
        return open_embedder(Settings(embedding_model=self.model, threads=1))


@dataclass(frozen=True, slots=True)
class Order:
    """The configuration of a run. `recipe` is that of the index; `embeds` tells whether workers embed."""

    limits: Limits
    rules: ReadingRules
    recipe: Recipe
    embeds: bool
    open_embedder: Callable[[], Embedder]
    read: ReadData = read_data


def prepare(order: Order, data: bytes, path: Path, name: str) -> CutReading:
    """Return the cut documents of a file, with problems in `skipped`.

    Raises:
        WorkersError: this worker's embedder or version of this program differs from that of the index, or it lacks the
            plugin that reads the file.
        ModelError: the embedding model is not on this worker's machine.
    """
    embedder = _embedder(order.open_embedder)
    _check_recipe(recipe_of(embedder), order.recipe)
    if not is_supported(path):
        raise WorkersError(f"A worker does not read {path.suffix}. Install the package there that reads it here.")
    size = min(len(data), order.limits.text_characters)
    reading = _processes(order).read(name, size, data, path, name)
    texts = texts_of(reading.sources) if order.embeds else []
    if not texts:
        return reading
    seconds = order.rules.seconds_to_embed(
        max(len(data), sum(len(cut.document.text.encode()) for cut in reading.sources))
    )
    try:
        return replace(reading, vectors=embed_texts(embedder, texts, seconds))
    except TimeoutError:
        return unread(name, took_too_long("embedding", seconds))


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
