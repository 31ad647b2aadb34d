import io
from zipfile import ZipFile

import pytest

from assistant.language.figures import find_figures
from assistant.reading.contents import Contents, Limits
from assistant.reading.formats.opendocument import read_ods, read_odt
from tests.reading.made import opendocument

STYLES = "".join(
    f'<style:style style:family="{family}" style:name="{name}"><style:text-properties {properties}/></style:style>'
    for family, name, properties in (
        ("text", "Up", 'style:text-position="super 58%"'),
        ("text", "Down", 'style:text-position="-25% 58%"'),
        ("text", "Out", 'style:text-line-through-style="solid"'),
        ("text", "Bold", 'fo:font-weight="bold"'),
        ("text", "Signs", 'style:font-name="Symbol"'),
        ("paragraph", "OutP", 'style:text-line-through-type="single"'),
        ("paragraph", "BoldP", 'fo:font-weight="bold"'),
    )
)


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def up(text: str) -> str:
    return span("Up", text)


def read(body: str, styles: str = "", **parts: str) -> Contents:
    data = opendocument("text", body, STYLES + styles)
    buffer = io.BytesIO(data)
    with ZipFile(buffer, "a") as archive:
        for name, part in parts.items():
            archive.writestr({"master": "styles.xml", "formula": "Object 1/content.xml"}[name], part)
    return read_odt(buffer.getvalue(), Limits())


def lines(contents: Contents) -> list[str]:
    return [contents.text[block.start : block.end] for block in contents.blocks]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"The lake holds 8.1 × 10{up('7')} litres.", "The lake holds 8.1 × 10^7 litres."),
        (f"a plot of 450 m{up('2')}", "a plot of 450 m²"),
        (f"N{span('Down', '2')}O and CO{span('Down', '2')}", "N₂O and CO₂"),
        (f"The toll is €36{up('1')} a trip.", "The toll is €36 a trip."),
        (f"The <text:a>bridge</text:a>{up('2')} is shut.", "The bridge is shut."),
        (f"the 2{up('nd')} gate", "the 2nd gate"),
        (f"The toll is {span('Out', '30')} 36 euros.", "The toll is ~~30~~ 36 euros."),
        (f"The toll is {span('Out', '30 ' + span('Bold', 'or 31'))}, no less.", "The toll is ~~30 or 31~~, no less."),
        (f"Depth {span('Signs', chr(0xF0B3))} 4 m", "Depth ≥ 4 m"),
    ],
)
def test_what_styles_raise_lower_or_strike_out_is_written(inner: str, text: str) -> None:
    assert read(f"<text:p>{inner}</text:p>").text == text


def test_a_paragraph_that_is_struck_out_states_no_figure() -> None:
    contents = read('<text:p text:style-name="OutP">The toll is 30.</text:p><text:p>The toll is 36.</text:p>')
    assert contents.text.startswith("~~The toll is 30.~~")
    assert [str(figure.value) for figure in find_figures(contents.text)] == ["36"]


def test_a_note_is_linked_with_its_mark_which_is_no_part_of_a_figure() -> None:
    note = (
        '<text:note text:id="ftn1"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>For cars.</text:p></text:note-body></text:note>"
    )
    contents = read(f"<text:p>The toll is €36{note} a trip.</text:p>")
    (mark,) = contents.blocks[0].marks
    assert contents.text == "The toll is €36 a trip.\n\nFor cars."
    assert (mark.at, contents.text[mark.start : mark.end]) == (len("The toll is €36"), "For cars.")


def level(
    number: int, form: str = "1", more: str = 'style:num-suffix="."', kind: str = "list-level-style-number"
) -> str:
    return f'<text:{kind} text:level="{number}" style:num-format="{form}" {more}/>'


_SECOND, _THIRD = 'text:display-levels="2"', 'style:num-prefix="(" style:num-suffix=")"'
LIST = f'<text:list-style style:name="L">{level(1)}{level(2, "1", _SECOND)}{level(3, "a", _THIRD)}</text:list-style>'


def items(*inner: str, more: str = "") -> str:
    listed = "".join(f"<text:list-item>{one}</text:list-item>" for one in inner)
    return f'<text:list text:style-name="L" {more}>{listed}</text:list>'


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_items_have_the_numbers_of_their_lists_and_levels() -> None:
    body = items(p("a"), p("b") + items(p("c"), p("d") + items(p("e"))), p("f"))
    assert lines(read(body, LIST)) == ["1. a", "2. b", "2.1 c", "2.2 d", "(a) e", "3. f"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [("", "1. b"), ('text:continue-numbering="true"', "2. b"), ('text:continue-list="one"', "2. b")],
)
def test_a_list_goes_on_only_if_it_says_so(more: str, shown: str) -> None:
    body = items(p("a"), more='xml:id="one"') + p("Between.") + items(p("b"), more=more)
    assert lines(read(body, LIST))[-1] == shown


