from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.formats.email import read_eml

TEXT = "The cloud unit grew by 26% in the second quarter, as was said in the call."


def message(body: str = TEXT, subject: str = "Results") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "Wei Chen <wei@example.org>", "board@example.org"
    made["Date"] = "Fri, 29 Aug 2025 09:30:00 +0200"
    made.set_content(body)
    return made


def read(made: EmailMessage | bytes) -> Contents:
    return read_eml(made if isinstance(made, bytes) else made.as_bytes(), Limits())


def told(made: EmailMessage | bytes) -> list[str]:
    contents = read(made)
    return [contents.text[block.start : block.end] for block in contents.blocks]


def test_a_message_is_its_subject_who_wrote_it_to_whom_and_its_text() -> None:
    contents = read(message())
    assert contents.text == f"Results\n\nFrom: Wei Chen; To: board@example.org; Date: 2025-08-29\n\n{TEXT}"
    assert (contents.title, contents.author, contents.date) == ("Results", "Wei Chen", "2025-08-29")
    assert contents.blocks[0].kind == "heading"


def test_headers_in_other_alphabets_are_decoded() -> None:
    assert read(message(subject="Größe 公司")).title == "Größe 公司"


def test_what_is_quoted_loses_its_marks_and_is_said_once() -> None:
    body = f"I agree.\n\n{TEXT}\n\nOn Monday, Wei wrote:\n> What do you think of it?\n>\n> {TEXT}\n>> {TEXT}\n"
    assert told(message(body))[2:] == ["I agree.", TEXT, "On Monday, Wei wrote:", "What do you think of it?"]


def test_of_a_plain_and_a_rich_body_one_is_read() -> None:
    made = message()
    made.add_alternative(f"<p>{TEXT}</p><table><tr><td>a<td>b<tr><td>c<td>1</table>", subtype="html")
    assert told(made)[2:] == [TEXT]


def test_a_rich_body_is_read_where_the_plain_one_is_a_hint_to_open_it() -> None:
    made = message("Open this in a browser.")
    made.add_alternative(f"<style>p {{}}</style><p style='display:none'>Preview</p><p>{TEXT}</p>", subtype="html")
    assert told(made)[2:] == [TEXT]


def test_what_is_attached_becomes_members_without_the_pictures_of_the_signature() -> None:
    made = message()
    made.add_attachment(b"a,b", maintype="text", subtype="csv", filename="../up/figures.csv")
    made.add_attachment(b"x", maintype="image", subtype="png", cid="<logo>", disposition="inline", filename="logo.png")
    made.add_attachment(message(subject="Before: this"))
    members = read(made).members
    assert [member.name for member in members] == ["_up_figures.csv", "Before_ this.eml"]
    assert members[0].data == b"a,b"
    assert told(members[1].data)[0] == "Before: this"


def test_attachments_of_the_same_name_are_told_apart() -> None:
    made = message()
    for data in (b"1", b"2"):
        made.add_attachment(data, maintype="text", subtype="csv", filename="a.csv")
    assert [(m.name, m.data) for m in read(made).members] == [("a.csv", b"1"), ("a (2).csv", b"2")]


@pytest.mark.parametrize("charset", ["cp1252", "koi8-r", "utf-16"])
def test_a_body_is_decoded_as_it_says(charset: str) -> None:
    text = "Выручка выросла." if charset != "cp1252" else "Größe"
    made = MIMEText(text, "plain", charset)
    made["Subject"] = "Test of letters"
    assert read(made.as_bytes()).text.endswith(text)


def test_a_body_whose_encoding_is_unknown_is_decoded_by_its_look() -> None:
    data = b"Subject: Letters\nContent-Type: text/plain; charset=klingon\n\n" + "Größe".encode()
    assert read(data).text == "Letters\n\nGröße"


def test_a_message_that_lost_the_marks_of_its_parts_is_read_as_text() -> None:
    data = b"Subject: Results\nContent-Type: multipart/mixed; boundary=X\n\nIt grew.\n"
    assert read(data).text == "Results\n\nIt grew."


def test_a_message_without_text_and_files_is_refused() -> None:
    with pytest.raises(UnreadableError, match="neither text nor files"):
        read(b"Subject: Empty\n\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_message_saved_in_utf_16_is_read(encoding: str) -> None:
    headers = 'Subject: Größe\nFrom: Wei <w@example.org>\nContent-Type: text/plain; charset="iso-8859-1"'
    text = f"{headers}\n\nDie Brücke, 12 m.\n"
    assert told(text.encode(encoding)) == ["Größe", "From: Wei", "Die Brücke, 12 m."]
