import pytest

from assistant.asking.kinds import routing
from assistant.asking.kinds.rows.querying.queried import UNSURE_OF_ROWS
from assistant.drafting.base import Prompt
from assistant.drafting.scripted import ScriptedModel
from tests.asking.kinds.conftest import Make

BOATS = """# Boats of the club

| Boat | Type | Built | Berth | Fee |
|---|---|---|---|---|
| Ada | dinghy | 1998 | north pier | £120 |
| Bea | yacht | 2011 | south pier | £640 |
| Cleo | yacht | 1975 | north pier | £580 |
| Dora | rowing boat | 2004 | north pier | £80 |
"""
ALLOTMENTS = """# Preisliste der Gärtnerei

Diese Preise gelten bis zum Ende des Jahres, und die Pflanzen werden an jedem Samstag verkauft.

| Nr. | Pflanze | Art | Preis | Bestand |
|---|---|---|---|---|
| K01 | Salbei | Kraut | 2,40 € | 12 |
| K02 | Minze | Kraut | 3,10 € | 0 |
| S01 | Flieder | Strauch | 18,00 € | 4 |
| S02 | Ginster | Strauch | 11,50 € | 0 |
"""


@pytest.fixture(autouse=True)
def without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in ("rows_asked_for", "rows_of_a_kind", "total_of_rows"):
        monkeypatch.setattr(routing, rule, lambda *_, **__: None)


@pytest.mark.parametrize(
    ("question", "sql", "text", "certificate"),
    [
        (
            "How many yachts does the club have?",
            "SELECT COUNT(*) FROM t WHERE type = 'yacht'",
            "There are 2: Bea. [1] Cleo. [2]",
            "2 of 4 rows of this table have “yacht”",
        ),
        (
            "Which boat at the north pier is the oldest?",
            "SELECT boat, built FROM t WHERE berth = 'north pier' ORDER BY built LIMIT 1",
            "Cleo – Built: 1975. [1]",
            "1 of 4 rows of this table have “north pier”",
        ),
        (
            "What do the yachts pay on average?",
            "SELECT AVG(fee) FROM t WHERE type = 'yacht'",
            "Average of the 2 rows with “yacht” in Fee: (£640 + £580) / 2 = £610. [1][2]",
            "2 of 4 rows of this table have “yacht”",
        ),
        (
            "Which boats pay over £500?",
            "SELECT boat FROM t WHERE fee > 500",
            "Bea – Fee: £640. [1] Cleo – Fee: £580. [2]",
            "2 of 4 rows of this table have Fee > 500",
        ),
    ],
)
def test_rows_are_told_as_a_query_finds_them(make: Make, question: str, sql: str, text: str, certificate: str) -> None:
    answer = make({"boats.md": BOATS}, kind="extreme", reply={"Table t:": sql, "": "none"}).ask(question)
    assert " ".join(answer.text.split()) == text
    assert answer.certificate == certificate


CREWS = """# Crews of the boats at the pier

| Person | Boat | Joined |
|---|---|---|
| Marlow | Ada | 2019 |
| Dunn | Bea | 2021 |
| Holm | Cleo | 2020 |
"""


def test_another_table_is_asked_if_the_first_lacks_a_column(make: Make) -> None:
    query = "SELECT boat, fee FROM t WHERE berth = 'south pier'"
    bot = make({"crews.md": CREWS, "boats.md": BOATS}, kind="extreme", reply={"Table t:": query, "": "none"})
    answer = bot.ask("Which boats of the joined crews have a berth at the south pier?")
    assert [claim.text for claim in answer.claims] == ["Bea – Fee: £640."]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What do Ada and Dora pay altogether?",
            "Sum of the 2 rows with “Ada”, “Dora” in Fee: £120 + £80 = £200. [1][2]",
        ),
        ("What do Ada and Dora pay?", "Ada – Fee: £120. [1] Dora – Fee: £80. [2]"),
        ("What do two Adas and Dora pay altogether?", "Ada – Fee: £120. [1] Dora – Fee: £80. [2]"),
    ],
)
def test_rows_are_added_up_if_the_question_asks_for_it(make: Make, question: str, told: str) -> None:
    query = "SELECT boat, fee FROM t WHERE boat = 'Ada' OR boat = 'Dora'"
    bot = make({"boats.md": BOATS}, kind="extreme", reply={"Table t:": query, "": "none"})
    assert " ".join(bot.ask(question).text.split()) == told


