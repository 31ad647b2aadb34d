import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.drafting.base import LanguageModel
from assistant.embedding import Embedder
from assistant.errors import ModelError, PluginError
from assistant.indexing.store import Store
from assistant.plugins import ALL, FORMATS, LANGUAGE_MODELS, STORES, ExtensionPoint
from assistant.settings import Settings
from tests.plugins.packages import Packages

READS = "def read(data, limits):\n    return data\n"
SRT = "[assistant.formats]\nsrt = subtitles:read\n"
MODEL = "[assistant.language_models]\nspeaks = speaking:open_model\n"


OURS = [(point, name) for point in ALL for name in point.names if name not in point.plugin_names]


@pytest.mark.parametrize(("point", "name"), OURS, ids=lambda value: getattr(value, "group", value))
def test_what_comes_with_the_program_is_a_function_that_is_there(point: ExtensionPoint, name: str) -> None:
    module, _, function = point._ours[name].partition(":")
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    assert function in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_a_plugin_is_found_by_its_entry_point_and_imported_when_it_is_used(packages: Packages) -> None:
    assert "srt" not in FORMATS
    packages.install("extras", SRT, {"subtitles": READS})
    assert "srt" in FORMATS
    assert "srt" in FORMATS.names
    assert "subtitles" not in sys.modules
    assert FORMATS.load("srt")(b"said", None) == b"said"
    FORMATS.check(*FORMATS.plugins)


