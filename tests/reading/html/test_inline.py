import pytest

from assistant.language.figures import find_figures
from assistant.reading.contents import Contents, Limits
from assistant.reading.html.document import read_html


def read(body: str, head: str = "") -> Contents:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), Limits())


def lines(body: str, head: str = "") -> list[str]:
    contents = read(body, head)
    return [contents.text[block.start : block.end] for block in contents.blocks]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The dam holds 2.7 × 10<sup>8</sup> litres.", "The dam holds 2.7 × 10^8 litres."),
        ("It is 4 × 10<sup>&minus;3</sup> m wide.", "It is 4 × 10^-3 m wide."),
        ("The ward has 75 m<sup>2</sup> and 30 m<sup>3</sup>.", "The ward has 75 m² and 30 m³."),
        ("H<sub>2</sub>O and CO<sub>2</sub>", "H₂O and CO₂"),
        ("Rent is $860<sup>1</sup> a month.", "Rent is $860 a month."),
        ("Rent is $860<sup><b>1</b></sup>.", "Rent is $860."),
        ("on the 22<sup>nd</sup> of June", "on the 22nd of June"),
        ("The <b>ferry</b><sup>2</sup> left.", "The ferry left."),
        ("It had <s>40</s> 36 seats.", "It had ~~40~~ 36 seats."),
        ('It had <span style="text-decoration: line-through">40</span> 36 seats.', "It had ~~40~~ 36 seats."),
        ('Rent is $860<span style="vertical-align: super">1</span>.', "Rent is $860."),
        ('Rent is $860<span class="note">1</span>.', "Rent is $860."),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math> cells", "10^6 cells"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>", "(a+b) / 2"),
        ("<math><msqrt><mi>x</mi></msqrt><mo>=</mo><mn>3</mn></math>", "√x=3"),
    ],
)
def test_what_elements_show_is_written(markup: str, text: str) -> None:
    assert lines(f"<p>{markup}</p>", "<style>.note { vertical-align: super }</style>") == [text]


def test_marks_in_cells_are_no_part_of_the_figures() -> None:
    contents = read(
        "<table><tr><th>Boat</th><th>2021</th></tr><tr><td>Skiffs</td><td>118<sup>a</sup></td></tr>"
        "<tr><td>Yawls<sup>2</sup></td><td>31</td></tr></table><p><sup>a</sup> With the two on loan.</p>"
    )
    assert contents.text.splitlines()[:3] == ["Boat | 2021", "Skiffs | 118", "Yawls | 31"]
    (mark,) = contents.blocks[1].marks
    assert contents.text[mark.start : mark.end] == "a With the two on loan."


def test_a_link_that_is_raised_refers_to_the_note_with_its_id() -> None:
    contents = read(
        '<p>It sank in 1904.<sup><a href="#n7">12</a></sup> Nobody drowned.</p><p>More.</p>'
        '<ol><li id="n7">Harbour log, page 3.</li></ol>'
    )
    (mark,) = contents.blocks[0].marks
    assert contents.text.startswith("It sank in 1904. Nobody drowned.")
    assert contents.text[mark.start : mark.end] == "1. Harbour log, page 3."


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>a</li><li>b</li></ol>", ["1. a", "2. b"]),
        ('<ol start="4" type="A"><li>a</li><li>b</li></ol>', ["D. a", "E. b"]),
        ('<ol type="i"><li><p>a</p></li><li value="9">b</li><li>c</li></ol>', ["i. a", "ix. b", "x. c"]),
        ("<ol reversed><li>a</li><li>b</li></ol>", ["2. a", "1. b"]),
        ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", ["1. a", "1. b", "2. c"]),
        ('<ol style="list-style: none"><li>a</li></ol>', ["a"]),
        ('<ol class="alpha"><li>a</li></ol>', ["a. a"]),
        ("<ul><li>a</li></ul>", ["a"]),
        ("<ol><li><h3>Fees</h3><p>None.</p></li></ol>", ["1. Fees", "None."]),
    ],
)
def test_items_of_a_list_have_the_numbers_that_are_displayed(markup: str, expected: list[str]) -> None:
    assert lines(f"<p>x</p>{markup}", "<style>.alpha { list-style-type: lower-alpha }</style>")[1:] == expected


def test_what_is_struck_out_is_no_figure() -> None:
    contents = read("<del><p>The fee is 30 euros.</p></del><p>The fee is 35 euros.</p>")
    assert [str(figure.value) for figure in find_figures(contents.text)] == ["35"]


def test_raised_text_nested_in_raised_text_is_read_once() -> None:
    assert lines("<p>x<sup>2<sup>n</sup></sup> grows</p>") == ["x^(2n) grows"]


def test_short_bold_paragraphs_before_text_are_headings_below_those_that_are_marked() -> None:
    text = "<p>The boats leave at eight, and whoever is late waits for the next one.</p>"
    contents = read(
        f"<h1>Boats</h1><p><b>Times</b></p>{text}<p><strong>1.</strong> <b>Fares</b></p>{text}"
        f'<div><span style="font-weight: bold">Dogs</span></div>{text}<p><b>Note</b> that it is cold.</p>'
    )
    assert [(b.title, b.level) for b in contents.blocks if b.kind == "heading"] == [
        ("Boats", 1), ("Times", 2), ("1. Fares", 2), ("Dogs", 2),
    ]  # fmt: skip
