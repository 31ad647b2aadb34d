import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import conversion, engines, open_embedder
from assistant.embedding.conversion import Facts, converted
from assistant.embedding.converted import ConvertedEmbedder
from assistant.embedding.sentence_transformer import SentenceTransformerEmbedder
from assistant.models.resolving import LocalModel, embedder_folder
from assistant.settings import Settings

QUESTION = "How fast is cloud revenue growing?"


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Convert nothing, but write what a conversion would leave; return what was to be converted."""
    asked: list[Path] = []

    def convert(source: Path, target: Path) -> Facts:
        asked.append(source)
        (target / "model.bin").write_bytes(b"weights")
        return Facts(dimension=3, max_tokens=16, weights_bytes=7)

    monkeypatch.setattr(conversion, "_convert", convert)
    return asked


@pytest.fixture
def source(tmp_path: Path) -> LocalModel:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", "utf-8")
    return LocalModel("org/model", folder)


def test_a_model_is_converted_once(source: LocalModel, tmp_path: Path, conversions: list[Path]) -> None:
    first = converted(source, tmp_path / "cache")
    assert first is not None
    assert converted(source, tmp_path / "cache") == first
    assert conversions == [source.path]
    assert [path.name for path in (tmp_path / "cache" / "converted").iterdir()] == [first.folder.name]


def test_a_model_that_changed_is_converted_again(source: LocalModel, tmp_path: Path, conversions: list[Path]) -> None:
    before = converted(source, tmp_path / "cache")
    (source.path / "config.json").write_text('{"pad_token_id": 1}', "utf-8")
    assert converted(source, tmp_path / "cache") != before
    assert len(conversions) == 2


def test_weights_that_were_checked_are_known_wherever_they_are_installed(
    source: LocalModel, tmp_path: Path, conversions: list[Path]
) -> None:
    here = converted(replace(source, sha256="ab"), tmp_path / "cache")
    assert converted(LocalModel(source.name, tmp_path, "ab"), tmp_path / "cache") == here
    assert converted(LocalModel(source.name, tmp_path, "cd"), tmp_path / "cache") != here


@pytest.mark.parametrize("damage", ["model.bin", "facts.json"])
def test_a_conversion_that_is_cut_short_is_made_anew(
    source: LocalModel, tmp_path: Path, conversions: list[Path], damage: str
) -> None:
    before = converted(source, tmp_path / "cache")
    assert before is not None
    (before.folder / damage).write_bytes(b"{")
    assert converted(source, tmp_path / "cache") == before
    assert (before.folder / "model.bin").read_bytes() == b"weights"


def test_a_model_that_cannot_be_converted_is_tried_once_and_used_as_it_is(
    source: LocalModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def convert(source: Path, target: Path) -> Facts:
        asked.append(source)
        return Facts(unfit="of another kind")

    monkeypatch.setattr(conversion, "_convert", convert)
    settings = Settings(embedding_model=str(source.path), cache_dir=tmp_path / "cache")
    assert isinstance(open_embedder(settings), SentenceTransformerEmbedder)
    assert isinstance(open_embedder(settings), SentenceTransformerEmbedder)
    assert len(asked) == 1


def test_a_cache_that_cannot_be_written_to_leaves_the_model_as_it_is(
    source: LocalModel, tmp_path: Path, conversions: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file, no folder", "utf-8")
    assert converted(source, tmp_path / "cache") is None
    assert "cannot be cached" in caplog.text


def test_on_a_gpu_nothing_is_converted(
    source: LocalModel, tmp_path: Path, conversions: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_has_gpu", lambda: True)
    settings = Settings(embedding_model=str(source.path), cache_dir=tmp_path / "cache")
    assert isinstance(open_embedder(settings), SentenceTransformerEmbedder)
    assert conversions == []


@pytest.mark.models
def test_a_conversion_whose_vectors_differ_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = conversion.infer
    monkeypatch.setattr(conversion, "infer", lambda *arguments: np.roll(real(*arguments), 1, axis=1))
    assert converted(embedder_folder(Settings()), tmp_path) is None
    (facts,) = tmp_path.rglob("facts.json")
    assert "differ from those of the model" in json.loads(facts.read_text("utf-8"))["unfit"]


@pytest.mark.models
def test_a_question_is_embedded_without_torch() -> None:
    assert isinstance(open_embedder(Settings()), ConvertedEmbedder)  # converts it, where that was not done yet
    script = (
        "import sys; from assistant.embedding import open_embedder; from assistant.settings import Settings; "
        f"vector = open_embedder(Settings()).embed([{QUESTION!r}]); "
        "print(vector.shape[1], *sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["384"]
