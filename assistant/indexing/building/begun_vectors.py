"""Vectors of a large file that is being embedded, kept so that an interrupted update does not embed its texts again.

A file is committed as a whole, and embedding a large one takes minutes to hours. So its vectors are kept in the folder
of the index a few thousand at a time, by the digests of their texts, until it is committed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.indexing.cut import Halves
from assistant.indexing.layout import Recipe
from assistant.indexing.sqlite.database import digest_of

_FOLDER = "embedded"
_DIGEST = 16
"""The bytes of a digest."""


class BegunVectors:
    """The vectors that an interrupted update left, and those that this one makes. The caller holds the write lock."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        """Use the folder of an index; only vectors of the same embedder are found again."""
        self._all = folder / _FOLDER
        made_by = f"{recipe.embedder} {recipe.dimension}".encode()
        self._folder = self._all / hashlib.sha256(made_by).hexdigest()[:8]
        self._dimension = recipe.dimension
        self._left: dict[bytes, Halves] | None = None

    def of(self, texts: Sequence[str]) -> dict[str, Halves]:
        """Return the vectors of those texts that have one."""
        if self._left is None:
            self._left = self._read()
        if not self._left:
            return {}
        digests = {text: digest_of(text) for text in texts}
        return {text: self._left[digest] for text, digest in digests.items() if digest in self._left}

    def keep(self, texts: Sequence[str], vectors: Halves) -> None:
        """Keep the vectors of some texts, `(n, d)`.

        Raises:
            OSError: the disk is full or fails.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        digests = np.frombuffer(b"".join(map(digest_of, texts)), np.uint8).reshape(-1, _DIGEST)
        path = self._folder / f"{len(list(self._folder.glob('*.npz'))):06}.npz"
        temporary = path.with_suffix(".new")
        with temporary.open("wb") as out:
            np.savez(out, digests=digests, vectors=vectors)
        os.replace(temporary, path)

    def clear(self) -> None:
        """Forget and delete all: what was embedded is committed."""
        self._left = None
        shutil.rmtree(self._all, ignore_errors=True)

    def _read(self) -> dict[bytes, Halves]:
        """Return what is kept by digest; what is damaged is embedded anew."""
        found: dict[bytes, Halves] = {}
        for path in sorted(self._folder.glob("*.npz")):
            with suppress(OSError, ValueError, KeyError, EOFError, BadZipFile), path.open("rb") as file:
                kept = np.load(file)
                digests, vectors = kept["digests"], kept["vectors"]
                if vectors.shape == (len(digests), self._dimension) and vectors.dtype == np.float16:
                    found.update(zip(map(bytes, digests), vectors, strict=True))
        return found
