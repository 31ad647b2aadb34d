"""Where the lines of text are in a picture, and how it is turned: DBNet (Liao et al., 2020) and its post-processing.

Lines are boxes along the picture's edges, because a page is made straight before they are cut out.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from assistant.models.recognizers import DETECTOR
from assistant.reading.ocr.networks import network

PagePixels = NDArray[np.uint8]
"""Blue, green and red of each pixel, `(h, w, 3)`: the order in which the networks were trained."""

_LONGEST_SIDE = 1800
"""PagePixels of the longer side for detection; larger pictures are reduced to it."""
_MULTIPLE = 32
_INK, _SURE = 0.3, 0.5
_GROWTH = 1.6
"""The network marks the core of a line; the box grows by this share of its area over its perimeter."""
_LEAST_HEIGHT = 5
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class Region:
    """The box of a line of text, in pixels, and how much of it the network takes for text (0 to 1)."""

    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class FoundRegions:
    """The lines of a picture, and by how many degrees they rise to the right."""

    regions: tuple[Region, ...]
    rise: float


def find_text_regions(picture: PagePixels) -> FoundRegions:
    """Return the lines of text in a picture."""
    from PIL import Image

    height, width = picture.shape[:2]
    share = min(1.0, _LONGEST_SIDE / max(height, width))
    size = [max(_MULTIPLE, round(side * share / _MULTIPLE) * _MULTIPLE) for side in (width, height)]
    reduced = np.asarray(Image.fromarray(picture).resize((size[0], size[1]), Image.Resampling.BILINEAR), np.float32)
    scaled = (reduced / 255 - np.array(_MEAN, np.float32)) / np.array(_DEVIATION, np.float32)
    found = network(DETECTOR)(np.ascontiguousarray(scaled.transpose(2, 0, 1)[None], np.float32))[0, 0]
    return _regions(found, width / size[0], height / size[1], (width, height))


def _regions(probable: NDArray[np.float32], per_x: float, per_y: float, size: tuple[int, int]) -> FoundRegions:
    from scipy import ndimage

    labels, _ = ndimage.label(probable > _INK, structure=np.ones((3, 3), bool))
    regions: list[Region] = []
    rises: list[tuple[float, float]] = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        inside = labels[rows, columns] == number
        score = float(probable[rows, columns][inside].mean())
        high, wide = inside.shape
        if min(high, wide) < _LEAST_HEIGHT - 2 or score < _SURE:
            continue
        grown = high * wide * _GROWTH / (2 * (high + wide))
        left, right = (columns.start - grown) * per_x, (columns.stop + grown) * per_x
        top, bottom = (rows.start - grown) * per_y, (rows.stop + grown) * per_y
        region = Region(max(0, left), max(0, top), min(size[0], right), min(size[1], bottom), score)
        if region.height >= _LEAST_HEIGHT:
            regions.append(region)
            rises.append((_rise(inside, per_x, per_y), region.width))
    return FoundRegions(tuple(regions), _weighted_median(rises))


def _rise(inside: NDArray[np.bool_], per_x: float, per_y: float) -> float:
    """Return how many degrees a component rises to the right: as its lower edge does, since capitals bend the upper."""
    high, wide = inside.shape
    if wide < 3 * high:
        return 0.0
    edge = high - inside[::-1].argmax(axis=0)
    margin = high  # its ends are round
    x, y = np.arange(wide)[margin:-margin] * per_x, edge[margin:-margin] * per_y
    slope = np.polyfit(x, y, 1)[0] if len(x) > 2 else 0.0
    return float(-np.degrees(np.arctan(slope)))


def _weighted_median(rises: list[tuple[float, float]]) -> float:
    """Return the median of angles by the length of their lines, of the longer half."""
    if not rises:
        return 0.0
    long = median(length for _, length in rises)
    told = sorted((angle, length) for angle, length in rises if length >= long)
    half, seen = sum(length for _, length in told) / 2, 0.0
    for angle, length in told:
        seen += length
        if seen >= half:
            return angle
    return told[-1][0]
