"""Which engine runs the language model of the settings."""

from __future__ import annotations

from assistant.drafting.base import LanguageModel
from assistant.drafting.judges import judge_of
from assistant.models.packages import Progress
from assistant.models.resolving import language_model_path, parse_source, server_urls
from assistant.settings import Settings


def open_language_model(settings: Settings, progress: Progress | None = None) -> LanguageModel:
    """Load the language model of the settings; only the engine that it needs is imported.

    Raises:
        SettingsError: the setting names no model.
        ModelError: the model is missing or damaged, or its server does not answer.
    """
    source = parse_source(settings.language_model)
    if source.kind == "server":
        from assistant.drafting.openai_api import OpenAIServer
        from assistant.drafting.several_servers import SeveralServers

        urls = server_urls(source.value)
        model, key, seconds = settings.server_model, settings.api_key, settings.server_seconds
        if len(urls) == 1:
            return OpenAIServer(urls[0], model=model, api_key=key, timeout=seconds)
        return SeveralServers(urls, model=model, api_key=key, timeout=seconds)
    local = language_model_path(settings, progress)
    if source.kind in ("hub", "folder"):
        from assistant.drafting.transformers_engine import TransformersModel

        return TransformersModel(
            local.path, local.name, context_tokens=settings.context_tokens, threads=settings.threads
        )
    from assistant.drafting.gguf import open_gguf

    return open_gguf(local, settings, judge_of(local.name) if source.kind == "embedded" else None)
