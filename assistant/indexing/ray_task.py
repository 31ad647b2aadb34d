"""What a Ray worker does with one file: its bytes are read in a process apart, cut, and embedded if that is asked for.

The process apart is that of `reading_process`, so a file may take no more time and memory than anywhere else, and one
that harms its reader leaves the worker whole. A worker keeps its embedder and that process for the next file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.errors import WorkersError
from assistant.indexing.builder import recipe_of
from assistant.indexing.layout import Recipe
from assistant.indexing.preparing import AT_ONCE, CutReading, cut_source, storable, texts_of
from assistant.indexing.reading_process import HARMLESS, ReadingProcesses, ReadingRules, read_here
from assistant.reading.contents import Limits
from assistant.reading.formats import FileReading, read_data
from assistant.settings import Settings

ReadData = Callable[[bytes, Path, str, Limits], FileReading]


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
    read = partial(order.read, data)
    apart = path.suffix.lower() not in HARMLESS
    reading = (_processes(order.rules).read if apart else read_here)(read, path, name, order.limits)
    cuts = tuple(cut_source(storable(source), embedder) for source in reading.sources)
    if not order.embeds:
        return CutReading(cuts, reading.skipped)
    texts = sorted({text for cut in cuts for text in texts_of(cut.passages or ())}, key=lambda text: (len(text), text))
    some = (texts[first : first + AT_ONCE] for first in range(0, len(texts), AT_ONCE))
    vectors = {text: vector for batch in some for text, vector in zip(batch, embedder.embed(batch), strict=True)}
    return CutReading(cuts, reading.skipped, vectors)


def _check_recipe(found: Recipe, expected: Recipe) -> None:
    if found != expected:
        raise WorkersError(
            f"A worker would make {found}, the index is {expected}. Install the same version and embedding model there."
        )


@cache
def _embedder(opens: Callable[[], Embedder]) -> Embedder:
    return opens()


@cache
def _processes(rules: ReadingRules) -> ReadingProcesses:
    return ReadingProcesses(rules)
