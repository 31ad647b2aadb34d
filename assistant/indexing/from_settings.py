"""What the settings choose for reading documents and for keeping the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.embedding import Embedder
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.building.preparing import Readers
from assistant.indexing.building.reading_process import ReadingRules
from assistant.reading.contents import Limits
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.indexing.milvus.store import MilvusStore


def limits_of(settings: Settings) -> Limits:
    """Return how large a file and what it holds may be."""
    return Limits(
        file_bytes=settings.max_file_bytes,
        expanded_bytes=settings.max_expanded_bytes,
        pages=settings.max_pages,
        text_characters=settings.max_text_characters,
        sentences=settings.max_sentences,
    )


def rules_of(settings: Settings) -> ReadingRules:
    """Return how long, with how much memory and how many at once files are read, cut and embedded."""
    return ReadingRules(
        settings.seconds_per_file, settings.memory_per_file, settings.readers, settings.seconds_per_megabyte
    )


def readers_of(settings: Settings, embedder: Embedder) -> Readers | None:
    """Return the workers that read the documents, or None where the processes of this machine do."""
    if not settings.workers:
        return None
    from assistant.indexing.building.ray_pool import LOCAL, RayPool
    from assistant.indexing.building.ray_task import EmbedderThere, Order

    embeds, there = settings.workers != LOCAL, EmbedderThere(settings.embedding_model)
    return RayPool(settings.workers, Order(limits_of(settings), rules_of(settings), recipe_of(embedder), embeds, there))


def store_of(settings: Settings) -> MilvusStore | None:
    """Return the store that the index is published to and read from, or None where that is its folder."""
    if not settings.store:
        return None
    from assistant.indexing.milvus.store import MilvusStore

    return MilvusStore(settings.store, settings.store_token, settings.store_seconds)
