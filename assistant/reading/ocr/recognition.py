"""The pages of one file that have to be recognized: those that are kept already, and a few new ones.

Recognizing a page takes seconds, and a scanned book hours. So a page is recognized once and kept in a folder, under the
sha256 of its file: reading the file again goes on where it stopped, and its text is complete once every page is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from assistant.models.recognizers import can_recognize, installed_recognizers
from assistant.reading.contents import Limits
from assistant.reading.ocr.pages import read_picture_lines
from assistant.reading.ocr.regions import PagePixels
from assistant.reading.ocr.words import SeenPage, SeenWord, seen_words

VERSION = 2
"""Changes with what is recognized of the same picture."""
_MOST_TRIES = 2
"""How often a page is tried that ends its process, or takes too long."""


class Recognition:
    """Recognizes the pages of a file. `waiting` are the pages left for later, `failed` those that cannot be read.

    Pages count from 1.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Recognize nothing yet; `data` are the bytes of the file."""
        self.waiting: list[int] = []
        self.failed: list[int] = []
        self._left = limits.recognized_pages if can_recognize() else 0
        self._folder = kept_folder(data, limits)

    def page(self, number: int, draw: Callable[[], PagePixels]) -> SeenPage | None:
        """Return a page, or None if it is left for later or cannot be read; `draw` returns its picture.

        Raises:
            ModelError: the networks are damaged.
        """
        kept = kept_page(self._folder, number)
        if kept is not None:
            return kept
        if self._tries(number) >= _MOST_TRIES:
            self.failed.append(number)
            return None
        if self._left <= 0:
            self.waiting.append(number)
            return None
        self._left -= 1
        if self._folder is not None:
            _write(self._folder / f"{number}.tries", str(self._tries(number) + 1))
        seen = seen_words(read_picture_lines(draw()))
        if self._folder is not None:
            _write(self._folder / f"{number}.json", json.dumps(asdict(seen), ensure_ascii=False))
            (self._folder / f"{number}.tries").unlink(missing_ok=True)
        return seen

    def _tries(self, number: int) -> int:
        if self._folder is None:
            return 0
        with suppress(OSError, ValueError):
            return int((self._folder / f"{number}.tries").read_text("ascii"))
        return 0


def kept_folder(data: bytes, limits: Limits) -> Path | None:
    """Return the folder of a file's recognized pages, or None if none are kept."""
    if not limits.recognized_in:
        return None
    by = hashlib.sha256(" ".join((str(VERSION), *installed_recognizers())).encode()).hexdigest()[:8]
    return Path(limits.recognized_in) / hashlib.sha256(data).hexdigest() / by


def kept_page(folder: Path | None, number: int) -> SeenPage | None:
    """Return a page of a file that was recognized before, or None; what is damaged is recognized anew."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads((folder / f"{number}.json").read_text("utf-8"))
        return SeenPage(**{**told, "words": tuple(SeenWord(**word) for word in told["words"])})
    return None


def _write(path: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, "utf-8")
    os.replace(temporary, path)
