"""A page of a PDF as a picture with a sentence marked, rendered in a child process, because a file may crash it."""

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

from assistant.reading.contents import Limits
from assistant.reading.memory import limit_memory
from assistant.reading.opening import pieces

_LOOK_EVERY_S = 0.2
"""How often a waiting caller checks whether the page is still wanted."""
_WIDEST, _HIGHEST = 1100, 2200
_MARK = (255, 235, 120)
_EDGE = 3
"""The margin around a marked line, in pixels."""


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence to mark, the page on which it starts, counted from 1, and the page's text before it."""

    page: int
    sentence: str
    before: str = ""


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


def drawn_page(data: bytes, marked: MarkedSentence) -> bytes:
    """Return a page as PNG; does the work of `draw_page` in this process."""
    import pypdfium2 as pdfium
    from PIL import ImageChops, ImageDraw

    from assistant.reading.hidden import LeftOut
    from assistant.reading.pdf.annotations import open_page
    from assistant.reading.pdf.places import find_boxes
    from assistant.reading.pdf.words import read_words

    document = pdfium.PdfDocument(data)
    if document.get_formtype():
        document.init_forms()  # their values are drawn and found, too
    page = document[marked.page - 1]
    scale = min(_WIDEST / page.get_width(), _HIGHEST / page.get_height())
    image = page.render(scale=scale).to_pil().convert("RGB")
    marks = image.copy()
    marks.paste((255, 255, 255), (0, 0, *marks.size))
    pen = ImageDraw.Draw(marks)
    page, typed = open_page(document, marked.page - 1, LeftOut())
    for box in find_boxes((*read_words(page, LeftOut()), *typed.words), marked.sentence, marked.before):
        places = [scale * edge for edge in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle([places[0] - _EDGE, places[1], places[2] + _EDGE, places[3]], fill=_MARK)
    out = BytesIO()
    ImageChops.multiply(image, marks).quantize(64).save(out, "PNG")
    return out.getvalue()


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
    sys.stdout.buffer.write(drawn_page(data, MarkedSentence(**request["marked"])))


if __name__ == "__main__":
    main()