def test_rows_are_not_added_up_if_several_columns_of_numbers_are_selected(make: Make) -> None:
    query = "SELECT boat, built, fee FROM t WHERE boat = 'Ada' OR boat = 'Dora'"
    bot = make({"boats.md": BOATS}, kind="extreme", reply={"Table t:": query, "": "none"})
    told = bot.ask("When were Ada and Dora built, and what do they pay altogether?").claims
    assert [claim.text for claim in told] == ["Ada – Built: 1998; Fee: £120.", "Dora – Built: 2004; Fee: £80."]


def test_the_model_is_shown_the_texts_that_the_question_names(make: Make) -> None:
    rows = "".join(f"| {kind} | {n}0 |\n" for n, kind in enumerate("ABCDEFGHIJ", 1))
    table = f"# Works\n\n| Work | Price |\n|---|---|\n{rows}| Clutch | 645 |\n"
    bot = make({"works.md": table}, kind="extreme", reply={"Table t:": "none", "": "none"})
    bot.ask("What work is a clutch, and which is the dearest?")
    assert isinstance(bot.model, ScriptedModel)
    assert any('"work" text: such as Clutch, A, B' in prompt.user for prompt in bot.model.asked)


def test_a_table_in_german_is_asked_in_german(make: Make) -> None:
    bot = make({"preise.md": ALLOTMENTS}, kind="list", reply={"Table t:": "SELECT pflanze FROM t WHERE bestand = 0"})
    answer = bot.ask("Welche Pflanzen der Preisliste haben keinen Bestand?")
    assert [claim.text for claim in answer.claims] == ["Minze – Bestand: 0.", "Ginster – Bestand: 0."]


def test_what_a_query_leaves_unsaid_is_not_told_from_it(make: Make) -> None:
    bot = make(
        {"boats.md": BOATS}, kind="list", reply={"Table t:": "SELECT boat FROM t WHERE type = 'yacht'", "": "none"}
    )
    assert "yacht" in bot.ask("Which boats are yachts?").certificate
    assert "yacht" not in bot.ask("Which yachts did Marlow Dunn paint?").certificate
    assert "yacht" not in bot.ask("Which yachts were built in 1962?").certificate


OFFERS = """# Offers for the roof

| Builder | Price | Weeks | Guarantee |
|---|---|---|---|
| Holm & Dunn | £8,400 | 3 | 5 years |
| Ashby Roofs | £7,950 | 6 | 2 years |
"""


def test_all_rows_of_a_small_table_are_compared(make: Make) -> None:
    bot = make({"offers.md": OFFERS}, kind="comparison", reply={"Table t:": "SELECT builder, price, weeks FROM t"})
    answer = bot.ask("Compare the two offers for the roof, price and weeks")
    told = "Holm & Dunn – Price: £8,400; Weeks: 3. [1] Ashby Roofs – Price: £7,950; Weeks: 6. [2]"
    assert " ".join(answer.text.split()) == told


def test_no_query_is_written_where_the_table_has_too_few_words_of_a_question(make: Make) -> None:
    bot = make({"boats.md": BOATS}, kind="list", reply={"Table t:": "none", "": "none"})
    asked: list[str] = []
    for question in ("Which boats are yachts?", "Which captains of Marlow Dunn sailed boats round Iceland in fog?"):
        bot.ask(question)
        assert isinstance(bot.model, ScriptedModel)
        asked += [question for prompt in bot.model.asked if "Table t: Boats" in prompt.user]
        bot.model.asked.clear()
    assert asked == ["Which boats are yachts?"]


def test_the_table_with_most_words_of_a_question_is_asked(make: Make) -> None:
    texts = {
        "boats.md": BOATS,
        "huts.md": BOATS.replace("Boat", "Hut").replace("yacht", "cabin").replace("club", "park"),
    }
    sql = {"Huts": "SELECT hut FROM t WHERE type = 'cabin'", "Boats": "SELECT boat FROM t WHERE type = 'yacht'"}
    bot = make(texts, kind="list", reply={**sql, "": "none"})
    assert "cabin" in bot.ask("Which huts of the park are cabins?").certificate
    assert "yacht" in bot.ask("Which boats of the club are yachts?").certificate


