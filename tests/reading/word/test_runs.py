import io
from zipfile import ZipFile

import pytest

from assistant.language.figures import find_figures
from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.word.document import read_docx
from tests.reading.made import zipped
from tests.reading.word.made import down, paragraph, read, run, told, up, word_file

NOTE = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Before tax.</w:t></w:r></w:p></w:footnote>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("The tank takes 3.1 × 10", up("5"), " litres."), "The tank takes 3.1 × 10^5 litres."),
        (("about 10", up("−9"), " of it"), "about 10^-9 of it"),
        (("a field of 60 m", up("2"), " and 9 cm", up("3")), "a field of 60 m² and 9 cm³"),
        (("H", down("2"), "SO", down("4"), " and CO", down("2")), "H₂SO₄ and CO₂"),
        (("Ca", up("2+"), " ions"), "Ca²⁺ ions"),
        (("on the 3", up("rd"), " of May"), "on the 3rd of May"),
        (("Rollo", up("TM"), " doors"), "Rollo™ doors"),
        (("a fee of €480", up("2"), " a year"), "a fee of €480 a year"),
        (("grew by 7%", up("1"), "."), "grew by 7%."),
        (("The harbour", up("4"), " closed."), "The harbour closed."),
        (("The harbour closed.", up("4"), " Then"), "The harbour closed. Then"),
        (("Staff", up("*"), " left"), "Staff left"),
        (("x", up("2"), " + y", up("2")), "x² + y²"),
        (("T", down("max"), " is 90"), "T_max is 90"),
        (("two ", up("raised words of a line"), " stay"), "two raised words of a line stay"),
        (("split 10", up("1"), up("2"), " runs"), "split 10^12 runs"),
    ],
)
def test_raised_and_lowered_characters_are_powers_parts_of_words_or_marks(runs: tuple[str, ...], text: str) -> None:
    assert read(paragraph(*runs)).text == text


def test_a_figure_with_a_footnote_mark_keeps_its_value_and_a_power_has_its_own() -> None:
    contents = read(paragraph("It costs £2,900", up("1"), " for 1.5 × 10", up("3"), " bags."))
    assert [str(figure.value) for figure in find_figures(contents.text)] == ["2900", "1500.0"]


def test_a_mark_is_a_link_to_the_note_with_its_label() -> None:
    contents = read(paragraph("It costs £2,900", up("1"), " a year.") + paragraph(up("1"), "Before tax."))
    (mark,) = contents.blocks[0].marks
    assert (mark.label, contents.text[mark.start : mark.end]) == ("1", "1 Before tax.")
    assert contents.text[: mark.at] == "It costs £2,900"


def test_a_footnote_of_word_is_linked_and_its_number_is_nowhere() -> None:
    reference = '<w:r><w:rPr><w:rStyle w:val="Ref"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    contents = read(paragraph("It costs £2,900", reference, " a year."), footnotes=NOTE)
    (mark,) = contents.blocks[0].marks
    assert contents.text == "It costs £2,900 a year.\n\nBefore tax."
    assert contents.text[mark.start : mark.end] == "Before tax."


def test_a_mark_that_the_author_chose_for_a_footnote_is_left_out() -> None:
    reference = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
    assert read(paragraph("It costs £2,900", reference, " a year."), footnotes=NOTE).text.startswith(
        "It costs £2,900 a year."
    )


@pytest.mark.parametrize("properties", ['<w:position w:val="6"/>', '<w:rStyle w:val="Ref"/>'])
def test_characters_are_raised_by_hand_or_by_a_style_too(properties: str) -> None:
    assert read(paragraph("It costs £2,900", run("1", properties), " a year.")).text == "It costs £2,900 a year."


def test_struck_out_text_is_marked_and_its_figures_are_none() -> None:
    contents = read(paragraph("The fee is ", run("310", "<w:strike/>"), run(" or ", "<w:dstrike/>"), "420 euros."))
    assert contents.text == "The fee is ~~310 or~~ 420 euros."
    assert [str(figure.value) for figure in find_figures(contents.text)] == ["420"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<w:sym w:font="Symbol" w:char="F0B3"/>', "≥"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/>', "☑"),
        ('<w:sym w:font="Wingdings" w:char="F0A8"/>', "☐"),
        ('<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3</w:t>', "≤"),
        (
            '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>',
            "☑",
        ),
        (
            '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="No"/>'
            '<w:listEntry w:val="Yes"/></w:ddList></w:ffData></w:fldChar>',
            "Yes",
        ),
    ],
)
def test_symbols_and_form_fields_are_read_as_they_are_seen(xml: str, text: str) -> None:
    assert read(paragraph("Depth ", f"<w:r>{xml}</w:r>", " 4 m")).text == f"Depth {text} 4 m"


def test_tracked_changes_are_read_as_accepted_and_the_report_says_so() -> None:
    mark = "<w:rPr><w:del/></w:rPr>"
    contents = read(
        paragraph("The pier is ", f"<w:del>{run('80')}</w:del>", f"<w:ins>{run('90')}</w:ins>", " m", properties=mark)
        + paragraph(" long.")
        + paragraph(f"<w:moveFrom>{run('Gone.')}</w:moveFrom>")
    )
    assert contents.text == "The pier is 90 m long."
    assert contents.notes == ("is read with its 3 tracked changes as if accepted",)


