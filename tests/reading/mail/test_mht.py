import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.mail.mht import read_mht

PAGE = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html;'
    ' charset="windows-1252"\nContent-Transfer-Encoding: quoted-printable\n\n<html><body><h1>Pier</h1>'
    "<p>It is 80 m long =96 and gr=FCn.</p></body></html>\n--b\nContent-Type: text/html\n\n"
    "<p>An advertisement.</p>\n--b--\n"
)


def test_the_page_is_read_in_its_encoding_and_what_is_framed_in_it_is_not() -> None:
    assert read_mht(PAGE.encode(), Limits()).text == "Pier\n\nIt is 80 m long – and grün."


def test_a_file_without_a_page_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no page"):
        read_mht(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nText.", Limits())
