import re

import pytest

from assistant.asking.kinds.classifying import Guess
from assistant.types import AnswerCell
from tests.asking.kinds.conftest import Make
from tests.asking.kinds.test_versions import NEW, OLD, POLICIES

ADDED = "\n## Lights\n\nEvery bicycle needs a lamp.\n"


def test_what_changed_is_told_side_by_side_and_each_cell_is_cited(make: Make) -> None:
    answer = make(POLICIES, kind="change").ask("What changed in the bicycle policy?")
    assert answer.columns == ("", "Bicycle policy (2020-05-04)", "Bicycle policy (2024-06-08)")
    rows = {claim.cells[1].text: claim.cells[2].text for claim in answer.claims}
    assert rows["A lock costs £5."] == "A lock costs £8."
    assert rows["Bicycles are kept in the yard."] == "Bicycles are kept in the cellar."
    quotes = {citation.number: citation.quote for citation in answer.citations}
    cells = [cell for claim in answer.claims for cell in claim.cells[1:] if cell.text]
    assert all(quotes[cell.citations[0]] == cell.text for cell in cells)


def test_what_was_added_has_an_empty_cell_beside_it(make: Make) -> None:
    answer = make(POLICIES | {"policy-2.md": NEW + ADDED}, kind="change").ask("What is new in the bicycle policy?")
    (lamp,) = [claim for claim in answer.claims if claim.cells[0].text == "Lights"]
    assert lamp.cells[1] == AnswerCell("")
    assert "| – |" in answer.text


def test_only_the_section_that_is_asked_for_is_compared(make: Make) -> None:
    documents = {"policy-1.md": OLD + ADDED.replace("a lamp", "two lamps"), "policy-2.md": NEW + ADDED}
    answer = make(documents, kind="change").ask("How have the rules for lights changed?")
    assert [claim.cells[0].text for claim in answer.claims] == ["Lights"]


def test_words_for_the_earlier_version_are_no_subject(make: Make) -> None:
    answer = make(POLICIES, kind="change").ask("What differs in the new bicycle policy from the old one?")
    assert "A lock costs £8." in {claim.cells[2].text for claim in answer.claims}


def test_words_of_the_newest_version_say_whose_changes_are_meant(make: Make) -> None:
    owner = "\n## Owner\n\nThis is a rule of Harrow Court, agreed with all tenants of Harrow Court.\n"
    documents = {"policy-1.md": OLD + owner, "policy-2.md": NEW + owner}
    answer = make(documents, kind="change").ask("How has the lock at Harrow Court Tenants changed?")
    assert [claim.cells[2].text for claim in answer.claims] == ["A lock costs £8."]


def test_a_question_that_may_ask_for_changes_is_answered_by_them_if_it_has_their_words(make: Make) -> None:
    bot = make(POLICIES, kind="lookup")
    bot._kinds.guess = lambda question: Guess("change", 0.1)  # type: ignore[method-assign]  # a guess that it is not sure of
    assert bot.ask("How about the bicycle policy and its lock?").form == "table"
    assert bot.ask("How about the moon and its garden?").form == "sentences"


def test_documents_that_are_no_versions_of_each_other_are_looked_up(make: Make) -> None:
    assert make(kind="change").ask("What changed in the garden rules?").form == "sentences"


def test_nothing_changed_is_no_table(make: Make) -> None:
    documents = {"policy-1.md": OLD, "policy-2.md": OLD.replace("Version 1 of 4 May 2020", "Version 2 of 8 June 2024")}
    answer = make(documents, kind="change").ask("What changed in the storage of bicycles?")
    assert "yard" not in " ".join(cell.text for claim in answer.claims for cell in claim.cells)


def test_the_date_of_a_version_is_no_change(make: Make) -> None:
    answer = make(POLICIES, kind="change").ask("What changed in the bicycle policy?")
    told = " ".join(cell.text for claim in answer.claims for cell in claim.cells)
    assert "4 May 2020" not in told
    assert "8 June 2024" not in told
    assert "A lock costs £8." in told


