import pytest

from assistant.retrieval.question import make_question
from assistant.verifying.conflicts.rivals import disagree, find_rivals
from tests.cut_texts import evidence_of


def conflict(asked: str, one: str, other: str, language: str = "en") -> bool:
    """Return whether a sentence of the second of two documents is told to contradict one of the first."""
    ours, theirs = (
        [item for item in evidence_of(text, f"{name}.md", language=language) if item.sentence.text.strip("# ")]
        for name, text in (("a", one), ("b", other))
    )
    ours, theirs = ([item for item in items if not item.sentence.text.startswith("#")] for items in (ours, theirs))
    question = make_question(asked)
    found = [find_rivals(item.sentence.stated, question, (item,), (*ours, *theirs)) for item in ours]
    assert all(disagree(question, (item, rival)) for item, rivals in zip(ours, found, strict=True) for rival in rivals)
    return any(found)


@pytest.mark.parametrize(
    ("asked", "one", "other"),
    [
        ("When does the plant sale open?", "The plant sale opens at 18:00.", "The plant sale opens at 17:30."),
        ("When does the plant sale start?", "The plant sale opens at 6 pm.", "The plant sale begins at 5.30 pm."),
        (
            "What time does the plant sale begin?",
            "The plant sale begins at 18:00 on the village square.",
            "# Plant sale\n\nWe start at 17:30 in Hazel Lane.\n\nIt begins at 17:30.",
        ),
        ("When is the regatta?", "The regatta takes place on 3 May.", "The regatta is on 10 May."),
        ("When is the regatta?", "The regatta is on Saturday, 3 May 2031.", "The regatta is on May 10th."),
        ("When is the regatta?", "On 3 May, the regatta takes place.", "The regatta at Elm Lake is on 10 May."),
        ("When is the plant sale open?", "The plant sale is open from 9:00 to 17:00.", "Plant sale: 10:00–17:00."),
        (
            "When does the plant sale open?",
            "The plant sale opens at 18:00 and closes at 22:00.",
            "The plant sale opens at 17:30, entry is free.",
        ),
        (
            "When does the torch run start?",
            "# Torch run\n\nWHEN: we set off at 9:30 sharp.",
            "The torch run starts at 10:00 and ends at the harbour.",
        ),
        ("When does the gym close?", "On Sundays the gym closes at 18:00.", "The gym closes at 17:00 on Sundays."),
        (
            "Until when can we enrol for the regatta?",
            "Enrol for the regatta by 3 May.",
            "You can enrol for the regatta by 8 May.",
        ),
        (
            "When does the plant sale open?",
            "| | Opens |\n|---|---|\n| Plant sale | 18:00 |\n| Café | 12:00 |",
            "The plant sale opens at 17:30.",
        ),
    ],
)
def test_two_times_or_days_of_one_occasion_conflict(asked: str, one: str, other: str) -> None:
    assert conflict(asked, one, other)
    assert conflict(asked, other, one)


@pytest.mark.parametrize(
    ("asked", "one", "other", "language"),
    [
        ("Wann beginnt das Hoffest?", "Das Hoffest beginnt um 18 Uhr.", "Das Hoffest startet um 17:30 Uhr.", "de"),
        ("Wann ist das Hoffest?", "Das Hoffest ist am 3. Mai.", "Das Hoffest findet am 10. Mai statt.", "de"),
        ("Quand commence le bal ?", "Le bal commence à 18 h 30.", "Le bal débute à 19 h 00.", "fr"),
        ("Quand a lieu le bal ?", "Le bal a lieu le 3 mai.", "Le bal aura lieu le 10 mai.", "fr"),
        ("¿Cuándo empieza la feria?", "La feria empieza a las 18:00.", "La feria comienza a las 17:30.", "es"),
        ("¿Cuándo es la feria?", "La feria es el 3 de mayo.", "La feria se celebrará el 10 de mayo.", "es"),
        ("花市什么时候举行？", "花市5月3日举行。", "花市于5月10日举行。", "zh"),
    ],
)  # fmt: skip
def test_they_do_in_each_language(asked: str, one: str, other: str, language: str) -> None:
    assert conflict(asked, one, other, language)


