"""Scripts that run from right to left, or without blanks, and fonts that do not tell their letters."""

from __future__ import annotations

import pypdfium2.raw as raw
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.pdf.document import read_pdf
from assistant.reading.pdf.garbled import is_garbled
from assistant.reading.pdf.structure.direction import logical_word
from tests.reading.pdf.drawn import DEJAVU, column, read, texts
from tests.reading.pdf_files import HEIGHT, LEFT, Page, make_pdf

pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
PRICE = "מחיר הדג הוא 350 שקל לקילו"


def leftward(page: Page, text: str, right: float = 500) -> None:
    """Draw the words of a line from right to left, each letter at its place."""
    page.canvas.setFont(DEJAVU, 12)
    for word in text.split():
        seen = word if word.isdigit() else word[::-1]
        page.canvas.drawRightString(right, HEIGHT - page.y, seen)
        right -= page.canvas.stringWidth(f"{word} ", DEJAVU, 12)
    page.y += 16


def test_words_that_run_from_right_to_left_are_in_the_order_in_which_they_are_read() -> None:
    assert texts(read(lambda p: leftward(p, PRICE))) == [PRICE]


def test_a_comma_behind_a_number_stays_behind_it() -> None:
    assert logical_word("،2031", (10.0, 15.0, 20.0, 25.0, 30.0)) == "2031،"
    assert logical_word(".החדש", (10.0, 40.0, 30.0, 20.0, 15.0)) == "החדש."


def test_vertical_lines_are_read_downwards_and_from_right_to_left() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3", isVertical=True))
    lines = (
        "港の委員会は春に四回開かれ港務長の報",
        "告を聞いた。冬の前に新しい杭を九本立",
        "てることに同意した。残りは来年である。",
    )

    def draw(page: Page) -> None:
        page.canvas.setFont("HeiseiMin-W3", 12)
        for number, line in enumerate(lines):
            page.canvas.drawString(500 - 20 * number, 700, line)

    # PDFium leaves out the first line of this font, which is not in the file.
    assert texts(read(draw))[-1].endswith("".join(lines[1:]))


def test_a_code_that_is_no_character_costs_that_letter_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    given = raw.FPDFText_GetUnicode
    monkeypatch.setattr(raw, "FPDFText_GetText", lambda *_: 0)
    monkeypatch.setattr(raw, "FPDFText_GetUnicode", lambda page, at: 1 << 31 if at == 2 else given(page, at))
    assert texts(read(lambda p: p.lines("The lake is deep."))) == ["Th\ufffd lake is deep."]


def test_words_in_latin_letters_among_them_keep_theirs() -> None:
    def draw(page: Page) -> None:
        page.canvas.setFont(DEJAVU, 12)
        page.canvas.drawRightString(500, HEIGHT - page.y, "תוכנה"[::-1])
        page.canvas.drawRightString(450, HEIGHT - page.y, "Red Hat Linux")
        page.canvas.drawRightString(350, HEIGHT - page.y, "חדשה"[::-1])

    assert texts(read(draw)) == ["תוכנה Red Hat Linux חדשה"]


@pytest.mark.parametrize(
    ("letters", "lefts", "word"),
    [
        ("דג", (20.0, 10.0), "דג"),
        ("גד", (10.0, 20.0), "דג"),
        ("הא\u200dל", (30.0, 10.0, 10.0, 10.0), "הא\u200dל"),
        ("قاًل", (30.0, 10.0, 10.0, 5.0), "قاًل"),
        ("تإل", (30.0, 10.0, 10.0), "تلإ"),
        ("\ufedf\ufe8e", (20.0, 10.0), "لا"),
    ],
)
def test_letters_are_put_in_order_by_where_they_stand(letters: str, lefts: tuple[float, ...], word: str) -> None:
    assert logical_word(letters, lefts) == word


def test_japanese_columns_and_lines_have_no_blanks_and_no_weaving() -> None:
    left = (
        "港の委員会は春に四回開かれ港務長の報告を",
        "聞いた。冬の前に新しい杭を九本立てること",
        "に同意した。残りは来年である。",
    )
    right = (
        "町の図書館は土曜日にも開くことになった。",
        "入り口は裏にあり鍵は役場で借りられるので",
        "本を返すだけの人も中に入る。",
    )

    def draw(page: Page) -> None:
        column(page, left, 60, 100, font="HeiseiKakuGo-W5")
        column(page, right, 310, 100, font="HeiseiKakuGo-W5")

    assert texts(read(draw)) == ["".join(left), "".join(right)]


