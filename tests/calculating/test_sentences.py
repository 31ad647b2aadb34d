from dataclasses import replace

import pytest

from assistant.calculating.checking import follows
from assistant.calculating.working import work_out
from assistant.retrieval.question import make_question
from tests.cut_texts import evidence_of

CLUB = """# Yearbook 2024

The club had 355 members at 31 December 2024 (2023: 310). Income was £46.2 million (2023: £41.0 million). Repairs fell
from £5,300 in 2023 to £4,100 in 2024. Zone 1 and 2 noise was 690 units in 2024, 800 in 2023 and 900 in 2022. Fees rose
by 4% to £82,000 in 2024 from £79,000 in 2023. The boats need between 2 and 4 people. Visits came to 900 (2021: 700).
"""
VEREIN = """# Jahrbuch 2024

Der Verein hatte am 31. Dezember 2024 1.355 Mitglieder (2023: 1.310). Die Einnahmen lagen bei 46,2 Mio. Euro (2023: 41,0
Mio. Euro). Die Reparaturen sanken von 5.300 Euro im Jahr 2023 auf 4.100 Euro im Jahr 2024.
"""
STAFF = "# Report for 2025\n\nAt the end of 2025 it had\n1,184 members (2024: 1,067) and 41 employees (2024: 38).\n"
MEMBERS_GROWN = "Um wie viel ist die Zahl der Mitglieder gewachsen?"
INCOME_GROWN = "Um wie viel sind die Einnahmen gestiegen?"
PEÑA = "# Memoria 2024\n\nLa peña tenía 355 socios en 2024 y 310 en 2023.\n"


def said(question: str, text: str, code: str) -> str | None:
    worked = work_out(make_question(question), evidence_of(text, language=code))
    assert worked is None or follows(worked.text, [item.sentence.text for item in worked.rows])
    return worked.text if worked else None


@pytest.mark.parametrize(
    ("question", "text", "code", "answer"),
    [
        (
            "How much did the number of members grow?",
            CLUB,
            "en",
            "Change in “members” from 2023 to 2024: 355 - 310 = 45.",
        ),
        (
            "How much did the number of members grow?",
            STAFF,
            "en",
            "Change in “members” from 2024 to 2025: 1,184 - 1,067 = 117.",
        ),
        (
            "How much did the number of employees grow?",
            STAFF,
            "en",
            "Change in “employees” from 2024 to 2025: 41 - 38 = 3.",
        ),
        (
            "By how much did income rise?",
            CLUB,
            "en",
            "Change in “income” from 2023 to 2024: £46.2 - £41.0 = £5.2 (million).",
        ),
        ("How much did repairs fall?", CLUB, "en", "Change in “repairs” from 2023 to 2024: £4,100 - £5,300 = -£1,200."),
        (
            "What was the change in zone 1 and 2 noise from 2022 to 2024?",
            CLUB,
            "en",
            "Change in “zone 1 and 2 noise” from 2022 to 2024: 690 - 900 = -210.",
        ),
        (
            "Um wie viel ist die Zahl der Mitglieder gestiegen?",
            VEREIN,
            "de",
            "Veränderung von “Mitglieder” von 2023 bis 2024: 1.355 - 1.310 = 45.",
        ),
        (
            "Um wie viel sind die Einnahmen gestiegen?",
            VEREIN,
            "de",
            "Veränderung von “Einnahmen” von 2023 bis 2024: 46,2 - 41,0 = 5,2 (Mio. Euro).",
        ),
        ("¿Cuánto creció el número de socios?", PEÑA, "es", "Variación de “socios” de 2023 a 2024: 355 - 310 = 45."),
    ],
)
def test_what_a_sentence_gives_for_two_years_is_calculated_with(
    question: str, text: str, code: str, answer: str
) -> None:
    assert said(question, text, code) == answer


@pytest.mark.parametrize(
    "question",
    [
        "By what percentage did fees rise?",  # the sentence says so itself
        "How much did visits rise?",  # nothing says that 900 are those of 2022
        "How much did the boats grow?",
        "How much did the wages grow?",
    ],
)
def test_nothing_is_calculated_where_figures_and_years_do_not_pair(question: str) -> None:
    assert said(question, CLUB, "en") is None


@pytest.mark.parametrize(
    ("sentence", "code", "question"),
    [
        ("In 2023 and 2024 the club had 310 members and 12 boats.", "en", "How much did the number of members grow?"),
        ("The club had 310 members in 2023 and 12 boats in 2024.", "en", "How much did the number of members grow?"),
        ("Income was £46,000 in 2024 and costs were £41,000 in 2023.", "en", "How much did income grow?"),
        ("Der Verein hatte 2023 310 Mitglieder und 2024 12 Boote.", "de", MEMBERS_GROWN),
        ("Die Einnahmen lagen 2024 bei 46.000 Euro, die Kosten 2023 bei 41.000 Euro.", "de", INCOME_GROWN),
    ],
)  # fmt: skip
def test_figures_of_two_things_are_no_change_of_one(sentence: str, code: str, question: str) -> None:
    assert said(question, sentence, code) is None


def test_sentences_that_disagree_are_not_calculated_with() -> None:
    text = f"{CLUB}\nOn the roll were 350 members in 2024 and 310 members in 2023.\n"
    assert said("How much did the number of members grow?", text, "en") is None


def test_a_sentence_of_another_is_not_calculated_with_where_the_conversation_names_whom_it_is_about() -> None:
    asked = make_question("By how much did income rise?", ["What does Hollow Farm grow?"])
    follow_up = make_question("And by how much did its income rise?", ["What does Hollow Farm grow?"])
    assert work_out(asked, evidence_of(CLUB))
    assert work_out(follow_up, evidence_of(CLUB)) is None
    assert work_out(follow_up, evidence_of(CLUB, "hollow-farm.md"))


def test_figures_in_two_scales_or_read_with_doubt_are_not_calculated_with() -> None:
    question = "By how much did income rise?"
    assert said(question, "Income was £1.2 million in 2024 and £0.9 million in 2023.", "en")
    assert said(question, "Income was £1.2 million in 2024 and £900 thousand in 2023.", "en") is None
    (item,) = evidence_of("Income was £12,500 in 2024 and £9,400 in 2023.")
    doubtful = tuple(replace(figure, certain=figure.unit == "year") for figure in item.sentence.figures)
    scanned = replace(item, sentence=replace(item.sentence, figures=doubtful))
    assert work_out(make_question(question), (item,))
    assert work_out(make_question(question), (scanned,)) is None
