"""Which engine embeds on this machine: OpenVINO on a processor, sentence-transformers on a GPU."""

from __future__ import annotations

import shutil

from assistant.embedding.base import Embedder
from assistant.embedding.conversion import converted
from assistant.embedding.converted import ConvertedEmbedder
from assistant.embedding.multilingual import MultilingualEmbedder
from assistant.embedding.sentence_transformer import SentenceTransformerEmbedder
from assistant.models.resolving import MULTILINGUAL_SETTING, cache_folder, embedder_folder
from assistant.settings import Settings


def open_here(value: str, settings: Settings) -> Embedder:
    """Return the embedder that the settings name on this machine; its weights are loaded for the first text.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is not there or is damaged.
    """
    source = embedder_folder(settings)
    if value == MULTILINGUAL_SETTING:
        return MultilingualEmbedder(source.path, source.name, settings.threads)
    if not _has_gpu():
        model = converted(source, cache_folder(settings))
        if model is not None:
            return ConvertedEmbedder(model, source.path, source.name, settings.threads)
    return SentenceTransformerEmbedder(source.path, source.name, settings.threads)


def _has_gpu() -> bool:
    """Return whether there is a GPU that torch may use, without asking torch, which takes seconds to come up."""
    return shutil.which("nvidia-smi") is not None
