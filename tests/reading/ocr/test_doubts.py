from assistant.reading.blocks import Block
from assistant.reading.ocr.doubts import with_doubts
from assistant.reading.ocr.words import SeenPage, SeenWord


def seen(*words: tuple[str, bool]) -> SeenPage:
    return SeenPage(tuple(SeenWord(text, 0, 0, 0, 10, certain) for text, certain in words), 500)


def doubtful(text: str, page: SeenPage) -> list[str]:
    (block,) = with_doubts(text, [Block("paragraph", 0, len(text))], (0,), {1: page})
    return [text[start:end] for start, end in block.doubtful]


def test_the_figures_of_uncertain_words_are_doubtful_and_no_others() -> None:
    page = seen(("Sales", False), ("1,250", False), ("7,001", True))
    assert doubtful("Sales | 1,250 | 7,001", page) == ["1,250"]


def test_a_sign_joined_to_a_figure_or_a_note_mark_cut_off_changes_nothing() -> None:
    assert doubtful("Sales $1,250", seen(("$", True), ("1,250", False))) == ["$1,250"]
    assert doubtful("Sales 1,250", seen(("1,2503", False))) == ["1,250"]


def test_pages_that_were_not_recognized_have_no_doubts() -> None:
    text = "Sales 1,250\n\nCosts 1,250"
    blocks = [Block("paragraph", 0, 11), Block("paragraph", 13, 24)]
    first, second = with_doubts(text, blocks, (0, 13), {2: seen(("1,250", False))})
    assert first.doubtful == ()
    assert [text[start:end] for start, end in second.doubtful] == ["1,250"]
