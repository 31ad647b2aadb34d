"""What the modules define: public names, patterns, lists of words and numeric constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping

from benchmarks.structure.imports import Module

_PATTERN_MODULES = {"re", "regex"}
IN_PLACE = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
"""The functions of `re` that take a pattern that was not compiled before."""
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_A_LIST = 4
"""The number of adjacent words in a constant that make a list of words."""


def same_names(modules: Mapping[str, Module]) -> dict[str, list[str]]:
    """Return the public classes, functions and type aliases that several modules define, and where.

    `main` is left out: it is the conventional name in every module that is run.
    """
    where: dict[str, list[str]] = {}
    for module in modules.values():
        for name in _public_definitions(module.tree) - {"main"}:
            where.setdefault(name, []).append(module.name)
    return {name: found for name, found in sorted(where.items()) if len(found) > 1}


def _public_definitions(tree: ast.Module) -> set[str]:
    names = set()
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if name[0].isupper() and not name.isupper():  # a type: constants and loggers are their module's own
                    names.add(name)
            case _:
                pass
    return {name for name in names if not name.startswith("_")}


def patterns(module: Module, calls: Collection[str] = ("compile",)) -> int:
    """Return how often a module calls these functions of `re` or `regex`."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in _PATTERN_MODULES
    }
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in imported
        and node.func.attr in calls
        for node in ast.walk(module.tree)
    )


def word_lists(module: Module) -> list[tuple[int, int]]:
    """Return the lists of words in a module's top-level constants: the line, and the number of words.

    A list is four or more adjacent words: strings of one to three words in a tuple, list, set or dict, the alternatives
    of a pattern, or one string that is split.
    """
    found = []
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and not _is_exports(node):
            words = sum(map(_listed, _strings(node.value)))
            if words >= _A_LIST:
                found.append((node.lineno, words))
    return found


def _is_exports(node: ast.Assign | ast.AnnAssign) -> bool:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return isinstance(target, ast.Name) and target.id == "__all__"


def _strings(node: ast.expr) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _listed(text: str) -> int:
    """Return how many words a string lists: a single one, alternatives, or many separated only by spaces."""
    words = _WORD.findall(text)
    if "|" in text:
        return len(words)
    plain = len(words) == len(text.split()) and text == text.lower()
    return len(words) if plain and (len(words) <= 3 or "\n" in text or len(words) >= 12) else 0


def numeric_constants(module: Module) -> int:
    """Return how many top-level constants of a module contain a number other than zero and one."""
    return sum(
        isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _has_number(node.value)
        for node in module.tree.body
    )


def _has_number(value: ast.expr) -> bool:
    return any(
        isinstance(inner, ast.Constant)
        and isinstance(inner.value, int | float)
        and not isinstance(inner.value, bool)
        and inner.value not in (0, 1)
        for inner in ast.walk(value)
    )
