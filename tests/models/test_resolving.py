from pathlib import Path

import pytest

from assistant.errors import ModelError, SettingsError
from assistant.models import resolving as models
from assistant.models.packages import LARGE, MINILM, SMALL
from assistant.models.resolving import (
    embedded_language_model,
    embedder_folder,
    inspect_models,
    language_model_path,
    parse_source,
    server_urls,
)
from assistant.plugins import LANGUAGE_MODELS
from assistant.settings import Settings, load_settings
from tests.plugins.packages import Packages


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("embedded", "embedded"),
        ("embedded-small", "embedded"),
        ("embedded-multilingual", "embedded"),
        (" embedded ", "embedded"),
        ("http://127.0.0.1:8000", "server"),
        ("https://example.org/v1", "server"),
        ("model.gguf", "gguf"),
        ("/models/Model.GGUF", "gguf"),
        ("/models/folder", "folder"),
        ("./folder", "folder"),
        ("~/folder", "folder"),
        ("Qwen/Qwen2.5-0.5B", "hub"),
    ],
)
def test_a_setting_names_a_model_in_one_of_the_ways(setting: str, kind: str) -> None:
    assert parse_source(setting, LANGUAGE_MODELS).kind == kind


def test_a_folder_that_is_there_is_a_folder_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "org" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert parse_source("org/name", LANGUAGE_MODELS).kind == "folder"


@pytest.mark.parametrize("setting", ["", "gpt", "a/b/c", "two words", "ftp://x/y", "ftp://me:s3cret@x/y"])
def test_a_setting_that_names_no_model_lists_the_ways(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"names no model.*hub id.*\.gguf file.*URL") as caught:
        parse_source(setting, LANGUAGE_MODELS)
    assert "s3cret" not in str(caught.value)


SPEAKS = "[assistant.language_models]\nspeaks = speaking:open_model\n"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("speaks:", ""),
        ("speaks", ""),
        (" Speaks:big.gguf ", "big.gguf"),
        ("speaks:http://host:1/v1", "http://host:1/v1"),
        ("speaks:/models/folder", "/models/folder"),
    ],
)
def test_a_plugin_is_named_with_what_it_is_to_open(packages: Packages, setting: str, value: str) -> None:
    packages.install("extras", SPEAKS)
    source = parse_source(setting, LANGUAGE_MODELS)
    assert (source.kind, source.value) == ("speaks", value)


@pytest.mark.parametrize("setting", ["folder:/x", "hub:org/name", "server:http://host", "nobody:x"])
def test_only_a_plugin_stands_before_a_colon(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"names no model.*for a plugin \(none is installed\)"):
        parse_source(setting, LANGUAGE_MODELS)


def test_a_folder_of_a_plugins_name_is_a_folder_unless_a_colon_follows(
    packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages.install("extras", SPEAKS)
    (tmp_path / "speaks").mkdir()
    monkeypatch.chdir(tmp_path)
    assert parse_source("speaks", LANGUAGE_MODELS).kind == "folder"
    assert parse_source("speaks:", LANGUAGE_MODELS).kind == "speaks"


def test_what_only_some_need_to_be_on_this_machine_is_told_of_a_plugin(packages: Packages) -> None:
    packages.install("extras", f"{SPEAKS}[assistant.embedders]\nhashes = hashing:open_embedder\n")
    with pytest.raises(SettingsError, match="speaks:x is a plugin's model"):
        language_model_path(Settings(language_model="speaks:x"))
    with pytest.raises(SettingsError, match="hashes:x is a plugin's embedder"):
        embedder_folder(Settings(embedding_model="hashes:x"))
    with pytest.raises(SettingsError, match=r"names no model.*\(hashes\)"):
        embedder_folder(Settings(embedding_model="speaks:x"))


def test_a_setting_names_several_servers_with_commas_between() -> None:
    setting = "http://a:1, https://b/v1,http://a:1,"
    assert parse_source(setting, LANGUAGE_MODELS).kind == "server"
    assert server_urls(setting) == ("http://a:1", "https://b/v1")


@pytest.mark.parametrize("setting", ["http://a:1,b:2", "http://a:1,ftp://me:secret@b", "http://a:1 http://b:2"])
def test_what_stands_among_servers_and_is_none_is_told_without_its_password(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"not the URL of a server.*commas") as caught:
        parse_source(setting, LANGUAGE_MODELS)
    assert "secret" not in str(caught.value)


def test_what_would_be_used_is_told_without_passwords() -> None:
    servers = "http://me:secret@a:1,http://b:2"
    report = inspect_models(Settings(embedding_model="/nowhere", language_model=servers))[1]
    assert report.whole
    assert report.where == "http://a:1, http://b:2"
    assert "secret" not in repr(report)


def test_a_hub_id_is_not_fetched_unless_downloads_are_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=r"not in the local hub cache.*ASSISTANT_ALLOW_DOWNLOADS"):
        language_model_path(Settings(language_model="nobody/nothing"))


@pytest.mark.parametrize("setting", ["/nowhere/model.gguf", "/nowhere/folder"])
def test_a_path_that_is_not_there_is_named(setting: str) -> None:
    with pytest.raises(ModelError, match=setting):
        language_model_path(Settings(language_model=setting))


@pytest.mark.parametrize("setting", ["embedded-small", "http://127.0.0.1:1", "model.gguf"])
def test_what_cannot_embed_is_refused_as_an_embedder(setting: str) -> None:
    with pytest.raises(SettingsError, match="embedding model cannot be"):
        embedder_folder(Settings(embedding_model=setting))


def test_the_multilingual_embedder_is_refused_as_a_language_model() -> None:
    setting = Settings(language_model="embedded-multilingual")
    with pytest.raises(SettingsError, match="ASSISTANT_EMBEDDING_MODEL=embedded-multilingual"):
        language_model_path(setting)
    assert "is an embedding model" in inspect_models(setting)[1].advice


def test_an_embedder_that_is_not_installed_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.packages._distribution", lambda _name: None)
    with pytest.raises(ModelError, match=r"multilingual-e5-small-q4-centred is not installed.*\[multilingual\]"):
        embedder_folder(Settings(embedding_model="embedded-multilingual"))


def test_embedded_means_the_large_model_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: set[str] = set()
    monkeypatch.setattr(models, "part_files", lambda model: (Path("x"),) if model.name in installed else ())
    assert embedded_language_model("embedded") == LARGE
    installed.add(SMALL.name)
    assert embedded_language_model("embedded") == SMALL
    installed.add(LARGE.name)
    assert embedded_language_model("embedded") == LARGE
    assert embedded_language_model("embedded-small") == SMALL


@pytest.mark.models
def test_the_embedded_embedder_is_found() -> None:
    model = embedder_folder(Settings())
    assert model.name == MINILM.name
    assert (model.path / "tokenizer.json").is_file()


@pytest.mark.parametrize(("name", "value"), [("EVIDENCE_TOKENS", "many"), ("THREADS", "-1"), ("CONTEXT_TOKENS", "3")])
def test_a_setting_out_of_range_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)
    with pytest.raises(SettingsError, match=f"ASSISTANT_{name}"):
        load_settings()


def test_settings_come_from_the_environment_and_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_THREADS", "2")
    monkeypatch.setenv("ASSISTANT_API_KEY", "secret")
    monkeypatch.setenv("ASSISTANT_CORPUS", "elsewhere")
    settings = load_settings()
    assert settings.threads == 2
    assert "secret" not in repr(settings)
