"""The extension points: formats, language models, embedders and stores, ours and those that other packages bring."""

from assistant.plugins.entry_points import ExtensionPoint, Plugin, log_once
from assistant.plugins.extension_points import ALL, EMBEDDERS, FORMATS, LANGUAGE_MODELS, STORES

__all__ = ["ALL", "EMBEDDERS", "FORMATS", "LANGUAGE_MODELS", "STORES", "ExtensionPoint", "Plugin", "log_once"]
