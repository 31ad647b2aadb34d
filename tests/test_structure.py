"""The order of the house: which rooms may know of which, what names mean, and how many files lie in a folder."""

import tomllib

import pytest

from benchmarks.structure.definitions import same_names
from benchmarks.structure.imports import PACKAGE, cycles, read_imports, read_modules
from benchmarks.structure.rooms import MOST_FILES, MOST_LOOSE, files_of_folders, unplaced, upward

MODULES = read_modules()
IMPORTS = read_imports(MODULES)


def test_every_room_has_a_place_in_the_order() -> None:
    assert unplaced(MODULES) == []


def test_arrows_between_rooms_point_down_lazy_ones_and_those_for_types_too() -> None:
    assert [(one.importer, one.imported) for one in upward(IMPORTS)] == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert cycles(IMPORTS) == []


def test_each_public_name_is_defined_in_one_module() -> None:
    assert same_names(MODULES) == {}


def test_few_files_lie_loose_at_the_top() -> None:
    assert files_of_folders(PACKAGE)["assistant"] <= MOST_LOOSE


@pytest.mark.parametrize(("folder", "files"), files_of_folders(PACKAGE).items())
def test_a_folder_holds_few_files(folder: str, files: int) -> None:
    assert files <= MOST_FILES


def test_every_file_of_the_package_that_is_no_code_is_in_its_wheel() -> None:
    declared = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    patterns = declared["tool"]["setuptools"]["package-data"]["assistant"]
    packed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path for path in files - packed if path.suffix != ".py"} == set()
