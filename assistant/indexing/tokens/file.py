"""A file of token vectors, written once, from beginning to end, and read in parts.

    magic             8 bytes
    passages          for each: the scales of its tokens, then their codes
    directory         ids (ascending), where each begins in bytes, how many tokens it has: int64, int64, int32
    trailer           magic, number of passages, where the directory begins, what the vectors were
                      made with, and the sha256 of directory and trailer
    sha256            of everything before

So only the directory is kept in memory, 20 bytes per passage. What is read is mapped only for that moment, because
mapped pages count as memory of this process: in the end that would be the whole file. Opening a file checks its length
and its directory; `is_whole` reads all of it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.disk import replace_streamed
from assistant.indexing.sqlite.store import Ids
from assistant.indexing.tokens.codes import PACKED, Codes, reduction
from assistant.models.encoders import LATE_INTERACTION

MAGIC = b"tokens-1"
_TRAILER = struct.Struct("<8sqq32s32s")
_DIGEST_BYTES = 32
_TOKEN_BYTES = PACKED + 2
_DIRECTORY_BYTES = 20
_READ_AT_ONCE = 1 << 22


class TokenFile:
    """The token vectors of some passages. Never changed once written; safe to share."""

    def __init__(self, path: Path) -> None:
        """Map a file.

        Raises:
            OSError: it cannot be read.
            ValueError: it is truncated, its directory is damaged, or its vectors were made in a different way.
        """
        self.path = path
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        weakref.finalize(self, os.close, self._handle)
        self._size = os.fstat(self._handle).st_size
        trailer_at = self._size - _DIGEST_BYTES - _TRAILER.size
        if trailer_at < len(MAGIC):
            raise ValueError(f"{path} is cut short")
        with self._mapped() as content:
            magic, count, directory_at, made_with, digest = _TRAILER.unpack_from(content, trailer_at)
            if magic != MAGIC or count < 0 or directory_at + count * _DIRECTORY_BYTES != trailer_at:
                raise ValueError(f"{path} is cut short, or no file of token vectors")
            directory = content[directory_at:trailer_at]
        if _digest_of(directory, count, directory_at, made_with) != digest:
            raise ValueError(f"the directory of {path} is damaged")
        if made_with != _made_with():
            raise ValueError(f"the vectors of {path} were made by another encoder, or reduced by another matrix")
        self.ids: Ids = np.frombuffer(directory, np.int64, count)
        self._begins = np.frombuffer(directory, np.int64, count, 8 * count)
        self._tokens = np.frombuffer(directory, np.int32, count, 16 * count)

    @contextmanager
    def _mapped(self) -> Iterator[mmap.mmap]:
        with mmap.mmap(self._handle, self._size, access=mmap.ACCESS_READ) as content:
            yield content

    def places_of(self, ids: Ids) -> NDArray[np.int64]:
        """Return the position of each id in the directory, `(n,)`; -1 for one that is not there."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, places, -1)

    def codes_at(self, places: Sequence[int] | NDArray[np.int64]) -> list[Codes]:
        """Return the codes of the passages at these positions."""
        spans = [(int(self._begins[place]), int(self._tokens[place])) for place in places]
        with self._mapped() as content:
            _announce(content, [(begin, tokens * _TOKEN_BYTES) for begin, tokens in spans])
            return [self._codes(content, begin, tokens) for begin, tokens in spans]

    def _codes(self, content: mmap.mmap, begin: int, tokens: int) -> Codes:
        own = content[begin : begin + tokens * _TOKEN_BYTES]
        packed = np.frombuffer(own, np.uint8, tokens * PACKED, 2 * tokens).reshape(tokens, PACKED)
        return Codes(packed, np.frombuffer(own, np.float16, tokens))

    def is_whole(self) -> bool:
        """Return whether the file is as it was written; reads all of it."""
        digest, end = hashlib.sha256(), self._size - _DIGEST_BYTES
        with self._mapped() as content:
            for start in range(0, end, _READ_AT_ONCE):
                digest.update(content[start : min(start + _READ_AT_ONCE, end)])
            return digest.digest() == content[end:]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.ids)


def _announce(content: mmap.mmap, spans: Iterable[tuple[int, int]]) -> None:
    """Ask the system to read parts of a file ahead, all at once: read one by one, each waits for the disk."""
    if not hasattr(mmap, "MADV_WILLNEED"):  # Windows
        return
    content.madvise(mmap.MADV_RANDOM)
    for begin, length in spans:
        page = begin // mmap.PAGESIZE * mmap.PAGESIZE
        content.madvise(mmap.MADV_WILLNEED, page, begin + length - page)


def write_tokens(target: Path, passages: Iterable[tuple[int, Codes]]) -> None:
    """Write a file of the codes of passages, each given once, in any order; they are consumed one at a time.

    Raises:
        OSError: the disk is full or fails; there is then no new file, and an existing one of this name is unchanged.
    """
    replace_streamed(target, _content(passages))


def _content(passages: Iterable[tuple[int, Codes]]) -> Iterator[bytes | memoryview]:
    digest = hashlib.sha256()

    def seen(part: bytes) -> bytes:
        digest.update(part)
        return part

    rows: list[tuple[int, int, int]] = []
    yield seen(MAGIC)
    at = len(MAGIC)
    for id_, codes in passages:
        rows.append((id_, at, len(codes)))
        yield seen(codes.scales.tobytes() + codes.packed.tobytes())
        at += len(codes) * _TOKEN_BYTES
    directory = _directory(rows)
    yield seen(directory)
    made_with = _made_with()
    yield seen(_TRAILER.pack(MAGIC, len(rows), at, made_with, _digest_of(directory, len(rows), at, made_with)))
    yield digest.digest()


def _directory(rows: Sequence[tuple[int, int, int]]) -> bytes:
    table = np.array(sorted(rows), np.int64).reshape(-1, 3)
    return table[:, 0].tobytes() + table[:, 1].tobytes() + table[:, 2].astype(np.int32).tobytes()


def _digest_of(directory: bytes | memoryview, count: int, directory_at: int, made_with: bytes) -> bytes:
    told = struct.pack("<qq", count, directory_at) + made_with
    return hashlib.sha256(hashlib.sha256(directory).digest() + told).digest()


def _made_with() -> bytes:
    return hashlib.sha256(LATE_INTERACTION.weights_sha256.encode() + reduction().tobytes()).digest()
