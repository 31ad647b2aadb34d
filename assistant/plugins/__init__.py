"""The extension points: formats, language models, embedders and stores, ours and those that other packages bring."""

from assistant.plugins.doors import ALL, EMBEDDERS, FORMATS, LANGUAGE_MODELS, STORES
from assistant.plugins.entry_points import Door, Plugin, log_once

__all__ = ["ALL", "EMBEDDERS", "FORMATS", "LANGUAGE_MODELS", "STORES", "Door", "Plugin", "log_once"]
