from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.default import DefaultDialect

from assistant import Assistant, Library, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import ConversationError, FeedbackError, SettingsError
from assistant.memory.conversations import ConversationBook
from assistant.memory.feedback_book import FeedbackBook
from tests.exporting.test_markdown import ANSWER

if TYPE_CHECKING:
    from tests.postgresql import PostgreSQL

SECRET = "s3cret"


@pytest.fixture
def url(postgresql: PostgreSQL) -> str:
    return postgresql.new_database()


@pytest.fixture
def feedback(url: str) -> Iterator[FeedbackBook]:
    with closing(FeedbackBook(url)) as book:
        yield book


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long as a machine that is busy may need to start a PostgreSQL."""
    monkeypatch.setattr("assistant.memory.database.PATIENCE_S", 300.0)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"mysql://me:{SECRET}@127.0.0.1/name",
        f"postgres://me:{SECRET}@127.0.0.1/name",
        f"postgresql+asyncpg:/me:{SECRET}@127.0.0.1/name",
        f"postgresql+psycopg://me:{SECRET}@/x@127.0.0.1:port/name",
        f"postgresql+psycopg://me:half@{SECRET}@127.0.0.1/name",
        f"postgresql+psycopg://me:{SECRET}@127.0.0.1",
        "sqlite:///file.db",
    ],
)
def test_a_url_that_cannot_be_used_says_how_to_write_it_and_keeps_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"ASSISTANT_DATABASE_URL.*postgresql\+psycopg://") as caught:
        FeedbackBook(url)
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'grounded-assistant\[postgresql\]'"):
        FeedbackBook("postgresql+psycopg://me@127.0.0.1/name")


def test_a_question_does_not_load_what_keeps_conversations() -> None:
    code = "import sys, assistant.asking.assistant, assistant.cli.app; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_setting_does_not_show_the_password() -> None:
    assert SECRET not in repr(Settings(database_url=f"postgresql+psycopg://me:{SECRET}@127.0.0.1/name"))


def test_a_database_that_is_away_is_a_clear_error_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setattr("assistant.memory.database.PATIENCE_S", 0.5)
    book = ConversationBook(f"postgresql+psycopg://me:{SECRET}@127.0.0.1:9/name?password={SECRET}")
    with pytest.raises(ConversationError, match=r"://me:\*\*\*@127\.0\.0\.1:9/name.*ASSISTANT_DATABASE_URL") as caught:
        book.keep("me", [ANSWER])
    assert SECRET not in str(caught.value)


def test_a_wrong_password_is_a_clear_error(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.memory.database.PATIENCE_S", 0.5)
    at = url.rpartition("@")[2]
    with pytest.raises(FeedbackError, match="password authentication failed") as caught:
        FeedbackBook(f"postgresql://assistant:{SECRET}@{at}").all()
    assert SECRET not in str(caught.value)


def test_what_the_database_says_of_a_row_is_not_repeated(feedback: FeedbackBook) -> None:
    """It quotes the row, and that is what people wrote; errors are written to the log."""
    feedback.all()
    with pytest.raises(FeedbackError) as caught:
        feedback._database.run(
            lambda connection: connection.execute(
                text("INSERT INTO feedback VALUES (1, '', 'up', :comment, '', '', '{}', NULL)"), {"comment": SECRET}
            )
        )
    assert "index_generation" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_connection_that_is_lost_before_the_commit_is_no_loss(feedback: FeedbackBook, patient: None) -> None:
    commits = []

    def lose_the_first(connection: Connection) -> None:
        commits.append(1)
        if len(commits) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    event.listen(feedback._database._engine, "commit", lose_the_first)
    given = feedback.add(ANSWER, "up")
    assert len(commits) == 2
    assert feedback.all() == (given,)


@pytest.mark.parametrize("what", ["feedback", "conversation"])
def test_a_commit_whose_news_is_lost_is_not_done_twice(
    what: str, url: str, monkeypatch: pytest.MonkeyPatch, patient: None
) -> None:
    import psycopg

    commits = []
    really = DefaultDialect.do_commit

    def lose_the_news(self: DefaultDialect, connection: object) -> None:
        really(self, connection)  # type: ignore[no-untyped-call]  # it has no annotations
        commits.append(1)
        if len(commits) == 1:
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    with closing(FeedbackBook(url)) as feedback, closing(ConversationBook(url)) as conversations:
        feedback.all()
        conversations.all("me")
        monkeypatch.setattr(DefaultDialect, "do_commit", lose_the_news)
        if what == "feedback":
            given = feedback.add(ANSWER, "up")
            assert feedback.all() == (given,)
        else:
            id_ = conversations.keep("me", [ANSWER])
            assert [each.id for each in conversations.all("me")] == [id_]
    assert len(commits) > 2


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_nothing_is_lost_and_nothing_is_kept_twice_while_postgresql_is_restarted(
    how: str, url: str, postgresql: PostgreSQL, patient: None
) -> None:
    begun, stop = threading.Semaphore(0), threading.Event()
    kept: list[str] = []
    failures: list[Exception] = []

    def write(number: int) -> None:
        with closing(FeedbackBook(url)) as feedback, closing(ConversationBook(url)) as conversations:
            done = 0
            while not stop.is_set():
                comment = f"{number}-{done}"
                try:
                    feedback.add(ANSWER, "up", comment)
                    conversations.keep(f"reader-{number}", [ANSWER])
                except Exception as error:
                    failures.append(error)
                    return
                kept.append(comment)
                done += 1
                begun.release()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        assert begun.acquire(timeout=300)
    postgresql.restart(how)
    before = len(kept)
    while len(kept) < before + 6 and not failures:
        assert begun.acquire(timeout=300)
    stop.set()
    for thread in threads:
        thread.join(300)
    assert failures == []
    with closing(FeedbackBook(url)) as feedback, closing(ConversationBook(url)) as conversations:
        assert sorted(each.comment for each in feedback.all()) == sorted(kept)
        assert sum(len(conversations.all(f"reader-{number}")) for number in range(3)) == len(kept)


def test_connections_that_a_restart_cut_are_replaced(
    feedback: FeedbackBook, postgresql: PostgreSQL, patient: None
) -> None:
    given = feedback.add(ANSWER, "up")
    postgresql.restart()
    assert feedback.all() == (given,)


def test_two_assistants_share_feedback_and_conversations(url: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("Cloud grew by 26%.")
    settings = Settings(database_url=url)
    model = ScriptedModel("")
    with (
        Assistant(Library(corpus, tmp_path / "one", settings, HashingEmbedder()), model) as one,
        Assistant(Library(corpus, tmp_path / "other", settings, HashingEmbedder()), model) as other,
    ):
        given = one.rate(ANSWER, "up")
        id_ = one.memory.conversations.keep("me", [ANSWER])
        assert other.feedback() == (given,)
        assert other.memory.conversations.read("me", id_).answers == (ANSWER,)
    assert not (tmp_path / "one").exists()
