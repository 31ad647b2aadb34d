from pathlib import Path

import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.mail.mbox import read_mbox
from assistant.reading.registry import read_file

LINE = b"From wei@example.org Fri Aug 29 09:30:00 2025\n"
BODY = b"It grinds.\n>From here on it rests.\nFrom the hill it is seen.\n"
ONE = b"From: Wei <wei@example.org>\nSubject: The mill\n\n" + BODY + b"\n"
TWO = b"Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe/2?=\n\nIt is 9 m high.\n"


def test_each_message_is_a_document_and_quoted_lines_are_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "post.mbox"
    path.write_bytes(LINE + ONE + LINE + TWO)
    documents = [source.document for source in read_file(path, path.name, Limits()).sources]
    assert [one.name for one in documents] == ["post.mbox/1 The mill.eml", "post.mbox/2 Größe_2.eml"]
    assert documents[0].text.endswith("It grinds.\n\nFrom here on it rests.\n\nFrom the hill it is seen.")


def test_messages_beyond_the_limit_are_told() -> None:
    contents = read_mbox((LINE + TWO) * 12, Limits(members=10))
    assert [len(contents.members), contents.members[0].name] == [10, "01 Größe_2.eml"]
    assert contents.notes == ("has 12 messages, of which the first 10 were read. Split it into several",)


def test_a_text_is_no_mailbox() -> None:
    with pytest.raises(UnreadableError, match="is not a mailbox"):
        read_mbox(b"From the hill we saw\nthe mill.", Limits())
