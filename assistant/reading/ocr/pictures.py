"""Files that are pictures: how many pages they have, and each page as pixels, within limits."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from assistant.reading.contents import UnreadableError
from assistant.reading.ocr.regions import PagePixels
from assistant.reading.signatures import PICTURE, wrong_type

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 120_000_000
"""The pixels of the largest picture that is read; one of 10,000 × 10,000 takes 300 MB."""
_LONGEST_SIDE = 4_000
"""Larger pictures are reduced to it; a page of A4 has so many pixels at 340 dpi."""
FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "AVIF", "HEIF", "MPO")
_PAGED = "TIFF"


@contextmanager
def opened(data: bytes) -> Iterator[Image]:
    """Open a picture without decoding it.

    Raises:
        UnreadableError: it is damaged, of another format, or has too many pixels.
    """
    from PIL import Image, UnidentifiedImageError

    Image.init()
    _register_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about large pictures, which are told here
            picture = Image.open(BytesIO(data), formats=[name for name in FORMATS if name in Image.OPEN])
    except UnidentifiedImageError as error:
        raise wrong_type(data, f"a PNG, JPEG, TIFF, GIF, BMP, WebP, AVIF or HEIC {PICTURE}") from error
    except Image.DecompressionBombError as error:
        raise _too_large("a picture with more pixels") from error
    with picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise _too_large(f"a picture of {width:,} × {height:,} pixels, more")
        try:
            yield picture
        except (OSError, SyntaxError, EOFError, ValueError, Image.DecompressionBombError) as error:
            raise UnreadableError(f"is a damaged picture ({error})") from error


def page_count(picture: Image) -> int:
    """Return how many pages a picture has: the pictures in a TIFF, 1 otherwise, also of an animation."""
    return frame_count(picture) if picture.format == _PAGED else 1


def frame_count(picture: Image) -> int:
    """Return how many pictures are in it."""
    return int(getattr(picture, "n_frames", 1))


def pixels(picture: Image, page: int = 1) -> PagePixels:
    """Return a page of a picture as it is to be seen, on white, reduced if it is very large."""
    from PIL import Image, ImageOps

    picture.seek(page - 1)
    if max(picture.size) > _LONGEST_SIDE:
        picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a JPEG is decoded at a smaller size
    shown = ImageOps.exif_transpose(picture)
    if shown.mode.startswith("I;16") or shown.mode in ("I", "F"):
        values = np.asarray(shown, np.float32)
        high = max(1.0, float(values.max()))
        shown = Image.fromarray((values * (255 / high)).clip(0, 255).astype(np.uint8))
    shown.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.BICUBIC)
    seen = shown.convert("RGBA")
    ground = Image.new("RGBA", seen.size, (255, 255, 255, 255))
    ground.alpha_composite(seen)
    return np.ascontiguousarray(np.asarray(ground.convert("RGB"), np.uint8)[:, :, ::-1])


def _register_heif() -> None:
    """Let Pillow open HEIC where a library for it is installed; AVIF it opens by itself."""
    with suppress(ImportError):
        import pi_heif

        pi_heif.register_heif_opener()


def _too_large(found: str) -> UnreadableError:
    return UnreadableError(
        f"is {found} than the limit of {MOST_PIXELS:,} in all",
        "Reduce it, or cut it into several.",
    )
