"""The package that `docs/extending.md` shows, installed from the page and used."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.asking.assistant import Assistant
from assistant.cli.doctor import examine
from assistant.drafting import open_language_model
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding import open_embedder
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import IndexStateError, StoreError
from assistant.indexing.from_settings import store_of
from assistant.indexing.layout import current_database
from assistant.indexing.scope import Scope
from assistant.indexing.store import Store
from assistant.library.library import Library
from assistant.reading.readers import reader_of
from assistant.settings import Settings
from tests.indexing.store_suite import StoreSuite
from tests.plugins.packages import Packages, installed

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"
FILE = re.compile(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORDS = """1
00:00:01,000 --> 00:00:04,000
Cloud revenue rose 26%
to 33.40 billion yuan.

2
00:00:05,500 --> 00:00:07,000
The company hired 300 nurses.
"""

pytestmark = pytest.mark.skipif(
    not (find_spec("pip") and find_spec("setuptools")), reason="pip or setuptools is not installed"
)


@pytest.fixture(scope="module")
def extras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packages]:
    """The package of the page, built and installed by pip, for all tests here."""
    place = tmp_path_factory.mktemp("extras")
    for name, content in FILE.findall(PAGE.read_text("utf-8")):
        path = place / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    command += ["--target", str(place / "installed"), str(place / "source")]
    subprocess.run(command, check=True, capture_output=True)
    for packages in installed(place / "packages"):
        packages.use(place / "installed", "assistant_extras")
        yield packages


def opened(tmp_path: Path, **settings: str) -> Assistant:
    """Return an assistant over one file of subtitles, with what the settings name, else without models."""
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "talk.srt").write_text(WORDS, "utf-8")
    chosen = Settings.model_validate(settings)
    embedder = open_embedder(chosen) if "embedding_model" in settings else HashingEmbedder()
    model = None if "language_model" in settings else ScriptedModel("Nothing.")
    return Assistant(Library(corpus, tmp_path / "index", chosen, embedder), model)


def test_every_part_of_the_page_is_about_twenty_lines() -> None:
    files = dict(FILE.findall(PAGE.read_text("utf-8")))
    assert len(files) == 5
    for name, content in files.items():
        lines = [line.strip() for line in content.splitlines()]
        assert len([line for line in lines if line and not line.startswith(("import", "from", '"""'))]) <= 28, name


def test_a_file_of_the_new_format_is_indexed_and_found(extras: Packages, tmp_path: Path) -> None:
    with opened(tmp_path) as assistant:
        assert assistant.library.refresh().added == ("talk.srt",)
        (hit, *_) = assistant.search("Who was hired?", scope=Scope(kind="srt"))
        assert hit.passage.document == "talk.srt"
        assert assistant.library.document("talk.srt").text == (
            "Cloud revenue rose 26% to 33.40 billion yuan.\n\nThe company hired 300 nurses."
        )


def test_a_file_that_is_none_of_the_new_format_is_reported_in_the_readers_words(
    extras: Packages, tmp_path: Path
) -> None:
    with opened(tmp_path) as assistant:
        (tmp_path / "corpus" / "talk.srt").write_text("Nothing is said here.", "utf-8")
        (problem,) = assistant.library.refresh().skipped
    assert (problem.name, problem.reason.split(". ")[0]) == ("talk.srt", "has no cue of SubRip in it")


def test_a_question_is_answered_by_the_new_model(extras: Packages, tmp_path: Path) -> None:
    with opened(tmp_path, language_model="first-sentence:anything") as assistant:
        assistant.library.refresh()
        answer = assistant.ask("How fast did cloud revenue rise?")
    assert answer.model == "first-sentence"
    assert "Cloud revenue rose 26% to 33.40 billion yuan." in answer.text
    assert [citation.document for citation in answer.citations] == ["talk.srt"]


