"""Large files, whole, through `assistant index`: seconds, memory, what is told, and what a search finds meanwhile.

    python -m benchmarks.reading.large {pages,rows,scans} --size 2000 --into FOLDER [--stop-after 60] [--searches]

Makes a PDF of text pages, a workbook, or a PDF of scanned pages by seed, and runs the program on a terminal of its own,
as a user does. `--stop-after` presses Ctrl-C after so many seconds, then runs it again. `--searches` asks every five
seconds for what the first page says, as soon as there is an index. Prints one line of JSON for each run.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import random
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path

_STREETS = "Harbour,Mill,Station,Orchard,Chapel,Quarry,Bridge,Market,Meadow,Foundry".split(",")
_GOODS = "copper wire,oak boards,sheet glass,roof slate,linen thread,cast pipes,brass valves,clay bricks".split(",")
_LINES = 24
_TICK_S = 0.2
_SEARCH_EVERY_S = 5.0
_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def sentences(page: int) -> Iterator[str]:
    """Yield the lines of a page: sentences with figures, most of which no other page has."""
    chance = random.Random(page)
    yield f"Ledger of depot {page}"
    for line in range(1, _LINES):
        street, goods = chance.choice(_STREETS), chance.choice(_GOODS)
        crates, number = chance.randrange(100, 99_999), page * 31 + line
        yield f"Depot {page} sent {crates:,} crates of {goods} to {street} Street {number}."


def text_pdf(pages: int) -> bytes:
    """Return a PDF with so many pages of text."""
    from reportlab.pdfgen import canvas

    out = BytesIO()
    drawn = canvas.Canvas(out)
    for page in range(1, pages + 1):
        for number, line in enumerate(sentences(page)):
            drawn.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 14 if number == 0 else 10)
            drawn.drawString(60, 780 - 28 * number, line)
        drawn.showPage()
    drawn.save()
    return out.getvalue()


def workbook(rows: int) -> bytes:
    """Return a workbook with one sheet of so many rows and eight columns."""
    from openpyxl import Workbook

    book, out, chance = Workbook(write_only=True), BytesIO(), random.Random(rows)
    sheet = book.create_sheet("Deliveries")
    sheet.append(["Number", "Depot", "Goods", "Street", "Crates", "Price", "Paid", "Note"])
    for row in range(1, rows + 1):
        goods, street = chance.choice(_GOODS), chance.choice(_STREETS)
        crates, price = chance.randrange(1, 9_999), chance.randrange(100, 99_999) / 100
        note = f"lot {chance.randrange(10**6)}"
        sheet.append([row, f"D{row % 97}", goods, f"{street} Street", crates, price, row % 3 > 0, note])
    book.save(out)
    return out.getvalue()


def scanned_pdf(pages: int) -> bytes:
    """Return a PDF of pictures of pages of text, with a little noise."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    from tests.reading.ocr.drawn import Scanner, as_file, font_file, scanned

    scanner, out = Scanner(dpi=144, skew=0.3, noise=5, blur=0.3), BytesIO()
    drawn, font = canvas.Canvas(out), ImageFont.truetype(str(font_file()), 20)
    for number in range(1, pages + 1):
        page = Image.new("L", (1190, 1684), 255)
        pen = ImageDraw.Draw(page)
        for line, text in enumerate(sentences(number)):
            pen.text((120, 120 + 56 * line), text, font=font, fill=0)
        picture = as_file(scanned(page, scanner, number), "JPEG", quality=50)
        drawn.drawImage(ImageReader(BytesIO(picture)), 0, 0, 595, 842)
        drawn.showPage()
    drawn.save()
    return out.getvalue()


KINDS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "pages": ("ledger.pdf", text_pdf),
    "rows": ("deliveries.xlsx", workbook),
    "scans": ("scans.pdf", scanned_pdf),
}


@dataclass(slots=True)
class Run:
    """What one run of the program took and told. Memory is resident, in MB; a silence is the longest, in seconds."""

    kind: str
    size: int
    seconds: float = 0.0
    processor_seconds: float = 0.0
    exit_status: int = 0
    stopped: bool = False
    parent_mb: float = 0.0
    reader_mb: float = 0.0
    together_mb: float = 0.0
    longest_silence: float = 0.0
    told: list[str] = field(default_factory=list)
    searches: int = 0
    found_after: float | None = None
    slowest_search: float = 0.0


