"""How well scanned pages are read: figures right, right and certain, wrong and certain, and what it costs.

    python -m benchmarks.reading.scans [--pages 2] [--wrong]

Each page has 100 figures with thousands marks, decimals, brackets and percent signs, drawn by seed in fonts of
matplotlib and, where they are installed, Liberation, and then scanned askew and with noise. Prints a Markdown table by
resolution and kind of scan: shares of all figures, processor seconds a page for one reading and for two, and the peak
of memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from assistant.models.recognizers import INSTALL, can_read_twice
from assistant.reading.ocr.pages import read_picture_lines
from assistant.reading.ocr.words import seen_words
from tests.reading.ocr.drawn import Scanner, as_pixels, font_file, scanned

_LIBERATION = Path("/usr/share/fonts/truetype/liberation")
_LABELS = (
    "Revenue,Cost of sales,Gross profit,Distribution,Administration,Research,Other income,Operating profit,Interest,"
    "Profit before tax,Tax,Profit for the year,Dividends,Retained earnings,Goodwill,Equipment,Inventories,Receivables,"
    "Cash,Payables,Borrowings,Provisions,Share capital,Pension deficit,Leases"
).split(",")
_COLUMNS = {"2021": 300, "2022": 370, "2023": 440, "2024": 510}
SCANS = {
    "clean": Scanner(),
    "askew": Scanner(skew=1.5, noise=8, blur=0.4),
    "noisy": Scanner(skew=-2, noise=14, blur=0.6),
    "poor": Scanner(skew=3, noise=22, blur=0.7),
}


@dataclass(slots=True)
class Measured:
    """Sums over the pages of one kind."""

    figures: int = 0
    right: int = 0
    right_and_certain: int = 0
    wrong_and_certain: list[str] = field(default_factory=list)
    pages: int = 0
    seconds_once: float = 0.0
    seconds_twice: float = 0.0


def fonts() -> Iterator[Path]:
    """Yield the fonts that pages are drawn in."""
    yield from (font_file(f"{name}.ttf") for name in ("DejaVuSans", "DejaVuSerif", "STIXGeneral"))
    yield from sorted(_LIBERATION.glob("Liberation*-Regular.ttf"))


def page_of_figures(seed: int, font: Path, scanner: Scanner) -> tuple[Image.Image, Counter[str]]:
    """Return a page with 100 figures, and these."""
    chance, scale = random.Random(seed), scanner.dpi / 72
    page = Image.new("L", (round(595 * scale), round(842 * scale)), 255)
    pen = ImageDraw.Draw(page)
    large, small = (ImageFont.truetype(str(font), round(size * scale)) for size in (16, 9.5))
    pen.text((60 * scale, 50 * scale), "Annual accounts of Harrow Mills", font=large, fill=0)
    for year, right in _COLUMNS.items():
        pen.text((right * scale, 100 * scale), year, font=small, fill=0, anchor="ra")
    figures: Counter[str] = Counter()
    for row, label in enumerate(_LABELS, start=1):
        top = (100 + 20 * row) * scale
        pen.text((60 * scale, top), label, font=small, fill=0)
        for right in _COLUMNS.values():
            figure = _figure(chance)
            figures[figure] += 1
            pen.text((right * scale, top), figure, font=small, fill=0, anchor="ra")
    return scanned(page, scanner, seed), figures


def _figure(chance: random.Random) -> str:
    kind, value = chance.random(), chance.randrange(1_000, 99_999)
    if kind < 0.6:
        return f"{value:,}"
    if kind < 0.75:
        return f"({value:,})"
    return f"{value / 100:,.2f}" if kind < 0.9 else f"{chance.randrange(1, 999) / 10}%"


def measure(page: Image.Image, figures: Counter[str], into: Measured) -> None:
    """Read a page once and twice, and add what came of it."""
    began = time.process_time()
    read_picture_lines(as_pixels(page), twice=False)
    once = time.process_time()
    seen = seen_words(read_picture_lines(as_pixels(page)))
    into.seconds_once += once - began
    into.seconds_twice += time.process_time() - once
    said = [word for word in seen.words if any(map(str.isdigit, word.text)) and word.text not in _COLUMNS]
    certain = Counter(word.text for word in said if word.certain)
    into.pages += 1
    into.figures += figures.total()
    into.right += (Counter(word.text for word in said) & figures).total()
    into.right_and_certain += (certain & figures).total()
    into.wrong_and_certain += (certain - figures).elements()


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=1, help="pages of each kind and font")
    arguments.add_argument("--wrong", action="store_true", help="print what is wrong and certain")
    asked = arguments.parse_args()
    if not can_read_twice():
        sys.exit(f"Two recognizers are needed. Run: {INSTALL}")
    print("| dpi | scan | figures | right | right and certain | wrong and certain | s a page, once | twice |")
    print("|---|---|---|---|---|---|---|---|")
    for dpi in (144, 200, 300):
        for name, scan in SCANS.items():
            found = Measured()
            for font in fonts():
                for seed in range(asked.pages):
                    scanner = Scanner(dpi, scan.skew, scan.noise, scan.blur * dpi / 144)
                    measure(*page_of_figures(1_000 * dpi + seed, font, scanner), found)
            shares = f"{found.right / found.figures:.3f} | {found.right_and_certain / found.figures:.3f}"
            once, twice = found.seconds_once / found.pages, found.seconds_twice / found.pages
            wrong = len(found.wrong_and_certain)
            print(f"| {dpi} | {name} | {found.figures} | {shares} | {wrong} | {once:.1f} | {twice:.1f} |", flush=True)
            if asked.wrong and wrong:
                print(f"    {found.wrong_and_certain}")
    print(f"\npeak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
