"""The room of each module, and the rooms that it may import: those below its own.

A room is a folder, or a file at the top. Arrows point down: a module imports its own room and those before it in this
list, never one after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.structure.imports import Import, Module

ROOMS = (
    "printable",
    "errors",
    "threads",
    "disk",
    "types",
    "settings",
    "plugins",
    "language",
    "models",
    "reading",
    "embedding",
    "indexing",
    "retrieval",
    "calculating",
    "drafting",
    "verifying",
    "memory",
    "library",
    "api",
    "asking",
    "",  # the package itself, with its public names
    "exporting",
    "evaluation",
    "window",
    "server",
    "cli",
    "__main__",
)
FLOORS = {"indexing": ("sqlite", "ranking", "tokens", "building", "milvus")}
"""The order of folders inside a room, between which arrows point down, too."""
MOST_FILES, MOST_LOOSE, MOST_LINES, SMALL = 20, 8, 300, 60


def room_of(module: str) -> str:
    """Return the room of a module by its dotted name; "" is the package itself."""
    return [*module.split("."), ""][1]


def unplaced(modules: Iterable[str]) -> list[str]:
    """Return the rooms that have no place in the order."""
    return sorted({room_of(module) for module in modules} - set(ROOMS))


def upward(imports: Sequence[Import]) -> list[Import]:
    """Return the imports of modules whose room, or folder in the same room, comes after that of the importer."""
    return [one for one in imports if _goes_up(one.importer, one.imported)]


def _goes_up(importer: str, imported: str) -> bool:
    room, other = room_of(importer), room_of(imported)
    if room != other:
        return ROOMS.index(other) > ROOMS.index(room)
    floors = FLOORS.get(room, ())
    here, there = (module.split(".")[2:3] for module in (importer, imported))
    known = here and there and here[0] in floors and there[0] in floors
    return bool(known) and floors.index(there[0]) > floors.index(here[0])


def files_of_folders(package: Path) -> dict[str, int]:
    """Return the number of Python files in each folder of a package, without `__init__.py`."""
    counts = Counter(
        str(path.parent.relative_to(package.parent)) for path in package.rglob("*.py") if path.name != "__init__.py"
    )
    return dict(sorted(counts.items()))


def small_with_one_importer(modules: Mapping[str, Module], importers: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the modules of fewer than 60 lines that only one other imports, each with that one."""
    return {
        name: next(iter(importers[name]))
        for name, module in modules.items()
        if module.lines < SMALL and len(importers[name]) == 1 and not module.is_package
    }
