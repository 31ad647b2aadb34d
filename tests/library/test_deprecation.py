"""What was written before still works, and says what to write now; once, and in the caller's line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from assistant import Assistant, Library, Scope, Settings
from assistant.api.client import MOVED as MOVED_REMOTELY
from assistant.api.client import RemoteAssistant
from assistant.asking.assistant import MOVED
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import QuestionError
from assistant.library.deprecation import GONE_IN

QUESTION = "How much did cloud revenue rise?"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Any]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "report.md").write_text("# Report\n\nCloud revenue rose 26% last year.\n", encoding="utf-8")
    library = Library(corpus, tmp_path / "index", Settings(), HashingEmbedder())
    library.refresh()
    with Assistant(library, ScriptedModel("Cloud revenue rose 26%.")) as made:
        yield made


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (lambda bot: bot.search(QUESTION, 3, kind="md"), lambda bot: bot.search(QUESTION, 3, scope=Scope(kind="md"))),
        (
            lambda bot: bot.evidence(QUESTION, documents=["report.md"], after=""),
            lambda bot: bot.evidence(QUESTION, scope=Scope(documents=["report.md"])),
        ),
        (
            lambda bot: bot.ask(QUESTION, facets=["figures"]).text,
            lambda bot: bot.ask(QUESTION, scope=Scope(facets=["figures"])).text,
        ),
        (
            lambda bot: [answer.text for answer in bot.stream(QUESTION, after="2020")],
            lambda bot: [answer.text for answer in bot.stream(QUESTION, scope=Scope(after="2020"))],
        ),
        (
            lambda bot: bot.brief(documents=["report.md"]).sections,
            lambda bot: bot.brief(scope=Scope(documents=["report.md"])).sections,
        ),
        (lambda bot: bot.library.figures(kind="md"), lambda bot: bot.library.figures(scope=Scope(kind="md"))),
    ],
)
def test_keywords_become_a_scope(bot: Any, before: Callable[[Any], object], now: Callable[[Any], object]) -> None:
    with pytest.warns(DeprecationWarning, match=rf"gone in version {GONE_IN}\. Write `\w+\(scope=Scope\(") as warned:
        answered = before(bot)
    assert [warning.filename for warning in warned] == [__file__]
    assert answered == now(bot)


def test_keywords_beside_a_scope_are_refused(bot: Any) -> None:
    with pytest.raises(TypeError, match="Put all into it"):
        bot.search(QUESTION, scope=Scope(kind="md"), after="2024")


def test_a_wrong_keyword_is_told_as_ever(bot: Any) -> None:
    with pytest.warns(DeprecationWarning, match="after"), pytest.raises(QuestionError, match="not a date"):
        bot.search(QUESTION, after="soon")
    with pytest.raises(TypeError, match="colour"):
        bot.search(QUESTION, colour="red")


@pytest.mark.parametrize("name", sorted(MOVED))
def test_what_moved_is_found_where_it_was(bot: Any, name: str) -> None:
    with pytest.warns(DeprecationWarning, match=rf"Write `Assistant\.{MOVED[name]}`") as warned:
        found = getattr(bot, name)
    assert [warning.filename for warning in warned] == [__file__]
    where, now = MOVED[name].split(".")
    assert found == getattr(getattr(bot, where), now)


def test_what_moved_on_a_server_is_found_where_it_was() -> None:
    with RemoteAssistant("http://127.0.0.1:9") as remote:
        for name in MOVED_REMOTELY:
            with pytest.warns(DeprecationWarning, match=rf"Write `RemoteAssistant\.library\.{name}`"):
                assert getattr(remote, name) == getattr(remote.library, name)


def test_what_was_never_there_is_not_there(bot: Any) -> None:
    with pytest.raises(AttributeError, match="no attribute 'documentz'"):
        _ = bot.documentz


def test_an_assistant_is_still_put_together_from_folders(bot: Any) -> None:
    library, make = bot.library, cast(Any, Assistant)
    parts: tuple[Any, ...] = (library.corpus, library.index, library.settings, library.embedder)
    with pytest.warns(DeprecationWarning, match="Assistant\\(Library\\(") as warned:
        whole = make(*parts, bot.model)
    assert [warning.filename for warning in warned] == [__file__]
    assert whole.search(QUESTION) == bot.search(QUESTION)
    whole.close()