@pytest.mark.parametrize(
    ("asked", "one", "other"),
    [
        ("When does the plant sale open?", "The plant sale opens at 18:00.", "The plant sale opens at 6 pm."),
        ("When does the shop open?", "The shop opens at 9:00.", "The café opens at 8:00."),
        ("When does the shop close?", "The shop closes at 18:00.", "The shop opens at 9:00."),
        ("What are the times of the shop?", "The shop opens at 9:00.", "The shop closes at 18:00."),
        ("When does the shop open?", "The shop opens at 9:00.", "On Sundays the shop opens at 11:00."),
        ("When does the shop open?", "On weekdays the shop opens at 9:00.", "At weekends the shop opens at 11:00."),
        ("When does the pool open?", "In summer the pool opens at 8:00.", "In winter the pool opens at 9:00."),
        ("When does the pool open?", "The pool opens at 8:00.", "The pool opens at 10:00 for clubs."),
        ("When does the pool open?", "For swimmers the pool opens at 8:00.", "For divers the pool opens at 9:00."),
        ("When is the concert?", "The concert begins at 19:00.", "Doors to the concert open at 18:00."),
        ("When is the concert?", "The concert begins at 19:00.", "A talk before the concert begins at 18:00."),
        ("When is the concert?", "The concert is from 19:00 to 21:00.", "The concert begins at 19:00."),
        ("When is the concert?", "The concert begins at 19:00.", "There is a raffle at the concert at 20:00."),
        ("When does the fair open?", "The fair opens at 10:00.", "Helpers meet at the fair at 8:00."),
        ("When does the fair open?", "# Fair\n\nWe open at 10:00.", "# Fair\n\nBring cakes at 9:00."),
        ("When does the fair open?", "# Fair\n\nWe open at 10:00.", "# Fair\n\nAt 9:00 and not later."),
        ("When does the gym open?", "The gym opens at 9:00.", "The gym opens at 10:00 but only on Sundays."),
        ("When is the fair?", "The fair is on 10 May.", "Book a stall at the fair by 3 May."),
        ("When is the fair?", "The fair is on 10 May.", "Tickets for the fair are sold from 3 May."),
        ("When is the fair?", "The fair is on 10 May 2030.", "The fair is on 12 May 2031."),
        ("When is the fair?", "# Fair 2030\n\nThe fair is on 10 May.", "# Fair 2031\n\nThe fair is on 12 May."),
        ("When is the spring fair?", "The spring fair is on 10 May.", "The autumn fair is on 3 October."),
        ("When is the fair?", "The fair was on 10 May.", "The fair is on 3 June."),
        ("When is the meeting?", "The next meeting is on 3 May.", "The next meeting is on 7 June."),
        ("When is the first session?", "The first session is on 3 May.", "The second session is on 10 May."),
        ("When is the fair?", "The fair lasts from 3 May to 5 May.", "The fair is on 4 May."),
        ("When are rates due?", "The first rate is due on 1 April.", "The second rate is due on 1 October."),
        ("When is the walk?", "The walk of the Elm group is at 9:00.", "The walk of the Oak group is at 11:00."),
        ("When does the shop open?", "The shop opens at 9:00.", "On 24 December the shop opens at 10:00."),
        ("What does the fair cost?", "The fair on 3 May costs 4 euros.", "The fair on 10 May costs 4 euros."),
        ("When is the ferry?", "The ferry to Norsa leaves at 9:00.", "The ferry to Malm leaves at 11:00."),
        ("When is the ferry?", "The ferry leaves Norsa at 9:00.", "The ferry reaches Norsa at 11:00."),
        ("When is the meeting?", "The meeting of the board is on 3 May.", "The meeting of the parents is on 10 May."),
        (
            "When was the bridge opened?",
            "The bridge was opened on 3 May 1961.",
            "The bridge was closed on 9 June 1990.",
        ),
        ("When is the gala?", "The gala is on 3 May at 18:00.", "The gala is on 3 May at 6 pm."),
        (
            "When does the hall open?",
            "| Day | Opens |\n|---|---|\n| Monday | 9:00 |\n| Sunday | 11:00 |",
            "The hall opens at 10:00 on holidays.",
        ),
    ],
)
def test_times_and_days_of_other_occasions_do_not(asked: str, one: str, other: str) -> None:
    assert not conflict(asked, one, other)
    assert not conflict(asked, other, one)


def test_a_question_conflicts_with_nothing() -> None:
    assert not conflict("When is the fair?", "The fair is on 3 May.", "Is the fair on 10 May?")


def test_two_places_of_one_document_conflict_as_well() -> None:
    items = evidence_of("# Gala\n\nThe gala begins at 18:00.\n\n## Staff\n\nThe gala begins at 19:30.")
    stated = [item for item in items if item.sentence.text.startswith("The gala")]
    rivals = find_rivals(stated[0].sentence.stated, make_question("When does the gala begin?"), stated[:1], stated)
    assert rivals == (stated[1],)


def test_a_time_that_a_claim_leaves_out_conflicts_with_nothing() -> None:
    ours = evidence_of("The gala is on 3 May and begins at 18:00.", "a.md")
    theirs = evidence_of("The gala begins at 19:30.", "b.md")
    day = ours[0].sentence.figures[:1]
    assert not find_rivals(day, make_question("When is the gala?"), ours, theirs)
