"""The hidden letters of a PDF page: not rendered, tiny, off the page, or indistinguishable from their background.

On most pages `doubts.py` shows that everything is visible. In doubt, the page is rendered with the doubtful texts and
without them, and what makes no difference is hidden. So fills, pictures, shadings, clipping, layers and covers count as
they do on a screen. Each letter is checked, since a hidden digit alters a figure.

The text layer of a scan is not rendered either, or painted below the scan. It is the text of the picture, and kept if
it is most of the text over the picture, word by word where the picture has ink.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from assistant.reading.hidden import LEAST_STEP, WHITE, Colour, is_lost_on
from assistant.reading.pdf.doubts import Doubt, Texts, find_doubts
from assistant.reading.pdf.objects import Painted, plain_function, set_rendered, set_shown
from assistant.reading.pdf.rotation import PageRotation

_SCALE = 2.0
"""Pixels per point, so that a stem of the smallest print is about one pixel wide."""
_MOST_PIXELS = 24_000_000
"""The maximum area to render; if doubtful texts are spread over more, they count as visible."""
_ROUNDING = 3
"""The tolerance of a colour where nothing was drawn."""
_LEAST_SHARE = 0.1
"""How far at least one pixel of a letter must be from the background towards the letter's colour."""
_INK_OF_A_SCAN = 51
"""The contrast, of 255, at the place of a scanned word."""
_LEAST_GROUND = 0.3
"""The share of its area on which a letter must stand out; a line through it does not make it visible."""
_MOSTLY_INSIDE, _MOSTLY_OUTSIDE = 192, 32
"""How much of a pixel a letter covers, of 255, to be inside its shape, and outside of it."""
_CUT_OUT = 0.7
"""The share of a letter's shape that must stand out, and of what is around it that must not."""
_MOST_SHADES, _STEP = 64, 4
"""How many background colours of a letter are distinguished, and how finely."""
_LAST_LATIN = "\u024f"
"""Every substitute font has the letters up to this code point."""