def test_a_date_that_says_more_than_when_the_document_was_made_is_a_change(make: Make) -> None:
    fair = "\n## Fair\n\nThe fair opens on 3 May 2020.\n"
    documents = {"policy-1.md": OLD + fair, "policy-2.md": NEW + fair.replace("3 May 2020", "9 May 2024")}
    answer = make(documents, kind="change").ask("What changed in the bicycle policy?")
    assert "The fair opens on 9 May 2024." in [claim.cells[2].text for claim in answer.claims]


LIMITS = (
    "# Travel rules\n\nVersion {} of {}.\n\nThe limit for a hotel is {} euros a night.\n\n"
    "The limit for meals is {} euros a day.\n\nTickets are booked in the {} office.\n"
)
RULES = {
    "rules-1.md": LIMITS.format(1, "4 May 2020", 90, 30, "north"),
    "rules-2.md": LIMITS.format(2, "8 June 2024", 120, 36, "south"),
}


@pytest.mark.parametrize(
    "question", ["How have the hotel limits changed?", "How has the limit for a hotel in the travel rules changed?"]
)
def test_how_a_subject_has_changed_is_answered_by_its_changes_alone(make: Make, question: str) -> None:
    answer = make(RULES, kind="lookup").ask(question)
    assert [[cell.text for cell in claim.cells[1:]] for claim in answer.claims] == [
        ["The limit for a hotel is 90 euros a night.", "The limit for a hotel is 120 euros a night."]
    ]
    assert answer.certificate == "1 of 3 sentences that differ"


def test_two_subjects_are_answered_by_the_changes_of_both(make: Make) -> None:
    answer = make(RULES, kind="change").ask("What changed about hotels and meals?")
    assert len(answer.claims) == 2


def test_how_a_subject_has_changed_is_told_in_german(make: Make) -> None:
    text = (
        "# Reiseordnung\n\nFassung vom {}.\n\nDie Grenze für Hotels ist {} Euro.\n\nDie Grenze für Essen ist {} Euro.\n"
    )
    documents = {"a.md": text.format("4. Mai 2020", 90, 30), "b.md": text.format("8. Juni 2024", 120, 36)}
    answer = make(documents, kind="change").ask("Wie haben sich die Grenzen für Hotels geändert?")
    assert [claim.cells[2].text for claim in answer.claims] == ["Die Grenze für Hotels ist 120 Euro."]


def test_a_figure_of_several_years_has_changed_as_its_table_says(make: Make) -> None:
    text = "# Harbour report {}\n\n| | {} | {} |\n|---|---|---|\n| Revenue | {} | {} |\n| Costs | {} | {} |\n"
    documents = {
        "2021.md": text.format(2021, 2020, 2021, 410, 450, 300, 310),
        "2022.md": text.format(2022, 2021, 2022, 450, 480, 310, 330),
    }
    answer = make(documents, kind="lookup").ask("How has revenue in the harbour report changed?")
    assert answer.form != "table"


def test_whose_letter_it_is_does_not_choose_among_its_changes(make: Make) -> None:
    head = "# Rent letter\n\n{date}\n\nHolloway Lettings, Mill Lane.\n\n"
    letter = head + "The rent is £{rent}. Parking is £{bay} a month.{end}"
    of = {"rent": 850, "bay": 20, "date": "3 March 2023", "end": " Write to Holloway in Corn Street or Hill Street.\n"}
    now = {"rent": 905, "bay": 25, "date": "3 March 2024", "end": " Write to Holloway in Corn Street.\n"}
    bot = make({"letter-2023.md": letter.format(**of), "letter-2024.md": letter.format(**now)}, kind="change")
    answer = bot.ask("What is new in the letter from Holloway?")
    assert {"905", "25"} <= set(re.findall(r"\d+", answer.text))
