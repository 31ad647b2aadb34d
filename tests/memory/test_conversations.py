import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import ConversationError
from assistant.memory.conversations import LONGEST_TITLE, ConversationBook
from assistant.types import Answer
from tests.exporting.test_markdown import ANSWER


@pytest.fixture
def book(where: Path | str) -> Iterator[ConversationBook]:
    with closing(ConversationBook(where)) as book:
        yield book


@pytest.fixture
def another(where: Path | str) -> Iterator[ConversationBook]:
    """The same conversations, as another process sees them."""
    with closing(ConversationBook(where)) as book:
        yield book


def test_before_the_first_there_is_none_and_no_file(book: ConversationBook, tmp_path: Path) -> None:
    assert book.all("me") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_conversation_comes_back_as_it_was(book: ConversationBook, another: ConversationBook) -> None:
    answers = (ANSWER, replace(ANSWER, question="再び ¿?\0\ud800", asked_as="How?"))
    id_ = book.keep("me", answers)
    kept = another.read("me", id_)
    assert kept.answers == answers
    assert kept.title == "How fast?"


def test_what_one_server_keeps_another_sees_changes_and_deletes(
    book: ConversationBook, another: ConversationBook
) -> None:
    id_ = book.keep("me", [ANSWER])
    assert [each.id for each in another.all("me")] == [id_]
    assert another.keep("me", [ANSWER, ANSWER], id_) == id_
    assert len(book.read("me", id_).answers) == 2
    another.delete("me", id_)
    assert book.all("me") == ()


def test_a_conversation_that_goes_on_is_kept_in_its_place_and_comes_first(book: ConversationBook) -> None:
    first = book.keep("me", [ANSWER])
    second = book.keep("me", [replace(ANSWER, question="y " * 100)])
    assert [each.id for each in book.all("me")] == [second, first]
    assert len(book.all("me")[0].title) <= LONGEST_TITLE
    assert book.keep("me", [ANSWER, ANSWER], first) == first
    assert [each.id for each in book.all("me")] == [first, second]
    assert len(book.read("me", first).answers) == 2


def test_nobody_sees_changes_or_deletes_what_another_keeps(book: ConversationBook) -> None:
    mine = book.keep("me", [ANSWER])
    assert book.all("you") == ()
    with pytest.raises(ConversationError, match="no longer exists"):
        book.read("you", mine)
    assert book.keep("you", [ANSWER, ANSWER], mine) != mine
    book.delete("you", mine)
    assert len(book.read("me", mine).answers) == 1


def test_what_is_deleted_is_gone(book: ConversationBook) -> None:
    id_ = book.keep("me", [ANSWER])
    book.delete("me", id_)
    book.delete("me", id_)
    assert book.all("me") == ()
    with pytest.raises(ConversationError):
        book.read("me", id_)


def test_nothing_is_not_kept(book: ConversationBook) -> None:
    with pytest.raises(ConversationError, match="Ask something"):
        book.keep("me", [])


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    file.write_text("no database" * 100)
    book = ConversationBook(file)
    with pytest.raises(ConversationError, match="move that file away"):
        book.keep("me", [ANSWER])
    with pytest.raises(ConversationError, match="move that file away"):
        book.all("me")


def test_several_servers_and_threads_keep_at_once(where: Path | str) -> None:
    """Each makes the tables as well, where they are not there yet."""
    books = [ConversationBook(where) for _ in range(4)]
    threads = [threading.Thread(target=book.keep, args=("me", [ANSWER])) for book in books * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(books[0].all("me")) == 8
    for book in books:
        book.close()


def test_a_file_of_an_earlier_version_is_read_and_gone_on_with(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,"
            " changed_at TEXT NOT NULL, answers TEXT NOT NULL) WITHOUT ROWID;"
            "CREATE INDEX conversations_of_owner ON conversations (owner, changed_at);"
        )
        row = ("a1", "me", "How fast?", "2026-01-02T03:04:05.678+00:00", json.dumps([ANSWER.to_dict()]))
        connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", row)
    book = ConversationBook(file)
    assert book.read("me", "a1").answers == (ANSWER,)
    assert book.keep("me", [ANSWER, ANSWER], "a1") == "a1"
    assert len(book.read("me", "a1").answers) == 2


def test_an_answer_comes_back_from_its_dictionary_and_from_json() -> None:
    assert Answer.from_dict(ANSWER.to_dict()) == ANSWER
    assert Answer.from_dict(json.loads(json.dumps(ANSWER.to_dict()))) == ANSWER
