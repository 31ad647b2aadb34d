import struct
import tracemalloc
from zipfile import ZIP_BZIP2

import pytest

from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.zipped import open_package, open_zip, take, unpacked
from tests.reading.made import zipped

ZEROS = bytes(5_000_000)


def test_a_bomb_is_refused_by_its_directory_before_it_is_unpacked() -> None:
    bomb = zipped({"a": ZEROS, "b": ZEROS})
    with pytest.raises(UnreadableError, match=r"becomes 10,000,000 bytes .* more than the limit of 9,999,999"):
        open_zip(bomb, Limits(expanded_bytes=9_999_999), "a zip archive")
    assert open_zip(bomb, Limits(expanded_bytes=10_000_000), "a zip archive")


def test_more_members_than_the_limit_are_refused() -> None:
    many = zipped({str(number): b"" for number in range(11)})
    with pytest.raises(UnreadableError, match="holds 11 files, more than the limit of 10"):
        open_zip(many, Limits(members=10), "a zip archive")


def test_a_member_is_unpacked_to_the_size_it_declares_and_no_further() -> None:
    bomb = bytearray(zipped({"a": ZEROS}))
    # The size stands in the directory, 24 bytes after its signature, and is all that zipfile goes by.
    at = bomb.index(b"PK\x01\x02") + 24
    bomb[at : at + 4] = struct.pack("<I", 100)
    opened = open_zip(bytes(bomb), Limits(expanded_bytes=1000), "a zip archive")
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="is damaged"):
        take(opened, opened.infolist()[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(ZEROS) / 10


@pytest.mark.parametrize(("compression", "told"), [(ZIP_BZIP2, "compressed in a way that is not read")])
def test_a_compression_that_cannot_be_stopped_is_refused(compression: int, told: str) -> None:
    opened = open_zip(zipped({"a": b"text"}, compression), Limits(), "a zip archive")
    with pytest.raises(UnreadableError, match=told):
        take(opened, opened.infolist()[0])


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped({"a": b"text"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    opened = open_zip(bytes(data), Limits(), "a zip archive")
    with pytest.raises(UnreadableError, match="protected by a password"):
        take(opened, opened.infolist()[0])


def test_a_package_comes_without_its_pictures_and_with_its_text() -> None:
    data = zipped({"main.xml": b"<a/>", "word/media/image1.png": b"picture"})
    with open_package(data, Limits(), "a document", "main.xml") as package:
        assert package.read("main.xml") == b"<a/>"
        assert package.read("word/media/image1.png") == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_package_whose_xml_defines_entities_is_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'.encode(encoding)
    with pytest.raises(UnreadableError, match="entities in its XML"):
        open_package(zipped({"main.xml": bomb}), Limits(), "a document", "main.xml")


def test_a_package_whose_xml_is_in_an_encoding_that_hides_it_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no XML"):
        open_package(zipped({"main.xml": "<a/>".encode("cp037")}), Limits(), "a document", "main.xml")


def test_a_package_may_have_parts_that_are_empty() -> None:
    with open_package(zipped({"main.xml": b"<a/>", "b.xml": b""}), Limits(), "a document", "main.xml") as package:
        assert package.read("b.xml") == b""


def test_the_size_of_what_is_inside_is_known_without_unpacking() -> None:
    assert unpacked(zipped({"a": bytes(10), "b": bytes(20)})) == (2, 30)
    assert unpacked(b"text") == unpacked(b"PK\x03\x04 and nothing") == (0, 0)