@pytest.mark.parametrize("written", ["SRT", ".srt", ".Srt"])
def test_a_name_is_found_however_it_is_written(packages: Packages, written: str) -> None:
    packages.install("extras", f"[assistant.formats]\n{written} = subtitles:read\n", {"subtitles": READS})
    assert FORMATS.plugin_names == ("srt",)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (None, "ModuleNotFoundError: No module named 'subtitles'"),
        ("import nothing_of_that_name", "No module named 'nothing_of_that_name'"),
        ("def other(): ...", "AttributeError"),
        ("read = 7", "is not a function: subtitles:read is int"),
        ("raise RuntimeError('one line\\nand another')", "RuntimeError: one line and another"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("def read(:", "SyntaxError"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_named_with_what_to_do(
    packages: Packages, code: str | None, told: str
) -> None:
    packages.install("extras", SRT, {} if code is None else {"subtitles": code}, version="2.1")
    with pytest.raises(PluginError, match=r"'srt' of the package extras 2\.1 ") as caught:
        FORMATS.load("srt")
    assert told in str(caught.value)
    assert "pip install --upgrade extras" in str(caught.value)
    assert "pip uninstall extras" in str(caught.value)


def test_two_packages_that_bring_one_name_are_an_error_where_it_is_used_alone(packages: Packages) -> None:
    packages.install("extras", SRT + "vtt = subtitles:read\n", {"subtitles": READS})
    packages.install("others", "[assistant.formats]\nsrt = elsewhere:read\n", {"elsewhere": READS})
    assert "srt" in FORMATS
    with pytest.raises(
        PluginError, match=r"extras 1\.0 and others 1\.0 all bring the format 'srt'.*pip uninstall others"
    ):
        FORMATS.load("srt")
    assert callable(FORMATS.load("vtt"))


def test_a_package_that_is_on_the_path_twice_counts_once(packages: Packages, tmp_path: Path) -> None:
    folder = packages.install("extras", SRT, {"subtitles": READS})
    packages.use(folder)
    assert [plugin.package for plugin in FORMATS.plugins] == ["extras"]


@pytest.mark.parametrize(("point", "name"), [(FORMATS, "txt"), (LANGUAGE_MODELS, "embedded"), (STORES, "milvus")])
def test_what_is_ours_stays_ours_and_the_plugin_is_told(packages: Packages, point: ExtensionPoint, name: str) -> None:
    packages.install("extras", f"[{point.group}]\n{name} = taken:over\n", {"taken": "raise RuntimeError"})
    assert point.plugin(name) is None
    assert name not in point.plugin_names
    with pytest.raises(PluginError, match=rf"extras 1\.0 is not used: .* {name!r} itself.*pip uninstall extras"):
        point.check(*point.plugins)


def test_a_package_whose_metadata_is_damaged_is_named_and_the_others_are_found(
    packages: Packages, caplog: pytest.LogCaptureFixture
) -> None:
    packages.install("broken", "[assistant.formats]\nnothing\n")
    packages.install("extras", SRT, {"subtitles": READS})
    packages.install("unrelated", "[console_scripts]\nnothing\n")
    assert FORMATS.plugin_names == ("srt",)
    (record,) = caplog.records
    assert "package broken cannot be read" in record.getMessage()
    assert "pip uninstall broken" in record.getMessage()


def opens(packages: Packages, code: str) -> object:
    packages.install("extras", MODEL, {"speaking": f"def open_model(value, settings):\n    {code}\n"})
    return LANGUAGE_MODELS.open("speaks", "x.bin", Settings(), LanguageModel)


def test_what_fails_to_open_is_named_without_what_the_setting_says(packages: Packages) -> None:
    told = r"'speaks' of the package extras 1\.0 failed to open what the setting names \(KeyError: 'a'\)"
    with pytest.raises(PluginError, match=told) as caught:
        opens(packages, "return {}['a']")
    assert "x.bin" not in str(caught.value)


def test_an_error_that_says_what_to_do_is_raised_as_it_is(packages: Packages) -> None:
    with pytest.raises(ModelError, match=r"^There is no x\.bin\.$"):
        opens(packages, "from assistant.errors import ModelError; raise ModelError(f'There is no {value}.')")


@pytest.mark.parametrize("made", ["None", "7", "object()", "type('Half', (), {'name': 'half', 'turn': None})()"])
def test_what_opens_as_something_else_is_told_with_what_it_lacks(packages: Packages, made: str) -> None:
    with pytest.raises(PluginError, match=r"is no LanguageModel: it lacks judges_as"):
        opens(packages, f"return {made}")


@pytest.mark.parametrize(
    ("protocol", "has"),
    [
        (Embedder, {"name", "dimension", "max_tokens", "count_tokens", "embed"}),
        (LanguageModel, {"name", "judges_as", "turn"}),
        (
            Store,
            {"name", "needs_publishing", "published", "belongs_to", "publish", "reading", "check", "close"},
        ),
    ],
)
def test_what_a_plugin_makes_has_to_have_every_member_of_its_protocol(
    packages: Packages, protocol: type, has: set[str]
) -> None:
    packages.install("extras", MODEL, {"speaking": "def open_model(value, settings): ..."})
    with pytest.raises(PluginError) as caught:
        LANGUAGE_MODELS.open("speaks", "", Settings(), protocol)
    assert f"it lacks {', '.join(sorted(has))}." in str(caught.value)


def test_neither_help_nor_the_indexing_of_a_text_imports_a_plugin_or_torch(packages: Packages, tmp_path: Path) -> None:
    packages.install("extras", SRT + MODEL, {"subtitles": "raise RuntimeError", "speaking": "raise RuntimeError"})
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# A\n\nCloud revenue rose.\n", encoding="utf-8")
    script = f"""
import sys
from pathlib import Path
sys.path[:0] = {sys.path!r}
from typer.testing import CliRunner
from assistant.cli.app import app
assert CliRunner().invoke(app, ["--help"]).exit_code == 0
from assistant.asking.assistant import Assistant
from assistant.embedding.hashing import HashingEmbedder
from assistant.settings import Settings
place = Path({str(tmp_path)!r})
made = Assistant(place / "corpus", place / "index", Settings(), HashingEmbedder())
assert made.refresh().added == ("a.md",)
print(sorted({{"torch", "transformers", "openvino", "pymilvus", "subtitles", "speaking"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
