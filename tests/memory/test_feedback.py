from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Citation, Claim, Library, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.errors import FeedbackError
from assistant.evaluation.datasets import read_questions
from assistant.memory.feedback import evaluation_set, write_evaluation_set
from assistant.memory.feedback_book import FeedbackBook

CITED = Citation(1, "a.md", None, ("Report",), 0, 20, "Cloud grew by 26%.")


def answered(question: str = "How fast?", *, abstained: bool = False, asked_as: str = "") -> Answer:
    claims = () if abstained else (Claim("It grew by 26 percent.", "supported", (1,)),)
    text = "The documents don't say." if abstained else "It grew by 26 percent. [1]"
    return Answer(question, text, abstained, 0.9, claims, () if abstained else (CITED,), {}, "m", 7, asked_as)


@pytest.fixture
def book(where: Path | str) -> Iterator[FeedbackBook]:
    with closing(FeedbackBook(where)) as book:
        yield book


def test_before_the_first_there_is_none_and_no_file(book: FeedbackBook, tmp_path: Path) -> None:
    assert book.all() == ()
    assert list(tmp_path.iterdir()) == []


def test_feedback_is_kept_with_the_whole_answer(book: FeedbackBook, where: Path | str) -> None:
    given = book.add(answered("And ¥?", asked_as="How fast in ¥?"), "down", "wrong année\x00")
    with closing(FeedbackBook(where)) as another:
        (kept,) = another.all()
    assert kept == given
    assert (kept.id, kept.rating) == (1, "down")
    assert kept.comment == "wrong année" + ("\x00" if isinstance(where, Path) else "\N{SYMBOL FOR NULL}")
    assert (kept.question, kept.asked_as, kept.index_generation) == ("And ¥?", "How fast in ¥?", 7)
    assert kept.answer == json.loads(json.dumps(answered("And ¥?", asked_as="How fast in ¥?").to_dict()))
    assert kept.given_at.endswith("+00:00")


def test_a_file_of_an_earlier_version_is_read_and_added_to(tmp_path: Path) -> None:
    file = tmp_path / "feedback.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TABLE feedback (id INTEGER PRIMARY KEY AUTOINCREMENT, given_at TEXT NOT NULL,"
            " rating TEXT NOT NULL CHECK (rating IN ('up', 'down')), comment TEXT NOT NULL, question TEXT NOT NULL,"
            " asked_as TEXT NOT NULL, answer TEXT NOT NULL, index_generation INTEGER NOT NULL)"
        )
        row = ("2026-01-02T03:04:05+00:00", "up", "", "How fast?", "", json.dumps(answered().to_dict()), 7)
        connection.execute(
            "INSERT INTO feedback (given_at, rating, comment, question, asked_as, answer, index_generation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
    book = FeedbackBook(file)
    book.add(answered("And then?"), "down")
    assert [(each.id, each.question, each.rating) for each in book.all()] == [
        (1, "How fast?", "up"),
        (2, "And then?", "down"),
    ]


@pytest.mark.parametrize(("rating", "comment"), [("sideways", ""), ("", ""), ("up", "x" * 4001)])
def test_what_is_no_feedback_is_refused_and_not_kept(book: FeedbackBook, rating: str, comment: str) -> None:
    with pytest.raises(FeedbackError):
        book.add(answered(), rating, comment)  # type: ignore[arg-type]  # wrong on purpose
    assert book.all() == ()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "feedback.db"
    file.write_text("not a database" * 100)
    with pytest.raises(FeedbackError, match="move that file away"):
        FeedbackBook(file).all()


def test_feedback_outlives_a_rebuild_of_the_index(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("Cloud grew by 26%.")
    assistant = Assistant(
        Library(tmp_path / "corpus", tmp_path / "index", Settings(), HashingEmbedder()), ScriptedModel("")
    )
    assistant.library.refresh()
    given = assistant.rate(answered(), "up")
    assistant.library.rebuild()
    (tmp_path / "corpus" / "a.md").write_text("Cloud grew by 27%.")
    assistant.library.refresh()
    assert assistant.feedback() == (given,)


def test_the_evaluation_set_is_what_the_evaluation_reads(book: FeedbackBook, tmp_path: Path) -> None:
    book.add(answered("How fast?"), "up")
    book.add(answered("Which fine?", abstained=True), "up")
    book.add(answered("And then?", asked_as="How fast did it grow then?"), "up")
    assert write_evaluation_set(book.all(), tmp_path / "questions.jsonl") == 3
    right, refused, follow_up = read_questions(tmp_path / "questions.jsonl")
    assert (right.text, right.answerable, right.document, right.evidence) == ("How fast?", True, "a.md", CITED.quote)
    assert right.is_answered_by("It grew by 26 percent. [1]")
    assert right.is_answered_by('"Cloud grew by 26%." [1]')
    assert not right.is_answered_by("It grew by 27 percent.")
    assert not refused.answerable
    assert follow_up.text == "How fast did it grow then?"


def test_a_thumb_down_takes_a_question_out_and_the_latest_word_counts(book: FeedbackBook) -> None:
    book.add(answered("First?"), "up")
    book.add(answered("First?"), "down")
    book.add(answered("Second?"), "down")
    book.add(answered("Second?"), "up")
    assert [line["question"] for line in evaluation_set(book.all())] == ["Second?"]


def test_an_evaluation_set_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="cannot be written"):
        write_evaluation_set((), tmp_path / "nowhere" / "questions.jsonl")
