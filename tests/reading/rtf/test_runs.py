import pytest

from assistant.language.figures import find_figures
from assistant.reading.contents import Contents, Limits
from assistant.reading.rtf.document import read_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\ftech\fcharset2{\*\panose 05050102}Symbol;}"
    r"{\f2\fnil\fcharset204 Arial Cyr;}{\f3\fnil\fcharset2 Wingdings;}}"
)
LISTS = (
    r"{\*\listtable{\list{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}"
    r"{\listlevel\levelnfc0\levelstartat1{\leveltext\leveltemplateid67698699\'03\'00.\'01;}{\levelnumbers\'01\'03;}}"
    r"{\listlevel\levelnfc4\levelstartat1{\leveltext\'03(\'02);}{\levelnumbers\'02;}}\listid7}"
    r"{\list{\listlevel\levelnfc23\levelstartat1{\leveltext\'01\'b7;}{\levelnumbers;}}\listid8}}"
    r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}"
    r"{\listoverride\listid8\listoverridecount0\ls2}}"
)


def read(body: str) -> Contents:
    return read_rtf(f"{HEAD}{body}}}".encode("latin-1"), Limits())


def lines(body: str) -> list[str]:
    contents = read(body)
    return [contents.text[block.start : block.end] for block in contents.blocks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"The silo holds 6.4 \'d7 10{\super 4} tonnes.\par", "The silo holds 6.4 × 10^4 tonnes."),
        (r"A yard of 310 m\super 2\nosupersub  and 12 m{\up6 3}.\par", "A yard of 310 m² and 12 m³."),
        (r"H{\sub 2}S and CO{\dn4 2}\par", "H₂S and CO₂"),
        (r"The dues are $95{\super 1} a year.\par", "The dues are $95 a year."),
        (r"The dues are $95{\super 1}{\super 2} a year.\par", "The dues are $95 a year."),
        (r"The {\b crane}{\super 3} stands.\par", "The crane stands."),
        (r"on the 5{\super th} of July\par", "on the 5th of July"),
        (r"The dues are {\strike 90} 95 dollars.\par", "The dues are ~~90~~ 95 dollars."),
        (r"Depth {\f1 \'b3} 4 m\par", "Depth ≥ 4 m"),
        (r"Depth {\f1 \u-3917?} 4 m, {\f3 \'fe} done\par", "Depth ≥ 4 m, ☑ done"),
        (r"{\f2 \'cc\'e8\'f0} and \uc2 \u233\'c3\'a9 so\par", "Мир and é so"),
        (r"It is {\deleted 80}{\revised 90} m long.\par", "It is 90 m long."),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a link}} here\par", "a link here"),
        (r"{\pict\pngblip 89504e47}Text {\*\unknown not this}here\par", "Text here"),
        (r"{\shp{\*\shpinst{\shptxt In a box.\par}}}\par", "In a box."),
    ],
)
def test_characters_are_read_as_they_are_seen(body: str, text: str) -> None:
    assert read(body).text == text


def test_a_figure_with_a_mark_keeps_its_value_and_the_mark_is_a_link() -> None:
    contents = read(
        r"The dues are $95{\super\chftn}{\footnote {\super\chftn} Children pay half.} a year.\par More.\par"
    )
    (mark,) = contents.blocks[0].marks
    assert contents.text == "The dues are $95 a year.\n\nMore.\n\nChildren pay half."
    assert contents.text[mark.start : mark.end] == "Children pay half."
    assert find_figures(contents.text)[0].text == "$95"


def test_marks_in_cells_are_no_part_of_the_figures() -> None:
    row = r"\trowd\cellx1\cellx2 {}\cell {}\cell\row "
    body = row.format("Crane", "Loads") + row.format("North", r"410{\super a}") + r"\pard a With the spare one.\par"
    contents = read(body)
    assert contents.text.startswith("Crane | Loads\nNorth | 410\n")
    (mark,) = contents.blocks[1].marks
    assert contents.text[mark.start : mark.end] == "a With the spare one."


def test_numbers_that_the_writer_saved_are_read() -> None:
    body = (
        r"{\listtext\pard\plain 1.\tab}\ls1\ilvl0 Scope of the rules.\par"
        r"{\pntext\pard\plain (b)\tab}Second rule.\par"
    )
    assert lines(LISTS + body) == ["1. Scope of the rules.", "(b) Second rule."]


def test_numbers_that_the_writer_left_to_the_reader_are_counted() -> None:
    body = "".join(rf"\pard\ls1\ilvl{level} Rule {n} holds.\par" for n, level in enumerate((0, 1, 1, 2, 0, 1)))
    assert lines(LISTS + body + r"\pard\ls2\ilvl0 A bullet.\par\pard Free.\par") == [
        "1. Rule 0 holds.", "1.1 Rule 1 holds.", "1.2 Rule 2 holds.", "(a) Rule 3 holds.", "2. Rule 4 holds.",
        "2.1 Rule 5 holds.", "A bullet.", "Free.",
    ]  # fmt: skip


def test_comments_and_margins_follow_at_the_end_without_page_numbers() -> None:
    body = (
        r"{\header Harbour office\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 2}}\par}"
        r"The crane is old.{\*\atnid AB}{\*\atnauthor Ann Berg}\chatn"
        r"{\*\annotation{\*\atnref 1}\pard\plain Which one?}\par"
    )
    assert lines(body) == [
        "The crane is old.", "Comments", "Ann Berg: Which one?", "Headers and footers", "Harbour office", "Page",
    ]  # fmt: skip


def test_tracked_changes_are_told() -> None:
    contents = read(r"It is {\deleted 80}{\revised 90} m long.\par")
    assert contents.notes == ("is read with its 2 tracked changes as if accepted",)


@pytest.mark.parametrize("body", ["}}}}", "{{{{", r"\u", r"\'", r"{\footnote ", r"{\listtext ", r"\ls9\ilvl9 "])
def test_damaged_markup_costs_nothing_else(body: str) -> None:
    assert "Text before." in read(r"Text before.\par " + body).text
