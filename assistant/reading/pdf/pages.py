"""A page of a PDF or picture with a sentence marked, rendered in a child process, because a file may crash it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reading.contents import Limits
from assistant.reading.memory import limit_memory
from assistant.reading.opening import pieces

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.reading.ocr.words import SeenPage
    from assistant.reading.pdf.words import Word

_LOOK_EVERY_S = 0.2
"""How often a waiting caller checks whether the page is still wanted."""
_WIDEST, _HIGHEST = 1100, 2200
_MARK = (255, 235, 120)
_AROUND = 30
"""How many pixels above and below a sentence a crop shows."""
_EDGE = 3
"""The margin around a marked line, in pixels."""
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".avif", ".heic", ".heif")
SHOWN_AS_PAGES = (".pdf", *_PICTURES)
"""How the names of documents end whose pages can be shown."""


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence to mark, the page on which it starts, counted from 1, and the page's text before it.

    `crop`: only its lines are shown.
    """

    page: int
    sentence: str
    before: str = ""
    crop: bool = False


def draw_page(
    path: Path,
    marked: MarkedSentence,
    seconds: float,
    inside: str = "",
    limits: Limits | None = None,
    *,
    memory_bytes: int = 4_000_000_000,
    stopped: Callable[[], bool] = lambda: False,
) -> bytes | None:
    """Return a page as PNG, about 1,100 pixels wide, or None if it cannot be rendered within the limits.

    `inside` names a PDF inside the file, which is then an archive or a message; extraction respects `limits`.
    `stopped` is called several times a second; when it returns True, rendering stops.
    """
    command = [sys.executable, "-P", "-m", "assistant.reading.pdf.pages", str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    request = {"inside": inside, "limits": asdict(limits or Limits()), "marked": asdict(marked), "memory": memory_bytes}
    pipe, unheard = subprocess.PIPE, subprocess.DEVNULL
    until = time.monotonic() + seconds
    try:
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=unheard, env=environment) as drawing:
            try:
                return _drawn(drawing, json.dumps(request).encode(), lambda: stopped() or time.monotonic() > until)
            finally:
                drawing.kill()
    except (subprocess.SubprocessError, OSError):
        return None


def _drawn(drawing: subprocess.Popen[bytes], asked: bytes, given_up: Callable[[], bool]) -> bytes | None:
    while not given_up():
        try:
            image, _ = drawing.communicate(asked, timeout=_LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            asked = b""  # sent once, however often the reply is polled
            continue
        return image if drawing.returncode == 0 else None
    return None


def drawn_page(data: bytes, marked: MarkedSentence, limits: Limits, *, is_picture: bool = False) -> bytes:
    """Return a page as PNG; does the work of `draw_page` in this process."""
    from PIL import ImageChops, ImageDraw

    from assistant.reading.pdf.places import find_boxes

    image, words, scale = _shown(data, marked.page, limits, is_picture=is_picture)
    marks = image.copy()
    marks.paste((255, 255, 255), (0, 0, *marks.size))
    pen = ImageDraw.Draw(marks)
    boxes = find_boxes(words, marked.sentence, marked.before)
    for box in boxes:
        places = [scale * edge for edge in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle([places[0] - _EDGE, places[1], places[2] + _EDGE, places[3]], fill=_MARK)
    seen = ImageChops.multiply(image, marks)
    if marked.crop and boxes:
        top, bottom = min(box.top for box in boxes) * scale, max(box.bottom for box in boxes) * scale
        seen = seen.crop((0, max(0, round(top) - _AROUND), seen.width, min(seen.height, round(bottom) + _AROUND)))
    out = BytesIO()
    seen.quantize(64).save(out, "PNG")
    return out.getvalue()


_Shown = tuple["Image", tuple["Word", ...], float]
"""A page, its words, and how many pixels a point has."""


def _shown(data: bytes, number: int, limits: Limits, *, is_picture: bool) -> _Shown:
    """Return a page as it was read: printed or with a text layer, else as it was turned to be recognized."""
    from assistant.reading.ocr.layers import has_layer
    from assistant.reading.ocr.recognition import kept_folder, kept_page

    seen = kept_page(kept_folder(data, limits), number)
    if is_picture:
        return _recognized(data, number, seen, is_picture=True)
    printed = _printed(data, number, seen)
    return printed if seen is None or has_layer(printed[1]) else _recognized(data, number, seen, is_picture=False)


def _printed(data: bytes, number: int, seen: SeenPage | None) -> _Shown:
    """Return a page of a PDF as it is, with what was recognized in the picture below its text layer, if it has one."""
    import pypdfium2 as pdfium

    from assistant.reading.hidden import LeftOut
    from assistant.reading.ocr.layers import has_layer, with_picture
    from assistant.reading.pdf.annotations import open_page
    from assistant.reading.pdf.document import dots_per_point
    from assistant.reading.pdf.structure.regions import PageWords
    from assistant.reading.pdf.words import read_words

    document = pdfium.PdfDocument(data)
    if document.get_formtype():
        document.init_forms()  # their values are drawn and found, too
    page = document[number - 1]
    scale = min(_WIDEST / page.get_width(), _HIGHEST / page.get_height())
    image = page.render(scale=scale).to_pil().convert("RGB")
    page, typed = open_page(document, number - 1, LeftOut())
    words = (*read_words(page, LeftOut()), *typed.words)
    if seen is not None and has_layer(words):
        as_read = PageWords(words, page.get_width(), page.get_height())
        words = with_picture(as_read, seen, dots_per_point(document, number))[0].words
    return image, words, scale


def _recognized(data: bytes, number: int, seen: SeenPage | None, *, is_picture: bool) -> _Shown:
    """Return a page as it was turned to be recognized, with the words found."""
    from PIL.Image import fromarray

    from assistant.reading.ocr.layout import as_words
    from assistant.reading.ocr.pages import turned_picture

    if is_picture:
        from assistant.reading.ocr.pictures import opened, pixels

        with opened(data) as picture:
            page = pixels(picture, number)
    else:
        import pypdfium2 as pdfium

        from assistant.reading.pdf.document import page_pixels

        page = page_pixels(pdfium.PdfDocument(data), number)
    turned = fromarray((turned_picture(page, seen.turned) if seen and seen.turned else page)[:, :, ::-1])
    share = min(1.0, _WIDEST / turned.width, _HIGHEST / turned.height)
    image = turned.resize((round(turned.width * share), round(turned.height * share)))
    return image, tuple(as_words(seen.words)) if seen else (), share * seen.scale if seen else share


def main() -> None:
    """Render the page requested on standard input, from the file named there, to standard output."""
    path, request = Path(sys.argv[1]), json.load(sys.stdin)
    limit_memory(request["memory"])
    limits = Limits(**request["limits"])
    data: bytes | None = b"".join(pieces(path, limits.file_bytes))
    if data and request["inside"]:
        from assistant.reading.registry import find_member

        data = find_member(path.name, data, request["inside"], limits)
    if data is None:
        sys.exit(1)
    is_picture = (request["inside"] or path.name).lower().endswith(_PICTURES)
    marked = MarkedSentence(**request["marked"])
    sys.stdout.buffer.write(drawn_page(data, marked, limits, is_picture=is_picture))


if __name__ == "__main__":
    main()
