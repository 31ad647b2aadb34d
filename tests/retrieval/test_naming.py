from __future__ import annotations

from assistant.language.periods import find_periods
from assistant.retrieval.naming import Naming, agrees, named_documents, names_in, proper_names_in
from tests.retrieval.conftest import MakeAssistant

SAME = "\n\n## Results\n\nNet sales rose by {} percent and the gross margin stayed where it was.\n"
DOCUMENTS = {
    "SALTWORKS_2022_10K.md": "# Salt Works Inc. annual report 2022" + SAME.format(3),
    "SALTWORKS_2023_10K.md": "# Salt Works Inc. annual report 2023" + SAME.format(4),
    "SALTWORKS_2023Q2_10Q.md": "# Salt Works Inc. quarterly report" + SAME.format(5),
    "PEPPER_2023_10K.md": "# Pepper plc annual report 2023" + SAME.format(6),
}


def naming(indexed: MakeAssistant, question: str) -> tuple[Naming, list[str]]:
    assistant = indexed(DOCUMENTS)
    with assistant.library.reading() as (snapshot, _):
        found = named_documents(snapshot, names_in(question), find_periods(question))
        return found, [snapshot.described([row])[row][0] for row in found.documents]


def test_names_are_told_by_capitals_and_neighbours_are_joined() -> None:
    assert names_in("How did Salt Works's sales grow in FY2023?") == ("salt", "work", "saltwork")
    assert names_in("What is the gross margin?") == ()


def test_a_question_with_a_name_and_a_year_means_the_report_of_that_year(indexed: MakeAssistant) -> None:
    assert naming(indexed, "How did net sales of Salt Works grow in FY2022?")[1][0] == "SALTWORKS_2022_10K.md"


def test_a_question_on_a_quarter_means_the_quarterly_report(indexed: MakeAssistant) -> None:
    assert naming(indexed, "How did SALTWORKS do in Q2 of FY2023?")[1][0] == "SALTWORKS_2023Q2_10Q.md"


def test_words_that_only_name_the_documents_are_told(indexed: MakeAssistant) -> None:
    assert naming(indexed, "Did the margin of Pepper hold?")[0].words == {"pepper"}


def test_a_question_without_a_name_names_nothing(indexed: MakeAssistant) -> None:
    found, documents = naming(indexed, "did the margin hold?")
    assert documents == []
    assert not found.names


def test_the_report_of_the_latest_year_asked_for_fits_best() -> None:
    asked = find_periods("between FY2022 and FY2023")
    assert agrees(asked, "A_2023_10K.pdf", "") > agrees(asked, "A_2022_10K.pdf", "") > agrees(asked, "A_2021.pdf", "")


def test_the_period_of_a_title_is_read_in_the_languages_of_the_documents() -> None:
    asked, title = find_periods("im 2. Quartal 2023", "de"), "Bericht zum 2. Quartal 2023"
    assert agrees(asked, "bericht.pdf", title, ("de", "en")) == 1.0
    assert agrees(asked, "bericht.pdf", title, ("en",)) < 1.0


def test_search_prefers_the_named_document_where_all_say_the_same(indexed: MakeAssistant) -> None:
    hits = indexed(DOCUMENTS).search("How did net sales of Pepper grow?", k=2)
    assert hits[0].passage.document == "PEPPER_2023_10K.md"


def test_a_noun_with_a_capital_letter_is_a_name_only_where_another_language_has_it_too() -> None:
    asked = "Wie viele Leute bei Okoro arbeiten in Berlin in der Buchhaltung?"
    assert proper_names_in(asked, "de", "de") == {"okoro", "berlin"}
    assert proper_names_in("How many people of Okoro work in Berlin?", "en", "en") == {"okoro", "berlin"}
    assert proper_names_in("Which boats did NOT leave Hull?", "en", "en") == {"hull"}
