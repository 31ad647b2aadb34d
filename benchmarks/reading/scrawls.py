"""Figures that no printer made: how many are wrong and yet certain, and what printed scans lose to a rule against it.

    python -m benchmarks.reading.scrawls [--pages 2] [--keep READ.pickle]

Draws pages of figures by seed: as strokes of a pen whose points go astray, in letters like handwriting, and printed but
bent; and, to compare, the scans of `benchmarks.reading.scans`. Prints for each page the figures, those right, right and
certain, wrong and certain, and the share in doubt. `--keep` saves what was read, so that rules can be tried on it.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont
from scipy.interpolate import splev, splprep
from scipy.ndimage import gaussian_filter, map_coordinates

from assistant.reading.ocr.pages import ReadPage, read_picture_lines
from assistant.reading.ocr.words import SeenPage, seen_words
from benchmarks.reading.scans import SCANS, fonts, page_of_figures
from tests.reading.ocr.drawn import Scanner, as_pixels, font_file, scanned

Point = tuple[float, float]
_STROKES: dict[str, tuple[tuple[Point, ...], ...]] = {
    "0": (((0.5, 0), (0.1, 0.3), (0.15, 0.8), (0.5, 1), (0.85, 0.7), (0.8, 0.25), (0.5, 0)),),
    "1": (((0.2, 0.3), (0.4, 0.15), (0.55, 0), (0.53, 0.5), (0.5, 1)),),
    "2": (((0.15, 0.25), (0.5, 0), (0.85, 0.25), (0.6, 0.6), (0.1, 1), (0.5, 0.97), (0.9, 1)),),
    "3": (((0.15, 0.1), (0.6, 0), (0.8, 0.25), (0.4, 0.48), (0.85, 0.7), (0.55, 1), (0.1, 0.9)),),
    "4": (((0.55, 0), (0.3, 0.35), (0.1, 0.65), (0.5, 0.66), (0.95, 0.62)), ((0.7, 0.35), (0.68, 0.7), (0.65, 1))),
    "5": (
        ((0.25, 0), (0.2, 0.2), (0.18, 0.45), (0.7, 0.45), (0.8, 0.8), (0.45, 1), (0.1, 0.9)),
        ((0.25, 0), (0.5, 0.03), (0.85, 0)),
    ),
    "6": (((0.7, 0), (0.3, 0.35), (0.15, 0.75), (0.5, 1), (0.85, 0.75), (0.5, 0.5), (0.2, 0.7)),),
    "7": (((0.1, 0.05), (0.5, 0.04), (0.9, 0), (0.6, 0.5), (0.4, 1)),),
    "8": (((0.8, 0.15), (0.4, 0), (0.2, 0.25), (0.8, 0.7), (0.5, 1), (0.15, 0.75), (0.6, 0.45), (0.8, 0.15)),),
    "9": (((0.8, 0.3), (0.4, 0.5), (0.15, 0.25), (0.5, 0), (0.82, 0.2), (0.75, 0.6), (0.6, 1)),),
}  # fmt: skip
_ROWS, _COLUMNS, _DPI = 12, (130, 260, 390, 520), 144


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page, the figures on it, and how it was drawn."""

    kind: str
    page: Image.Image
    figures: Counter[str]


def scrawled(seed: int, astray: float) -> Drawn:
    """Return figures as strokes of a pen, whose points are off by a normal deviation of this share of a digit."""
    chance = random.Random(seed)
    slant, pen_width, size = chance.uniform(-0.1, 0.35), chance.choice((2, 3, 4)), chance.uniform(26, 36)

    def write(pen: ImageDraw.ImageDraw, text: str, right: float, top: float) -> None:
        left, wide = right - len(text) * 0.75 * size, 0.55 * size
        for digit in text:
            lift, high = chance.gauss(0, 0.06) * size, size * chance.uniform(0.85, 1.15)
            for stroke in _STROKES[digit]:
                points = np.array([(x + chance.gauss(0, astray), y + chance.gauss(0, astray)) for x, y in stroke])
                bend, _ = splprep(points.T, s=0, k=min(3, len(points) - 1))
                x, y = splev(np.linspace(0, 1, 40), bend)
                drawn = zip(left + wide * x + slant * high * (1 - y), top + lift + high * y, strict=True)
                pen.line([(float(a), float(b)) for a, b in drawn], fill=30, width=pen_width, joint="curve")
            left += wide * chance.uniform(1.1, 1.35)

    return _page(f"scrawled {astray}", seed, write)


