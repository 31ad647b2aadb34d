"""Which models to use: a setting names one in four ways, and here it is found on this machine.

`embedded` (and `embedded-small`) come from installed data packages, `org/name` from the local hub cache, a path from
the disk, and a URL from the server behind it. Only `allow_downloads` lets a hub id reach for the hub.
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
    MINILM_NAME,
    MINILM_SHA256,
    SMALL,
    EmbeddedModel,
    Progress,
    is_verified,
    joined_file,
    part_files,
    verified_minilm_folder,
)
from assistant.settings import Settings

Kind = Literal["embedded", "hub", "folder", "gguf", "server"]
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_FOUR_WAYS = "Give `embedded`, a hub id such as `org/name`, a local folder, a .gguf file, or a server's URL."
_URL = re.compile(r"https?://[^\s,]+")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """What a setting names: its kind, and the word, id, path or URL as it was given."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model on this machine: the name that indexes and answers carry, and the folder or `.gguf` file.

    `sha256` is that of its weights where they were checked, and "" elsewhere.
    """

    name: str
    path: Path
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What is known of a model without loading it. `advice` is "" where there is nothing to do."""

    role: Literal["embedding", "language"]
    setting: str
    name: str
    where: str
    whole: bool
    advice: str = ""


def parse_source(setting: str) -> ModelSource:
    """Return what a setting names, without looking whether it is there.

    Raises:
        SettingsError: it is none of the four ways to name a model.
    """
    value = setting.strip()
    if value in ("embedded", "embedded-small"):
        return ModelSource("embedded", value)
    if re.match(r"https?://", value):
        server_urls(value)
        return ModelSource("server", value)
    if value.lower().endswith(".gguf"):
        return ModelSource("gguf", value)
    if value and (Path(value).expanduser().is_dir() or value.startswith((".", "/", "~"))):
        return ModelSource("folder", value)
    if _HUB_ID.fullmatch(value):
        return ModelSource("hub", value)
    raise SettingsError(f"The model setting {setting!r} names no model. {_FOUR_WAYS}")


def server_urls(value: str) -> tuple[str, ...]:
    """Return the URLs that a setting names, with commas between, each once.

    Raises:
        SettingsError: one of them is no URL.
    """
    urls = tuple(dict.fromkeys(url.strip() for url in value.split(",") if url.strip()))
    for url in urls:
        if not _URL.fullmatch(url):
            shown = without_credentials(url)
            raise SettingsError(f"{shown!r} is no server's URL. Write http://host:port, with commas between several.")
    return urls


def without_credentials(url: str) -> str:
    """Return a URL as it may be shown, without the user and password that it may carry."""
    return re.sub(r"(?<=//)[^/@\s]*@", "", url)


def cache_folder(settings: Settings) -> Path:
    """Return where embedded models are joined."""
    return settings.cache_dir or user_cache_path("grounded-assistant")


def embedded_language_model(value: str) -> EmbeddedModel:
    """Return which embedded language model is meant: the large one where it is installed, unless the small is named."""
    if value == "embedded-small" or (not part_files(LARGE) and part_files(SMALL)):
        return SMALL
    return LARGE


def language_model_path(settings: Settings, progress: Progress | None = None) -> LocalModel:
    """Return the language model on this machine, joining an embedded one where that was not done yet.

    Raises:
        SettingsError: the setting names no model, or a server.
        ModelError: the model is not there or is damaged.
    """
    source = parse_source(settings.language_model)
    if source.kind == "embedded":
        model = embedded_language_model(source.value)
        return LocalModel(model.name, joined_file(model, cache_folder(settings), progress))
    if source.kind == "server":
        raise SettingsError(f"{source.value} is a server, not a model on this machine.")
    return _local(source, settings)


def embedder_folder(settings: Settings) -> LocalModel:
    """Return the embedding model on this machine.

    Raises:
        SettingsError: the setting names no embedding model.
        ModelError: the model is not there or is damaged.
    """
    source = parse_source(settings.embedding_model)
    if source.value == "embedded":
        return LocalModel(MINILM_NAME, verified_minilm_folder(), MINILM_SHA256)
    if source.kind in ("hub", "folder"):
        return _local(source, settings)
    raise SettingsError(
        f"The embedding model cannot be {settings.embedding_model!r}. "
        "Give `embedded`, a hub id such as `sentence-transformers/all-mpnet-base-v2`, or a local folder."
    )


def _local(source: ModelSource, settings: Settings) -> LocalModel:
    path = Path(source.value).expanduser()
    if source.kind == "gguf":
        if not path.is_file():
            raise ModelError(f"There is no file {path}. {_FOUR_WAYS}")
        return LocalModel(path.stem, path)
    if source.kind == "folder":
        if not (path / "config.json").is_file():
            raise ModelError(f"There is no model in {path}: it has no config.json. {_FOUR_WAYS}")
        return LocalModel(path.resolve().name, path)
    return LocalModel(source.value, _hub_folder(source.value, settings.allow_downloads))


def _hub_folder(hub_id: str, allow_downloads: bool) -> Path:
    """Return the folder of a hub model, from the local hub cache unless downloads are allowed."""
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
    """Say of each model that would be used where it is and whether it is whole; loads and joins nothing."""
    return (_inspect_embedder(settings), _inspect_language_model(settings))


def _inspect_embedder(settings: Settings) -> ModelReport:
    setting = settings.embedding_model
    try:
        model = embedder_folder(settings)
    except AssistantError as error:
        return ModelReport("embedding", setting, setting, "", whole=False, advice=str(error))
    return ModelReport("embedding", setting, model.name, str(model.path), whole=True)


def _inspect_language_model(settings: Settings) -> ModelReport:
    setting = settings.language_model
    try:
        source = parse_source(setting)
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
        where = f"{model.parts} installed packages, to be joined into {joined} at the first question"
        return ModelReport("language", setting, model.name, where, whole=True)
    return ModelReport("language", setting, model.name, "", whole=False, advice=f"Run: {model.install}")