def run(folder: Path, measured: Run, stop_after: float, search: Callable[[], bool] | None) -> Run:
    """Run `assistant index` on a folder, and return what was measured, with the last lines that it printed."""
    began = time.monotonic()
    command = [sys.executable, "-m", "assistant", "index", "--corpus", str(folder / "corpus")]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["COLUMNS"] = "200"
        os.execv(sys.executable, [*command, "--index", str(folder / "index")])
    changes, screen, searched, status = [began], "", began, None
    while status is None:
        if select.select([terminal], [], [], _TICK_S)[0]:
            try:
                said = os.read(terminal, 65_536)
            except OSError:  # its end is closed
                said = b""
            shown = _CONTROL.sub(b"", said).decode("utf-8", "replace").strip()
            if shown and shown != screen:
                screen = shown
                measured.told.append(shown)
                changes.append(time.monotonic())
        parent, *children = (_resident_mb(one) for one in _family(pid))
        measured.parent_mb = max(measured.parent_mb, parent)
        measured.reader_mb = max(measured.reader_mb, *children, 0.0)
        measured.together_mb = max(measured.together_mb, parent + sum(children))
        now = time.monotonic()
        if stop_after and now - began > stop_after and not measured.stopped:
            measured.stopped = True
            os.kill(pid, signal.SIGINT)
        if search is not None and now - searched > _SEARCH_EVERY_S:
            found = search()
            searched, measured.searches = time.monotonic(), measured.searches + 1
            measured.slowest_search = max(measured.slowest_search, searched - now)
            if found and measured.found_after is None:
                measured.found_after = searched - began
        ended, state, used = os.wait4(pid, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(state)
            measured.processor_seconds = used.ru_utime + used.ru_stime
    measured.exit_status, measured.seconds = status, time.monotonic() - began
    measured.longest_silence = max(after - before for before, after in pairwise([*changes, time.monotonic()]))
    return measured


def _family(pid: int) -> list[int]:
    """Return a process and the processes that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        others = Path(f"/proc/{pid}/task").glob("*/children")
        found = {int(one) for path in others for one in path.read_text("ascii").split()} | {int(c) for c in children}
    except OSError:
        found = set()
    return [pid, *found]


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def searching(folder: Path) -> Callable[[], bool]:
    """Return a function that asks the index for what the first page says, and returns whether that was found."""
    from assistant import Assistant, Settings
    from assistant.drafting.scripted import ScriptedModel
    from assistant.embedding import open_embedder
    from assistant.errors import AssistantError
    from assistant.library.library import Library

    settings = Settings()
    library = Library(folder / "corpus", folder / "index", settings, open_embedder(settings))
    assistant = Assistant(library, ScriptedModel(""))
    wanted = re.sub(r"\W", "", list(sentences(1))[1])

    def search() -> bool:
        try:
            found = assistant.search(list(sentences(1))[1])
        except AssistantError:
            return False
        return any(wanted in re.sub(r"\W", "", one.passage.text) for one in found)

    return search


def recognized(folder: Path) -> dict[str, int]:
    """Return the recognized pages that are kept, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("index/recognized/*/*/*.json")}


def main() -> None:
    """Measure, and print what was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--size", type=int, required=True, help="pages or rows")
    parser.add_argument("--into", type=Path, required=True, help="an empty folder")
    parser.add_argument("--stop-after", type=float, default=0.0)
    parser.add_argument("--searches", action="store_true")
    given = parser.parse_args()
    name, made = KINDS[given.kind]
    (given.into / "corpus").mkdir(parents=True, exist_ok=True)
    path = given.into / "corpus" / name
    if not path.exists():
        path.write_bytes(made(given.size))
    search = searching(given.into) if given.searches else None
    for stop_after in (given.stop_after, 0.0) if given.stop_after else (0.0,):
        before = recognized(given.into)
        measured = run(given.into, Run(given.kind, given.size), stop_after, search)
        after = recognized(given.into)
        told = {**asdict(measured), "told": len(measured.told), "megabytes": path.stat().st_size / 1e6}
        again = sum(after.get(page) != written for page, written in before.items())
        told |= {"pages_before": len(before), "pages_after": len(after), "pages_again": again}
        print(json.dumps({key: round(value, 1) if isinstance(value, float) else value for key, value in told.items()}))
        print("\n".join(measured.told[-3:]), flush=True)


if __name__ == "__main__":
    main()
