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
    bot._kinds.guess = lambda question: Guess("change", 0.1)  # type: ignore[method-assign]
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
