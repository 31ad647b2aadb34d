"""Coordinates of a PDF become coordinates of the displayed page, from its upper left corner."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Coordinate = TypeVar("Coordinate", float, NDArray[np.float64])


class PageRotation:
    """The transformation for one page; both in points."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._quarters = page.get_rotation() // 90

    def __call__(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return the position of a point, from the left and from the top; of many, if these are arrays."""
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y
