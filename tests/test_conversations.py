import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversations import LONGEST_TITLE, ConversationBook
from assistant.errors import ConversationError
from assistant.types import Answer
from tests.exporting.test_markdown import ANSWER


@pytest.fixture
def book(tmp_path: Path) -> ConversationBook:
    return ConversationBook(tmp_path / "index" / "conversations.db")


def test_before_the_first_there_is_none_and_no_file(book: ConversationBook) -> None:
    assert book.all("me") == ()
    assert not book.file.exists()


def test_a_conversation_comes_back_as_it_was(book: ConversationBook) -> None:
    answers = (ANSWER, replace(ANSWER, question="再び ¿?", asked_as="How?"))
    id_ = book.keep("me", answers)
    kept = ConversationBook(book.file).read("me", id_)
    assert kept.answers == answers
    assert kept.title == "How fast?"


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
    with pytest.raises(ConversationError, match="not there any more"):
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


def test_a_file_that_is_no_database_is_a_clear_error(book: ConversationBook) -> None:
    book.file.parent.mkdir()
    book.file.write_text("no database" * 100)
    with pytest.raises(ConversationError, match="move that file away"):
        book.keep("me", [ANSWER])
    with pytest.raises(ConversationError, match="move that file away"):
        book.all("me")


def test_several_threads_keep_at_once(book: ConversationBook) -> None:
    threads = [threading.Thread(target=book.keep, args=("me", [ANSWER])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.all("me")) == 8


def test_an_answer_comes_back_from_its_dictionary_and_from_json() -> None:
    assert Answer.from_dict(ANSWER.to_dict()) == ANSWER
    assert Answer.from_dict(json.loads(json.dumps(ANSWER.to_dict()))) == ANSWER
