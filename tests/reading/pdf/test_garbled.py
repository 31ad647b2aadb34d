import pytest

from assistant.reading.pdf.garbled import is_garbled
from assistant.reading.pdf.words import Word


def words(text: str) -> list[Word]:
    return [Word(word, 0, 10, 10, 10, bold=False, italic=False) for word in text.split()]


@pytest.mark.parametrize(
    "text",
    [
        "킿톀킸킼킵킽 킿톀킸 캏캚캛캒캞캧 캖킵킽 톀킸킼킵 킿톀킸",
        "The •ffice •pens •t n•ne •nd cl•ses •t f•ve",
        "T\ufffde a\ufffd\ufffdual r\ufffdp\ufffdrt \ufffdf t\ufffde \ufffdoard",
    ],
)
def test_letters_that_no_language_uses_are_garbled(text: str) -> None:
    assert is_garbled(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "The office opens at nine and closes at five on weekdays.",
        "전라남도 담양군에서 생산되는 대나무 제품의 매출은 지난해보다 늘었다.",
        "公司去年的收入增长了百分之二十六，利润达到三十亿元。",
        "東京都の人口は約千四百万人で、前年より増加した。",
        "Договор вступает в силу с момента подписания сторонами.",
        "تأسست الشركة في عام ألفين وعشرة في مدينة القاهرة",
        "• first • second • third ••••• contents of the annual report",
        "हिन्दी में लिखा हुआ एक छोटा सा वाक्य यहाँ है",
        "킿톀 킸킼",
        "",
    ],
)
def test_texts_of_any_language_are_not_and_too_little_is_not_judged(text: str) -> None:
    assert not is_garbled(words(text))
