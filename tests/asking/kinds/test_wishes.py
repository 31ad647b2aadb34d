import pytest

from assistant.asking.kinds.wishes import Wish, read_wish


@pytest.mark.parametrize(
    ("question", "code", "left", "wish"),
    [
        ("In one sentence, what is the tower for?", "en", "What is the tower for?", Wish(sentences=1)),
        ("Sum up the lease in three sentences.", "en", "Sum up the lease.", Wish(sentences=3)),
        ("List the tools as bullet points", "en", "List the tools", Wish(form="bullets")),
        ("Show the fees in a table", "en", "Show the fees", Wish(form="table")),
        ("Is it open? Yes or no only.", "en", "Is it open?", Wish(verdict_only=True)),
        ("Worum geht es, in einem Satz?", "de", "Worum geht es?", Wish(sentences=1)),
        ("Résumez le chapitre en deux phrases", "fr", "Résumez le chapitre", Wish(sentences=2)),
        ("What did the survey find, short please", "en", "What did the survey find", Wish(brief=True)),
        ("Was ergab die Umfrage, bitte kurz", "de", "Was ergab die Umfrage", Wish(brief=True)),
        ("Que dit l'enquête, court s'il vous plaît", "fr", "Que dit l'enquête", Wish(brief=True)),
        ("¿Qué dice la encuesta? Breve, por favor", "es", "¿Qué dice la encuesta?", Wish(brief=True)),
        ("用三句话概括这一章", "zh", "概括这一章", Wish(sentences=3)),
    ],
)
def test_a_wish_on_form_is_taken_out_of_the_question(question: str, code: str, left: str, wish: Wish) -> None:
    assert read_wish(question, code) == (left, wish)


@pytest.mark.parametrize("question", ["What is in the table?", "Who said it in a few sentences?", "Answer in full."])
def test_what_is_no_wish_stays(question: str) -> None:
    assert read_wish(question, "en") == (question, Wish())
