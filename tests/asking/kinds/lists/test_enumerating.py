import pytest

from assistant.asking.kinds.lists.enumerating import series_in
from assistant.language.terms import terms
from tests.asking.kinds.conftest import Make


@pytest.mark.parametrize(
    ("sentence", "code", "question", "items"),
    [
        ("The troupe owns three vans: the Owl, the Lark and Betty.", "en", "vans", ("the Owl", "the Lark", "Betty")),
        ("Our patrons are Mill & Sons, the Co-op and Vega.", "en", "patrons", ("Mill & Sons", "the Co-op", "Vega")),
        ("The ferry has stops in Linden, Marsh End, and Hale.", "en", "stops", ("Linden", "Marsh End", "Hale")),
        ("The prizes went to Ana Ruiz, Tom Bell and Wei Chen.", "en", "prizes", ("Ana Ruiz", "Tom Bell", "Wei Chen")),
        ("There are two gates, north and south.", "en", "gates", ("north", "south")),
        ("The two gates are the Mill Gate and the Town Gate.", "en", "gates", ("the Mill Gate", "the Town Gate")),
        ("Die Linie hält in Aue, Barth und Celle.", "de", "Linie", ("Aue", "Barth", "Celle")),
        ("Les sponsors sont la Banque Verte, Dupont et Roux.", "fr", "sponsors", ("la Banque Verte", "Dupont", "Roux")),
        ("Los patrocinadores son Vega, Solano y el banco.", "es", "patrocinadores", ("Vega", "Solano", "el banco")),
        ("协会有三个大厅：东厅、西厅和南厅。", "zh", "大厅", ("东厅", "西厅", "南厅")),
        ("The troupe owns vans such as the Owl, the Lark and Old Betty.", "en", "vans", ()),
        ("The troupe owns four vans: the Owl, the Lark and Old Betty.", "en", "vans", ()),
        ("The troupe does not own vans, boats or trains.", "en", "vans", ()),
        ("The vans are old, but they run, and nobody minds.", "en", "vans", ()),
        ("The van costs 1,200 euros and runs well.", "en", "van", ()),
        ("The gate opens at 18:00 and closes at 20:00.", "en", "gate", ()),
    ],
)  # fmt: skip
def test_a_sentence_names_its_items(sentence: str, code: str, question: str, items: tuple[str, ...]) -> None:
    assert series_in(sentence, code, frozenset(terms(question, code))) == items


TROUPE = """# Puppet troupe Gorse

Founded in 1998. The troupe owns three vans: the Owl, the Lark and Old Betty. It plays in villages.

## Patrons

Our patrons are Mill & Sons, the Lamp Company and Rosa Vega. Each of them gives a prize.
"""


def test_a_list_in_a_sentence_is_told_item_by_item_with_its_certificate(make: Make) -> None:
    answer = make({"troupe.md": TROUPE}, kind="list").ask("Which vans does the troupe own?")
    assert answer.text.splitlines() == ["- “the Owl” [1]", "- “the Lark” [1]", "- “Old Betty” [1]"]
    assert answer.certificate.startswith("3 of 3 items of this sentence; 1 document and ")


def test_items_of_a_sentence_are_counted(make: Make) -> None:
    bot = make({"troupe.md": TROUPE}, kind="count")
    assert bot.ask("How many patrons does the puppet troupe have?").opening == "3 patrons:"
    assert bot.ask("How many drivers does the troupe have?").opening == ""


def test_after_a_colon_a_series_needs_no_and() -> None:
    assert series_in("Present: Ann Lee (chair), Bo, Cy.", "en") == ("Ann Lee (chair)", "Bo", "Cy")
    assert series_in("Present were Ann Lee, Bo, Cy.", "en") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It rests on rules for ships, with part 9 for ferries, and part 12 for tugs.", "en"),
        ("Es gibt drei Häfen, in Husum, Emden und Kiel, und einen Steg.", "de"),
    ],
)
def test_clauses_that_only_say_where_or_with_what_are_no_series(text: str, code: str) -> None:
    assert series_in(text, code) == ()
