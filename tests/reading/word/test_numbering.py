import pytest

from tests.reading.word.made import STYLES, paragraph, read, told

CLAUSES = [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")]


def definition(levels: list[tuple[str, str]], name: int = 1, **extra: str) -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{extra.get(f"level{at}", "")}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{name}">{extra.get("head", "")}{inner}</w:abstractNum>'


def lists(*numbers: tuple[int, int, str]) -> str:
    return "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>' for number, of, more in numbers
    )


def numbered(text: str, level: int = 0, number: int = 1, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return paragraph(text, properties=named + place)


def lines(body: str, numbering: str, **more: str) -> list[str]:
    return [text for _, text in told(read(body, numbering=numbering, **more))]


def test_clauses_are_counted_by_level_and_begin_again_below_each_higher_one() -> None:
    body = "".join(numbered(str(n), level) for n, level in enumerate((0, 1, 1, 2, 3, 3, 2, 1, 2, 0, 1)))
    assert lines(body, definition(CLAUSES) + lists((1, 1, ""))) == [
        "1. 0", "1.1 1", "1.2 2", "(a) 3", "(i) 4", "(ii) 5", "(b) 6", "1.3 7", "(a) 8", "2. 9", "2.1 10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "text", "shown"),
    [
        ("upperRoman", "Article %1", "Article II"),
        ("upperLetter", "Annex %1:", "Annex B:"),
        ("decimalZero", "%1", "02"),
        ("ordinal", "%1", "2nd"),
        ("cardinalText", "Part %1", "Part Two"),
        ("ordinalText", "%1 rule:", "Second rule:"),
        ("chineseCounting", "第%1条", "第二条"),
        ("decimalEnclosedCircle", "%1", "②"),
        ("decimal", "§ %1", "§ 2"),
        ("none", "Note", "Note"),
    ],
)
def test_numbers_are_in_the_format_of_their_level(style: str, text: str, shown: str) -> None:
    body = numbered("a") + numbered("b")
    assert lines(body, definition([(style, text)]) + lists((1, 1, "")))[1] == f"{shown} b"


def test_bullets_add_nothing() -> None:
    contents = read(numbered("a"), numbering=definition([("bullet", "\uf0b7")]) + lists((1, 1, "")))
    assert told(contents) == [("item", "a")]


def test_legal_numbering_shows_higher_levels_in_digits() -> None:
    levels = definition([("upperRoman", "Article %1"), ("decimal", "%1.%2")], level1="<w:isLgl/>")
    body = numbered("a") + numbered("b") + numbered("c", 1)
    assert lines(body, levels + lists((1, 1, ""))) == ["Article I a", "Article II b", "2.1 c"]


def test_a_list_may_begin_with_another_number_and_two_of_one_definition_go_on() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbers = lists((1, 1, ""), (2, 1, start), (3, 1, ""))
    body = numbered("a") + numbered("b", number=2) + numbered("c", number=2) + numbered("d", number=3)
    assert lines(body, definition(CLAUSES) + numbers) == ["1. a", "5. b", "6. c", "7. d"]


def test_a_list_may_replace_the_format_of_a_level() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
    numbers = lists((1, 1, f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>'))
    assert lines(numbered("a") + numbered("b"), definition(CLAUSES) + numbers) == ["C) a", "D) b"]


@pytest.mark.parametrize(("restart", "shown"), [("0", "2 d"), ("1", "1 d")])
def test_a_level_may_go_on_after_a_higher_one(restart: str, shown: str) -> None:
    levels = definition([("decimal", "%1."), ("decimal", "%2")], level1=f'<w:lvlRestart w:val="{restart}"/>')
    body = numbered("a") + numbered("b", 1) + numbered("c") + numbered("d", 1)
    assert lines(body, levels + lists((1, 1, "")))[-1] == shown


def test_headings_are_numbered_by_their_styles() -> None:
    place = '<w:pPr><w:numPr>{}<w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = STYLES.replace('<w:name w:val="heading 1"/>', '<w:name w:val="heading 1"/>' + place.format("")).replace(
        '<w:name w:val="heading 2"/>', '<w:name w:val="heading 2"/>' + place.format('<w:ilvl w:val="1"/>')
    )
    levels = definition(CLAUSES, level0='<w:pStyle w:val="Heading1"/>', level1='<w:pStyle w:val="Heading2"/>')
    body = numbered("Ships", number=0, style="Heading1") + numbered("Sails", number=0, style="Heading2")
    contents = read(body, numbering=levels + lists((1, 1, "")), styles=styles)
    assert [(block.title, block.level) for block in contents.blocks] == [("1. Ships", 2), ("1.1 Sails", 3)]


def test_a_definition_may_be_that_of_a_list_style() -> None:
    linked = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
    levels = definition(CLAUSES, head='<w:styleLink w:val="Legal"/>')
    assert lines(numbered("a", number=4), levels + linked + lists((1, 1, ""), (4, 2, ""))) == ["1. a"]


def test_a_paragraph_may_take_itself_out_of_the_list_of_its_style() -> None:
    body = paragraph("Free", properties='<w:numPr><w:numId w:val="0"/></w:numPr>') + numbered("a")
    assert lines(body, definition(CLAUSES) + lists((1, 1, ""))) == ["Free", "1. a"]


def test_empty_and_deleted_paragraphs_count_as_word_counts_them() -> None:
    deleted = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
    body = numbered("a") + numbered("") + f"{deleted}<w:del><w:r><w:delText>b</w:delText></w:r></w:del></w:p>"
    assert lines(body + numbered("c"), definition(CLAUSES) + lists((1, 1, ""))) == ["1. a", "3. c"]


def test_cells_of_a_table_have_their_numbers() -> None:
    cells = [[numbered("Ropes"), paragraph("40")], [numbered("Chains"), paragraph("12")]]
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in cells)
    found = lines(f"<w:tbl>{rows}</w:tbl>", definition(CLAUSES) + lists((1, 1, "")))
    assert found == ["1. Ropes | 40", "2. Chains | 12"]


@pytest.mark.parametrize(
    "numbering", ["", lists((1, 9, "")), '<w:num w:numId="1"/>', definition([]) + lists((1, 1, ""))]
)
def test_a_damaged_numbering_costs_only_the_numbers(numbering: str) -> None:
    assert lines(numbered("a", 7), numbering) == ["a"]
