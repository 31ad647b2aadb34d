import pytest

from assistant.asking.kinds.replacing import replacements, said_to_be_replaced
from assistant.asking.kinds.versions import series_among
from tests.asking.kinds.conftest import Make

OLD = "# Bicycle rules\n\nVersion 1.0 of 4 May 2020.\n\nBicycles are kept in the yard.\n"


def pairs(make: Make, new: str, old: str = OLD) -> frozenset[tuple[str, str]]:
    library = make({"new.md": new, "old.md": old}).library
    with library.reading() as (reader, _):
        return replacements(reader, library.documents())


def new(sentence: str, title: str = "Rules for bicycles and scooters") -> str:
    return f"# {title}\n\nIssued on 8 June 2024. {sentence}\n\nBicycles are kept in the cellar.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "These rules replace those of 4 May 2020, which no longer apply.",
        "This edition supersedes version 1.0.",
        "They take the place of the rules of May 2020.",
        "The 2020 version is hereby superseded by these rules.",
        "This text replaces the Bicycle Rules.",
    ],
)
def test_a_document_replaces_one_named_by_its_date_version_or_title(make: Make, sentence: str) -> None:
    assert pairs(make, new(sentence)) == {("new.md", "old.md")}


@pytest.mark.parametrize(
    "sentence",
    [
        "They replace clause 4 of the rules of 4 May 2020.",
        "They do not replace the rules of 4 May 2020.",
        "They replace the rules of 5 May 2020.",
        "They replace version 3.",
        "A rack of steel replaces the shed of 2020.",
        "These rules add to those of 4 May 2020.",
        "Do these rules replace those of 4 May 2020?",
        "Clause 3 of the rules of 4 May 2020 is replaced by the following.",
    ],
)
def test_who_replaces_a_part_another_thing_or_nothing_is_no_new_version(make: Make, sentence: str) -> None:
    assert pairs(make, new(sentence)) == frozenset()


def test_a_document_on_another_subject_is_replaced_only_where_its_title_is_named(make: Make) -> None:
    moved = "Riding to work"
    library = make(
        {
            "a.md": new("It replaces the document of 4 May 2020.", moved),
            "b.md": new("It replaces the bicycle rules of 4 May 2020.", moved),
            "old.md": OLD,
        }
    ).library
    with library.reading() as (reader, _):
        assert replacements(reader, library.documents()) == {("b.md", "old.md")}


def test_a_later_document_is_not_replaced(make: Make) -> None:
    assert pairs(make, new("They replace those of 4 May 2025."), OLD.replace("2020", "2025")) == frozenset()


def test_what_stands_far_behind_the_beginning_is_not_read(make: Make) -> None:
    far = "The cellar is dry and has a lamp. " * 80
    assert pairs(make, new(f"{far}\n\nThese rules replace those of 4 May 2020.")) == frozenset()


@pytest.mark.parametrize(
    ("title", "earlier", "sentence"),
    [
        ("Fahrräder und Roller im Haus", "Fahrräder", "Diese Fassung ersetzt die Fassung vom 4. Mai 2020."),
        ("Fahrräder und Roller im Haus", "Fahrräder", "Sie löst die Fassung für das Haus vom 4. Mai 2020 ab."),
        ("Fahrräder und Roller im Haus", "Fahrräder", "Die Fassung vom 4. Mai 2020 wird hiermit ersetzt."),
        ("Fahrräder und Roller im Haus", "Fahrräder", "Sie tritt an die Stelle der Fassung vom 4. Mai 2020."),
        ("Les vélos et les trottinettes", "Les vélos", "Ce texte annule et remplace celui du 4 mai 2020."),
        ("Bicicletas y patinetes", "Bicicletas", "Este texto sustituye al del 4 de mayo de 2020."),
        ("自行车和滑板车管理办法", "自行车管理办法", "本办法取代2020年5月4日的办法。"),
    ],
)
def test_it_is_read_in_each_language(make: Make, title: str, earlier: str, sentence: str) -> None:
    texts = {
        "F": ("Stand: 8. Juni 2024", "Stand: 4. Mai 2020", "Die Räder stehen im Keller und nicht auf der Straße."),
        "L": ("Publié le 8 juin 2024", "Publié le 4 mai 2020", "Les vélos sont dans la cave et pas dans la rue."),
        "B": ("8 de junio de 2024", "4 de mayo de 2020", "Las bicicletas están en el sótano y no en la calle."),
        "自": ("2024年6月8日", "2020年5月4日", "自行车放在地下室，不放在街上。"),
    }
    now, then, body = texts[title[0]]
    after = f"# {title}\n\n{now}\n\n{sentence}\n\n{body}\n"
    assert pairs(make, after, f"# {earlier}\n\n{then}\n\n{body}\n") == {("new.md", "old.md")}


def test_a_denial_behind_the_verb_is_read() -> None:
    assert said_to_be_replaced("Der Nachtrag ersetzt den Vertrag vom 4. Mai 2020 nicht.", "de") == ()
    assert said_to_be_replaced("Der Nachtrag ersetzt nicht den Vertrag vom 4. Mai 2020.", "de") == ()
    assert said_to_be_replaced("", "de") == ()


def test_versions_of_other_titles_are_one_series_in_order(make: Make) -> None:
    third = "# Riding to work\n\n9 July 2025\n\nThis replaces the Rules for bicycles and scooters.\n"
    library = make(
        {"c.md": third, "b.md": new("These rules replace those of 4 May 2020."), "a.md": OLD, "x.md": "# Note\n\nHi.\n"}
    ).library
    with library.reading() as (reader, _):
        replaced = replacements(reader, library.documents())
    (series,) = series_among(library.documents(), replaced)
    assert series.newest.name == "c.md"
    assert [document.name for document in series.earlier] == ["a.md", "b.md"]
