from pathlib import Path

import pytest

from assistant.errors import LanguageError
from assistant.language.loading import language, languages, load_language

MONTHS = "[" + ", ".join(f'"month{n}"' for n in range(1, 13)) + "]"
SMALLEST = f"""name = "Plain"
function_words = "a b"

[numbers]
decimal = ","
groups = "."

[dates]
months = {MONTHS}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "xx.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_five_languages_and_each_is_read() -> None:
    assert languages() == ("de", "en", "es", "fr", "zh")
    assert {language(code).name for code in languages()} == {"Chinese", "English", "French", "German", "Spanish"}


def test_a_language_without_a_file_is_read_as_english() -> None:
    assert language("tlh") is language("en") or language("tlh").code == "en"


def test_a_further_language_is_one_file(tmp_path: Path) -> None:
    loaded = load_language(written(tmp_path, SMALLEST))
    assert (loaded.code, loaded.name, loaded.numbers.decimal) == ("xx", "Plain", ",")
    assert not loaded.meanings.ahead.stand_in("it will be")


@pytest.mark.parametrize(
    ("found", "instead", "line", "says"),
    [
        ('function_words = "a b"', "function_words = 3", 2, "function_words"),
        ('decimal = ","', 'decimal = "."', 5, "decimal"),
        ('decimal = ","', "decimal = 5", 5, "text in quotes"),
        ('groups = "."', 'grups = "."', 6, "not known"),
        (f"months = {MONTHS}", 'months = ["January"]', 9, "12"),
        ("[dates]", '[questions]\ncount = ["how (many"]\n\n[dates]', 9, "how (many"),
        ("[dates]", '[questions]\nperson = ["{who}"]\n\n[dates]', 9, "{who}"),
        ("[dates]", "[dates", 8, ""),
    ],
)
def test_a_mistake_in_a_language_file_is_told_with_its_line(
    tmp_path: Path, found: str, instead: str, line: int, says: str
) -> None:
    path = written(tmp_path, SMALLEST.replace(found, instead))
    with pytest.raises(LanguageError) as told:
        load_language(path)
    assert "xx.toml" in str(told.value)
    assert str(line) in str(told.value)
    assert says in str(told.value)


def test_a_file_without_a_name_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match=r"xx\.toml:1: .*lacks `name`"):
        load_language(written(tmp_path, SMALLEST.replace('name = "Plain"\n', "")))