GUESTS = """# Guests of the kennel

| Guest | Kind | Jab given | Nights |
|---|---|---|---|
| Milo | dog | yes | 4 |
| Pixie | cat | no | 6 |
| Rex | dog | no | 7 |
"""
IMMUNE = "SELECT guest FROM t WHERE jab_given = 'yes'"


@pytest.mark.parametrize("odds", [9.0, -9.0])
@pytest.mark.parametrize(
    ("question", "sql", "told"),
    [
        ("Which guests of the kennel are immune?", IMMUNE, "Milo"),  # no word of its column
        ("Which creature lingered most?", "SELECT guest, nights FROM t ORDER BY nights DESC LIMIT 1", "Rex"),
    ],
)
def test_what_a_query_infers_is_told_if_it_is_judged_to_answer_and_never_as_certain(
    make: Make, question: str, sql: str, told: str, odds: float
) -> None:
    reply = {"Table t:": sql, "": "none"}
    answer = make({"guests.md": GUESTS}, kind="extreme", reply=reply, odds=odds).ask(question)
    assert bool(answer.certificate) is (odds > 0)
    if odds > 0:
        assert [claim.text.split(" ")[0].rstrip(".") for claim in answer.claims] == [told]
        assert answer.confidence <= UNSURE_OF_ROWS


WORKS = """# Works of the garage

| Code | Work | Size | Price |
|---|---|---|---|
| C01 | Clutch | small | £520 |
| C02 | Clutch | large | £645 |
| B01 | Bulb | small | £15 |
| B02 | Bulb | large | £25 |
"""


def test_a_row_that_is_called_by_a_code_is_told_with_what_was_asked_for(make: Make) -> None:
    query = "SELECT price FROM t WHERE work = 'Clutch' AND size = 'large'"
    bot = make({"works.md": WORKS}, kind="extreme", reply={"Table t:": query, "": "none"})
    assert [claim.text for claim in bot.ask("What does a clutch of a large car cost?").claims] == [
        "C02 – Work: Clutch; Size: large; Price: £645."
    ]


@pytest.mark.parametrize("answers", [True, False])
def test_a_table_is_asked_before_a_question_is_refused(
    make: Make, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    def judge(model: ScriptedModel, prompt: Prompt, *_: str) -> float:
        return 9.0 if answers and "Cleo" in prompt.user and "Ada" not in prompt.user else -9.0

    monkeypatch.setattr(ScriptedModel, "log_odds", judge)
    query = "SELECT boat, fee FROM t WHERE boat = 'Cleo'"
    bot = make({"boats.md": BOATS}, kind="lookup", reply={"Table t:": query, "": "none"})
    answer = bot.ask("What do you charge for Cleo of the boats?")
    assert answer.abstained is not answers
    if answers:
        assert [claim.text for claim in answer.claims] == ["Cleo – Fee: £580."]
        assert answer.confidence <= UNSURE_OF_ROWS


def test_both_parts_of_a_question_are_answered_by_one_query(make: Make) -> None:
    reply = {"Table t:": "SELECT guest, kind FROM t ORDER BY nights DESC LIMIT 1", "": "none"}
    bot = make({"guests.md": GUESTS}, kind="extreme", reply=reply)
    answer = bot.ask("Which guest of the kennel has most nights, and of which kind is it?")
    assert [claim.text for claim in answer.claims] == ["Rex – Kind: dog; Nights: 7."]


def test_a_table_of_a_document_without_headings_is_found_by_its_columns(make: Make) -> None:
    table = "guest,kind,jab,nights\nMilo,dog,yes,4\nPixie,cat,no,6\nRex,dog,no,7\n"
    letter = (
        "# Letter\n\nThe guests of the inn have no kind words for nights with a jab of cold. Kind guests complain.\n"
    )
    reply = {"Table t:": "SELECT guest FROM t WHERE jab = 'no'", "": "none"}
    bot = make({"visits.csv": table, "letter.md": letter}, kind="list", reply=reply)
    assert [claim.text for claim in bot.ask("Which guests have no jab?").claims] == ["Pixie.", "Rex."]
