"""The documentation names what exists: commands, options, settings, links, Python names."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.cli.app import app
from assistant.settings import Settings
from docs.generate import PAGES
from docs.generate.markdown import slug

ROOT = Path(__file__).parents[1]
DOCS = sorted(
    file
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/**/*.md")
    for file in ROOT.glob(pattern)
    if file.name != "CHANGELOG.md"
)
"""The changelog is left out: it names what once was."""
NAMES = [str(file.relative_to(ROOT)) for file in DOCS]
OF_COMMANDS = {"ASSISTANT_CORPUS", "ASSISTANT_INDEX"}
OF_TESTS = {"ASSISTANT_SCHEMATHESIS_EXAMPLES"}


def options() -> dict[str, set[str]]:
    """Return the options of each command."""
    group: Any = typer.main.get_command(app)
    return {
        name: {"--help", *(one for given in command.params for one in (*given.opts, *given.secondary_opts))}
        for name, command in group.commands.items()
    }


def code_lines(text: str) -> Iterator[str]:
    """Yield what stands in code: each line of a block, with those it is continued on, and each inline piece."""
    outside = []
    fenced = False
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            outside.append(line)
    yield from (piece.replace("\n", " ") for piece in re.findall(r"`([^`]+)`", "\n".join(outside)))


def commands_in(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of ours that stand in code, each with its arguments."""
    for line in code_lines(text):
        bare = re.split(r"\s#\s|&&|\||;| > ", line.removeprefix("$ "))
        for part in bare:
            words = re.match(r"\s*(?:\w+=\S+ )*(?:\S*/)?assistant ([a-z]+)\b(.*)", part)
            if words:
                yield words[1], re.findall(r"(?<=\s)--?[a-z][\w-]*", words[2])


def anchors(file: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    text = re.sub(r"^```.*?^```", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {slug(heading.replace("`", "")) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@cache
def written() -> dict[str, str]:
    return {name: page() for name, page in PAGES.items()}


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_says_what_the_code_says(name: str) -> None:
    committed = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert committed == written()[name], "Run: python -m docs.generate"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_the_docs_exists_with_its_options(name: str) -> None:
    known = options()
    for command, given in commands_in((ROOT / name).read_text("utf-8")):
        assert command in known, command
        assert set(given) <= known[command], (command, given)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_the_docs_exists(name: str) -> None:
    named = set(re.findall(r"\bASSISTANT_[A-Z_]*[A-Z]\b", (ROOT / name).read_text("utf-8")))
    assert named <= {f"ASSISTANT_{field.upper()}" for field in Settings.model_fields} | OF_COMMANDS | OF_TESTS


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_the_docs_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


EXAMPLE = "assistant_extras"
"""The package that `docs/extending.md` writes, which a test of its own installs."""


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("docs/reference/")])
def test_every_python_block_of_the_docs_compiles_and_imports_what_exists(name: str) -> None:
    for block in re.findall(r"^```python\n(.*?)^```", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    importlib.import_module(alias.name)
            elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(EXAMPLE):
                module = importlib.import_module(node.module or "")
                for alias in node.names:
                    assert hasattr(module, alias.name), (node.module, alias.name)


def test_every_module_that_the_docs_name_exists() -> None:
    for name in NAMES:
        for module in re.findall(r"python -m ((?:docs|benchmarks)[\w.]*\w)", (ROOT / name).read_text("utf-8")):
            path = ROOT.joinpath(*module.split("."))
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), (name, module)


def test_every_test_and_path_that_the_docs_name_exists() -> None:
    tests = "".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("*.py"))
    for name in NAMES:
        if name.startswith("benchmarks/"):
            continue  # results keep the names of their day
        text = (ROOT / name).read_text("utf-8")
        for test in re.findall(r"\btest_\w+(?!\w|\.py|\*)", text):
            assert f"def {test}(" in tests or list((ROOT / "tests").rglob(f"{test}.py")), (name, test)
        for file in re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.py)`", text):
            found = list((ROOT / "assistant").rglob(file)) or (ROOT / file).exists()
            assert found or file.startswith(EXAMPLE), (name, file)
        for path in re.findall(r"`((?:assistant|tests|benchmarks|docs)/[\w./*-]+)", text):
            assert list(ROOT.glob(path.rstrip("/"))), (name, path)


def test_a_command_in_a_block_is_read_with_its_options() -> None:
    page = (
        "    $ A=b .venv/bin/assistant ask --json \\\n        --timings  # --not\n\nSay `assistant index\n--check`.\n"
    )
    assert list(commands_in(page)) == [("ask", ["--json", "--timings"]), ("index", ["--check"])]
