"""The extension points: formats, language models, embedders and stores, built in or provided by other packages."""

from assistant.plugins.entry_points import ExtensionPoint, Plugin, log_once
from assistant.plugins.extension_points import ALL, EMBEDDERS, FORMATS, LANGUAGE_MODELS, STORES

__all__ = ["ALL", "EMBEDDERS", "FORMATS", "LANGUAGE_MODELS", "STORES", "ExtensionPoint", "Plugin", "log_once"]
