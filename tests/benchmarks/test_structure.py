from pathlib import Path

import pytest

from benchmarks.structure.definitions import IN_PLACE, numeric_constants, patterns, same_names, word_lists
from benchmarks.structure.imports import Import, Module, Where, cycles, importers, read_imports, read_modules
from benchmarks.structure.parses import QUESTIONS, count_parses
from benchmarks.structure.rooms import small_with_one_importer, unplaced, upward


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tmp_path / "assistant"


def modules_of(package: Path, **texts: str) -> dict[str, Module]:
    """Read a package of these files; two underscores are a folder."""
    for name, text in {"": "", **texts}.items():
        path = package / f"{name.replace('__', '/') or '__init__'}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, "utf-8")
    return read_modules(package)


def arrows(package: Path, **texts: str) -> set[tuple[str, str, Where]]:
    return {(one.importer, one.imported, one.where) for one in read_imports(modules_of(package, **texts))}


def test_an_import_is_found_wherever_it_stands_and_however_it_is_written(package: Path) -> None:
    found = arrows(
        package,
        asking__a="from assistant.types import Answer\nimport assistant.errors, os\n",
        asking__b="def f():\n    from . import a\n    class C:\n        from .a import x\n",
        asking__c="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from assistant.asking import b\nelse:\n"
        "    import assistant.types as t\n",
        types="",
        errors="from numpy import array\n",
    )
    assert found == {
        ("assistant.asking.a", "assistant.types", Where.TOP),
        ("assistant.asking.a", "assistant.errors", Where.TOP),
        ("assistant.asking.b", "assistant.asking.a", Where.LAZY),
        ("assistant.asking.c", "assistant.asking.b", Where.TYPING),
        ("assistant.asking.c", "assistant.types", Where.TOP),
    }


def test_a_name_that_a_folder_offers_is_imported_of_the_folder(package: Path) -> None:
    found = arrows(package, embedding__base="", cli__app="from assistant.embedding import open_embedder, base\n")
    assert {imported for _, imported, _ in found} == {"assistant.embedding", "assistant.embedding.base"}


def arrow(importer: str, imported: str, where: Where = Where.TOP) -> Import:
    return Import(importer, imported, where, 1)


def test_cycles_are_found_by_way_of_others_and_each_is_told_once() -> None:
    ring = [arrow("a", "b"), arrow("b", "c", Where.LAZY), arrow("c", "a"), arrow("c", "d"), arrow("e", "a")]
    assert cycles(ring) == [["a", "b", "c"]]
    assert cycles([one for one in ring if one.where is Where.TOP]) == []
    assert cycles([*ring, arrow("d", "e")]) == [["a", "b", "c", "d", "e"]]


def test_an_arrow_goes_up_where_the_other_room_or_folder_stands_behind() -> None:
    down = arrow("assistant.server.app", "assistant.asking.assistant")
    beside = arrow("assistant.asking.answering", "assistant.asking.assistant")
    up = arrow("assistant.asking.assistant", "assistant.server.service", Where.LAZY)
    to_the_package = arrow("assistant.indexing.bound", "assistant")
    upstairs = arrow("assistant.indexing.sqlite.writer", "assistant.indexing.building.builder")
    downstairs = arrow("assistant.indexing.building.builder", "assistant.indexing.sqlite.writer")
    assert upward([down, beside, up, to_the_package, upstairs, downstairs]) == [up, to_the_package, upstairs]
    assert unplaced(["assistant", "assistant.asking.assistant", "assistant.attic.box"]) == ["attic"]


def test_a_small_module_that_one_other_imports_is_told(package: Path) -> None:
    modules = modules_of(
        package, types="", long="x = 1\n" * 60, small="", shared="",
        user="import assistant.small, assistant.long, assistant.shared", other="import assistant.shared",
    )  # fmt: skip
    imported_by = importers(read_imports(modules), modules)
    assert small_with_one_importer(modules, imported_by) == {"assistant.small": "assistant.user"}


def test_public_names_that_several_modules_define_are_told_except_main(package: Path) -> None:
    modules = modules_of(
        package,
        a="class Row: ...\n_Part = int\nTable = list\nMOST = 3\ndef _f(): ...\ndef main(): ...\n",
        b="def Row(): ...\n_Part = str\nTable: object = dict\nMOST = 4\ndef _f(): ...\ndef main(): ...\n",
    )
    assert same_names(modules) == {"Row": ["assistant.a", "assistant.b"], "Table": ["assistant.a", "assistant.b"]}


def test_patterns_numbers_and_lists_of_words_are_counted(package: Path) -> None:
    (module,) = (
        found
        for found in modules_of(
            package,
            a='import re as r\nimport regex\n_ONE = r.compile("a|b")\n_N = {"x": 3}\n_NONE = 0\n_YES = True\n'
            '_WORDS = ("north", "south", "east", "west")\n_SAID = "plain sentence that lists nothing"\n'
            "_VERBS = r.compile(r'\\b(?:rise|fall|grow|shrink)s?\\b')\n__all__ = ['one', 'two', 'three', 'four']\n"
            'def f(text):\n    return regex.sub("a", "b", text), text.split(), _ONE.search(text)\n',
        ).values()
        if found.name == "assistant.a"
    )
    assert (patterns(module), patterns(module, IN_PLACE), numeric_constants(module)) == (2, 1, 1)
    assert [(line, words) for line, words in word_lists(module)] == [(7, 4), (9, 4)]


def test_figure_parses_are_counted_for_each_question() -> None:
    counted = count_parses()
    assert tuple(counted) == QUESTIONS
    assert all(found.total() >= len(found) > 0 for found in counted.values())
