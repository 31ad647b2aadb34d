"""What the settings choose for reading documents and storing the index."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from assistant.embedding import Embedder
from assistant.errors import SettingsError
from assistant.indexing.building.builder import recipe_of
from assistant.indexing.building.preparing import Readers
from assistant.indexing.building.reading_process import ReadingRules
from assistant.indexing.folder import IndexFolder
from assistant.indexing.store import Store
from assistant.plugins import STORES
from assistant.reading.contents import Limits
from assistant.settings import Settings


def limits_of(settings: Settings) -> Limits:
    """Return the limits on a file and its contents."""
    return Limits(
        file_bytes=settings.max_file_bytes,
        expanded_bytes=settings.max_expanded_bytes,
        pages=settings.max_pages,
        text_characters=settings.max_text_characters,
        sentences=settings.max_sentences,
    )


def rules_of(settings: Settings) -> ReadingRules:
    """Return the limits of time, memory and concurrency with which files are read, cut and embedded."""
    return ReadingRules(
        settings.seconds_per_file, settings.memory_per_file, settings.readers, settings.seconds_per_megabyte
    )


def readers_of(settings: Settings, embedder: Embedder) -> Readers | None:
    """Return the workers that read the documents, or None if processes of this machine do."""
    if not settings.workers:
        return None
    from assistant.indexing.building.ray_pool import LOCAL, RayPool
    from assistant.indexing.building.ray_task import EmbedderThere, Order

    embeds, there = settings.workers != LOCAL, EmbedderThere(settings.embedding_model)
    return RayPool(settings.workers, Order(limits_of(settings), rules_of(settings), recipe_of(embedder), embeds, there))


def store_of(settings: Settings, index: Path) -> Store:
    """Return the store that an index is published to and read from: its folder, unless a store is set.

    Raises:
        SettingsError: the setting names no store, or one that cannot be used.
        PluginError: a plugin should open it and cannot.
    """
    if not settings.store:
        return IndexFolder(index)
    name, colon, value = settings.store.partition(":")
    if not colon or name.lower() not in STORES:
        known = ", ".join(f"{known}:…" for known in STORES.names)
        raise SettingsError(f"There is no store {name!r}. Give one of {known}, or unset ASSISTANT_STORE.")
    return cast("Store", STORES.open(name.lower(), value, settings, Store))
