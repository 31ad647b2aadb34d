"""Texts into unit vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from assistant.embedding.base import Embedder

if TYPE_CHECKING:
    from assistant.settings import Settings

__all__ = ["Embedder", "open_embedder"]


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder of the settings; its weights are loaded for the first text.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is not there or is damaged.
        PluginError: a plugin is to open it, and cannot.
    """
    # Not for a process that only counts tokens: it starts for a few files.
    from assistant.models.resolving import embedder_source
    from assistant.plugins import EMBEDDERS

    source = embedder_source(settings)
    return cast("Embedder", EMBEDDERS.open(source.kind, source.value, settings, Embedder))
