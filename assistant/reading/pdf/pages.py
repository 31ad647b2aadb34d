"""A page of a PDF as a picture, with a sentence marked. Drawn in a process of its own, because a file may harm it."""

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
"""How often one who waits for a page looks whether it is still wanted."""
_WIDEST, _HIGHEST = 1100, 2200
_MARK = (255, 235, 120)
_EDGE = 3
"""Pixels around a marked line."""


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence to mark, the page it begins on, counting from 1, and the page's text before it."""

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
    """Return a page as PNG, about 1,100 pixels wide, or None where it cannot be drawn in so many seconds and bytes.

    `inside` names a PDF within the file, which is an archive or a message then; no more than `limits` is taken out.
    `stopped` is asked several times a second; where it says so, the drawing is given up.
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
            asked = b""  # it is told once, however often the answer is waited for
            continue
        return image if drawing.returncode == 0 else None
    return None


def drawn_page(data: bytes, marked: MarkedSentence) -> bytes:
    """Return a page as PNG; the work of `draw_page`, in this process."""
    import pypdfium2 as pdfium
    from PIL import ImageChops, ImageDraw

    from assistant.reading.hidden import LeftOut
    from assistant.reading.pdf.places import find_boxes
    from assistant.reading.pdf.words import read_words

    document = pdfium.PdfDocument(data)
    page = document[marked.page - 1]
    scale = min(_WIDEST / page.get_width(), _HIGHEST / page.get_height())
    image = page.render(scale=scale).to_pil().convert("RGB")
    marks = image.copy()
    marks.paste((255, 255, 255), (0, 0, *marks.size))
    pen = ImageDraw.Draw(marks)
    for box in find_boxes(read_words(page, LeftOut()), marked.sentence, marked.before):
        places = [scale * edge for edge in (box.left, box.top, box.right, box.bottom)]
        pen.rectangle([places[0] - _EDGE, places[1], places[2] + _EDGE, places[3]], fill=_MARK)
    out = BytesIO()
    ImageChops.multiply(image, marks).quantize(64).save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """Draw what is asked for on standard input, of the file that is named, to standard output."""
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
