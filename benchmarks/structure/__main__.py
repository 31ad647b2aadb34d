"""Print figures about the structure of the package as Markdown.

    python -m benchmarks.structure

All figures but the last come from the source. The last is counted while three questions about a small corpus are
answered, without any model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.structure.definitions import IN_PLACE, numeric_constants, patterns, same_names, word_lists
from benchmarks.structure.imports import PACKAGE, Import, Where, cycles, importers, read_imports, read_modules
from benchmarks.structure.parses import count_parses
from benchmarks.structure.rooms import (
    MOST_FILES,
    MOST_LINES,
    MOST_LOOSE,
    SMALL,
    files_of_folders,
    room_of,
    small_with_one_importer,
    upward,
)

Line = tuple[str, object, str]
"""What is counted, the number, and the details."""


def main() -> None:
    """Read the package and print the figures."""
    modules = read_modules()
    imports = read_imports(modules)
    at_the_top = [one for one in imports if one.where is Where.TOP]
    imported_by = importers(imports, modules)
    folders = files_of_folders(PACKAGE)
    small = small_with_one_importer(modules, imported_by)
    in_language = [module for name, module in modules.items() if room_of(name) == "language"]
    elsewhere = [module for name, module in modules.items() if room_of(name) != "language"]
    lists = {module.name: word_lists(module) for module in elsewhere}
    parses = count_parses()
    lines: list[Line] = [
        ("files", len(modules), f"{sum(module.lines for module in modules.values()):,} lines"),
        (
            f"files over {MOST_LINES} lines",
            *_counted(f"{n} {m.lines}" for n, m in modules.items() if m.lines > MOST_LINES),
        ),
        (
            f"folders of more than {MOST_FILES} files",
            *_counted(f"{folder} {files}" for folder, files in folders.items() if files > MOST_FILES),
        ),
        ("loose files at the top", folders["assistant"], f"at most {MOST_LOOSE}"),
        ("modules with one importer", sum(len(found) == 1 for found in imported_by.values()), ""),
        (f"of those under {SMALL} lines", *_counted(f"{one} → {other}" for one, other in small.items())),
        ("import cycles at the top of modules", *_counted(map(" ↔ ".join, cycles(at_the_top)))),
        ("with lazy and typing imports", *_counted(map(" ↔ ".join, cycles(imports)))),
        ("upward arrows", *_counted(map(_arrow, upward(imports)))),
        ("public names defined in several modules", *_counted(map(_same, same_names(modules).items()))),
        ("compiled patterns", sum(map(patterns, modules.values())), ""),
        ("of those in language/", sum(map(patterns, in_language)), ""),
        ("of those elsewhere", sum(map(patterns, elsewhere)), _most({m.name: patterns(m) for m in elsewhere})),
        (
            "patterns used in place",
            sum(patterns(module, IN_PLACE) for module in modules.values()),
            _most({name: patterns(module, IN_PLACE) for name, module in modules.items()}),
        ),
        (
            "lists of words outside language/",
            sum(map(len, lists.values())),
            _most({name: sum(words for _, words in found) for name, found in lists.items()}, "words"),
        ),
        (
            "numeric constants",
            sum(map(numeric_constants, modules.values())),
            _most({m.name: numeric_constants(m) for m in modules.values()}),
        ),
        (
            "figure parses of one question",
            max(counted.total() for counted in parses.values()),
            "; ".join(f"{counted.total()} in {len(counted)} texts" for counted in parses.values()),
        ),
    ]
    print("| what | number | |\n|---|---|---|")
    for what, number, details in lines:
        print(f"| {what} | {number} | {details.replace('|', '/')} |")
    print("\n| folder | files |\n|---|---|")
    for folder, files in folders.items():
        print(f"| {folder} | {files}{' (too many)' if files > MOST_FILES else ''} |")
    print("\n| module | importers |\n|---|---|")
    for name, found in sorted(imported_by.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"| {name} | {len(found)} |")


def _counted(told: Iterable[str]) -> tuple[int, str]:
    found = list(told)
    return len(found), ", ".join(found)


def _arrow(one: Import) -> str:
    return f"{one.importer}:{one.line} → {one.imported} ({one.where.value})"


def _same(item: tuple[str, Sequence[str]]) -> str:
    name, where = item
    return f"{name} ({', '.join(module.removeprefix('assistant.') for module in where)})"


def _most(counts: dict[str, int], what: str = "") -> str:
    """Return the total and the five modules with most."""
    leading = sorted(counts.items(), key=lambda item: -item[1])[:5]
    told = ", ".join(f"{name} {number}" for name, number in leading if number)
    return f"{sum(counts.values())} {what}; {told}" if what else told


if __name__ == "__main__":
    main()
