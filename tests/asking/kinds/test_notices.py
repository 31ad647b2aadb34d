from dataclasses import replace

import pytest

from assistant.asking.kinds.notices import notice_among, reading_first
from assistant.retrieval.gathering import gather
from tests.asking.kinds.conftest import Make

PLAN = "# Plan for the regatta\n\nDated 4 March 2031.\n\nThe regatta takes place on 3 May. The fee is 30 euros.\n"
NEWS = "# Newsletter\n\nDated 20 April 2031.\n\n## Sailing\n\n{} The clubhouse has a new roof.\n"
MOVED = "The regatta has moved to 17 May."


def test_a_later_notice_of_a_change_is_answered_from_with_its_date(make: Make) -> None:
    bot = make(
        {"plan.md": PLAN, "news.md": NEWS.format(MOVED)}, kind="lookup", reply="The regatta has moved to 17 May."
    )
    answer = bot.ask("When is the regatta?")
    assert "17 May" in answer.text
    assert "3 May" not in answer.text
    assert answer.certificate == "“Newsletter” (2031-04-20) is newer and says what has changed"


def test_what_a_notice_replaces_is_read_nowhere(make: Make) -> None:
    bot = make({"plan.md": PLAN, "news.md": NEWS.format(MOVED)}, kind="lookup")
    with bot.library.reading() as (reader, nearest):
        found = gather(reader, nearest, bot.library.embedder, "When is the regatta?", 60)
        notice = notice_among(found, reader.document)
        assert notice is not None
        (old,) = notice.replaced
        read = reading_first(replace(found, beyond=found.ranked), notice)
    for items in (read.ranked, read.evidence, read.best, read.beyond):
        assert old.sentence not in [item.sentence for item in items]
    assert read.evidence[0].sentence == read.best[0].sentence == notice.item.sentence


def test_it_stands_beside_what_the_model_says_from_the_older_document(make: Make) -> None:
    told = NEWS.format("The fee for the regatta was raised to 40 euros.")
    bot = make({"plan.md": PLAN, "news.md": told}, kind="lookup", reply="The regatta takes place on 3 May.")
    answer = bot.ask("What is the fee for the regatta?")
    assert answer.claims[0].text == "The fee for the regatta was raised to 40 euros."
    assert {citation.dated for citation in answer.citations} >= {"2031-04-20"}


def test_a_verdict_from_an_older_document_is_not_given_beside_it(make: Make) -> None:
    told = "The regatta takes place on 3 May."
    bot = make({"plan.md": PLAN, "news.md": NEWS.format(MOVED)}, kind="yes or no", reply=f"Yes, {told}")
    answer = bot.ask("Is the regatta on 3 May?")
    assert answer.opening != "Yes."
    assert not answer.text.startswith("Yes")


@pytest.mark.parametrize(
    ("news", "asked"),
    [
        ("The plant sale has moved to 17 May.", "When is the regatta?"),
        ("The clubhouse now opens at 8:00.", "When is the regatta?"),
        ("Has the regatta moved to 17 May?", "When is the regatta?"),
        (MOVED, "When was the regatta in the old plan?"),
        (MOVED, "What is the fee for the regatta?"),
    ],
)
def test_a_notice_about_something_else_changes_nothing(make: Make, news: str, asked: str) -> None:
    bot = make(
        {"plan.md": PLAN, "news.md": NEWS.format(news)}, kind="lookup", reply="The regatta takes place on 3 May."
    )
    assert "says what has changed" not in bot.ask(asked).certificate


def test_an_older_notice_replaces_nothing_that_was_said_later(make: Make) -> None:
    news = NEWS.format(MOVED).replace("20 April 2031", "1 February 2031")
    bot = make({"plan.md": PLAN, "news.md": news}, kind="lookup", reply="The regatta takes place on 3 May.")
    assert "says what has changed" not in bot.ask("When is the regatta?").certificate


def test_a_notice_is_understood_in_german(make: Make) -> None:
    plan = "# Plan\n\nStand: 4. März 2031\n\nDas Hoffest findet am 3. Mai statt.\n"
    news = "# Rundbrief\n\nStand: 20. April 2031\n\nDas Hoffest wird auf den 17. Mai verschoben.\n"
    bot = make({"plan.md": plan, "news.md": news}, kind="lookup", reply="Das Hoffest wird auf den 17. Mai verschoben.")
    answer = bot.ask("Wann ist das Hoffest?")
    assert "17. Mai" in answer.text
    assert answer.certificate == "„Rundbrief“ (2031-04-20) ist neuer und sagt, was sich geändert hat"


@pytest.mark.parametrize(
    "old",
    ["The regatta begins on 3 May at the old pier.", "Regatta of the juniors and the seniors: 3 May, rain or shine."],
)
def test_another_day_in_an_older_document_is_not_told_behind_the_notice(make: Make, old: str) -> None:
    plan = f"# Plan for the regatta\n\nDated 4 March 2031.\n\n{old} The fee is 30 euros.\n"
    moved = "The regatta has been moved from 3 May to 17 May."
    bot = make({"plan.md": plan, "news.md": NEWS.format(moved)}, kind="lookup", reply=moved)
    assert [claim.text for claim in bot.ask("When is the regatta?").claims] == [moved]
    with bot.library.reading() as (reader, nearest):
        notice = notice_among(
            gather(reader, nearest, bot.library.embedder, "When is the regatta?", 60), reader.document
        )
    assert notice is not None
    assert [item.sentence.text for item in notice.replaced] == [old]


def test_the_same_day_in_an_older_document_is_no_other_day(make: Make) -> None:
    told = "The regatta is now on 3 May."
    bot = make({"plan.md": PLAN, "news.md": NEWS.format(told)}, kind="lookup")
    with bot.library.reading() as (reader, nearest):
        notice = notice_among(
            gather(reader, nearest, bot.library.embedder, "When is the regatta?", 60), reader.document
        )
    assert notice is not None
    assert notice.replaced == ()
