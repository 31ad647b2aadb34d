from dataclasses import replace

from assistant import Assistant
from assistant.asking.answering import Stopwatch
from assistant.asking.kinds.in_force import keeping_to, versions_read
from assistant.asking.kinds.inquiry import Inquiry
from assistant.asking.kinds.versions import series_among
from assistant.asking.kinds.wishes import Wish
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.encoders.opening import NO_ENCODERS
from assistant.retrieval.gathering import Gathered
from assistant.retrieval.question import Question
from tests.asking.kinds.conftest import Make

OLD = "# Bicycle policy\n\nVersion 1 of 4 May 2020.\n\n## Storage\n\nBicycles are kept in the yard. A lock costs £5.\n"
NEW = (
    "# Bicycle policy\n\nVersion 2 of 8 June 2024.\n\n## Storage\n\nBicycles are kept in the cellar. A lock costs £8.\n"
)
POLICIES = {"policy-1.md": OLD, "policy-2.md": NEW}


def test_the_newest_version_is_answered_from_and_named(make: Make) -> None:
    answer = make(POLICIES, kind="lookup", reply="A lock costs £8.").ask("What does a lock for bicycles cost?")
    assert "£5" not in answer.text
    assert answer.certificate == "“Bicycle policy” (2024-06-08) is the newest version; it replaces that of 2020-05-04"


def test_an_earlier_version_is_answered_from_where_it_is_asked_for(make: Make) -> None:
    answer = make(POLICIES, kind="lookup", reply="A lock costs £5.").ask("What did a lock cost in the old policy?")
    assert "£5" in answer.text
    assert answer.certificate == ""


def test_what_only_an_earlier_version_says_is_still_found(make: Make) -> None:
    old = OLD + "\n## Repairs\n\nRepairs are done by Mr Finch on Mondays.\n"
    answer = make(POLICIES | {"policy-1.md": old}, kind="lookup", reply="Repairs are done by Mr Finch on Mondays.").ask(
        "Who does the repairs on Mondays?"
    )
    assert "Mr Finch" in answer.text


def test_documents_of_one_title_without_dates_of_their_own_are_no_series(make: Make) -> None:
    bot = make({"a.md": "# Note\n\nThe mast is 9 m high.\n", "b.md": "# Note\n\nThe mast is 7 m high.\n"})
    assert list(series_among(bot.library.documents())) == []


def test_reports_of_several_years_are_a_series(make: Make) -> None:
    bot = make({f"r{year}.md": f"# Annual report {year}\n\nThe mast is high.\n" for year in (2021, 2023, 2022)})
    (series,) = series_among(bot.library.documents())
    assert series.newest.name == "r2023.md"
    assert [document.name for document in series.earlier] == ["r2021.md", "r2022.md"]


def test_the_question_for_an_earlier_version_leaves_out_the_newest(make: Make) -> None:
    bot = make(POLICIES, kind="lookup", reply="A lock costs £8.")
    assert "£8" not in bot.ask("What does a lock for bicycles cost under the previous policy?").text


def test_how_old_something_is_asks_for_no_earlier_version(make: Make) -> None:
    bot = make(POLICIES, kind="lookup", reply="A lock costs £8.")
    assert "£8" in bot.ask("How old is the lock, and what does a lock for bicycles cost?").text


def test_what_the_newest_version_no_longer_says_is_told_with_the_version_it_is_from(make: Make) -> None:
    old = OLD + "\n## Repairs\n\nRepairs are done by Mr Finch on Mondays.\n"
    said = "Repairs are done by Mr Finch on Mondays."
    bot = make(POLICIES | {"policy-1.md": old}, kind="lookup", reply=said)
    assert bot.ask("Who does the repairs on Mondays?").certificate == (
        "as in “Bicycle policy” of 2020-05-04; the newest version, of 2024-06-08, does not say so"
    )
    assert "does not say so" not in bot.ask("Who did the repairs on Mondays in the old policy?").certificate
    assert "does not say so" not in bot.ask("What does a lock for bicycles cost?").certificate


