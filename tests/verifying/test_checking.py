import pytest

from assistant.types import Evidence
from assistant.verifying.checking import check_sentence
from assistant.verifying.proving import nearest_sentences
from tests.cut_texts import evidence_of

NOTES = """# Ferry notes

The Brenn ferry carried 4,200 people in May 2019. Ida Brun leads the ferry company. Fares rose by 4% last year.

The hall is not open on Mondays. Orla bought the Vik line from Vela.

| | 2024 | 2023 |
|---|---|---|
| Crew | 120 | 110 |
| Tugs | 7 | 6 |"""


def found(text: str) -> tuple[str, list[str], list[str]]:
    """Return the verdict on a sentence, its places that nothing supports, and the sentences cited."""
    near = nearest_sentences(text, evidence_of(NOTES))
    finding = check_sentence(text, near)
    cited: list[Evidence] = list(finding.cited)
    return finding.verdict, [text[a:b] for a, b in finding.unsupported], [item.sentence.text for item in cited]


@pytest.mark.parametrize(
    "text",
    [
        "The Brenn ferry carried 4,200 people in May 2019.",
        "Crew in 2024 was 120.",
        "Fares rose by 4 percent last year.",
    ],
)
def test_a_sentence_is_supported_that_one_of_the_documents_proves(text: str) -> None:
    verdict, loose, cited = found(text)
    assert (verdict, loose, len(cited)) == ("supported", [], 1)


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("The Brenn ferry carried 4,900 people in May 2019.", ["4,900"]),
        ("The Brenn ferry carried 4,200 people in June 2019.", ["June 2019"]),
        ("Orla bought the Orsa line from Vela.", ["Orsa"]),
        ("Fares fell by 4% last year.", ["Fares fell by 4% last year."]),
        ("The hall is open on Mondays.", ["The hall is open on Mondays."]),
        ("Crew in 2024 was 110.", ["110"]),
    ],
)
def test_a_sentence_is_contradicted_where_the_same_is_said_but_for_a_value(text: str, loose: list[str]) -> None:
    verdict, places, cited = found(text)
    assert (verdict, places, len(cited)) == ("contradicted", loose, 1)


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("The Brenn ferry carried happy people in May 2019.", ["happy"]),
        ("Bananas are healthy.", ["Bananas are healthy."]),
        ("Ada Brun leads the ferry company.", ["Ada"]),
        ("Crew of Orsa in 2024 was 120.", ["Orsa"]),
    ],
)
def test_what_nothing_proves_is_not_found_with_the_words_that_are_in_no_document(text: str, loose: list[str]) -> None:
    verdict, places, _ = found(text)
    assert (verdict, places) == ("not_found", loose)


PLANS = """# Outlook

## Targets

The ferry line wants to carry 9,000 people next year. Tugs number 7."""


def test_a_sentence_that_says_itself_that_it_is_a_wish_is_supported_under_a_heading_of_plans() -> None:
    def verdict(text: str) -> str:
        return check_sentence(text, nearest_sentences(text, evidence_of(PLANS))).verdict

    assert verdict("The ferry line wants to carry 9,000 people next year.") == "supported"
    assert verdict("Tugs number 7.") == "not_found"


def test_a_row_is_supported_by_the_same_row_and_contradicted_in_the_cell_that_differs() -> None:
    def finding(cell: str) -> tuple[str, list[str]]:
        table = f"| | 2024 | 2023 |\n|---|---|---|\n| Crew | {cell} | 110 |"
        (row,) = (item.sentence for item in evidence_of(table) if item.sentence.row and not item.sentence.row.is_header)
        near = nearest_sentences(row.text, evidence_of(NOTES))
        found = check_sentence(row.text, near, row.row)
        return found.verdict, [row.text[a:b] for a, b in found.unsupported]

    assert finding("120") == ("supported", [])
    assert finding("130") == ("contradicted", ["130"])
