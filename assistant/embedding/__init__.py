"""Texts into unit vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.embedding.base import Embedder

if TYPE_CHECKING:
    from assistant.settings import Settings

__all__ = ["Embedder", "open_embedder"]


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder of the settings; its weights are loaded for the first text.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is not there or is damaged.
    """
    from assistant.embedding import engines  # not for a process that only counts tokens: it starts for a few files

    return engines.open_embedder(settings)
