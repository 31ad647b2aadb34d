from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.cli.doctor import Finding, examine
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import ModelError
from assistant.indexing.building.builder import update_index
from assistant.indexing.layout import current_database
from assistant.models.encoders import CROSS_ENCODER
from assistant.reading.contents import Limits
from assistant.settings import Settings
from tests.plugins.packages import Packages

if TYPE_CHECKING:
    from tests.postgresql import PostgreSQL


ADVICE = "It is missing. Run: pip install it"


def test_a_bare_machine_is_told_what_to_do(tmp_path: Path) -> None:
    settings = Settings(embedding_model="/nowhere", language_model="/nowhere/x.gguf", cache_dir=tmp_path)
    findings = {f.subject: f for f in examine(settings, tmp_path / "corpus", tmp_path / "index")}
    assert set(findings) == {"embedding model", "language model", "encoders", "text recognition", "corpus", "index"}
    del findings["encoders"], findings["text recognition"]  # not of this machine's settings; see below
    assert not any(f.whole for f in findings.values())
    assert all(f.advice for f in findings.values())
    assert "assistant index" in findings["index"].advice


def test_without_the_encoders_all_works_and_the_command_that_installs_them_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finding() -> Finding:
        return next(f for f in examine(Settings(), tmp_path, tmp_path) if f.subject == "encoders")

    def fails(_: object) -> Path:
        raise ModelError(ADVICE)

    monkeypatch.setattr("assistant.cli.doctor.verified_encoder", fails)
    monkeypatch.setattr("assistant.cli.doctor.has_encoders", lambda: False)
    assert finding() == Finding("encoders", "none: passages are ranked without them", whole=True, advice=ADVICE)
    monkeypatch.setattr("assistant.cli.doctor.has_encoders", lambda: True)
    assert not finding().whole
    monkeypatch.setattr("assistant.cli.doctor.verified_encoder", lambda encoder: tmp_path / encoder.name)
    assert finding().whole
    assert CROSS_ENCODER.name in finding().found


def test_a_healthy_set_up_says_where_everything_is(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Apples are red.", encoding="utf-8")
    update_index(index, corpus, HashingEmbedder(), limits=Limits())
    settings = Settings(language_model="http://127.0.0.1:9", server_model="m")
    findings = {f.subject: f for f in examine(settings, corpus, index)}
    assert findings["corpus"].whole
    assert "1 documents" in findings["corpus"].found
    assert findings["index"].whole
    assert "1 passages" in findings["index"].found
    assert findings["language model"].whole


def test_an_index_of_another_folder_and_what_is_kept_are_told(tmp_path: Path) -> None:
    corpus, other, index = tmp_path / "corpus", tmp_path / "other" / "corpus", tmp_path / "index"
    for folder in (corpus, other / ".removed"):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("Apples are red.", encoding="utf-8")
    update_index(index, corpus, HashingEmbedder(), limits=Limits())
    findings = {f.subject: f for f in examine(Settings(), other, index)}
    assert not findings["index"].whole
    assert "--rebind" in findings["index"].advice
    assert "1 earlier versions" in findings["corpus"].found


def test_the_engine_that_runs_a_model_is_named_and_one_that_is_not_installed_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "some.gguf"
    model.write_bytes(b"GGUF")
    monkeypatch.setattr("assistant.drafting.gguf.find_spec", lambda name: name == "xllamacpp")

    def found(engine: str) -> Finding:
        settings = Settings(language_model=str(model), gguf_engine=engine)
        return next(f for f in examine(settings, tmp_path, tmp_path) if f.subject == "language model")

    assert found("").whole
    assert found("").found.endswith("by xllamacpp")
    assert not found("llama-cpp-python").whole
    assert "pip install llama-cpp-python" in found("llama-cpp-python").advice


@pytest.mark.parametrize("content", [b"junk" * 1000, b""])
def test_a_damaged_index_is_a_finding_not_a_failure(tmp_path: Path, content: bytes) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    update_index(index, corpus, HashingEmbedder(), limits=Limits())
    database = current_database(index)
    assert database is not None
    for path in index.glob("index-*"):
        path.write_bytes(content)
    finding = next(f for f in examine(Settings(), corpus, index) if f.subject == "index")
    assert not finding.whole
    assert "--rebuild" in finding.advice


@pytest.mark.models
def test_the_embedded_models_are_whole() -> None:
    findings = [f for f in examine(Settings(), Path("corpus"), Path("index")) if f.subject.endswith("model")]
    assert [f.whole for f in findings] == [True, True]


def test_a_database_that_cannot_be_used_is_a_finding_and_one_that_can_is_named(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    url = postgresql.new_database()
    findings = {f.subject: f for f in examine(Settings(database_url=url), tmp_path, tmp_path)}
    assert findings["database"].whole
    assert "://assistant:***@127.0.0.1" in findings["database"].found
    findings = {f.subject: f for f in examine(Settings(database_url="mysql://me:s3cret@h/d"), tmp_path, tmp_path)}
    assert not findings["database"].whole
    assert "s3cret" not in repr(findings)


def test_each_plugin_is_listed_and_one_that_cannot_be_used_says_what_to_do(packages: Packages, tmp_path: Path) -> None:
    code = {"words": "def read(data, limits): ..."}
    packages.install("good", "[assistant.formats]\nsrt = words:read\n", code)
    packages.install("gone", "[assistant.stores]\nplace = nowhere:open\n")
    packages.install("taken", "[assistant.formats]\ntxt = words:read\n")
    findings = [f for f in examine(Settings(), tmp_path, tmp_path) if f.subject == "plugin"]
    assert [(f.found, f.whole) for f in findings] == [
        ("format 'srt' of good 1.0", True),
        ("format 'txt' of taken 1.0", False),
        ("store 'place' of gone 1.0", False),
    ]
    assert "this program has the format 'txt' itself" in findings[1].advice
    assert "No module named 'nowhere'" in findings[2].advice
    assert "pip uninstall gone" in findings[2].advice


def test_a_store_that_is_none_is_a_finding_and_those_there_are_are_told(tmp_path: Path) -> None:
    findings = {f.subject: f for f in examine(Settings(store="mysql://me:s3cret@host/db"), tmp_path, tmp_path)}
    assert not findings["store"].whole
    assert "There is no store 'mysql'. Give one of milvus:…" in findings["store"].advice
    assert "s3cret" not in repr(findings)
