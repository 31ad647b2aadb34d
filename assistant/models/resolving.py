"""Resolve a model setting, which names a model in one of five ways, to a model on this machine.

`embedded` (and `embedded-small`) are installed data packages, `org/name` is looked up in the local hub cache, a path on
the disk, a URL names a server, and `NAME:…` is passed on to the plugin of that name. Only `allow_downloads` lets a hub
id be fetched from the hub.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from assistant.errors import AssistantError, ModelError, SettingsError
from assistant.models.packages import (
    LARGE,
    MINILM,
    MULTILINGUAL,
    SMALL,
    ByteProgress,
    EmbeddedModel,
    is_verified,
    joined_file,
    part_files,
    verified_weights,
)
from assistant.plugins import EMBEDDERS, LANGUAGE_MODELS, ExtensionPoint
from assistant.settings import Settings

_LOCAL = ("hub", "folder", "gguf")
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_WAYS = (
    "Give `embedded`, a hub id such as `org/name`, a local folder, a .gguf file, a server's URL, or `NAME:…` for a"
    " plugin"
)
MULTILINGUAL_SETTING = "embedded-multilingual"
"""The setting that names the packaged embedding model for many languages."""
_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """What a setting names: its kind, and the keyword, hub id, path or URL as given.

    `kind` is the name of the function that opens it: "embedded", "hub", "folder", "gguf", "server", or that of a
    plugin, whose `value` is the text after its name and the colon.
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model on this machine: the name recorded in indexes and answers, and the folder or `.gguf` file.

    `sha256` is the checksum of its weights if it was verified, otherwise "".
    """

    name: str
    path: Path
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What is known about a model without loading it. `advice` is "" if there is nothing to do."""

    role: Literal["embedding", "language"]
    setting: str
    name: str
    where: str
    whole: bool
    advice: str = ""


def parse_source(setting: str, point: ExtensionPoint) -> ModelSource:
    """Return what a setting names, without checking that it exists; `point` knows the plugins.

    The name of a plugin alone means the plugin only if there is no folder of that name.

    Raises:
        SettingsError: the setting is none of the five ways to name a model.
    """
    value = setting.strip()
    if value in ("embedded", "embedded-small", MULTILINGUAL_SETTING):
        return ModelSource("embedded", value)
    if value.startswith(_SCHEMES):
        server_urls(value)
        return ModelSource("server", value)
    named, colon, rest = value.partition(":")
    if colon and len(named) > 1 and named.lower() in point.plugin_names:  # a single letter is a drive of Windows
        return ModelSource(named.lower(), rest)
    if value.lower().endswith(".gguf"):
        return ModelSource("gguf", value)
    if value and (Path(value).expanduser().is_dir() or value.startswith((".", "/", "~"))):
        return ModelSource("folder", value)
    if _HUB_ID.fullmatch(value):
        return ModelSource("hub", value)
    if value.lower() in point.plugin_names:
        return ModelSource(value.lower(), "")
    plugins = ", ".join(point.plugin_names) or "none is installed"
    raise SettingsError(f"The model setting {without_credentials(setting)!r} names no model. {_WAYS} ({plugins}).")


def server_urls(value: str) -> tuple[str, ...]:
    """Return the URLs of a comma-separated setting, without duplicates.

    Raises:
        SettingsError: one of them is not a URL.
    """
    urls = tuple(dict.fromkeys(url.strip() for url in value.split(",") if url.strip()))
    for url in urls:
        if not url.startswith(_SCHEMES) or url in _SCHEMES or any(map(str.isspace, url)):
            shown = without_credentials(url)
            raise SettingsError(
                f"{shown!r} is not the URL of a server. Write http://host:port, and separate several with commas."
            )
    return urls


def without_credentials(url: str) -> str:
    """Return a URL without the user and password that it may contain."""
    return re.sub(r"(?<=//)[^/@\s]*@", "", url)


def cache_folder(settings: Settings) -> Path:
    """Return the folder in which packaged models are joined."""
    return settings.cache_dir or user_cache_path("grounded-assistant")


def embedded_language_model(value: str) -> EmbeddedModel:
    """Return the packaged language model that a setting means: the large one if installed, else the small one."""
    if value == "embedded-small" or (not part_files(LARGE) and part_files(SMALL)):
        return SMALL
    return LARGE


def language_model_path(settings: Settings, progress: ByteProgress | None = None) -> LocalModel:
    """Return the language model on this machine; a packaged model is joined first if necessary.

    Raises:
        SettingsError: the setting names no model, or a server, or a plugin.
        ModelError: the model is missing or damaged.
    """
    source = _language_source(settings)
    if source.kind == "embedded":
        model = embedded_language_model(source.value)
        return LocalModel(model.name, joined_file(model, cache_folder(settings), progress))
    if source.kind == "server":
        raise SettingsError(f"{without_credentials(source.value)} is a server, not a model on this machine.")
    if source.kind not in _LOCAL:
        raise SettingsError(f"{settings.language_model} is a plugin's model, and not one that lies on this machine.")
    return _local(source, settings)