def test_a_level_is_reached_through_items_without_text_and_an_item_may_begin_with_another_number() -> None:
    body = items(p("a")) + items(items(p("b")), more='text:continue-numbering="true"')
    assert lines(read(body, LIST)) == ["1. a", "1.1 b"]
    assert lines(read(items(p("a")).replace("<text:list-item>", '<text:list-item text:start-value="7">'), LIST)) == [
        "7. a"
    ]


def test_headings_have_the_numbers_of_the_outline() -> None:
    outline = "".join(level(n, "1", f'text:display-levels="{n}"', "outline-level-style") for n in (1, 2))
    body = "".join(
        f'<text:h text:outline-level="{n}">{text}</text:h>' for n, text in ((1, "A"), (2, "B"), (2, "C"), (1, "D"))
    )
    contents = read(body, f"<text:outline-style>{outline}</text:outline-style>")
    assert lines(contents) == ["1 A", "1.1 B", "1.2 C", "2 D"]


def test_a_number_that_the_file_contains_is_taken_as_it_is() -> None:
    assert lines(read("<text:h><text:number>IV.</text:number>Fees</text:h>")) == ["IV. Fees"]


def test_cells_have_the_numbers_of_their_lists() -> None:
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell>{cell}</table:table-cell>' for cell in row)}</table:table-row>"
        for row in ((items(p("Nets")), p("12")), (items(p("Rods"), more='text:continue-numbering="true"'), p("30")))
    )
    assert lines(read(f"<table:table>{rows}</table:table>", LIST)) == ["1. Nets | 12", "2. Rods | 30"]


def test_short_bold_paragraphs_before_text_are_headings() -> None:
    text = "<text:p>The hut is open from May to the first snow, and closed on Mondays.</text:p>"
    body = f'<text:p text:style-name="BoldP">Opening</text:p>{text}<text:p>{span("Bold", "Beds")}</text:p>{text}'
    assert [block.kind for block in read(body).blocks] == ["heading", "paragraph", "heading", "paragraph"]


def test_comments_follow_at_the_end_and_tracked_changes_are_told() -> None:
    note = (
        '<office:annotation office:name="c1"><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Ole</dc:creator>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Old.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:p>The hut has {note}<text:p>Count them.</text:p></office:annotation>24 beds"
        '<office:annotation-end office:name="c1"/>.</text:p>'
    )
    contents = read(body)
    assert lines(contents) == ["The hut has 24 beds.", "Comments", "Ole on “24 beds”: Count them."]
    assert contents.notes == ("is read with its 1 tracked change as if accepted",)


def test_headers_and_footers_follow_once() -> None:
    styles = (
        '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><style:header><text:p>Alpine club</text:p>'
        "</style:header><style:footer><text:p>Page <text:page-number>3</text:page-number></text:p><text:p>Alpine club"
        "</text:p></style:footer></office:document-styles>"
    )
    contents = read("<text:p>Text.</text:p>", master=styles)
    assert lines(contents) == ["Text.", "Headers and footers", "Alpine club"]


def test_a_formula_is_read_where_it_stands() -> None:
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>A</mi><mo>=</mo><mfrac><mi>p</mi>'
        "<mi>q</mi></mfrac></mrow><annotation>A = p over q</annotation></semantics></math>"
    )
    frame = '<draw:frame><draw:object xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    assert read(f"<text:p>Here {frame} holds.</text:p>", formula=formula).text == "Here A= p / q holds."


def test_marks_in_the_cells_of_a_sheet_are_no_part_of_the_figures() -> None:
    def row(*cells: str) -> str:
        inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inner}</table:table-row>"

    body = f'<table:table table:name="S">{row("Hut", "Beds")}{row("Alm", "140" + up("2"))}</table:table>'
    assert read_ods(opendocument("spreadsheet", body, STYLES), Limits()).text.endswith("Alm | 140")


