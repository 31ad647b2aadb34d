import pytest

from assistant.reading.contents import Contents, Limits
from assistant.reading.mail.msg import read_msg
from tests.reading.compound import compound
from tests.reading.made import CLOUD, RISK
from tests.reading.old.made import LETTER, message, msg, properties


def told(contents: Contents) -> list[str]:
    return [contents.text[block.start : block.end] for block in contents.blocks]


def test_a_message_is_read_with_who_wrote_it_to_whom_and_its_files() -> None:
    contents = read_msg(msg(), Limits())
    assert told(contents) == ["Quarterly review", "From: Wei Chen; To: Board; Date: 2025-08-29", CLOUD, RISK]
    assert (contents.title, contents.author, contents.date) == ("Quarterly review", "Wei Chen", "2025-08-29")
    assert [(one.name, one.data) for one in contents.members] == [("segments.csv", b"a,b\n1,2")]


def test_a_rich_body_is_read_where_there_is_no_plain_one() -> None:
    html = f"<p>{CLOUD}</p><p style='display:none'>Unseen.</p>".encode()
    contents = read_msg(compound(message({0x0037: "Rich", 0x1013: html, 0x3FDE: 65001})), Limits())
    assert told(contents)[-1] == CLOUD
    assert "hidden text" in contents.notes[0]


def test_a_message_inside_a_message_is_a_file_of_it() -> None:
    inner = {**properties({0x3705: 5}, 8), "__substg1.0_3701000D": message(LETTER, head=24)}
    (member,) = read_msg(compound(message({0x0037: "Outer", 0x1000: "See inside."}, inner)), Limits()).members
    assert member.name == "Quarterly review.eml"
    assert CLOUD.encode() in member.data


def test_names_that_would_forge_a_header_stay_names() -> None:
    forged = 'Wei" <x@example.org>\r\nSubject: forged'
    contents = read_msg(compound(message({0x0037: "True", 0x0042: forged, 0x1000: "Text."})), Limits())
    assert contents.title == "True"


@pytest.mark.parametrize(
    ("pages", "encoding"),
    [({0x3FFD: 950}, "cp950"), ({0x3FDE: 950}, "cp950"), ({0x3FFD: 1251, 0x3FDE: 65001}, "cp1251"), ({}, "utf-8")],
)
def test_texts_that_are_not_in_unicode_have_the_code_page_that_the_message_tells(
    pages: dict[int, int], encoding: str
) -> None:
    said = "港口星期一開放" if encoding == "cp950" else "Порт открыт по понедельникам"
    tree = {**message({**pages, 0x0042: "Port"}), "__substg1.0_0037001E": said.encode(encoding)}
    tree["__substg1.0_1000001E"] = said.encode(encoding) + b"\0"
    contents = read_msg(compound(tree), Limits())
    assert (contents.title, told(contents)[-1]) == (said, said)
