"""Packages installed into a folder, as pip leaves them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant.plugins import entry_points


class Packages:
    """Where a test installs packages for this process and those that it starts."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._place = place
        self._monkeypatch = monkeypatch
        self._modules: set[str] = set()

    def install(
        self, package: str, points: str, modules: Mapping[str, str] | None = None, version: str = "1.0"
    ) -> Path:
        """Install a package with the text of its `entry_points.txt` and the code of its modules; return its folder."""
        folder = self._place / package
        metadata = folder / f"{package.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", "utf-8")
        (metadata / "entry_points.txt").write_text(points, "utf-8")
        for name, code in (modules or {}).items():
            (folder / f"{name}.py").write_text(code, "utf-8")
        self.use(folder, *(modules or {}))
        return folder

    def upgrade(self, package: str, version: str, modules: Mapping[str, str]) -> None:
        """Put another version of a package, with the same entry points, in the place of the one that is installed."""
        (old,) = (self._place / package).glob("*.dist-info")
        points = (old / "entry_points.txt").read_text("utf-8")
        shutil.rmtree(self._place / package)
        self.forget_modules()
        self.install(package, points, modules, version)

    def use(self, folder: Path, *modules: str) -> None:
        """Let what is installed in a folder be found, by these top modules."""
        self._monkeypatch.syspath_prepend(folder)
        self._modules.update(modules)
        forget()

    def forget_modules(self) -> None:
        """Let what was imported of the packages be imported anew."""
        for name in [name for name in sys.modules if name.partition(".")[0] in self._modules]:
            del sys.modules[name]


def forget() -> None:
    """Let plugins be looked for again, and be logged again."""
    entry_points._installed.cache_clear()
    entry_points.log_once.cache_clear()


def installed(place: Path) -> Iterator[Packages]:
    """Yield a place for packages, and let nothing of them stay."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        packages = Packages(place, monkeypatch)
        yield packages
    packages.forget_modules()
    forget()
