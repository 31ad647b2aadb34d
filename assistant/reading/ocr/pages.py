"""A picture of a page becomes the words on it: made upright and straight, its lines found, and read once or twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.models.recognizers import FIRST_READER, SECOND_READER, TURN_CLASSIFIER, can_read_twice
from assistant.reading.ocr.letters import ReadLetter, read_lines
from assistant.reading.ocr.networks import network
from assistant.reading.ocr.regions import PagePixels, Region, find_text_regions

_QUARTER = 90
_STRAIGHT = 0.25
"""Degrees up to which a page is left as it is."""
_MOST_RISE = 30.0
_ASKED_LINES, _READ_LINES = 16, 4
_INKED = 0.3
_FIRST_MARGIN, _SECOND_MARGIN, _SIDE_MARGIN = 0.2, 0.45, 0.3
"""Around the letters of a line, as shares of their height; measured on drawn pages (`benchmarks/reading/scans.py`)."""
_TURN_HEIGHT, _TURN_WIDTH = 80, 160
_TURN_MEAN, _TURN_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of a page: its box in the straightened picture, and the letters of the one or two readings."""

    region: Region
    first: tuple[ReadLetter, ...]
    second: tuple[ReadLetter, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The lines of a page, and how the picture was turned, in degrees against the clock, before they were found.

    `width` and `height` are those of the turned picture, in pixels.
    """

    lines: tuple[SeenLine, ...]
    turned: float
    width: int
    height: int


def read_picture_lines(picture: PagePixels, *, twice: bool | None = None) -> ReadPage:
    """Return the lines of a picture of a page, which may lie on its side, upside down, or a little askew.

    Lines with digits are read a second time where the other network is installed; `twice` False leaves it out.

    Raises:
        ModelError: the packages are missing or damaged.
    """
    upright, turned, found = _straightened(picture)
    regions = [inked(upright, region) for region in found]
    first = read_lines(FIRST_READER, [_cut(upright, _padded(region, _FIRST_MARGIN)) for region in regions])
    second: dict[int, tuple[ReadLetter, ...]] = {}
    if can_read_twice() if twice is None else twice:
        asked = [place for place, letters in enumerate(first) if any(letter.text.isdigit() for letter in letters)]
        again = read_lines(SECOND_READER, [_cut(upright, _padded(regions[place], _SECOND_MARGIN)) for place in asked])
        second = dict(zip(asked, again, strict=True))
    read = (SeenLine(regions[place], letters, second.get(place)) for place, letters in enumerate(first) if letters)
    return ReadPage(tuple(read), turned, upright.shape[1], upright.shape[0])


def _straightened(picture: PagePixels) -> tuple[PagePixels, float, tuple[Region, ...]]:
    """Return a picture with its lines level and upright, the degrees it was turned by, and its lines."""
    found = find_text_regions(picture)
    turned = 0.0
    if _lies(found.regions):
        picture, turned = np.ascontiguousarray(np.rot90(picture)), float(_QUARTER)
        found = find_text_regions(picture)
    if _STRAIGHT < abs(found.rise) < _MOST_RISE:
        picture, turned = turned_picture(picture, -found.rise), turned - found.rise
        found = find_text_regions(picture)
    if _is_upside_down(picture, found.regions):
        picture, turned = np.ascontiguousarray(picture[::-1, ::-1]), turned + 2 * _QUARTER
        height, width = picture.shape[:2]
        return picture, turned, tuple(_turned_over(region, width, height) for region in found.regions)
    return picture, turned, found.regions


def _turned_over(region: Region, width: int, height: int) -> Region:
    right, bottom = width - region.left, height - region.top
    return Region(width - region.right, height - region.bottom, right, bottom, region.score)


def turned_picture(picture: PagePixels, degrees: float) -> PagePixels:
    """Return a picture turned against the clock, on white, as large as it takes."""
    from PIL import Image

    turned = Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))
    return np.asarray(turned, np.uint8)


def _lies(regions: Sequence[Region]) -> bool:
    """Return whether most of the text runs upwards or downwards."""
    tall = sum(region.height for region in regions if region.height > 2 * region.width)
    wide = sum(region.width for region in regions if region.width > 2 * region.height)
    return tall > wide


def _is_upside_down(picture: PagePixels, regions: Sequence[Region]) -> bool:
    """Return whether a page is upside down: told by a classifier, which may take long lines for it, and by reading."""
    from PIL import Image

    asked = sorted(regions, key=lambda region: -region.width)[:_ASKED_LINES]
    if not asked:
        return False
    lines = [
        np.asarray(Image.fromarray(_cut(picture, region)).resize((_TURN_WIDTH, _TURN_HEIGHT)), np.float32)
        for region in asked
    ]
    scaled = (np.stack(lines) / 255 - np.array(_TURN_MEAN, np.float32)) / np.array(_TURN_DEVIATION, np.float32)
    told = network(TURN_CLASSIFIER)(np.ascontiguousarray(scaled.transpose(0, 3, 1, 2), np.float32))
    if float(told[:, 1].mean()) <= 0.5:
        return False
    upright = [_cut(picture, _padded(inked(picture, region), _FIRST_MARGIN)) for region in asked[:_READ_LINES]]
    return _sureness([np.ascontiguousarray(line[::-1, ::-1]) for line in upright]) > _sureness(upright)


def _sureness(lines: Sequence[PagePixels]) -> float:
    """Return the mean probability of the letters that are read in pictures of lines."""
    read = [letter.probability for letters in read_lines(FIRST_READER, lines) for letter in letters]
    return sum(read) / max(1, len(read))


def inked(picture: PagePixels, region: Region) -> Region:
    """Return the part of a region that its letters fill, without the margin that detection leaves."""
    from scipy import ndimage

    part = _cut(picture, region).astype(np.float32).mean(axis=2)
    ink = ndimage.uniform_filter(np.abs(part - np.median(part)), 3)
    top, bottom = _filled(ink)
    left, right = _filled(ink[top:bottom].T)
    x, y = int(region.left), int(region.top)
    return Region(x + left, y + top, x + right, y + bottom, region.score)


def _filled(ink: NDArray[np.float32]) -> tuple[int, int]:
    """Return the first row with letters and the one after the last, told by the darkest pixels of each."""
    among = max(3, ink.shape[1] // 12)
    profile = np.sort(ink, axis=1)[:, -among:].mean(axis=1)
    rows = np.flatnonzero(profile >= profile.min() + _INKED * (profile.max() - profile.min()))
    return int(rows[0]), int(rows[-1]) + 1


def _padded(region: Region, margin: float) -> Region:
    """Return a region with a margin on each side, as a share of its height."""
    more = margin * region.height
    wider = max(more, _SIDE_MARGIN * region.height)
    return Region(region.left - wider, region.top - more, region.right + wider, region.bottom + more, region.score)


def _cut(picture: PagePixels, region: Region) -> PagePixels:
    top, bottom = max(0, int(region.top)), int(np.ceil(region.bottom))
    left, right = max(0, int(region.left)), int(np.ceil(region.right))
    return picture[top:bottom, left:right]
