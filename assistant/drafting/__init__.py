"""Evidence becomes a draft: the prompts, and one file for each engine that a language model runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from assistant.drafting.base import LanguageModel

if TYPE_CHECKING:
    from assistant.settings import Settings

__all__ = ["LanguageModel", "open_language_model"]


def open_language_model(settings: Settings) -> LanguageModel:
    """Load the language model of the settings; only the engine that it needs is imported.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is missing or damaged, or its server does not answer.
        PluginError: a plugin provides the model, and fails.
    """
    from assistant.models.resolving import parse_source
    from assistant.plugins import LANGUAGE_MODELS

    source = parse_source(settings.language_model, LANGUAGE_MODELS)
    return cast("LanguageModel", LANGUAGE_MODELS.open(source.kind, source.value, settings, LanguageModel))
