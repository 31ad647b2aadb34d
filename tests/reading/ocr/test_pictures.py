import zlib

import numpy as np
import pytest
from PIL import Image

from assistant.models import recognizers
from assistant.reading.contents import Limits, UnreadableError
from assistant.reading.formats.picture import read_picture
from assistant.reading.ocr.pictures import opened, page_count, pixels
from tests.reading.ocr.drawn import as_file


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def huge(side: int) -> bytes:
    """A PNG that says it has so many pixels a side, in a few bytes."""
    header = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    data = zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [11_000, 30_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(UnreadableError, match=r"more.* than the limit of 120,000,000") as caught, opened(huge(side)):
        pytest.fail("it was opened")
    assert "Reduce it" in caught.value.advice


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a picture"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError), opened(data):
        pytest.fail("it was opened")


def test_a_picture_that_was_cut_off_is_refused() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)
    data = as_file(Image.fromarray(noise))
    with pytest.raises(UnreadableError, match="damaged"), opened(data[: len(data) // 2]) as picture:
        pixels(picture)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (Image.new("1", (4, 4), 0), (0, 0, 0)),
        (Image.new("L", (4, 4), 90), (90, 90, 90)),
        (Image.new("RGBA", (4, 4), (0, 0, 0, 0)), (255, 255, 255)),
        (Image.new("CMYK", (4, 4), (0, 255, 255, 0)), (0, 0, 255)),
        (Image.new("RGB", (4, 4), (10, 20, 30)), (30, 20, 10)),
        (Image.fromarray(np.full((4, 4), 60_000, np.uint16)), (255, 255, 255)),
    ],
)
def test_any_mode_becomes_blue_green_and_red_on_white(picture: Image.Image, expected: tuple[int, ...]) -> None:
    data = as_file(picture, "TIFF")
    with opened(data) as read:
        assert tuple(pixels(read)[0, 0]) == expected


def test_a_very_large_picture_is_reduced() -> None:
    with opened(as_file(Image.new("L", (9_000, 1_000), 255))) as picture:
        assert max(pixels(picture).shape) == 4_000


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    photograph = Image.new("RGB", (40, 20), "white")
    photograph.putpixel((0, 0), (0, 0, 0))
    exif = photograph.getexif()
    exif[274] = 6
    with opened(as_file(photograph, "JPEG", exif=exif, quality=100)) as picture:
        assert pixels(picture).shape == (40, 20, 3)


def test_only_a_tiff_has_pages() -> None:
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 255)]
    for kind, expected in (("TIFF", 2), ("PNG", 1), ("GIF", 1), ("WEBP", 1)):
        with opened(as_file(frames[0], kind, save_all=True, append_images=frames[1:])) as picture:
            assert page_count(picture) == expected


def test_without_the_packages_a_picture_is_refused_with_the_command_that_installs_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognizers, "_installed", lambda _: None)
    with pytest.raises(UnreadableError, match="nothing is installed that recognizes text") as caught:
        read_picture(as_file(Image.new("L", (8, 8))), Limits())
    assert "[ocr]" in caught.value.advice


def test_a_picture_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.reading.formats.picture.can_recognize", lambda: True)
    frames = [Image.new("L", (8, 8), shade) for shade in (0, 100, 255)]
    data = as_file(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(UnreadableError, match="3 pages"):
        read_picture(data, Limits(pages=2))
