"""Where the recognized pages of files are kept in the folder of an index, and for how long."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.indexing.sqlite.store import Snapshot

_FOLDER = "recognized"


def recognized_in(folder: Path) -> Path:
    """Return where the recognized pages of an index in `folder` are kept, by the sha256 of their files."""
    return folder.absolute() / _FOLDER


def kept_pages(folder: Path) -> int:
    """Return how many recognized pages are kept of an index in `folder`."""
    return sum(1 for _ in recognized_in(folder).glob("*/*/*.json"))


def sweep_recognized(folder: Path, snapshot: Snapshot) -> None:
    """Delete the pages of files that are gone, unless some wait: those have no document yet that would name them."""
    kept = recognized_in(folder)
    if not kept.is_dir() or any(file.awaits for file in snapshot.files().values()):
        return
    known = {document.sha256 for document in snapshot.documents()}
    for path in sorted(kept.iterdir()):
        if path.name not in known:
            shutil.rmtree(path, ignore_errors=True)
