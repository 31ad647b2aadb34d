"""The imports between modules of the package, and where each is."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "assistant"


class Where(Enum):
    """Where an import is: at the top, inside a function, or under TYPE_CHECKING."""

    TOP = "at the top"
    LAZY = "inside a function"
    TYPING = "for types only"


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the package: its dotted name, path and syntax tree."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__.py` of a folder."""
        return self.path.name == "__init__.py"


@dataclass(frozen=True, slots=True)
class Import:
    """One module imports another."""

    importer: str
    imported: str
    where: Where
    line: int


def read_modules(package: Path = PACKAGE) -> dict[str, Module]:
    """Return every module of a package by its dotted name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        found[name] = Module(name, path, ast.parse(text), len(text.splitlines()))
    return found


def read_imports(modules: Mapping[str, Module]) -> list[Import]:
    """Return every import between modules; if one imports another in several places, each place."""
    found = []
    for module in modules.values():
        for node, where in _import_nodes(module.tree.body, Where.TOP):
            for target in _targets(node, module):
                if (imported := _module_of(target, modules)) and imported != module.name:
                    found.append(Import(module.name, imported, where, node.lineno))
    return found


def importers(imports: Sequence[Import], modules: Mapping[str, Module]) -> dict[str, set[str]]:
    """Map each module to the modules that import it."""
    found: dict[str, set[str]] = {name: set() for name in modules}
    for one in imports:
        found[one.imported].add(one.importer)
    return found


def cycles(imports: Sequence[Import]) -> list[list[str]]:
    """Return the groups of modules that import themselves through others: the strongly connected components.

    After Tarjan, "Depth-first search and linear graph algorithms", 1972.
    """
    graph: dict[str, list[str]] = {}
    for one in imports:
        graph.setdefault(one.importer, []).append(one.imported)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in graph.get(name, ()):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return sorted(found)


def _import_nodes(body: Sequence[ast.AST], where: Where) -> Iterator[tuple[ast.Import | ast.ImportFrom, Where]]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, where
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _import_nodes(node.body, Where.TYPING)
            yield from _import_nodes(node.orelse, where)
        else:
            inside = Where.LAZY if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else where
            yield from _import_nodes(list(ast.iter_child_nodes(node)), inside)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _targets(node: ast.Import | ast.ImportFrom, module: Module) -> list[str]:
    """Return the dotted names that an import may load."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        parts = module.name.split(".")
        above = parts[: len(parts) - node.level + module.is_package]
        base = ".".join([*above, *filter(None, [node.module])])
    return [f"{base}.{alias.name}" for alias in node.names]


def _module_of(target: str, modules: Mapping[str, Module]) -> str:
    """Return the module that a dotted name refers to, or that contains it; "" if it belongs to another package."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target
