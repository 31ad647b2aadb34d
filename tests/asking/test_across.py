from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import Assistant, Library, Settings
from assistant.asking.across import is_trusted
from assistant.drafting.base import Prompt
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.retrieval.question import make_question

MILL = (
    "# Watermill Hollis\n\nThe watermill in Hollis was built in 1794. The miller of Hollis is Ada Fenwick."
    " The wheel of the mill is 5.2 metres high.\n"
)
SAWMILL = (
    "# Das Sägewerk Ohlau\n\nDas Sägewerk in Ohlau wurde 1911 gebaut. Die Leiterin des Sägewerks ist Frau Hinz."
    " Das Sägeblatt ist 80 Zentimeter hoch.\n"
)
Make = Callable[..., Assistant]


class Translating(ScriptedModel):
    """Translates by a table, drafts nothing, and says that a text answers if it contains what is told."""

    def __init__(self, translations: Mapping[str, str], answering: str) -> None:
        super().__init__(self._reply_to)
        self._translations = translations
        self._answering = answering
        self.judged: list[str] = []

    def _reply_to(self, prompt: Prompt) -> str:
        if not prompt.system.startswith("Translate"):
            return "Nothing that is said there."
        return next((told for asked, told in self._translations.items() if asked in prompt.user), "")

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        self.judged.append(prompt.user)
        return 9.0 if self._answering in prompt.user.partition("Question:")[0] else -9.0

    @property
    def translated(self) -> list[str]:
        return [
            prompt.system.split()[4].rstrip(".")
            for prompt in self.asked
            if prompt.system.startswith("Translate the question")
        ]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def with_documents(documents: Mapping[str, str], model: ScriptedModel) -> Assistant:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for name, text in documents.items():
            (corpus / name).write_text(text, encoding="utf-8")
        made = Assistant(Library(corpus, tmp_path / "index", Settings(), HashingEmbedder()), model)
        made.library.refresh()
        return made

    return with_documents


def test_a_question_is_asked_in_the_language_of_the_documents_and_says_so(make: Make) -> None:
    model = Translating({"Wann": "When was the watermill in Hollis built?"}, "built in 1794")
    answer = make({"mill.md": MILL}, model).ask("Wann wurde die Wassermühle in Hollis erbaut?")
    assert answer.text == "“The watermill in Hollis was built in 1794.” [1]"
    assert answer.question == "Wann wurde die Wassermühle in Hollis erbaut?"
    assert answer.language == "de"
    assert answer.asked_as == "When was the watermill in Hollis built?"


def test_a_model_judges_whether_a_text_answers_the_question_as_it_was_asked(make: Make) -> None:
    model = Translating({"Wann": "When was the watermill in Hollis built?"}, "built in 1794")
    make({"mill.md": MILL}, model).ask("Wann wurde die Wassermühle in Hollis erbaut?")
    assert "Wann wurde die Wassermühle" in model.judged[-1]


def test_documents_in_the_language_of_the_question_come_first(make: Make) -> None:
    model = Translating({}, "wurde 1911 gebaut")
    answer = make({"mill.md": MILL, "werk.md": SAWMILL}, model).ask("Wann wurde das Sägewerk in Ohlau gebaut?")
    assert answer.citations[0].document == "werk.md"
    assert (answer.asked_as, model.translated) == ("", [])


def test_the_language_of_the_documents_that_have_its_names_is_asked_and_no_other(make: Make) -> None:
    french = "# La scierie\n\nLa scierie de la vallée a été construite en 1850. Elle est dirigée par Madame Roux.\n"
    model = Translating({"¿Cuándo": "When was the watermill in Hollis built?"}, "built in 1794")
    answer = make({"mill.md": MILL, "scierie.md": french, "werk.md": SAWMILL}, model).ask(
        "¿Cuándo se construyó el molino de agua de Hollis?"
    )
    assert answer.citations[0].document == "mill.md"
    assert model.translated == ["English"]


def test_documents_that_alone_have_a_name_of_the_question_come_before_those_in_its_language(make: Make) -> None:
    model = Translating({"Wann": "When was the watermill in Hollis built?"}, "built in 1794")
    answer = make({"mill.md": MILL, "werk.md": SAWMILL}, model).ask("Wann wurde die Mühle von Hollis gebaut?")
    assert answer.citations[0].document == "mill.md"
    assert all("Ohlau" not in judged for judged in model.judged)


def test_a_verdict_is_in_the_language_of_the_question(make: Make) -> None:
    model = Translating({"Darf": "Are dogs allowed in the mill?"}, "Dogs are not")
    house = "# House rules\n\nDogs are not allowed in the mill. The mill is open in summer.\n"
    answer = make({"house.md": house}, model).ask("Darf man Hunde mit in die Mühle nehmen?")
    assert answer.text == "Nein. “Dogs are not allowed in the mill.” [1]"


def test_a_question_that_no_document_answers_is_refused_in_every_language(make: Make) -> None:
    model = Translating({"Wie teuer": "How expensive is bread?"}, "nowhere")
    answer = make({"mill.md": MILL, "werk.md": SAWMILL}, model).ask("Wie teuer ist das Brot?")
    assert answer.abstained
    assert model.translated == ["English"]


