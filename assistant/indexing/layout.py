"""The index folder describes itself: the names of its files, and what its database must say to be usable.

current                    names the database in use; replaced atomically when a rebuild is done
index-<n>.db               SQLite, the truth (and, while it is open, its -wal and -shm)
vectors-<generation>.faiss derived from the database, disposable; serves later generations too, see vectors.py
words-<generation>.bm25    derived likewise, where there are many passages; goes with the vectors of that generation
tokens-<generation>-<ns>.late   vectors of tokens, derived likewise (tokens/passages.py)
embedded/                  vectors of a large file that is being embedded (building/begun_vectors.py)
recognized/                the words of scanned pages, by the sha256 of their files (building/recognized.py)
sources.json               what it was made from (bound.py)
lock                       held by the one process that writes
conversations.db           what was asked in the window (assistant/memory/conversations.py); never swept
feedback.db                what readers thought of answers (assistant/memory/feedback_book.py); never swept

Vectors and words end in their sha256, so that a file that was cut off or altered is known for one and deleted.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.disk import replace_file
from assistant.errors import IndexStateError

FORMAT_VERSION = 8
READABLE_FORMATS = (6, 7, FORMAT_VERSION)
"""Those that answer. Format 7 is read like this one, 6 as `sqlite/format_before.py` says."""
CHUNKING_VERSION = 9
"""Raised whenever documents are read or cut otherwise; 9 has figures with more limits ("16 or older")."""
_DIGEST_BYTES = 32
_DATABASE, _VECTORS, _WORDS = ("index-", ".db"), ("vectors-", ".faiss"), ("words-", ".bm25")
"""What names of numbered files begin and end with."""
_TOKENS = ("tokens-", ".late")
"""What names of token vectors begin and end with; two numbers stand between."""
SOURCES_FILE = "sources.json"
REBUILD = "Run `assistant index --rebuild` to build it anew; the documents are not touched."


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an index was built with; two indexes with different recipes cannot be mixed."""

    embedder: str
    dimension: int
    chunking: int = CHUNKING_VERSION
    format: int = FORMAT_VERSION


def is_outdated(found: Recipe, expected: Recipe) -> bool:
    """Return whether an index was left by an older version of this program, and everything else about it fits."""
    same_models = (found.embedder, found.dimension) == (expected.embedder, expected.dimension)
    no_newer = found.format <= expected.format and found.chunking <= expected.chunking
    return same_models and no_newer and found != expected


def can_be_read(found: Recipe, expected: Recipe) -> bool:
    """Return whether an index that was built with one recipe answers questions put to another.

    One that an older version left does until a new one is whole, where its format can still be read.
    """
    return found == expected or (is_outdated(found, expected) and found.format in READABLE_FORMATS)


def check_recipe(found: Recipe, expected: Recipe) -> None:
    """Raise IndexStateError, naming both values, where the index was built otherwise than it would be now."""
    for what in ("format", "chunking", "embedder", "dimension"):
        has, wants = getattr(found, what), getattr(expected, what)
        if has != wants:
            raise IndexStateError(f"The index was built with {what} {has!r}, this setup uses {wants!r}. {REBUILD}")


def current_database(folder: Path) -> Path | None:
    """Return the database in use, or None where nothing was ever built.

    Raises:
        IndexStateError: `current` names a file that is not there.
    """
    name = _named_current(folder)
    while name is not None:
        path = folder / name
        if _number_in(name, _DATABASE) is not None and path.is_file():
            return path
        before, name = name, _named_current(folder)
        # A rebuild may have swapped, and deleted what was in use, between reading its name and looking for it.
        if name == before:
            raise IndexStateError(f"{folder / 'current'} names {name!r}, which is not a database there. {REBUILD}")
    return None


