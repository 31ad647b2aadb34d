import pytest

from assistant.asking.kinds.wishes import asks_for_the_rest
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
    assert bot.ask("How many steps are there to join the library?").opening == "3 steps:"
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
    assert answer.opening == "There are 3:"
    assert texts(answer) == ["Ada Berg", "Tom Lind", "Ravi Rao"]


RATES = "# Guest house\n\n## Rooms\n\n- Attic room, 40 euros a night\n- Garden room, 55 euros a night\n"
MINUTES = "# Minutes of 4 May 2031\n\n## Actions agreed\n\n- Ida paints the shed\n- Ben orders gravel\n"


@pytest.mark.parametrize(
    ("documents", "question", "count"),
    [
        ({"a.md": RATES}, "Which rooms are there and what do they cost?", 2),
        ({"a.md": MINUTES}, "Which actions were agreed and who does each?", 2),
        (DOCUMENTS, "What are the fees for plots and how much were they in 2022?", 2),
    ],
)
def test_a_list_answers_two_parts_if_each_of_its_items_does(
    make: Make, documents: dict[str, str], question: str, count: int
) -> None:
    answer = make(documents, kind="list").ask(question)
    assert len(answer.claims) == count
    assert answer.open_parts == ()
    assert answer.certificate.startswith(f"{count} of {count}")


@pytest.mark.parametrize(
    "question",
    [
        "What must members bring and who pays for it?",
        "What must members bring and when was the canal of the society dug?",
        "What are the steps to join the library and how many are there in Bergen?",
    ],
)
def test_a_list_does_not_answer_a_part_that_its_items_do_not(make: Make, question: str) -> None:
    assert "items of this list" not in make(kind="list").ask(question).certificate


PEOPLE = "# Members\n\n## Members of the club\n\n" + "".join(f"- Member {number}\n" for number in range(1, 451))


def test_the_rest_of_a_long_list_is_told_in_pages(make: Make) -> None:
    bot, asked = make({"a.md": PEOPLE}, kind="list"), "List the members of the club."
    first = bot.ask(asked)
    assert first.certificate.startswith("items 1 to 200 of 450; ")
    assert first.claims[-1].text == "and 250 more: ask for the rest"
    second = bot.ask("Show me the rest", history=[asked])
    assert second.certificate.startswith("items 201 to 400 of 450; ")
    assert texts(second)[0] == "Member 201"
    assert second.asked_as == asked
    third = bot.ask("More", history=[asked, "Show me the rest"])
    assert texts(third)[-1] == "Member 450"
    assert third.certificate.startswith("items 401 to 450 of 450; ")
    after = bot.ask("Next page, please", history=[asked, "Show me the rest", "More"])
    assert texts(after) == ["That was all: 450 items."]


@pytest.mark.parametrize(
    "asked", ["The rest, please.", "Zeig mir den Rest", "Montrez-moi la suite", "Muéstrame el resto", "显示其余的"]
)
def test_the_rest_is_asked_for_in_each_language(asked: str) -> None:
    assert asks_for_the_rest(asked)


@pytest.mark.parametrize(
    "asked", ["What about the rest of the year?", "More rooms than beds?", "Tell me more about it"]
)
def test_a_question_of_its_own_is_not_for_the_rest(asked: str) -> None:
    assert not asks_for_the_rest(asked)


def test_the_rest_of_what_was_no_list_is_a_question_like_any_other(make: Make) -> None:
    answer = make(kind="lookup").ask("Show me the rest", history=["When is watering allowed?"])
    assert "items" not in answer.certificate


def test_the_rows_of_a_table_with_codes_are_listed_by_their_names(make: Make) -> None:
    plants = "| code | plant |\n|---|---|\n| B-01 | Pear |\n| B-02 | Quince |\n| B-03 | Bay |"
    answer = make({"nursery.md": f"# Nursery\n\n{plants}\n"}, kind="list").ask("Which plants are in the nursery?")
    assert texts(answer) == ["Pear", "Quince", "Bay"]


SHED = """# Tools in the shed

| Tool | Sharp |
|---|---|
| Axe | yes |
| Hoe | no |
| Saw | yes |
"""


@pytest.mark.parametrize("question", ["Which tools in the shed are not there?", "Which tools in the shed are sharp?"])
def test_a_table_is_not_told_whole_where_some_of_its_rows_are_asked_for(make: Make, question: str) -> None:
    bot = make({"shed.md": SHED}, kind="list", reply="none")
    assert len(bot.ask("Which tools are in the shed?").claims) == 3
    assert len(bot.ask(question).claims) < 3