def test_a_document_whose_words_show_no_language_is_asked_as_it_is(make: Make) -> None:
    model = Translating({"Wie hoch": "How high?"}, "Sägeblatt")
    answer = make({"teile.csv": "Teil,Höhe\nSägeblatt,80\nMühlrad,520\n"}, model).ask("Wie hoch ist das Sägeblatt?")
    assert (answer.abstained, answer.asked_as) == (False, "")


def test_without_a_translation_a_question_is_asked_as_it_is(make: Make) -> None:
    model = Translating({"Wer": ""}, "Ada Fenwick")
    answer = make({"mill.md": MILL}, model).ask("Wer ist in Hollis der Müller?")
    assert (answer.abstained, answer.asked_as, len(model.translated)) == (False, "", 1)


def test_a_question_to_be_asked_as_typed_is_not_translated(make: Make) -> None:
    model = Translating({"Wer": "Who is the miller of Hollis?"}, "Ada Fenwick")
    answer = make({"mill.md": MILL}, model).ask(make_question("Wer ist in Hollis der Müller?", as_typed=True))
    assert (answer.asked_as, model.translated) == ("", [])


def test_documents_in_letters_of_no_known_language_are_asked_as_it_is(make: Make) -> None:
    greek = "# Ο μύλος\n\nΟ μύλος Hollis χτίστηκε το 1794. Ο μυλωνάς είναι ο Νίκος.\n"
    model = Translating({}, "1794")
    answer = make({"mill.md": greek}, model).ask("When was the mill of Hollis built, in 1794?")
    assert (answer.abstained, answer.asked_as, model.translated) == (False, "", [])


def test_small_talk_is_not_translated(make: Make) -> None:
    model = Translating({}, "")
    answer = make({"mill.md": MILL}, model).ask("Hallo!")
    assert (answer.kind, model.asked) == ("greeting", [])


@pytest.mark.parametrize("question", ["كم يبلغ ارتفاع العجلة؟", "Какова высота колеса?", "מה גובה הגלגל?"])
def test_a_question_in_letters_of_no_known_language_is_translated(make: Make, question: str) -> None:
    model = Translating({question: "How high is the wheel of the mill?"}, "5.2 metres")
    answer = make({"mill.md": MILL}, model).ask(question)
    assert answer.text == "“The wheel of the mill is 5.2 metres high.” [1]"


@pytest.mark.parametrize("question", ["🙂🙂", "Wie hoch ist the wheel de la mill?", "???🙂 1794"])
def test_odd_questions_get_an_answer_or_a_refusal(make: Make, question: str) -> None:
    assert make({"mill.md": MILL, "werk.md": SAWMILL}, Translating({}, "")).ask(question).text


@pytest.mark.parametrize(
    ("translation", "is_good"),
    [
        ("How many mills were there in 1911?", True),
        ("How many mills were there in 1811?", False),
        ("How many mills were there?", False),
        ("Wie viele Mühlen gab es 1911?", False),
        ("", False),
        ("In 1911?\nThere were 12.", False),
        ("How many mills were there in 1911? " * 12, False),
    ],
)
def test_a_translation_is_asked_if_it_keeps_the_numbers_and_is_in_the_language(translation: str, is_good: bool) -> None:
    assert is_trusted(translation, "Wie viele Mühlen gab es im Jahr 1911?", "en") is is_good


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("Wer hat das Dach der Mühle gestrichen?", "Das steht nicht in den Dokumenten."),
        ("¿Quién pintó el tejado del molino?", "Los documentos no lo dicen."),
        ("谁粉刷了磨坊的屋顶？", "文件中没有说明。"),
        ("Who painted the roof of the mill?", "The documents don't say."),
    ],
)
def test_a_refusal_is_in_the_language_of_the_question(make: Make, question: str, refusal: str) -> None:
    answer = make({"mill.md": MILL}, Translating({}, "nowhere")).ask(question)
    assert (answer.abstained, answer.text) == (True, refusal)


def test_what_a_document_in_its_own_language_says_in_names_alone_is_its_answer(make: Make) -> None:
    crew = "# The crew of the mill\n\nKeepers: Jürgen Löffler, Françoise Périer.\n\nThe mill is open in summer.\n"
    model = Translating({}, "Jürgen Löffler")
    answer = make({"crew.md": crew, "werk.md": SAWMILL}, model).ask("Who are the keepers of the mill?")
    assert answer.citations[0].document == "crew.md"
    assert model.translated == []


def test_an_answer_from_documents_in_another_language_does_not_count_before_it_is_asked_in_that(make: Make) -> None:
    model = Translating({"": "Wie hoch ist das Sägeblatt?"}, "80 Zentimeter")
    answer = make({"mill.md": MILL, "werk.md": SAWMILL}, model).ask(
        "how many zentimeter hoch is the wheel of the mill or sägeblatt?"
    )
    assert answer.citations[0].document == "werk.md"
    assert answer.asked_as == "Wie hoch ist das Sägeblatt?"


def test_after_its_own_language_only_the_likeliest_other_is_asked(make: Make) -> None:
    french = "# La scierie\n\nLa scierie de la vallée a été construite en 1850. Elle est dirigée par Madame Roux.\n"
    documents = {"mill.md": MILL, "scierie.md": french, "werk.md": SAWMILL}
    asked = "How expensive is the bread that is sold there in winter?"
    model = Translating({"bread": "Wie teuer ist das Brot?"}, "nowhere")
    assert make(documents, model).ask(asked).abstained
    assert len(model.translated) == 1