def _named_current(folder: Path) -> str | None:
    try:
        return (folder / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexStateError(f"The index folder {folder} cannot be read ({error}). {REBUILD}") from error


def next_database(folder: Path) -> Path:
    """Return a name for a new database that no other in the folder has had."""
    return folder / _named(_DATABASE, max(_numbers_in(folder, _DATABASE), default=0) + 1)


def vectors_file(folder: Path, generation: int) -> Path:
    """Return the name of the vectors derived from a generation."""
    return folder / _named(_VECTORS, generation)


def words_file(folder: Path, generation: int) -> Path:
    """Return the name of the words derived from a generation."""
    return folder / _named(_WORDS, generation)


def vectors_generations(folder: Path) -> list[int]:
    """Return the generations of which the folder holds vectors."""
    return _numbers_in(folder, _VECTORS)


def words_generations(folder: Path) -> list[int]:
    """Return the generations of which the folder holds words."""
    return _numbers_in(folder, _WORDS)


def _named(form: tuple[str, str], number: int | str) -> str:
    return f"{form[0]}{number}{form[1]}"


def _number_in(name: str, form: tuple[str, str]) -> int | None:
    """Return the number of a file's name, None where it is not of the form."""
    number = name.removeprefix(form[0]).removesuffix(form[1])
    return int(number) if number.isdecimal() and name == f"{form[0]}{number}{form[1]}" else None


def _numbers_in(folder: Path, form: tuple[str, str]) -> list[int]:
    names = (path.name for path in folder.glob(f"{form[0]}*{form[1]}"))
    return [number for name in names if (number := _number_in(name, form)) is not None]


def _is_derived(name: str) -> bool:
    return any(_number_in(name, form) is not None for form in (_VECTORS, _WORDS))


def tokens_file(folder: Path, generation: int, made: int) -> Path:
    """Return the name of the token vectors that were made for a generation, at a time in nanoseconds."""
    return folder / _named(_TOKENS, f"{generation}-{made}")


def tokens_files(folder: Path) -> list[tuple[int, int, Path]]:
    """Return generation, time and path of the folder's token vectors, sorted."""
    found = ((_numbers_of_tokens(path.name), path) for path in folder.glob("tokens-*.late"))
    return sorted((*numbers, path) for numbers, path in found if numbers)


def _numbers_of_tokens(name: str) -> tuple[int, int] | None:
    generation, _, made = name.removeprefix(_TOKENS[0]).removesuffix(_TOKENS[1]).partition("-")
    whole = generation.isdecimal() and made.isdecimal() and name == _named(_TOKENS, f"{generation}-{made}")
    return (int(generation), int(made)) if whole else None


def _is_of_a_database(name: str) -> bool:
    """Return whether a name is that of a database, or of what SQLite puts beside one."""
    base, suffix, beside = name.partition(_DATABASE[1])
    return _number_in(f"{base}{suffix}", _DATABASE) is not None and beside in ("", "-wal", "-shm", "-journal")


def _is_temporary(name: str) -> bool:
    """Return whether a name is that of a file that was being written: "words-3.bm25.4711.tmp"."""
    written, _, process = name.removesuffix(".tmp").rpartition(".")
    known = written in ("current", "publisher", SOURCES_FILE) or _is_derived(written) or _numbers_of_tokens(written)
    return name.endswith(".tmp") and process.isdecimal() and bool(known)


def write_checked(target: Path, *content: bytes | memoryview) -> None:
    """Replace a file by content that `read_checked` can tell from any other. Raises what `replace_file` raises."""
    digest = hashlib.sha256()
    for part in content:
        digest.update(part)
    replace_file(target, *content, digest.digest())


def read_checked(path: Path) -> memoryview | None:
    """Return what `write_checked` wrote, or None where it is missing or not whole; what is not whole is deleted."""
    try:
        written = memoryview(path.read_bytes())  # whose slices are no copies of what may be a gigabyte
    except OSError:
        return None
    content, digest = written[:-_DIGEST_BYTES], written[-_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() == digest:
        return content
    with suppress(OSError):
        path.unlink()
    return None


def make_current(folder: Path, database: Path) -> None:
    """Let every reader that asks from now on use this database."""
    replace_file(folder / "current", database.name.encode())


def sweep(folder: Path, derived: int | None) -> None:
    """Delete what no reader that starts now would open: other databases, leftovers of a crash, other vectors and words.

    `derived` is the generation whose vectors and words stay, if any do.

    Raises:
        OSError: the folder cannot be read or written.
    """
    sweep_leftovers(folder)
    kept = set() if derived is None else {vectors_file(folder, derived), words_file(folder, derived)}
    for path in sorted(folder.iterdir()):
        if _is_derived(path.name) and path not in kept:
            path.unlink(missing_ok=True)


def sweep_leftovers(folder: Path) -> None:
    """Delete what a run that died left half made. Whoever calls holds the write lock.

    Databases stay where it cannot be told which is in use. Raises what `sweep` raises.
    """
    with suppress(IndexStateError):
        current = current_database(folder)
        kept = set(() if current is None else files_of(current))
        for path in sorted(folder.iterdir()):
            if _is_of_a_database(path.name) and path not in kept:
                path.unlink(missing_ok=True)
    for path in sorted(folder.iterdir()):
        if _is_temporary(path.name):
            path.unlink(missing_ok=True)


def discard(database: Path) -> None:
    """Delete a database that nobody reads, as far as that is possible."""
    for path in files_of(database):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def files_of(database: Path) -> tuple[Path, ...]:
    """Return a database and what SQLite may keep beside it.

    The database is the first to be deleted: without its write-ahead log it could be taken for an older generation.
    """
    return tuple(database.with_name(f"{database.name}{ending}") for ending in ("", "-journal", "-shm", "-wal"))
