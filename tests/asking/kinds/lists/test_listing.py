import pytest

from assistant.types import Answer
from tests.asking.kinds.conftest import DOCUMENTS, Make


def texts(answer: Answer) -> list[str]:
    return [claim.text for claim in answer.claims]


def test_a_list_is_told_whole_in_its_order_with_a_citation_each(make: Make) -> None:
    answer = make(kind="list").ask("What must members bring?")
    assert answer.kind == "list"
    assert texts(answer) == ["a pair of gloves", "a watering can", "a key to the gate. Lost keys cost £12."]
    assert [claim.citations for claim in answer.claims] == [(1,), (2,), (3, 4)]
    assert answer.certificate.startswith("3 of 3 items of this list; 2 documents and ")


def test_a_numbered_list_is_numbered(make: Make) -> None:
    answer = make(kind="list").ask("What are the steps to join the library?")
    assert answer.form == "numbers"
    assert answer.text.splitlines()[2] == "3. “Pay the deposit.” [3]"


def test_a_list_is_found_in_documents_that_have_many(make: Make) -> None:
    many = {f"note{number}.md": f"# Note {number}\n\n- a pen\n- a pin {number}\n" for number in range(30)}
    answer = make(DOCUMENTS | many, kind="list").ask("List what members must bring.")
    assert texts(answer)[0] == "a pair of gloves"


def test_items_are_counted_where_their_title_says_what_is_counted(make: Make) -> None:
    bot = make(kind="count")
    assert bot.ask("How many steps are there to join the library?").opening == "3:"
    assert bot.ask("How many members joined in May?").opening == ""


def test_the_rows_of_a_table_are_told_in_words_without_the_total(make: Make) -> None:
    answer = make(kind="list").ask("List all fees.")
    assert texts(answer) == [
        "Small plot: £1.5 thousand in 2023; £1.2 thousand in 2022.",
        "Large plot: £2.5 thousand in 2023; £2.1 thousand in 2022.",
    ]


def test_a_table_that_is_wished_for_has_its_columns(make: Make) -> None:
    answer = make(kind="list").ask("Show all fees in a table.")
    assert answer.columns == ("Plot", "2023", "2022")
    assert answer.text.splitlines()[2] == "| Small plot [1] | £1.5 thousand | £1.2 thousand |"


def test_the_answer_before_is_put_in_a_table(make: Make) -> None:
    answer = make(kind="list").ask("Put that in a table, please.", history=["What are the fees?"])
    assert answer.form == "table"
    assert answer.columns[0] == "Plot"


@pytest.mark.parametrize(
    "question", ["Which branches do the garden rules name in Norway?", "Which lifts do the garden rules have?"]
)
def test_a_list_is_not_what_is_asked_for_because_its_document_is_named(make: Make, question: str) -> None:
    assert "gloves" not in make(kind="list").ask(question).text


def test_a_list_is_not_what_is_asked_for_because_its_document_is_named_in_german(make: Make) -> None:
    house = "# Hausordnung Lindenhof\n\n## Ansprechpartner\n\n- Frau Brandt\n- Herr Yilmaz\n- Frau Oster\n"
    bot = make({"haus.md": house}, kind="list")
    assert len(bot.ask("Wer ist Ansprechpartner im Lindenhof?").claims) == 3
    assert "Brandt" not in bot.ask("Welche Fahrstühle gibt es im Lindenhof?").text


def test_a_sentence_that_answers_by_naming_several_is_told_as_a_list_or_a_number(make: Make) -> None:
    minutes = {"minutes.md": "# Minutes of the board\n\nPresent: Ada Berg, Tom Lind, Ravi Rao.\n\nThe roof is wet."}
    said = "Present: Ada Berg, Tom Lind, Ravi Rao."
    answer = make(minutes, kind="count", reply=said).ask("How many people were at the meeting of the board?")
    assert answer.opening == "3:"
    assert texts(answer) == ["Ada Berg", "Tom Lind", "Ravi Rao"]
