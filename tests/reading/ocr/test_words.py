from assistant.reading.ocr.letters import ReadLetter
from assistant.reading.ocr.pages import ReadPage, SeenLine
from assistant.reading.ocr.regions import Region
from assistant.reading.ocr.words import SeenPage, seen_words


def line(text: str, top: float, left: float, second: str | None = None, sure: float = 0.999) -> SeenLine:
    def letters(said: str) -> tuple[ReadLetter, ...]:
        return tuple(ReadLetter(one, (place + 0.5) / len(said), sure) for place, one in enumerate(said))

    region = Region(left, top, left + 10 * len(text), top + 20)
    return SeenLine(region, letters(text), None if second is None else letters(second))


def page(*lines: SeenLine) -> SeenPage:
    return seen_words(ReadPage(lines, 0.0, 1000, 1400))


def test_words_come_row_by_row_though_their_lines_were_found_in_another_order() -> None:
    seen = page(line("1,250", 101, 400, "1,250"), line("Revenue", 100, 50), line("Title", 20, 50))
    assert [word.text for word in seen.words] == ["Title", "Revenue", "1,250"]
    assert seen.words[1].base == seen.words[2].base


def test_a_word_is_certain_only_if_both_readings_have_it() -> None:
    seen = page(line("rose to 1,250", 0, 0, "rose to 1.250"), line("fell to 2,250", 50, 0, "fell to 2,250"))
    assert {word.text: word.certain for word in seen.words if word.text[0].isdigit()} == {"1,250": False, "2,250": True}


def test_read_once_nothing_is_certain() -> None:
    assert not any(word.certain for word in page(line("1,250", 0, 0)).words)


def test_a_wide_gap_between_letters_parts_words_without_a_space() -> None:
    said = (ReadLetter("7", 0.02, 0.9), ReadLetter("9", 0.98, 0.9))
    seen = page(SeenLine(Region(0, 0, 400, 20), said))
    assert [word.text for word in seen.words] == ["7", "9"]


def test_lines_that_no_letters_are_recognized_in_are_left_out_and_counted() -> None:
    seen = page(line("Dear Sir", 0, 0), line("xqv lmw", 50, 0, sure=0.3))
    assert [word.text for word in seen.words] == ["Dear", "Sir"]
    assert seen.unreadable == 1


def test_a_page_without_lines_has_no_words() -> None:
    assert page() == SeenPage((), 0.0)


def spaced(text: str, wide: float) -> tuple[ReadLetter, ...]:
    """Letters half a line's height apart, but for what a space parts."""
    letters, at = [], 0.25
    for one in text:
        letters.append(ReadLetter(one, at / 10, 0.999))
        at += wide if one == " " else 0.0 if text[len(letters) : len(letters) + 1] == " " else 0.5
    return tuple(letters)


def figures_of(first: tuple[ReadLetter, ...], second: tuple[ReadLetter, ...]) -> dict[str, bool]:
    seen = page(SeenLine(Region(0, 0, 200, 20), first, second))
    return {word.text: word.certain for word in seen.words}


def test_a_narrow_space_behind_the_mark_of_a_figure_is_none() -> None:
    assert figures_of(spaced("4, 833", 0.5), spaced("4,833", 0)) == {"4,833": True}


def test_a_real_space_behind_a_mark_parts_two_figures() -> None:
    assert figures_of(spaced("4, 833", 0.8), spaced("4, 833", 0.8)) == {"4,": True, "833": True}


def test_readings_that_part_figures_in_other_places_do_not_agree() -> None:
    assert figures_of(spaced("4, 833", 0.8), spaced("4,833", 0)) == {"4,": False, "833": False}
    assert figures_of(spaced("12345", 0), spaced("12 345", 1.0)) == {"12345": False}


def test_a_figure_in_full_width_signs_is_written_in_plain_ones() -> None:
    assert [word.text for word in page(line("（47,418）", 0, 0)).words] == ["(47,418)"]
