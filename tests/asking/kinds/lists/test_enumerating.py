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


@pytest.mark.parametrize(
    ("sentence", "code", "question"),
    [
        ("To free the drum, press Moon and Star together for 9 seconds.", "en", "free drum"),
        ("To open the vent, turn the red lever, the blue knob and wait for a click.", "en", "open vent"),
        ("Before the first use, rinse the jug, dry it with a cloth and fill it with water.", "en", "first use"),
        ("Um das Gitter zu lösen, halten Sie Pfeil und Stern drei Sekunden gedrückt.", "de", "Gitter lösen"),
        ("Zum Leeren drücken Sie den Hebel, den Knopf und warten auf das Signal.", "de", "Leeren"),
        ("Pour vider la cuve, tenez Lune et Comète pendant trois secondes.", "fr", "vider cuve"),
        ("Para vaciar la cuba, pulse Luna y Cometa durante tres segundos.", "es", "vaciar cuba"),
    ],
)
def test_an_instruction_behind_its_purpose_is_no_series(sentence: str, code: str, question: str) -> None:
    assert series_in(sentence, code, frozenset(terms(question, code))) == ()


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Hint: press Moon and Star together.", "en"),
        ("Hint: turn the wheel and the crank.", "en"),
        ("Tipp: Pfeil und Stern gedrückt halten.", "de"),
        ("Hinweis: drehen Sie das Rad und die Kurbel.", "de"),
        ("Astuce : tournez la roue et la manivelle.", "fr"),
        ("The warden opens the lodge, sweeps the yard and locks the barn.", "en"),
        ("Der Wart hat ein Boot, pflegt das Ufer und die Wiese.", "de"),
        ("Le gardien ouvre la grange, balaie la cour et le hangar.", "fr"),
        ("Ida Moor, Cy Penn and Bo Lark won the cup.", "en"),
    ],
)
def test_parts_that_are_not_alike_are_no_series(sentence: str, code: str) -> None:
    assert series_in(sentence, code) == ()


def test_things_to_do_are_a_series_after_a_colon() -> None:
    assert series_in("Duties: feed the hens, sweep the yard, lock the barn.", "en") == (
        "feed the hens",
        "sweep the yard",
        "lock the barn",
    )


@pytest.mark.parametrize(
    ("sentence", "code", "items"),
    [
        (
            "4.2 Carts of any size; dogs, big or small; skis, sledges and other long things; more than two bags.", "en",
            ("Carts of any size", "dogs, big or small", "skis, sledges and other long things", "more than two bags"),
        ),
        (
            "3.1 Mitzubringen sind: Schuhe, fest und sauber; Helme; Seile, Gurte und anderes Gerät.", "de",
            ("Schuhe, fest und sauber", "Helme", "Seile, Gurte und anderes Gerät"),
        ),
        (
            "2.4 Sont admis : les chiens, petits ou grands ; les vélos, trottinettes et autres engins.", "fr",
            ("les chiens, petits ou grands", "les vélos, trottinettes et autres engins"),
        ),
        ("可以携带：雨伞，大的或小的；背包；食物和水。", "zh", ("雨伞，大的或小的", "背包", "食物和水")),
        ("Admitted are: prams; bikes, folded; and scooters.", "en", ("prams", "bikes, folded", "scooters")),
        ("The barn was cold; the guests were wet; the bus had left.", "en", ()),
        ("The rooms are warm, dry and bright; the yard is closed.", "en", ()),
    ],
)  # fmt: skip
def test_semicolons_part_items_that_have_commas_inside(sentence: str, code: str, items: tuple[str, ...]) -> None:
    assert series_in(sentence, code) == items


def test_the_number_of_a_clause_is_neither_an_item_nor_a_number_of_items() -> None:
    said = frozenset(terms("lodge stores", "en"))
    assert series_in("7.3 The lodge stores skis, ropes and lamps.", "en", said) == ("skis", "ropes", "lamps")
    assert series_in("Loads: 2.5 tonnes of sand, 3 of lime, 1 of clay", "en") == (
        "2.5 tonnes of sand",
        "3 of lime",
        "1 of clay",
    )


TIMES = "# Swimming bath Fenn\n\nOpening days: Monday, Thursday, Sunday.\n"
SINGERS = "# Tern singers\n\nThe singers perform in Aldow, Brill and Carden.\n"


def test_a_sentence_on_another_subject_is_not_told_as_a_list(make: Make) -> None:
    said = "Opening days: Monday, Thursday, Sunday."
    bot = make({"bath.md": TIMES}, kind="list", reply=said, relevance={"Opening days": 7.0})
    for question in ("On which days do the singers perform?", "When and in which towns do the singers perform?"):
        assert "items of this sentence" not in bot.ask(question).certificate
    assert "3 of 3 items" in bot.ask("On which days is the swimming bath open?").certificate


def test_a_series_does_not_answer_a_question_of_several_parts(make: Make) -> None:
    said = "The singers perform in Aldow, Brill and Carden."
    bot = make({"bath.md": TIMES, "singers.md": SINGERS}, kind="list", reply=said, relevance={"singers": 7.0})
    answer = bot.ask("When and in which towns do the singers perform?")
    assert "items of this sentence" not in answer.certificate
    assert "Monday" not in answer.text
    assert "3 of 3 items" in bot.ask("In which towns do the singers perform?").certificate
