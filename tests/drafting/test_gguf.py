from __future__ import annotations

import logging
import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.drafting import gguf
from assistant.errors import ModelError, SettingsError
from assistant.models.resolving import LocalModel, language_model_path
from assistant.settings import Settings, load_settings

Trials = Callable[[dict[str, float]], list[str]]


@pytest.fixture
def local(tmp_path: Path) -> LocalModel:
    path = tmp_path / "some.gguf"
    path.write_bytes(b"GGUF")
    return LocalModel("some", path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path / "cache")


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Trials:
    """Give what takes the place of engines: those named are installed, and a trial takes so many seconds."""

    def stand_in(seconds: dict[str, float]) -> list[str]:
        tried: list[str] = []
        modules = {gguf.ENGINES[name][0] for name in seconds}

        def run(name: str, *_: object) -> float:
            tried.append(name)
            return seconds[name]

        monkeypatch.setattr(gguf, "find_spec", lambda module: module in modules)
        monkeypatch.setattr(gguf, "version", lambda name: f"{name} 1")
        monkeypatch.setattr(gguf, "_try", run)
        return tried

    return stand_in


def test_the_only_engine_installed_is_taken_untried(local: LocalModel, settings: Settings, trials: Trials) -> None:
    tried = trials({"xllamacpp": 1.0})
    assert gguf.engine_for(local, settings) == "xllamacpp"
    assert not tried


@pytest.mark.parametrize("faster", gguf.ENGINES)
def test_of_two_engines_the_faster_here_is_found_once_and_kept(
    local: LocalModel, settings: Settings, trials: Trials, faster: str
) -> None:
    tried = trials({name: 1.0 if name == faster else 2.0 for name in gguf.ENGINES})
    assert gguf.engine_known(local, settings) == ""
    assert gguf.engine_for(local, settings) == faster
    assert sorted(tried) == sorted(gguf.ENGINES)
    assert gguf.engine_for(local, settings) == gguf.engine_known(local, settings) == faster
    assert len(tried) == 2


def test_another_number_of_threads_and_another_model_are_measured_anew(
    local: LocalModel, settings: Settings, trials: Trials, tmp_path: Path
) -> None:
    tried = trials({"xllamacpp": 1.0, "llama-cpp-python": 2.0})
    gguf.engine_for(local, settings)
    gguf.engine_for(local, settings.model_copy(update={"threads": 7}))
    larger = tmp_path / "larger.gguf"
    larger.write_bytes(b"GGUF and more")
    gguf.engine_for(LocalModel("some", larger), settings)
    assert len(tried) == 6


def test_an_engine_that_fails_its_trial_is_passed_by(local: LocalModel, settings: Settings, trials: Trials) -> None:
    trials({"xllamacpp": 9.0, "llama-cpp-python": math.inf})
    assert gguf.engine_for(local, settings) == "xllamacpp"
    assert gguf.engine_known(local, settings) == "xllamacpp"


def test_nothing_is_kept_of_trials_that_all_failed(local: LocalModel, settings: Settings, trials: Trials) -> None:
    tried = trials({"xllamacpp": math.inf, "llama-cpp-python": math.inf})
    assert gguf.engine_for(local, settings) == "xllamacpp"
    gguf.engine_for(local, settings)
    assert len(tried) == 4


def test_what_was_kept_and_cannot_be_read_is_measured_anew(
    local: LocalModel, settings: Settings, trials: Trials, tmp_path: Path
) -> None:
    tried = trials({"xllamacpp": 2.0, "llama-cpp-python": 1.0})
    gguf.engine_for(local, settings)
    (kept,) = (tmp_path / "cache" / "engines").iterdir()
    for junk in ("", "[]", '{"xllamacpp": "fast"}'):
        kept.write_text(junk)
        assert gguf.engine_for(local, settings) == "llama-cpp-python"
    assert len(tried) == 8


def test_a_cache_that_cannot_be_written_costs_the_memory_not_the_answer(
    local: LocalModel, trials: Trials, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trials({"xllamacpp": 2.0, "llama-cpp-python": 1.0})
    (tmp_path / "cache").write_text("no folder")
    with caplog.at_level(logging.WARNING):
        assert gguf.engine_for(local, Settings(cache_dir=tmp_path / "cache")) == "llama-cpp-python"
    assert "measured again" in caplog.text


def test_the_engine_of_the_settings_is_taken_whatever_is_faster(
    local: LocalModel, settings: Settings, trials: Trials
) -> None:
    tried = trials({"xllamacpp": 1.0, "llama-cpp-python": 2.0})
    named = settings.model_copy(update={"gguf_engine": "llama-cpp-python"})
    assert gguf.engine_for(local, named) == "llama-cpp-python"
    assert not tried


def test_an_engine_of_the_settings_that_is_not_installed_is_named(
    local: LocalModel, settings: Settings, trials: Trials
) -> None:
    trials({"xllamacpp": 1.0})
    with pytest.raises(ModelError, match=r"pip install llama-cpp-python"):
        gguf.engine_for(local, settings.model_copy(update={"gguf_engine": "llama-cpp-python"}))


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_GGUF_ENGINE"):
        load_settings(gguf_engine="steam")


@pytest.mark.parametrize(
    "ended",
    [
        subprocess.CalledProcessError(-4, "engine"),  # an instruction that this processor does not have
        subprocess.TimeoutExpired("engine", 1),
        subprocess.CompletedProcess("engine", 0, stdout=""),
        subprocess.CompletedProcess("engine", 0, stdout="no seconds"),
    ],
)
def test_however_a_trial_ends_that_failed_it_takes_for_ever(
    local: LocalModel,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    ended: Exception | subprocess.CompletedProcess[str],
) -> None:
    def run(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        if isinstance(ended, Exception):
            raise ended
        return ended

    monkeypatch.setattr(subprocess, "run", run)
    assert gguf._try("xllamacpp", local, settings) == math.inf


@pytest.mark.models
def test_a_trial_runs_the_engine_in_a_process_of_its_own(settings: Settings) -> None:
    assert 0 < gguf._try("xllamacpp", language_model_path(Settings()), settings) < math.inf


def test_a_trial_of_a_file_that_is_no_model_fails(local: LocalModel, settings: Settings) -> None:
    assert gguf._try("xllamacpp", local, settings) == math.inf
