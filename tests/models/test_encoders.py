import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models import encoders
from assistant.models.encoders import (
    CROSS_ENCODER,
    ENCODERS,
    INSTALL,
    PACKAGE,
    TOKENIZER,
    VERSION,
    WEIGHTS,
    PackagedEncoder,
    has_encoders,
    verified_encoder,
)

CONTENT = {WEIGHTS: b"weights" * 1000, TOKENIZER: b"{}"}
TINY = replace(
    CROSS_ENCODER,
    weights_sha256=hashlib.sha256(CONTENT[WEIGHTS]).hexdigest(),
    tokenizer_sha256=hashlib.sha256(CONTENT[TOKENIZER]).hexdigest(),
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out the package as pip would, before any that is installed."""
    folder = tmp_path / "site"
    data = folder / TINY.folder
    data.mkdir(parents=True)
    (folder / PACKAGE / "__init__.py").write_text("raise RuntimeError('imported')\n", "utf-8")
    for name, content in CONTENT.items():
        (data / name).write_bytes(content)
    set_version(folder, VERSION)
    monkeypatch.setattr(sys, "path", [str(folder)])
    return folder


def set_version(site: Path, version: str) -> None:
    info = site / f"{PACKAGE}-0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {version}\n", "utf-8")


def test_an_encoder_is_found_without_importing_its_package(site: Path) -> None:
    assert has_encoders()
    assert verified_encoder(TINY) == site / TINY.folder
    assert PACKAGE not in sys.modules


def test_without_the_package_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert not has_encoders()
    with pytest.raises(ModelError, match="is not installed") as told:
        verified_encoder(TINY)
    assert INSTALL in str(told.value)


def test_another_version_is_named_beside_the_one_that_is_wanted(site: Path) -> None:
    set_version(site, "3.0.1")
    assert not has_encoders()
    with pytest.raises(ModelError, match=rf"3\.0\.1.*{VERSION}"):
        verified_encoder(TINY)


@pytest.mark.parametrize("name", CONTENT)
def test_a_file_cut_short_is_told_from_a_whole_one(site: Path, name: str) -> None:
    file = site / TINY.folder / name
    file.write_bytes(CONTENT[name][:-1])
    with pytest.raises(ModelError, match="damaged") as told:
        verified_encoder(TINY)
    assert str(file) in str(told.value)


@pytest.mark.parametrize("name", CONTENT)
def test_a_file_that_is_missing_is_named(site: Path, name: str) -> None:
    (site / TINY.folder / name).unlink()
    with pytest.raises(ModelError, match="cannot be read") as told:
        verified_encoder(TINY)
    assert name in str(told.value)


@pytest.mark.models
@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda one: one.name)
def test_the_installed_package_is_the_one_that_is_wanted(encoder: PackagedEncoder) -> None:
    if not encoders.has_encoders():
        pytest.skip(f"{PACKAGE} {VERSION} is not installed")
    assert verified_encoder(encoder).is_dir()
