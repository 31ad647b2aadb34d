"""Coordinates of a PDF become coordinates of the displayed page, from its upper left corner."""

from __future__ import annotations

import pypdfium2 as pdfium


class PageRotation:
    """The transformation for one page; both in points."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._quarters = page.get_rotation() // 90

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point, from the left and from the top."""
        if self._quarters == 1:
            return y - self._bottom, x - self._left
        if self._quarters == 2:
            return self._right - x, y - self._bottom
        if self._quarters == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y
