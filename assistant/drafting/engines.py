"""The language model of the settings, by whichever engine it takes: one of ours, or a plugin's."""

from __future__ import annotations

from typing import cast

from assistant.drafting.base import LanguageModel
from assistant.models.resolving import parse_source
from assistant.plugins import LANGUAGE_MODELS
from assistant.settings import Settings


def open_language_model(settings: Settings) -> LanguageModel:
    """Load the language model of the settings; only the engine that it needs is imported.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is missing or damaged, or its server does not answer.
        PluginError: a plugin is to open it, and cannot.
    """
    source = parse_source(settings.language_model, LANGUAGE_MODELS)
    return cast("LanguageModel", LANGUAGE_MODELS.open(source.kind, source.value, settings, LanguageModel))