def written(seed: int, font: Path, bent: float) -> Drawn:
    """Return figures in a font, bent by so many pixels on average."""
    letters = ImageFont.truetype(str(font), 34)

    def write(pen: ImageDraw.ImageDraw, text: str, right: float, top: float) -> None:
        pen.text((right, top), text, font=letters, fill=20, anchor="ra")

    made = _page(f"{font.stem[:22]} bent {bent}", seed, write)
    return replace(made, page=_bent(made.page, seed, bent))


def stroked(seed: int, bent: float) -> Drawn:
    """Return figures in the script of Hershey, whose letters are strokes."""
    import cv2

    made = _page(f"Hershey script bent {bent}", seed, lambda *_: None)
    pixels, chance = np.array(made.page), random.Random(seed)
    figures = [_figure(chance) for _ in range(_ROWS * len(_COLUMNS))]
    for place, figure in enumerate(figures):
        row, column = divmod(place, len(_COLUMNS))
        at = round(_COLUMNS[column] * _DPI / 72) - 150, round((80 + 55 * row) * _DPI / 72) + 30
        cv2.putText(pixels, figure, at, cv2.FONT_HERSHEY_SCRIPT_COMPLEX, 1.2, 20, 2, cv2.LINE_AA)
    return replace(made, page=_bent(Image.fromarray(pixels), seed, bent))


def _page(kind: str, seed: int, write: Callable[[ImageDraw.ImageDraw, str, float, float], None]) -> Drawn:
    chance, scale = random.Random(seed), _DPI / 72
    page = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    pen, figures = ImageDraw.Draw(page), Counter[str]()
    for row in range(_ROWS):
        for right in _COLUMNS:
            figure = _figure(chance)
            figures[figure] += 1
            write(pen, figure, right * scale, (80 + 55 * row) * scale)
    return Drawn(kind, scanned(page, Scanner(_DPI, noise=4, blur=0.4), seed), figures)


def _figure(chance: random.Random) -> str:
    return str(chance.randrange(100, 99_999))


def _bent(page: Image.Image, seed: int, pixels: float) -> Image.Image:
    if not pixels:
        return page
    chance, shown = np.random.default_rng(seed), np.asarray(page, np.float32)
    moved = [gaussian_filter(chance.normal(0, 1, shown.shape).astype(np.float32), 7) for _ in range(2)]
    places = [at + pixels * move / move.std() for at, move in zip(np.indices(shown.shape), moved, strict=True)]
    return Image.fromarray(map_coordinates(shown, places, order=1, mode="nearest").astype(np.uint8))


def pages(count: int) -> Iterator[Drawn]:
    """Yield the pages, so many of each kind."""
    script = [font_file("STIXGeneralItalic.ttf"), Path(reportlab.__file__).parent / "fonts" / "callig15.pfb"]
    for seed in range(count):
        for astray in (0.03, 0.07, 0.11):
            yield scrawled(seed, astray)
        for bent in (1.0, 2.0):
            yield stroked(seed, bent)
        for font in (font_file("DejaVuSans.ttf"), *script):
            yield from (written(seed, font, bent) for bent in (1.5, 2.5))
        for name in ("noisy", "poor"):
            for font in fonts():
                scan = SCANS[name]
                scanner = Scanner(_DPI, scan.skew, scan.noise, scan.blur)
                yield Drawn(f"print {name} {font.stem}", *page_of_figures(144_000 + seed, font, scanner))


def told(seen: SeenPage, figures: Counter[str]) -> tuple[int, int, int, int, float]:
    """Return the figures of a page, those right, right and certain, wrong and certain, and the share in doubt."""
    said = [word for word in seen.words if any(map(str.isdigit, word.text))]
    certain = Counter(word.text for word in said if word.certain)
    for year in ("2021", "2022", "2023", "2024"):
        certain.pop(year, None)
    right = (Counter(word.text for word in said) & figures).total()
    doubt = sum(not word.certain for word in said) / max(1, len(said))
    return figures.total(), right, (certain & figures).total(), (certain - figures).total(), doubt


def main() -> None:
    """Print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1, help="pages of each kind")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    kept: list[tuple[str, Counter[str], ReadPage]] = []
    print("| page | figures | right | right and certain | wrong and certain | in doubt |\n|---|---|---|---|---|---|")
    for drawn in pages(given.pages):
        read = read_picture_lines(as_pixels(drawn.page))
        kept.append((drawn.kind, drawn.figures, read))
        *counts, doubt = told(seen_words(read), drawn.figures)
        print(f"| {drawn.kind} | {' | '.join(map(str, counts))} | {doubt:.2f} |", flush=True)
        if given.keep:
            given.keep.write_bytes(pickle.dumps(kept))


if __name__ == "__main__":
    main()
