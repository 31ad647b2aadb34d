import pytest

from assistant.reading.assembly import Assembly
from assistant.reading.office.charts import add_chart, formulas_of, shown_number
from assistant.reading.xml import parse_xml

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def cache(kind: str, texts: list[str], code: str = "") -> str:
    told = f"<c:formatCode>{code}</c:formatCode>" if code else ""
    points = "".join(f'<c:pt idx="{n}"><c:v>{text}</c:v></c:pt>' for n, text in enumerate(texts))
    return f"<c:{kind}Ref><c:f>Data!$A$1</c:f><c:{kind}Cache>{told}{points}</c:{kind}Cache></c:{kind}Ref>"


def series(name: str, labels: list[str], values: list[str], code: str = "General") -> str:
    return (
        f"<c:ser><c:tx>{cache('str', [name])}</c:tx><c:cat>{cache('str', labels)}</c:cat>"
        f"<c:val>{cache('num', values, code)}</c:val></c:ser>"
    )


def chart(inside: str, title: str = "") -> list[tuple[str, str]]:
    heading = f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    return told(
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart>{heading}<c:plotArea>{inside}</c:plotArea></c:chart>'
        "</c:chartSpace>"
    )


def told(xml: str) -> list[tuple[str, str]]:
    assembly = Assembly()
    add_chart(assembly, parse_xml(xml.encode()))
    return [(block.kind, assembly.text[block.start : block.end]) for block in assembly.blocks]


@pytest.mark.parametrize("kind", ["bar3DChart", "pie3DChart", "surfaceChart", "ofPieChart", "stockChart", "newChart"])
def test_a_chart_of_any_kind_is_the_table_of_its_numbers(kind: str) -> None:
    plotted = series("Plan", ["North", "South"], ["1200", "0.5"]) + series("Done", ["North", "South"], ["1150", "0.4"])
    assert chart(f"<c:{kind}>{plotted}</c:{kind}>", "Sacks by region") == [
        ("paragraph", "Sacks by region"),
        ("header", "| Plan | Done"),
        ("row", "North | 1200 | 1150"),
        ("row", "South | 0.5 | 0.4"),
    ]


def test_an_error_value_is_a_gap_and_the_others_are_read() -> None:
    assert chart(f"<c:lineChart>{series('Sacks', ['A', 'B', 'C'], ['7', '#N/A', '#DIV/0!'])}</c:lineChart>") == [
        ("header", "| Sacks"),
        ("row", "A | 7"),
        ("row", "B"),
        ("row", "C"),
    ]


def test_numbers_are_shown_as_the_chart_shows_them() -> None:
    assert chart(f"<c:barChart>{series('Share', ['A'], ['0.264'], '0%')}</c:barChart>")[-1] == ("row", "A | 26%")
    assert shown_number(45000, "mmm yyyy") == "Mar 2023"


def test_labels_of_two_levels_are_joined() -> None:
    levels = (
        '<c:multiLvlStrRef><c:multiLvlStrCache><c:lvl><c:pt idx="0"><c:v>Q1</c:v></c:pt><c:pt idx="1"><c:v>Q2</c:v>'
        '</c:pt></c:lvl><c:lvl><c:pt idx="0"><c:v>2024</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef>'
    )
    values = cache("num", ["3", "4"])
    plotted = f"<c:ser><c:cat>{levels}</c:cat><c:val>{values}</c:val></c:ser>"
    assert chart(f"<c:barChart>{plotted}</c:barChart>") == [("row", "2024, Q1 | 3"), ("row", "2024, Q2 | 4")]


def test_points_in_a_plane_have_both_their_numbers() -> None:
    x, y, size = (cache("num", values) for values in (["1", "2"], ["10", "20"], ["5", "6"]))
    plotted = f"<c:ser><c:xVal>{x}</c:xVal><c:yVal>{y}</c:yVal><c:bubbleSize>{size}</c:bubbleSize></c:ser>"
    assert [text for _, text in chart(f"<c:bubbleChart>{plotted}</c:bubbleChart>")] == ["1 | 10 | 5", "2 | 20 | 6"]


def test_a_waterfall_is_read_too() -> None:
    xml = (
        f'<cx:chartSpace xmlns:cx="{CX}"><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>Data!$A$2</cx:f>'
        '<cx:lvl><cx:pt idx="0">Opening</cx:pt><cx:pt idx="1">Sold</cx:pt></cx:lvl></cx:strDim>'
        '<cx:numDim type="val"><cx:lvl formatCode="0.0"><cx:pt idx="0">90</cx:pt><cx:pt idx="1">-12.25</cx:pt></cx:lvl>'
        "</cx:numDim></cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series><cx:tx><cx:txData>"
        '<cx:v>Stock</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea>'
        "</cx:chart></cx:chartSpace>"
    )
    assert told(xml) == [("header", "| Stock"), ("row", "Opening | 90.0"), ("row", "Sold | -12.3")]
    assert list(formulas_of(parse_xml(xml.encode()))) == ["Data!$A$2"]