def _language_source(settings: Settings) -> ModelSource:
    """Return what the setting of the language model names. Raises SettingsError if that is an embedding model."""
    source = parse_source(settings.language_model, LANGUAGE_MODELS)
    if source.value == MULTILINGUAL_SETTING:
        raise SettingsError(
            f"`{MULTILINGUAL_SETTING}` is an embedding model: ASSISTANT_EMBEDDING_MODEL={MULTILINGUAL_SETTING}."
            " The language model is `embedded` or `embedded-small`."
        )
    return source


def embedder_source(settings: Settings) -> ModelSource:
    """Return what the setting of the embedding model names.

    Raises:
        SettingsError: it names no embedding model.
    """
    source = parse_source(settings.embedding_model, EMBEDDERS)
    if source.kind not in EMBEDDERS or source.value == "embedded-small":
        raise SettingsError(
            f"The embedding model cannot be {without_credentials(settings.embedding_model)!r}. Give `embedded`,"
            f" `{MULTILINGUAL_SETTING}`, a hub id such as `sentence-transformers/all-mpnet-base-v2`, a local folder, or"
            " `NAME:…` for a plugin."
        )
    return source


def embedder_folder(settings: Settings) -> LocalModel:
    """Return the embedding model on this machine.

    Raises:
        SettingsError: the setting names no embedding model.
        ModelError: the model is missing or damaged.
    """
    source = embedder_source(settings)
    if source.value == MULTILINGUAL_SETTING:
        return LocalModel(MULTILINGUAL.name, verified_weights(MULTILINGUAL), MULTILINGUAL.sha256)
    if source.kind == "embedded":
        return LocalModel(MINILM.name, verified_weights(MINILM).parent, MINILM.sha256)
    if source.kind not in _LOCAL:
        raise SettingsError(f"{settings.embedding_model} is a plugin's embedder, and no folder on this machine.")
    return _local(source, settings)


def _local(source: ModelSource, settings: Settings) -> LocalModel:
    path = Path(source.value).expanduser()
    if source.kind == "gguf":
        if not path.is_file():
            raise ModelError(f"There is no file {path}. {_WAYS}.")
        return LocalModel(path.stem, path)
    if source.kind == "folder":
        if not (path / "config.json").is_file():
            raise ModelError(f"There is no model in {path}: it has no config.json. {_WAYS}.")
        return LocalModel(path.resolve().name, path)
    return LocalModel(source.value, _hub_folder(source.value, settings.allow_downloads))


def _hub_folder(hub_id: str, allow_downloads: bool) -> Path:
    """Return the folder of a hub model. It is downloaded only if the settings allow it."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, local_files_only=not allow_downloads))
    except (LocalEntryNotFoundError, HfHubHTTPError, HFValidationError, OSError) as error:
        if allow_downloads:
            raise ModelError(f"The model {hub_id} could not be fetched from the hub: {error}") from error
        raise ModelError(
            f"The model {hub_id} is not in the local hub cache, and downloads are off. "
            "Set ASSISTANT_ALLOW_DOWNLOADS=1 to fetch it once, or give a local folder."
        ) from error


def inspect_models(settings: Settings) -> tuple[ModelReport, ...]:
    """Report where each configured model is and whether it is complete; loads and joins nothing."""
    return (_inspect_embedder(settings), _inspect_language_model(settings))


def _inspect_embedder(settings: Settings) -> ModelReport:
    setting = settings.embedding_model
    try:
        if (plugin := EMBEDDERS.plugin(embedder_source(settings).kind)) is not None:
            return ModelReport("embedding", setting, plugin.name, f"{plugin.package} {plugin.version}", whole=True)
        model = embedder_folder(settings)
    except AssistantError as error:
        return ModelReport("embedding", setting, setting, "", whole=False, advice=str(error))
    return ModelReport("embedding", setting, model.name, str(model.path), whole=True)


def _inspect_language_model(settings: Settings) -> ModelReport:
    setting = settings.language_model
    try:
        source = _language_source(settings)
        if (plugin := LANGUAGE_MODELS.plugin(source.kind)) is not None:
            return ModelReport("language", setting, plugin.name, f"{plugin.package} {plugin.version}", whole=True)
        if source.kind == "server":
            shown = ", ".join(map(without_credentials, server_urls(source.value)))
            return ModelReport("language", shown, settings.server_model or "the server's first", shown, whole=True)
        if source.kind != "embedded":
            local = _local(source, settings)
            return ModelReport("language", setting, local.name, str(local.path), whole=True)
    except AssistantError as error:
        return ModelReport("language", setting, setting, "", whole=False, advice=str(error))
    model = embedded_language_model(source.value)
    joined = cache_folder(settings) / model.file_name
    if is_verified(model, joined):
        return ModelReport("language", setting, model.name, str(joined), whole=True)
    if part_files(model):
        where = f"{model.parts} installed packages, which the first question joins into {joined}"
        return ModelReport("language", setting, model.name, where, whole=True)
    return ModelReport("language", setting, model.name, "", whole=False, advice=f"Run: {model.install}")
