"""Write every reference page."""

from pathlib import Path

from docs.generate import PAGES

FOLDER = Path(__file__).parents[1] / "reference"

FOLDER.mkdir(exist_ok=True)
for name, page in PAGES.items():
    (FOLDER / name).write_text(page(), encoding="utf-8")
