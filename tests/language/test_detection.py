import pytest

from assistant.language.detection import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("How many bicycles did the shop repair last winter?", "en"),
        ("Wie viele Fahrräder hat die Werkstatt im letzten Winter repariert?", "de"),
        ("Combien de vélos l'atelier a-t-il réparés l'hiver dernier ?", "fr"),
        ("¿Cuántas bicicletas reparó el taller el invierno pasado?", "es"),
        ("去年冬天修车店修了多少辆自行车？", "zh"),
    ],
)
def test_the_language_of_a_question_is_told(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize("text", ["", "  ", "42", "CEO?"])
def test_what_tells_no_language_is_taken_for_what_is_likely_there(text: str) -> None:
    assert language_of(text) == "en"
    assert language_of(text, otherwise="fr") == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "كم عدد الغرف في الفندق؟",
        "Сколько комнат в гостинице?",
        "כמה חדרים יש במלון?",
        "الفندق (the house of the sea) فيه عشر غرف كبيرة",
    ],
)
def test_letters_of_no_known_language_are_told_from_words_that_leave_it_open(text: str) -> None:
    assert language_of(text) == language_of(text, otherwise="fr") == "und"


def test_a_table_of_names_is_in_no_language_for_a_letter_that_is_a_word_elsewhere() -> None:
    rows = "\n".join(f"B-{number},Moss Nurseries,Fern Croziers {number} l,delivered" for number in range(20))
    assert language_of(f"order,customer,item,status\n{rows}", otherwise="de") == "de"
    assert language_of(f"Die Preise der Gärtnerei.\n\n{rows[:40]}") == "de"


def test_a_question_of_few_function_words_is_in_its_language() -> None:
    assert language_of("Umsatz Nordhafen Fähren Lotsen Schlepper Kräne und Lager") == "de"
    assert language_of("Umsatz Nordhafen Schlepper Lotsen Pegel Lager Speicher und Kran") == "de"
