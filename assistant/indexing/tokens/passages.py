"""The token vectors of an index's passages, derived from the database like the vectors and the word index.

Making them takes a model, and there are many. So, unlike those, they are never made again as a whole. A file contains
the passages that had none at one generation; a generation uses all files of its database up to its own. Passage ids are
never reused, so vectors of deleted passages are simply not asked for. A passage without vectors, because a file is
missing or damaged, is ranked as if there were no token vectors at all; the next writer makes them again from the text,
a portion at a time, so that little is lost if it is interrupted.

Files are merged like the levels of a log-structured tree (O'Neil et al., 1996): a new file takes in earlier ones that
are at most twice its size, and those of which less than half is left. So each passage is copied only as often as the
index doubles, and there are few files to search.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from assistant.indexing.layout import tokens_file, tokens_files
from assistant.indexing.sqlite.store import Ids, Snapshot
from assistant.indexing.tokens.codes import Codes, TokenVectors, closeness
from assistant.indexing.tokens.file import TokenFile, write_tokens
from assistant.reading.passages.chunking import embedding_text

AT_ONCE = 64
"""How many passages are read and encoded together."""
PORTION = 4096
"""How many passages are encoded before they are written."""
_GROWTH = 2

Encode = Callable[[Sequence[str]], Sequence[Codes]]
Told = Callable[[int, int], None]
"""Called with the number of passages encoded so far, and the number to be encoded."""

logger = logging.getLogger(__name__)


class PassageTokens:
    """The token vectors of one generation. Never changed once made; safe to share."""

    def __init__(self, files: Sequence[TokenFile], refused: Collection[Path] = ()) -> None:
        """Use these files, oldest first; `refused` are the paths of files that cannot be used."""
        self._files = tuple(files)
        self._refused = frozenset(refused)

    @classmethod
    def of(cls, folder: Path, snapshot: Snapshot) -> PassageTokens:
        """Open the undamaged files that belong to a snapshot."""
        return cls(()).advanced(folder, snapshot)

    def advanced(self, folder: Path, snapshot: Snapshot) -> PassageTokens:
        """Return the token vectors of a later generation, or of this one as it is now, opening only new files."""
        known = {file.path: file for file in self._files}
        paths = _paths(folder, snapshot)
        if [path for path in paths if path not in self._refused] == list(known):
            return self
        files: list[TokenFile] = []
        refused: set[Path] = set()
        for path in paths:
            try:
                files.append(known.get(path) or TokenFile(path))
            except FileNotFoundError:  # merged into another since the folder was listed
                return self.advanced(folder, snapshot)
            except (OSError, ValueError) as error:
                refused.add(path)
                if path not in self._refused:
                    logger.warning("Token vectors are left out until the next indexing makes them again: %s.", error)
        return PassageTokens(files, refused)

    def closeness(self, question: TokenVectors, passages: Sequence[int]) -> dict[int, float]:
        """Return how close a question, `(q, 64)`, is to passages, by id; those without vectors are left out."""
        found = self.codes(passages)
        if not found:
            return {}
        starts = np.cumsum([0, *map(len, found.values())])[:-1]
        joined = Codes(
            np.concatenate([codes.packed for codes in found.values()]),
            np.concatenate([codes.scales for codes in found.values()]),
        )
        return dict(zip(found, closeness(question, joined, starts).tolist(), strict=True))

    def codes(self, passages: Sequence[int]) -> dict[int, Codes]:
        """Return the codes of passages by id; passages without any are left out."""
        found: dict[int, Codes] = {}
        for file in reversed(self._files):
            wanted = np.array([id_ for id_ in passages if id_ not in found], np.int64)
            places = file.places_of(wanted)
            there = places >= 0
            found |= dict(zip(wanted[there].tolist(), file.codes_at(places[there]), strict=True))
        return found

    def missing(self, ids: Ids) -> Ids:
        """Return the ids of those passages that have no vectors."""
        lacking = np.ones(len(ids), dtype=bool)
        for file in self._files:
            lacking &= file.places_of(ids) < 0
        return ids[lacking]

    def damaged(self) -> tuple[Path, ...]:
        """Return the files that are not as they were written; reads all of them."""
        return (*sorted(self._refused), *(file.path for file in self._files if not file.is_whole()))

    def kept(
        self, folder: Path, snapshot: Snapshot, present: Ids, encode: Encode, encoded: Told = lambda *_: None
    ) -> PassageTokens:
        """Make sure that the folder contains the vectors of a snapshot's passages, and return them.

        `present` are the ids of the passages that need vectors, ascending; `encode` returns the codes of texts. The
        caller holds the write lock. Existing files are in use until their replacement is written.

        Raises:
            OSError: the disk is full or fails; what was written before is kept.
            ModelError: the encoder is missing or damaged.
        """
        tokens, missing = self, self.missing(present)
        for start in range(0, max(1, len(missing)), PORTION):
            some = missing[start : start + PORTION]
            codes = _encoded(snapshot, some, encode, partial(_told_of_all, encoded, start, len(missing)))
            tokens = tokens._with(folder, snapshot, present, len(some), codes)
        return tokens

    def _with(
        self, folder: Path, snapshot: Snapshot, present: Ids, count: int, new: Iterator[tuple[int, Codes]]
    ) -> PassageTokens:
        """Write the codes of some passages to a new file, with those of the files that are merged into it."""
        live = [int((file.places_of(present) >= 0).sum()) for file in self._files]
        merged = to_merge([len(file) for file in self._files], live, count)
        if not (merged or count or self._refused):
            return self
        sources = [file for number, file in enumerate(self._files) if number in merged]

        def passages() -> Iterator[tuple[int, Codes]]:
            written = np.zeros(len(present), dtype=bool)
            for file in reversed(sources):
                places = np.where(written, -1, file.places_of(present))
                there = np.flatnonzero(places >= 0)
                written[there] = True
                for start in range(0, len(there), AT_ONCE):
                    some = there[start : start + AT_ONCE]
                    yield from zip(present[some].tolist(), file.codes_at(places[some]), strict=True)
            yield from new

        if count or any(live[number] for number in merged):
            write_tokens(tokens_file(folder, snapshot.generation, time.time_ns()), passages())
        for path in (*self._refused, *(file.path for file in sources)):
            with suppress(OSError):  # Windows deletes no file that is open; the next writing does
                path.unlink()
        return self.advanced(folder, snapshot)


def to_merge(sizes: Sequence[int], live: Sequence[int], new: int) -> frozenset[int]:
    """Return which files, counted from the oldest, are merged into a new one of `new` passages.

    `sizes` are the numbers of passages in each, and `live` how many of these still exist.
    """
    merged = {number for number, size in enumerate(sizes) if 2 * live[number] < size}
    taken = new + sum(live[number] for number in merged)
    for number in reversed(range(len(sizes))):
        if number in merged:
            continue
        if not taken or live[number] > _GROWTH * taken:
            break
        merged.add(number)
        taken += live[number]
    return frozenset(merged)


def sweep_tokens(folder: Path, snapshot: Snapshot | None) -> None:
    """Delete the files that do not belong to a snapshot, or all files if there is none.

    Raises:
        OSError: the folder cannot be read or written.
    """
    kept = set() if snapshot is None else set(_paths(folder, snapshot))
    for path in folder.glob("tokens-*.late"):
        if path not in kept:
            path.unlink(missing_ok=True)


def _encoded(
    snapshot: Snapshot, ids: Ids, encode: Encode, encoded: Callable[[int], None]
) -> Iterator[tuple[int, Codes]]:
    for start in range(0, len(ids), AT_ONCE):
        encoded(start)
        stored = snapshot.read_passages(ids[start : start + AT_ONCE].tolist())
        codes = encode([embedding_text(item.passage) for item in stored.values()])
        yield from zip(stored, codes, strict=True)


def _told_of_all(encoded: Told, before: int, total: int, done: int) -> None:
    encoded(before + done, total)


def _paths(folder: Path, snapshot: Snapshot) -> list[Path]:
    """Return the files that belong to a snapshot, oldest first."""
    dated = tokens_files(folder)
    return [path for generation, _, path in dated if snapshot.started <= generation <= snapshot.generation]