def test_letters_that_are_set_wide_make_words_of_one_line() -> None:
    def draw(page: Page) -> None:
        page.canvas.setFont("HeiseiKakuGo-W5", 12)
        page.canvas.drawString(LEFT, HEIGHT - page.y, "港の委員会の報告", charSpace=9)

    assert texts(read(draw)) == ["港の委員会の報告"]


@pytest.mark.parametrize(
    "words",
    [
        ["킜킰톁톁킰", "킜킰톁톈톂킰킱", "킘킷킼", "킛킸톁톂"],
        ["\ufffd\ufffd\ufffd", "\ufffd\ufffd\ufffd\ufffd", "ab\ufffd\ufffd"],
        ["QH", "SDV", "UHPSOLU", "OHV", "FRQGLWLRQV", "SHUPHWWDQW", "EHQHILFLHU", "FHUWLILH", "VLQFHUHV"] * 2,
        ["aбγ", "δцb", "кxλ", "ζдf", "gлψ", "хyδ", "ябc", "πqж"],
    ],
)
def test_text_of_no_language_is_garbled(words: list[str]) -> None:
    assert is_garbled(words)


@pytest.mark.parametrize(
    "text",
    [
        "NASA and the BBC spoke with NGOs about HTTP, CSS and XML standards of the year 2031",
        "보안 기술 전망 보고서 미래 국가 정보보안 기술 발전 방향",
        "委员会今年春天开了四次会听取了港务长的报告EDTA抗凝血",
        "Подп. и дата Масса Масштаб Изм. Лист докум",
        "الميناء الشمالي يفتح أبوابه في الربيع",
        "<table> <tr> <td> </td> </tr> </table>",
        "5 µm, 10 kΩ, 12 μF, x",
        "• • • • • • • •",
        " ".join(f"Part-{n} R1" for n in range(20)),
        " ".join(f"R1 R6 Q{n}" for n in range(20)),
        " ".join(f"Teil-{n} QH SDV OHV" for n in range(20)),
    ],
)
def test_text_of_any_language_is_not(text: str) -> None:
    assert not is_garbled(text.split())


@pytest.mark.usefixtures("without_recognition")
def test_a_page_in_a_font_that_tells_no_letters_is_told_and_left_out() -> None:
    def draw(page: Page) -> None:
        page.lines("The lake is measured once a year.")
        page.canvas.setFont(DEJAVU, 10)
        page.canvas.drawString(LEFT, HEIGHT - 200, "Gαмbf δцжe λкψd ζдбf πлxg δхыc")
        page.canvas.drawString(LEFT, HEIGHT - 220, "Aбγd бωцe κxжd ζыqf")

    contents = read(lambda p: p.lines("A first page."), draw)
    assert texts(contents) == ["A first page.", "The lake is measured once a year."]
    assert contents.garbled == (2,)
    assert "text on page 2 in fonts that do not tell their letters" in contents.notes[0]


@pytest.mark.usefixtures("without_recognition")
def test_a_document_in_such_a_font_alone_is_refused_with_advice() -> None:
    def draw(page: Page) -> None:
        page.canvas.setFont(DEJAVU, 10)
        page.canvas.drawString(LEFT, HEIGHT - 200, "Gαмbf δцжe λкψd ζдбf πлxg δхыc Aбγd бωцe κxжd ζыqf")

    with pytest.raises(UnreadableError, match="fonts that do not tell their letters"):
        read_pdf(make_pdf(draw), Limits())


@pytest.mark.usefixtures("without_recognition")
@pytest.mark.parametrize("glyphs", [range(4, 9), range(14, 30)])
def test_numbers_of_glyphs_in_place_of_letters_are_no_text_however_few(glyphs: range) -> None:
    def draw(page: Page) -> None:
        page.canvas.setFont("Helvetica", 12)
        shown = "".join(f"\\{glyph:03o}" for glyph in glyphs)
        page.canvas._code.append(f"BT /F1 12 Tf 72 600 Td ({shown}) Tj ET")

    with pytest.raises(UnreadableError, match="fonts that do not tell their letters"):
        read_pdf(make_pdf(draw), Limits())