Letter = tuple[int, str, int]
"""A letter: its index in the text of the page, the character, and PDFium's id of its text object."""
Pixels = NDArray[np.int16]
_Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points from the upper left corner of the page."""

_text_of = plain_function(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)


@dataclass(frozen=True, slots=True)
class UnseenLetters:
    """Letters of a page that are not seen themselves, by their index in its text.

    `hidden` are no part of what is read; `scanned` stand for the picture that shows them, as a program recognized it.
    """

    hidden: frozenset[int] = frozenset()
    scanned: frozenset[int] = frozenset()


def unseen_letters(
    page: pdfium.PdfPage,
    text_page: pdfium.PdfTextPage,
    found: Painted,
    text: str,
    spans: Sequence[tuple[int, int]],
) -> UnseenLetters:
    """Return the letters of a page that are not seen.

    Args:
        page: the page.
        text_page: its text page in PDFium.
        found: its objects.
        text: its text.
        spans: the start and end of each word.
    """
    texts = find_doubts(page, found)
    if texts is None:
        return UnseenLetters()
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    words = [[(at, text[at], _text_of(handle, at)) for at in range(first, after)] for first, after in spans]
    letters = [one for word in words for one in word]
    look = _Look(page, text_page, texts)
    never = {index for index, _, owner in letters if owner in texts.never}
    scanned = look.scanned(words)
    kept = scanned | look.cut_out([one for one in letters if one[2] in texts.cutting])
    unseen = {index for index, _, owner in letters if owner in texts.not_rendered and index not in kept}
    lost = look.lost([one for one in letters if one[2] in texts.doubtful and one[0] not in kept])
    alone = {index for index, _, owner in letters if index in scanned and owner in texts.not_rendered}
    covered = look.lost([one for one in letters if one[2] in texts.doubtful and one[0] in scanned])
    return UnseenLetters(frozenset(never | unseen | lost), frozenset(alone | covered))


class _Look:
    """One page, rendered only where a letter requires it."""

    def __init__(self, page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, texts: Texts) -> None:
        self._page, self._text_page, self._texts = page, text_page, texts
        self._turn = PageRotation(page)

    def scanned(self, words: Sequence[Sequence[Letter]]) -> set[int]:
        """Return the letters that belong to text layers of scans, by index."""
        held = [[one for one in word if self._may_be_scanned(one)] for word in words]
        letters = [one for word in words for one in word]
        layers = {
            owner
            for picture in self._texts.pictures
            if _share(letters, picture.layer) >= _share(letters, picture.others)
            for owner in picture.layer
        }
        asked = [
            [one for one in word if one[2] in layers or not any(letter.isalnum() for _, letter, _ in word)]
            for word in held
        ]
        # A single mark, such as a tick box, may be drawn as a shape.
        places = [(word, self._place(word)) for word in asked if word]
        region = self._region(place for _, place in places if place)
        if region is None:
            return set()
        below = {owner for word, _ in places for _, _, owner in word}
        ground = self._drawn(region, without=tuple(below))
        return {
            index
            for word, place in places
            if place and _has_ink(ground[_pixels(place, region)])
            for index, _, _ in word
        }

    def lost(self, letters: Sequence[Letter]) -> set[int]:
        """Return the letters that make no difference to the rendered page, by index."""
        placed = [(one, place) for one in letters if (place := self._place([one])) is not None]
        region = self._region(place for _, place in placed)
        if region is None:
            return set()
        shown, ground = self._drawn(region), self._drawn(region, without=tuple({owner for _, _, owner in letters}))
        change = np.abs(shown - ground).max(axis=2)
        patterned = self._patterned(placed, shown, region)
        found = set()
        for (index, letter, owner), place in placed:
            at = _pixels(place, region)
            doubt = self._texts.doubtful[owner]
            doubt = replace(doubt, colour=None) if owner in patterned else doubt
            if _is_lost(change[at], shown[at], ground[at], doubt, letter):
                found.add(index)
        return found

    def _patterned(self, placed: Sequence[tuple[Letter, _Box]], shown: Pixels, region: _Box) -> set[int]:
        """Return the texts that are filled with a pattern or shading, by PDFium's ids.

        PDFium says that they are white. White only lightens, so what darkens the page is not white.
        """
        doubtful = self._texts.doubtful
        told_white = [(owner, place) for (_, _, owner), place in placed if doubtful[owner].colour == WHITE]
        if not told_white:
            return set()
        darker = (self._drawn(region, without=tuple({owner for owner, _ in told_white})) - shown).max(axis=2)
        return {owner for owner, place in told_white if darker[_pixels(place, region)].max(initial=0) > LEAST_STEP}

    def cut_out(self, letters: Sequence[Letter]) -> set[int]:
        """Return the letters through which something of another colour than around them is painted, by index.

        They are not painted themselves, but cut what is painted after them to their shape.
        """
        placed = [(one, place) for one in letters if (place := self._place([one])) is not None]
        region = self._region(place for _, place in placed)
        if region is None:
            return set()
        shown, shapes = self._drawn(region), self._shapes(region, tuple({owner for _, _, owner in letters}))
        found = set()
        for (index, _, _), place in placed:
            at = _pixels(place, region)
            inside, outside = shapes[at] > _MOSTLY_INSIDE, shapes[at] < _MOSTLY_OUTSIDE
            if inside.any() and outside.any():
                stands_out = np.abs(shown[at] - np.median(shown[at][outside], axis=0)).max(axis=2) > LEAST_STEP
                if stands_out[inside].mean() > _CUT_OUT and stands_out[outside].mean() < 1 - _CUT_OUT:
                    found.add(index)
        return found

    def _shapes(self, region: _Box, texts: tuple[int, ...]) -> Pixels:
        """Return how much of each pixel these texts would cover if they were filled: `(height, width)`, 0 to 255."""
        set_rendered(texts, raw.FPDF_TEXTRENDERMODE_FILL)
        try:
            others = tuple(one for one in self._texts.every if one not in texts)
            filled, without = self._drawn(region, without=others), self._drawn(region, without=self._texts.every)
        finally:
            set_rendered(texts, raw.FPDF_TEXTRENDERMODE_CLIP)
        covered: Pixels = np.abs(filled - without).max(axis=2)
        return covered

    def _may_be_scanned(self, letter: Letter) -> bool:
        owner = letter[2]
        hidden = owner in self._texts.not_rendered or owner in self._texts.doubtful
        return hidden and owner not in self._texts.never

    def _place(self, letters: Sequence[Letter]) -> _Box | None:
        """Return the boxes of letters, in points from the upper left corner; None where PDFium has none."""
        boxes = [self._text_page.get_charbox(index) for index, _, _ in letters]
        known = [box for box in boxes if box[2] > box[0] or box[3] > box[1]]
        corners = [self._turn(x, y) for box in known for x, y in (box[:2], box[2:])]
        return _around(corners) if corners else None

    def _region(self, places: Iterable[_Box]) -> _Box | None:
        """Return the part of the page to render for these boxes; None if there is none, or it is too large."""
        corners = [corner for box in places for corner in (box[:2], box[2:])]
        if not corners:
            return None
        left, upper, right, lower = _around(corners)
        width, height = self._page.get_size()
        left, upper = (min(max(0.0, edge - 1), most - 1) for edge, most in ((left, width), (upper, height)))
        right, lower = (
            max(min(most, edge + 1), least + 1) for edge, most, least in ((right, width, left), (lower, height, upper))
        )
        return None if (right - left) * (lower - upper) * _SCALE**2 > _MOST_PIXELS else (left, upper, right, lower)

    def _drawn(self, region: _Box, without: tuple[int, ...] = ()) -> Pixels:
        """Render a part of the page, with or without some texts: `(height, width, 3)`, red, green and blue."""
        left, upper, right, lower = region
        width, height = self._page.get_size()
        set_shown(without, shown=False)
        try:
            bitmap = self._page.render(
                scale=_SCALE,
                crop=(left, height - lower, width - right, upper),
                draw_annots=False,
                may_draw_forms=False,
                rev_byteorder=True,
            )
        finally:
            set_shown(without, shown=True)
        pixels: Pixels = bitmap.to_numpy()[..., :3].astype(np.int16)
        bitmap.close()
        return pixels


def _around(corners: Sequence[Sequence[float]]) -> _Box:
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _pixels(place: _Box, region: _Box) -> tuple[slice, slice]:
    left, upper, right, lower = place
    rows, columns = (
        slice(max(0, math.floor(_SCALE * (first - edge))), max(0, math.ceil(_SCALE * (last - edge))))
        for first, last, edge in ((upper, lower, region[1]), (left, right, region[0]))
    )
    return rows, columns


def _share(letters: Sequence[Letter], owners: frozenset[int]) -> int:
    return sum(owner in owners for _, _, owner in letters)


def _has_ink(place: Pixels) -> bool:
    grey = place.mean(axis=2) if place.size else place
    return bool(grey.size and grey.max() - grey.min() >= _INK_OF_A_SCAN)


def _is_lost(change: Pixels, shown: Pixels, ground: Pixels, doubt: Doubt, letter: str) -> bool:
    """Return whether a letter is invisible: not drawn, or only in the colour of its background.

    A letter that the fonts of this machine may lack is judged by colours only.
    """
    if not change.size:
        return True
    if change.max() <= _ROUNDING and letter <= _LAST_LATIN:
        return True
    if doubt.colour is None:
        at = np.unravel_index(change.argmax(), change.shape)
        return is_lost_on(_colour(shown[at]), _colour(ground[at]))
    shades = _shades(ground)
    way = max(abs(a - b) for shade, _ in shades for a, b in zip(doubt.colour, shade, strict=True))
    if letter <= _LAST_LATIN and change.max() < _LEAST_SHARE * way * doubt.opacity / 255:
        return True
    tells = sum(n for shade, n in shades if not is_lost_on(_over(doubt.colour, doubt.opacity / 255, shade), shade))
    return tells < _LEAST_GROUND * sum(n for _, n in shades)


def _shades(ground: Pixels) -> list[tuple[Colour, int]]:
    """Return the approximate most frequent background colours of a letter, and their number of pixels."""
    shades, counts = np.unique(ground.reshape(-1, 3) // _STEP * _STEP + _STEP // 2, axis=0, return_counts=True)
    most = np.argsort(-counts)[:_MOST_SHADES]
    return [(_colour(shades[at]), int(counts[at])) for at in most]


def _colour(pixel: Pixels) -> Colour:
    red, green, blue = (int(part) for part in pixel)
    return red, green, blue


def _over(colour: Colour, opacity: float, ground: Colour) -> Colour:
    red, green, blue = (round(opacity * c + (1 - opacity) * g) for c, g in zip(colour, ground, strict=True))
    return red, green, blue
