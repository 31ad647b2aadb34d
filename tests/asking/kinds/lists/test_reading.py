from tests.asking.kinds.conftest import Make

MINUTES = """# Minutes of the chess club, 4 May 2022

In attendance: Ada Berg (chair), Tom Lind, Ravi Rao, Eve Holm.
Excused: Jan Oster.

## Rooms

The hall is too cold. Resolution: the club moves to the school.

Task: Tom Lind asks for the keys by 10 May.

## Fees

**Resolution:** the fee rises to EUR 30. It is due in June.

Task: Eve Holm writes to the members.
"""
OLD, NEW = (
    f"# Ferry report {year}\n\nThe ferry served the coast.\n\n## Routes\n\n- North {year}\n- South {year}\n"
    for year in (2020, 2021)
)


def test_all_that_has_the_same_label_is_a_list_across_sections(make: Make) -> None:
    bot = make({"minutes.md": MINUTES}, kind="list", relevance={"Resolution": 6.0})
    answer = bot.ask("What did the chess club decide?")
    assert [claim.text for claim in answer.claims] == [
        "Resolution: the club moves to the school.",
        "Resolution: the fee rises to EUR 30. It is due in June.",
    ]
    assert answer.certificate.startswith("2 of 2 entries with this label")


def test_a_sentence_that_names_several_is_a_list_where_it_reads_as_the_answer(make: Make) -> None:
    bot = make({"minutes.md": MINUTES}, kind="list", relevance={"In attendance": 7.0})
    answer = bot.ask("Which people came along to the chess club?")
    assert [claim.text for claim in answer.claims] == ["Ada Berg (chair)", "Tom Lind", "Ravi Rao", "Eve Holm"]


def test_those_whom_a_sentence_names_are_counted(make: Make) -> None:
    bot = make({"minutes.md": MINUTES}, kind="count", relevance={"In attendance": 7.0})
    assert bot.ask("How many people came along to the chess club?").opening == "There are 4:"


def test_nothing_is_listed_that_reads_far_worse_than_a_section(make: Make) -> None:
    bot = make({"minutes.md": MINUTES}, kind="list", relevance={"Rooms": 7.0, "Task": 3.0})
    assert bot.ask("Which tasks make the hall too cold?").form == "sentences"


def test_the_newest_version_is_listed_unless_a_year_is_asked_for(make: Make) -> None:
    bot = make({"ferry-2020.md": OLD, "ferry-2021.md": NEW}, kind="list", relevance={"Routes": 6.0})
    assert [claim.text for claim in bot.ask("Which routes does the ferry have?").claims] == ["North 2021", "South 2021"]
    assert bot.ask("Which routes did the ferry have in 2020?").claims[0].text == "North 2020"