def test_comments_follow_with_their_author_and_what_they_are_about() -> None:
    comment = f'<w:comment w:id="7" w:author="Ida Holm">{paragraph("Check with the port.")}</w:comment>'
    body = paragraph(
        "The pier is ", '<w:commentRangeStart w:id="7"/>', run("90 m"), '<w:commentRangeEnd w:id="7"/>',
        '<w:r><w:commentReference w:id="7"/></w:r>', " long.",
    )  # fmt: skip
    assert told(read(body, comments=comment)) == [
        ("paragraph", "The pier is 90 m long."),
        ("heading", "Comments"),
        ("item", "Ida Holm on “90 m”: Check with the port."),
    ]


def test_headers_and_footers_are_blocks_of_their_own_without_page_numbers() -> None:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    contents = read(
        paragraph("The pier is long."),
        header=paragraph("Port authority, draft B") + paragraph("The pier is long."),
        footer=paragraph("Page ", field) + paragraph(field),
    )
    assert told(contents)[1:] == [
        ("heading", "Headers and footers"),
        ("paragraph", "Port authority, draft B"),
    ]


@pytest.mark.parametrize(("main", "strict"), [("word/document2.xml", False), ("word/document.xml", True)])
def test_the_main_part_may_have_another_name_and_the_file_be_strict(main: str, strict: bool) -> None:
    body = paragraph("Tides", properties='<w:pStyle w:val="Heading1"/>') + paragraph("High at six.")
    contents = read_docx(word_file(body, main=main, strict=strict), Limits())
    assert told(contents) == [("heading", "Tides"), ("paragraph", "High at six.")]


@pytest.mark.parametrize(
    "inner",
    [
        b"<html><body><p>The gate opens at six.</p></body></html>",
        b"{\\rtf1\\ansi The gate opens at six.\\par}",
        word_file(paragraph("The gate opens at six.")),
    ],
)
def test_files_that_stand_in_the_document_are_read_in_their_place(inner: bytes) -> None:
    contents = read(paragraph("Before.") + '<w:altChunk r:id="chunk"/>' + paragraph("After."), chunk=inner)
    assert contents.text == "Before.\n\nThe gate opens at six.\n\nAfter."


def test_a_file_in_the_document_that_cannot_be_read_costs_only_itself() -> None:
    contents = read(paragraph("Before.") + '<w:altChunk r:id="chunk"/>', chunk=b"PK\x03\x04 and no more")
    assert contents.text == "Before."
    assert "a file in it" in contents.notes[0]


def test_documents_in_documents_are_followed_to_a_depth() -> None:
    data = word_file(paragraph("Inmost."))
    for _ in range(6):
        data = word_file(paragraph("Around.") + '<w:altChunk r:id="chunk"/>', chunk=data)
    contents = read_docx(data, Limits())
    assert "Inmost." not in contents.text


def test_a_table_in_a_table_is_read_as_one() -> None:
    def table(rows: list[list[str]]) -> str:
        cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"

    inner = table([[paragraph("Berth"), paragraph("Fee")], [paragraph("North"), paragraph("14")]])
    outer = table([[paragraph("Port"), paragraph("Rules")], [paragraph("Oban"), inner + paragraph("See there.")]])
    assert told(read(outer)) == [
        ("header", "Port | Rules"),
        ("row", "Oban | See there."),
        ("header", "Berth | Fee"),
        ("row", "North | 14"),
    ]


def test_short_bold_or_large_paragraphs_before_text_are_headings() -> None:
    bold, large = "<w:b/>", '<w:b/><w:sz w:val="32"/>'
    body = (
        paragraph(run("House rules", large))
        + paragraph(run("Quiet ", bold), run("hours", bold))
        + paragraph("From ten at night nobody plays music in the house.")
        + paragraph(run("Bicycles", bold))
        + paragraph("They belong in the cellar, ", run("never", bold), " in the hall.")
        + paragraph(run("All of this holds for guests as well, without any exception.", bold))
        + paragraph("Last line of the rules, signed by the owner of the house.")
    )
    contents = read(body)
    assert [(b.level, contents.text[b.start : b.end]) for b in contents.blocks if b.kind == "heading"] == [
        (2, "House rules"),
        (3, "Quiet hours"),
        (3, "Bicycles"),
    ]


def test_in_a_text_that_is_bold_throughout_bold_makes_no_heading() -> None:
    lines = ("Anchors", "The anchor holds in sand.", "Chains", "The chain is of steel.")
    contents = read("".join(paragraph(run(line, "<w:b/>")) for line in lines))
    assert {block.kind for block in contents.blocks} == {"paragraph"}


def test_a_macro_document_with_a_wrong_name_is_refused_with_a_reason() -> None:
    with pytest.raises(UnreadableError):
        read_docx(b"PK\x03\x04", Limits())


def test_a_relation_to_a_part_that_is_missing_costs_nothing_else() -> None:
    data = word_file(paragraph("The gate opens at six."), header=paragraph("Port"))
    with ZipFile(io.BytesIO(data)) as whole:
        kept = {name: whole.read(name) for name in whole.namelist() if name != "word/header.xml"}
    assert read_docx(zipped(kept), Limits()).text == "The gate opens at six."
