from pathlib import Path

import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.markup.xml_document import read_xml


def told(xml: str) -> list[tuple[str, str]]:
    contents: Contents = read_xml(xml.encode(), Limits())
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_records_are_a_table_with_their_attributes_as_columns() -> None:
    rows = "".join(
        f'<plant id="{n}" hardy="{hardy}"><name>{name}</name><price currency="EUR">{price}</price></plant>'
        for n, hardy, name, price in ((1, "yes", "Bean", "2.50"), (2, "no", "Pea", "1.20"))
    )
    assert told(f"<catalog>{rows}</catalog>") == [
        ("header", "Hardy | Name | Price | Price currency"),
        ("row", "yes | Bean | 2.50 | EUR"),
        ("row", "no | Pea | 1.20 | EUR"),
    ]


def test_sections_have_headings_and_texts_keep_their_marked_words() -> None:
    assert told(
        "<book xmlns='http://docbook.org/ns/docbook'><title>Growing</title><chapter><title>Beans</title>"
        "<para>Beans need <emphasis>warm</emphasis> soil &amp; water.</para>"
        "<itemizedlist><listitem><para>Sow in May</para></listitem><listitem><para>Reap in July</para></listitem>"
        "</itemizedlist></chapter></book>"
    ) == [
        ("heading", "Growing"),
        ("heading", "Beans"),
        ("paragraph", "Beans need warm soil & water."),
        ("paragraph", "Sow in May"),
        ("paragraph", "Reap in July"),
    ]


def test_single_values_are_told_with_their_names() -> None:
    assert told('<order number="17"><shipTo>Lund</shipTo><total unit="kg">31</total></order>') == [
        ("paragraph", "Ship to: Lund; Total: 31 (Unit: kg)")
    ]
    assert told('<a><order number="17"><shipTo>Lund</shipTo></order></a>')[0] == ("paragraph", "Number: 17")


@pytest.mark.parametrize("head", ["", '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">'])
def test_a_document_type_alone_does_no_harm(head: str) -> None:
    assert told(f"{head}<a><p>Text.</p></a>") == [("paragraph", "Text.")]


def test_entities_of_the_file_itself_are_not_expanded_and_depth_is_limited(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Hidden away.", encoding="utf-8")
    head = f'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y SYSTEM "{secret.as_uri()}">]>'
    assert told(f"{head}<a><p>One &x; two &y; three &amp; four.</p></a>") == [
        ("paragraph", "One &x; two &y; three & four.")
    ]
    with pytest.raises(UnreadableError, match="Excessive depth"):
        told("<a>" * 5_000)
    assert told("<a>" * 500 + "deep" + "</a>" * 500) == [("paragraph", "deep")]
