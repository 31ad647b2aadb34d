import pytest

from tests.asking.kinds.conftest import Make

ALLOWED = "Watering is allowed before nine in the morning."


def test_yes_or_no_comes_first_where_the_model_is_sure(make: Make) -> None:
    answer = make(kind="yes or no", reply=ALLOWED).ask("Is watering allowed before nine?")
    assert (answer.kind, answer.opening) == ("yes or no", "Yes.")
    assert answer.text.startswith(f"Yes. {ALLOWED}")


def test_just_yes_or_no_has_one_reason(make: Make) -> None:
    answer = make(kind="yes or no", reply=f"{ALLOWED} Hoses are locked away in October.").ask(
        "Is watering allowed? Just yes or no."
    )
    assert len(answer.claims) == 1


def test_an_answer_has_the_form_that_was_wished_for(make: Make) -> None:
    answer = make(reply=f"{ALLOWED} Hoses are locked away in October.").ask(
        "When is watering allowed? As bullet points."
    )
    assert answer.text.splitlines()[0] == f"- {ALLOWED} [1]"


def test_a_refusal_names_the_words_that_stand_nowhere_and_what_can_be_asked(make: Make) -> None:
    answer = make(odds=-9.0).ask("Who founded the zeppelin hangar?")
    assert answer.abstained
    assert {"zeppelin", "hangar"} <= set(answer.unmentioned)
    assert any("Garden rules 2023" in question for question in answer.suggestions)


def test_a_refusal_says_how_many_documents_could_not_be_read(make: Make) -> None:
    documents = {"a.md": "# Pond\n\nThe pond is two metres deep.\n", "empty.txt": "", "plan.pages": "x"}
    bot = make(documents, odds=-9.0)
    answer = bot.ask("Who founded the zeppelin hangar?")
    assert (answer.abstained, answer.certificate) == (True, "2 of 3 documents could not be read")
    asked_in_german = bot.ask("Wer hat die Halle der Zeppeline gegründet?")
    assert asked_in_german.certificate == "2 von 3 Dokumenten konnten nicht gelesen werden"


def test_an_answer_that_says_yes_itself_says_it_once(make: Make) -> None:
    answer = make(kind="yes or no", reply=f"Yes, {ALLOWED[0].lower()}{ALLOWED[1:]}").ask(
        "Is watering allowed before nine?"
    )
    assert answer.text.casefold().count("yes") <= 1


def test_a_word_that_begins_like_no_says_no_verdict(make: Make) -> None:
    documents = {"a.md": "# Pond\n\nNora allowed swimming in the pond in June.\n"}
    bot = make(documents, kind="yes or no", reply="Nora allowed swimming in the pond in June.")
    assert bot.ask("Did Nora allow swimming in the pond?").opening == "Yes."


def test_no_comes_first_where_the_documents_deny_it(make: Make) -> None:
    documents = {"a.md": "# Pond\n\nSwimming in the pond is not permitted.\n"}
    answer = make(documents, kind="yes or no", reply="Swimming is not permitted.").ask("Is swimming permitted?")
    assert answer.text.startswith("No. ")


def test_what_the_model_says_first_counts_for_nothing_against_its_sentence(make: Make) -> None:
    documents = {"a.md": "# Pond\n\nThe pond is closed to swimmers, fishing is prohibited.\n"}
    answer = make(documents, kind="yes or no", reply="Yes, fishing is prohibited.").ask("Is fishing allowed?")
    assert not answer.text.casefold().startswith("yes")


def test_a_sentence_that_decides_nothing_is_told_without_a_verdict(make: Make) -> None:
    documents = {"a.md": "# Pond\n\nTwo ducks and a heron live on the pond.\n"}
    answer = make(documents, kind="yes or no", reply="Two ducks live on the pond.").ask("Does a swan live on the pond?")
    assert answer.opening == ""
    assert not answer.abstained


@pytest.mark.parametrize(
    ("dates", "told"), [(("4 May 2030", "9 June 2031"), True), (("4 May 2030", "May 2030"), False)]
)
def test_the_newest_of_documents_that_disagree_is_named(make: Make, dates: tuple[str, str], told: bool) -> None:
    texts = ("The mast is 9 metres high.", "The mast is 7 metres high.")
    titles = ("Old log", "Survey")
    documents = {
        f"{number}.md": f"# {title}\n\nDated {date}.\n\n{text}\n"
        for number, (title, date, text) in enumerate(zip(titles, dates, texts, strict=True))
    }
    answer = make(documents, kind="lookup", reply=texts[0]).ask("How high is the mast?")
    assert all(text in answer.text for text in ("9 metres", "7 metres"))
    assert answer.certificate == ("“Survey” (2031-06-09) is the newest of these" if told else "")


def test_it_is_told_in_german_that_documents_disagree_and_the_answer_says_its_language(make: Make) -> None:
    texts = ("Der Mast ist 9 Meter hoch.", "Der Mast ist 7 Meter hoch.")
    documents = {f"{number}.md": f"# Bericht\n\n{text}\n" for number, text in enumerate(texts)}
    answer = make(documents, kind="lookup", reply=texts[0]).ask("Wie hoch ist der Mast?")
    assert answer.text.startswith("Die Dokumente machen unterschiedliche Angaben. ")
    assert answer.language == answer.from_dict(answer.to_dict()).language == "de"


def test_a_short_question_is_answered_in_the_language_of_its_words(make: Make) -> None:
    bot = make({"preise.md": "# Preise\n\nZwölf Hefte kosten 18 Euro.\n"}, reply="Zwölf Hefte kosten 18 Euro.")
    assert bot.ask("Was kosten zwölf Hefte?").language == "de"