def test_the_format_that_writer_saves_for_a_level_is_taken() -> None:
    shown = (
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
        ' loext:num-list-format="§ %1%-%2%:"'
    )
    styles = f'<text:list-style style:name="L">{level(1)}{level(2, "a", shown)}</text:list-style>'
    assert lines(read(items(p("a") + items(p("b"))), styles)) == ["1. a", "§ 1-a: b"]


def test_a_table_in_a_table_is_read_as_one_and_a_style_may_be_based_on_that_of_titles() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ["".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row) for row in rows]
        return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in cells)}</table:table>"

    inner = table((p("Bed"), p("Fee")), (p("Upper"), p("9")))
    body = '<text:p text:style-name="P1">Huts</text:p>' + table((p("Hut"), p("Rules")), (p("Alm"), p("See.") + inner))
    based = '<style:style style:family="paragraph" style:name="P1" style:parent-style-name="Title"/>'
    contents = read(body, based)
    assert lines(contents) == ["Huts", "Hut | Rules", "Alm | See.", "Bed | Fee", "Upper | 9"]
    assert (contents.blocks[0].level, contents.blocks[0].title) == (1, "Huts")


def chart(*rows: str, shows: str = "local-table.B2:.B3") -> str:
    """Return a chart with a title, and a row of numbers for each text of cells with bars between them."""
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "chart", "table", "text")
    )
    cells = (
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row.split("|"))
        for row in rows
    )
    first, *others = (f"<table:table-row>{row}</table:table-row>" for row in cells)
    return (
        f"<office:document-content {namespaces}><office:body><office:chart><chart:chart>"
        f'<chart:series chart:values-cell-range-address="{shows}"/><chart:title>'
        f'<text:p>Guests</text:p></chart:title><table:table table:name="local-table"><table:table-header-rows>{first}'
        f"</table:table-header-rows><table:table-rows>{''.join(others)}</table:table-rows></table:table></chart:chart>"
        "</office:chart></office:body></office:document-content>"
    )


def test_a_chart_is_its_title_and_the_table_behind_it_once() -> None:
    frame = '<draw:frame><draw:object xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    body = f"<text:p>Before.{frame}</text:p><text:p>After.{frame}</text:p>"
    contents = read(body, formula=chart("|2030|2031", "North|14|19", "South|17|NaN"))
    assert lines(contents) == ["Before.", "Guests", "| 2030 | 2031", "North | 14 | 19", "South | 17", "After."]
    assert contents.blocks[2].kind == "header"


FRAME = '<draw:frame><draw:object xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'


def sheets(shows: str, **drawn: str) -> list[str]:
    """Return what is read of the sheets "Guests" and "Old year's", which is hidden, and a chart of these cells."""
    named = {"Guests": drawn.get("seen", FRAME), "Old year's": drawn.get("hidden", "")}
    tables = "".join(
        f'<table:table table:name="{name}" table:style-name="{"shut" if "Old" in name else ""}">'
        f"<table:shapes>{shapes}</table:shapes><table:table-row>"
        f"<table:table-cell>{p(name[:1] + 'North')}</table:table-cell></table:table-row></table:table>"
        for name, shapes in named.items()
    )
    styles = '<style:style style:name="shut" style:family="table"><style:table-properties table:display="false"/>'
    buffer = io.BytesIO(opendocument("spreadsheet", tables, f"{styles}</style:style>"))
    with ZipFile(buffer, "a") as archive:
        archive.writestr("Object 1/content.xml", chart("|2030", "North|14", "South|17", shows=shows))
    return lines(read_ods(buffer.getvalue(), Limits()))


TABLE = ["Guests", "| 2030", "North | 14", "South | 17"]


@pytest.mark.parametrize(
    ("shows", "is_read"),
    [
        ("Guests.B2:Guests.B3", False),
        ("$Guests.$B$2:.$B$3", False),
        ("Guests.B2:.B3 &apos;Old year&apos;&apos;s&apos;.B2", True),
        ("local-table.B2:.B3", True),
        ("&apos;file:///guests.ods&apos;#$Guests.B2:.B3", True),
    ],
)
def test_a_chart_on_a_sheet_is_read_unless_all_its_cells_are_seen(shows: str, is_read: bool) -> None:
    assert sheets(shows) == ["Guests", "GNorth", *(TABLE if is_read else []), "Old year's", "ONorth"]


def test_text_boxes_on_a_sheet_follow_its_rows() -> None:
    box = f"<draw:custom-shape>{p('Closed in May.')}</draw:custom-shape>"
    assert sheets("Guests.B2", seen=box)[:3] == ["Guests", "GNorth", "Closed in May."]