def test_an_index_is_made_with_the_new_embedder_and_refused_by_another_dimension_until_it_is_rebuilt(
    extras: Packages, tmp_path: Path
) -> None:
    with opened(tmp_path, embedding_model="trigrams:256") as assistant:
        assistant.library.refresh()
        (hit, *_) = assistant.search("nurse hire")
        assert "nurses" in hit.passage.text
    with opened(tmp_path, embedding_model="trigrams") as wider:
        for refused in (wider.library.documents, wider.library.refresh):
            with pytest.raises(IndexStateError, match=r"'trigrams-256'.*'trigrams-512'.*--rebuild"):
                refused()
        assert assistant.library.documents() != ()  # the one that it was made with reads on
        wider.library.rebuild()
        assert [document.name for document in wider.library.documents()] == ["talk.srt"]


def test_questions_read_what_was_published_to_the_new_store(extras: Packages, tmp_path: Path) -> None:
    store = f"replica:{tmp_path}/copy"
    with opened(tmp_path, store=store) as assistant:
        assistant.library.refresh()
        current = current_database(tmp_path / "index")
        assert current is not None
        current.rename(tmp_path / "elsewhere.db")
        (hit, *_) = assistant.search("Who was hired?")
        assert hit.passage.document == "talk.srt"
    away = Assistant(Library(tmp_path / "none", tmp_path / "nothing", Settings(store=store), HashingEmbedder()))
    assert [document.name for document in away.library.documents()] == ["talk.srt"]
    assert not away.library.follows_corpus
    with pytest.raises(StoreError, match="another index folder"):
        away.library.refresh()


def test_all_four_are_listed_by_the_doctor_and_are_whole(extras: Packages, tmp_path: Path) -> None:
    settings = Settings(
        embedding_model="trigrams:64", language_model="first-sentence", store=f"replica:{tmp_path}/copy"
    )
    findings = examine(settings, tmp_path, tmp_path / "index")
    plugins = [finding for finding in findings if finding.subject == "plugin"]
    assert [finding.found for finding in plugins] == [
        "format 'srt' of assistant-extras 1.0",
        "language model 'first-sentence' of assistant-extras 1.0",
        "embedder 'trigrams' of assistant-extras 1.0",
        "store 'replica' of assistant-extras 1.0",
    ]
    assert all(finding.whole for finding in plugins)
    models = [finding.found for finding in findings if finding.subject.endswith("model")]
    assert models == [
        "trigrams (trigrams:64) at assistant-extras 1.0",
        "first-sentence (first-sentence) at assistant-extras 1.0",
    ]


def test_each_is_opened_as_the_settings_name_it(extras: Packages, tmp_path: Path) -> None:
    settings = Settings(
        embedding_model="trigrams:64", language_model="first-sentence", store=f"replica:{tmp_path}/copy"
    )
    assert open_embedder(settings).dimension == 64
    assert open_language_model(settings).name == "first-sentence"
    assert store_of(settings, tmp_path).name == f"replica:{tmp_path}/copy"
    assert reader_of("srt").__name__ == "read"


def test_objects_are_taken_as_they_are(extras: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(from assistant import Assistant\n.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "talk.srt").write_text(WORDS, "utf-8")
    there: dict[str, Assistant] = {}
    exec(code, there)
    with there["assistant"] as assistant:
        assert assistant.ask("How fast did cloud revenue rise?").model == "first-sentence"
        with assistant.library.reading() as (reader, _):
            assert reader.recipe.embedder == "trigrams-512"
    replica = store_of(Settings(store=f"replica:{tmp_path}/copy"), tmp_path / "index")
    with Assistant.open(embedder=HashingEmbedder(), store=replica, index=tmp_path / "other") as assistant:
        assert replica.published() is not None
        assert [document.name for document in assistant.library.documents()] == ["talk.srt"]


class TestReplica(StoreSuite):
    @pytest.fixture(autouse=True)
    def _extras(self, extras: Packages) -> None:
        """It has to be installed."""

    def open(self, place: Path, index: Path) -> Store:
        return store_of(Settings(store=f"replica:{place}"), index)
