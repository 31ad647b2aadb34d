"""The files of docs/deploy name settings that exist, with values that can be used."""

from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it ships no annotations

from assistant.settings import Settings

DEPLOY = Path(__file__).parents[1] / "docs" / "deploy"
FILES = ("compose.yaml", *(f"kubernetes/{name}.yaml" for name in ("assistant", "indexer", "model", "settings")))


def given_in(node: Any) -> dict[str, str]:
    """Return what is set anywhere in a document, by variable."""
    if isinstance(node, list):
        return {name: value for each in node for name, value in given_in(each).items()}
    if not isinstance(node, dict):
        return {}
    here = {name: str(value) for name, value in node.items() if str(name).startswith("ASSISTANT_")}
    return here | given_in(list(node.values()))


def documents_of(file: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / file).read_text("utf-8")))


@pytest.mark.parametrize("file", FILES)
def test_every_setting_that_is_named_exists_and_takes_its_value(file: str) -> None:
    values = {name.removeprefix("ASSISTANT_").lower(): value for name, value in given_in(documents_of(file)).items()}
    assert set(values) <= set(Settings.model_fields)
    Settings.model_validate(values)


def test_the_image_installs_extras_that_exist() -> None:
    project = (DEPLOY.parents[1] / "pyproject.toml").read_text("utf-8")
    line = next(line for line in (DEPLOY / "Dockerfile").read_text("utf-8").splitlines() if "pip install" in line)
    extras = line[line.index("[") + 1 : line.index("]")].split(",")
    assert all(f"\n{extra} = [" in project for extra in extras)


def test_no_secret_stands_in_a_file() -> None:
    for file in FILES:
        for name, value in given_in(documents_of(file)).items():
            if "TOKEN" in name or "KEY" in name or "DATABASE" in name:
                assert "${" in value
