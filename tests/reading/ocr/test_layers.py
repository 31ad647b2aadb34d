"""A text layer of another program beside what is recognized in the picture below it."""

from collections.abc import Sequence

import pytest

from assistant.reading.ocr.layers import has_layer, with_picture
from assistant.reading.ocr.words import SeenPage, SeenWord
from assistant.reading.pdf.structure.regions import PageWords
from assistant.reading.pdf.words import Word

WIDTH, HEIGHT, DOTS = 600.0, 800.0, 2.0
Placed = tuple[str, float, float]
"""A word, its left edge and its baseline, in points of the page; a letter is 6 points wide."""
PROSE: list[Placed] = [("Harbour", 50, 100), ("dues", 110, 100), ("were", 150, 100), ("raised", 190, 100)]


def page(words: Sequence[Placed], *, recognized: bool = True) -> PageWords:
    told = (
        Word(text, left, left + 6 * len(text), base, 12, bold=False, italic=False, recognized=recognized)
        for text, left, base in words
    )
    return PageWords(tuple(told), WIDTH, HEIGHT)


def picture(words: Sequence[Placed], *, turned: float = 0.0, uncertain: Sequence[str] = ()) -> SeenPage:
    """The same places in a picture that was turned upright by 0 or 180 degrees before it was read, scale 2.5."""
    scale = 2.5
    per_point = DOTS / scale
    told = []
    for text, left, base in words:
        right = left + 6 * len(text)
        x = (WIDTH - right, WIDTH - left) if turned else (left, right)
        y = HEIGHT - base if turned else base
        certain = text not in uncertain
        told.append(SeenWord(text, x[0] * per_point, x[1] * per_point, y * per_point, 12 * per_point, certain))
    return SeenPage(tuple(told), WIDTH * per_point, HEIGHT * per_point, turned, scale)


def read(layer: PageWords, seen: SeenPage | None) -> list[str]:
    """The words that count, with "?" behind those that are not certain."""
    words, doubts = with_picture(layer, seen, DOTS)
    assert [word.text for word in words.words] == [word.text for word in doubts.words]
    return [word.text if word.certain else f"{word.text}?" for word in doubts.words]


def test_only_figures_of_a_layer_ask_for_the_picture() -> None:
    assert has_layer(page([*PROSE, ("12%", 250, 100)]).words)
    assert not has_layer(page(PROSE).words)
    assert not has_layer(page([("12%", 250, 100)], recognized=False).words)
    assert not has_layer(())


def test_a_layer_alone_proves_no_figure() -> None:
    assert read(page([("1,250", 50, 100)]), None) == ["1,250?"]
    assert read(page([("1,250", 50, 100)]), SeenPage((), 0.0)) == ["1,250?"]
    assert read(page([("1,250", 50, 100)], recognized=False), None) == ["1,250"]


def test_a_figure_that_the_picture_shows_too_is_certain() -> None:
    words = [*PROSE, ("1,250", 250, 100), ("−3.4%", 300, 100)]
    seen = picture([*PROSE, ("1,250", 250, 101), ("-3.4%", 301, 99)], uncertain=["1,250"])
    assert read(page(words), seen) == [text for text, _, _ in words]


def test_a_figure_that_the_picture_shows_otherwise_gives_way_if_that_is_certain() -> None:
    layer = page([*PROSE, ("1,350", 250, 100), ("7.1", 300, 100)])
    seen = picture([*PROSE, ("1,250", 250, 100), ("1.7", 300, 100)], uncertain=["1.7"])
    assert read(layer, seen) == ["Harbour", "dues", "were", "raised", "1,250", "7.1?"]


@pytest.mark.parametrize(("layer", "shown"), [("lO0", "100"), ("12", "ab"), ("£ 90", "£90")])
def test_readings_are_compared_by_place_however_they_are_cut_into_words(layer: str, shown: str) -> None:
    words = [(text, 250.0 + 12 * number, 100.0) for number, text in enumerate(layer.split())]
    seen = picture([*PROSE, (shown, 250, 100)])
    expected = {"lO0": ["100"], "12": ["12?"], "£ 90": ["£", "90"]}[layer]
    assert read(page([*PROSE, *words]), seen)[4:] == expected


def test_a_figure_of_the_layer_where_the_picture_has_none_is_uncertain() -> None:
    assert read(page([*PROSE, ("1,250", 50, 400)]), picture(PROSE))[4:] == ["1,250?"]


def test_what_the_layer_lacks_is_added_at_its_place() -> None:
    seen = picture([*PROSE, ("1,250", 50, 400)])
    words, _ = with_picture(page(PROSE), seen, DOTS)
    added = words.words[-1]
    assert (added.text, added.left, added.right, added.base) == ("1,250", 50, 80, 400)


def test_a_layer_that_says_something_else_gives_way_to_the_picture() -> None:
    layer = page([("No", 50, 100), ("fees", 110, 100), ("were", 150, 100), ("due", 190, 100), ("in", 250, 100)])
    assert read(layer, picture([*PROSE, ("1931", 250, 100)])) == ["Harbour", "dues", "were", "raised", "1931"]


def test_a_layer_in_letters_that_are_not_recognized_stays() -> None:
    layer = page([("Доход", 50, 100), ("порта", 110, 100), ("вырос", 150, 100), ("1,250", 250, 100)])
    seen = picture([("Joxog", 50, 100), ("nopta", 110, 100), ("8bIpoc", 150, 100), ("1,250", 250, 100)])
    assert [word.rstrip("?") for word in read(layer, seen)] == ["Доход", "порта", "вырос", "1,250"]


def test_a_page_that_was_scanned_upside_down_is_compared_where_its_words_are() -> None:
    words = [*PROSE, ("1,250", 250, 100)]
    assert read(page(words), picture(words, turned=180.0)) == [text for text, _, _ in words]


def test_typed_words_beside_a_layer_are_certain() -> None:
    typed, layer = page([("4711", 50, 700)], recognized=False), page([*PROSE, ("1,250", 250, 100)])
    both = PageWords((*layer.words, *typed.words), WIDTH, HEIGHT)
    assert read(both, picture([*PROSE, ("1,250", 250, 100), ("4717", 50, 700)]))[4:] == ["1,250", "4711"]
