"""Pages that tests draw: a table of figures as a scanner would give it, with a font that matplotlib carries."""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_LABELS = "Revenue,Cost of sales,Gross profit,Distribution,Administration,Research,Other income,Interest,Tax,Cash"
_COLUMNS = {"2022": 320, "2023": 420, "2024": 520}
_POINTS = 595, 842


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page gets into pixels: dots per inch, degrees askew, and standard deviations of noise and blur."""

    dpi: int = 150
    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0


def font_file(name: str = "DejaVuSans.ttf") -> Path:
    """Return a font in the data of matplotlib, which need not be imported for that."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / name


def drawn_page(
    seed: int, scanner: Scanner | None = None, title: str = "Accounts of Harrow Mills"
) -> tuple[Image.Image, dict[str, list[str]]]:
    """Return a page with a table, and the figures in it by the labels of their rows."""
    scanner = scanner or Scanner()
    chance, scale = random.Random(seed), scanner.dpi / 72
    page = Image.new("L", (round(_POINTS[0] * scale), round(_POINTS[1] * scale)), 255)
    pen = ImageDraw.Draw(page)
    large, small = (ImageFont.truetype(str(font_file()), round(size * scale)) for size in (16, 9.5))
    pen.text((60 * scale, 50 * scale), title, font=large, fill=0)
    pen.text((60 * scale, 82 * scale), "All amounts are in thousands of pounds.", font=small, fill=0)
    for year, right in _COLUMNS.items():
        pen.text((right * scale, 110 * scale), year, font=small, fill=0, anchor="ra")
    figures: dict[str, list[str]] = {}
    for row, label in enumerate(_LABELS.split(","), start=1):
        top = (110 + 22 * row) * scale
        pen.text((60 * scale, top), label, font=small, fill=0)
        figures[label] = [f"{chance.randrange(1_000, 99_999):,}" for _ in _COLUMNS]
        for right, figure in zip(_COLUMNS.values(), figures[label], strict=True):
            pen.text((right * scale, top), figure, font=small, fill=0, anchor="ra")
    return scanned(page, scanner, seed), figures


def scanned(page: Image.Image, scanner: Scanner, seed: int = 0) -> Image.Image:
    """Return a page as a scanner gives it."""
    page = page.rotate(scanner.skew, Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(scanner.blur)) if scanner.blur else page
    grey = 245 - 0.85 * (255 - np.asarray(page, np.float32))
    grey += np.random.default_rng(seed).normal(0, scanner.noise, grey.shape)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def as_file(page: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    out = BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def as_pixels(page: Image.Image) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Return a picture as pixels to recognize."""
    return np.ascontiguousarray(np.asarray(page.convert("RGB"), np.uint8)[:, :, ::-1])