def test_what_every_version_says_is_said_by_the_newest(make: Make) -> None:
    said = "Repairs are done by Mr Finch on Mondays."
    both = {name: f"{text}\n## Repairs\n\n{said}\n" for name, text in POLICIES.items()}
    answer = make(both, kind="lookup", reply=said).ask("Who does the repairs on Mondays?")
    assert "does not say so" not in answer.certificate


def test_that_the_newest_version_does_not_say_it_is_told_in_german(make: Make) -> None:
    old = "# Hausordnung\n\nFassung vom 4. Mai 2020.\n\nDie Räder stehen im Hof.\n\nDer Aufzug wird montags geprüft.\n"
    new = "# Hausordnung\n\nFassung vom 8. Juni 2024.\n\nDie Räder stehen im Keller.\n"
    bot = make({"a.md": old, "b.md": new}, kind="lookup", reply="Der Aufzug wird montags geprüft.")
    assert bot.ask("Wann wird der Aufzug geprüft?").certificate == (
        "nach „Hausordnung“ vom 2020-05-04; in der neuesten Fassung vom 2024-06-08 steht es nicht"
    )


HOUSE = (
    "# Parking on the farm\n\nVersion 1.0 of 4 May 2020.\n\n## 2 Trailers\n\nA caravan pays £5 for a night."
    "\n\n## 3 Gates\n\nThe gates close at nine.\n"
)
RENAMED = (
    "# Parking and camping on the farm\n\nVersion 2.0 of 8 June 2024. This version replaces version 1.0 of 4 May 2020."
    "\n\n## 4 trailers\n\nAnything on wheels that people sleep in pays £9. Dogs are welcome."
    "\n\n## 5 Gates\n\nThe gates close at ten.\n"
)


def test_a_version_under_a_new_title_that_says_what_it_replaces_is_answered_from(make: Make) -> None:
    bot = make({"a.md": HOUSE, "b.md": RENAMED}, kind="lookup", reply="The gates close at ten.")
    answer = bot.ask("When do the gates on the farm close?")
    assert "nine" not in answer.text
    assert answer.certificate == (
        "“Parking and camping on the farm” (2024-06-08) is the newest version; it replaces that of 2020-05-04"
    )


def test_what_the_newest_version_says_in_other_words_under_the_same_heading_is_read(make: Make) -> None:
    bot = make({"a.md": HOUSE, "b.md": RENAMED}, kind="lookup")
    gathered = _read(bot, "What does a caravan pay for a night?")
    assert "Anything on wheels that people sleep in pays £9." in [item.sentence.text for item in gathered.evidence]
    assert {item.passage.document for item in gathered.ranked} == {"b.md"}


def test_the_newest_version_is_read_even_if_the_search_found_only_an_earlier_one(make: Make) -> None:
    bot = make({"a.md": HOUSE, "b.md": RENAMED}, kind="lookup")
    gathered = _read(bot, "What does a caravan pay for a night?", only="a.md")
    assert "Anything on wheels that people sleep in pays £9." in [item.sentence.text for item in gathered.evidence]


def test_minutes_with_the_same_headings_do_not_stand_for_earlier_ones(make: Make) -> None:
    said = "The roof of the barn is mended by Finch."
    texts = {
        f"{year}.md": f"# Minutes\n\nDated 4 May {year}.\n\n## Decisions\n\n{decided}\n"
        for year, decided in ((2023, said), (2024, "A party is held in July."))
    }
    assert "Finch" in make(texts, kind="lookup", reply=said).ask("Who mends the roof of the barn?").text


def _read(bot: Assistant, text: str, only: str = "") -> Gathered:
    """Return what is read for a question, as if the search had found sentences of one document only."""
    library = bot.library
    with library.reading() as (reader, nearest):
        question = Question(text, text)
        inquiry = Inquiry(
            "lookup",
            question,
            question,
            Wish(),
            reader,
            nearest,
            library.embedder,
            NO_ENCODERS,
            400,
            lambda: ScriptedModel(""),
            Stopwatch(),
            lambda: False,
        )
        gathered = inquiry.gathered
        if only:
            found = tuple(item for item in gathered.ranked if item.passage.document == only)
            gathered = replace(gathered, ranked=found)
        return keeping_to(gathered, versions_read(gathered, inquiry), library.embedder.count_tokens, 400)
