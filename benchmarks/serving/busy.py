"""Does the server respond while it is busy? How long `/readyz` and a search take meanwhile.

python -m benchmarks.serving.busy [--pages 2000] [--pictures 10]

Starts a server in a process of its own, with the embedder of the settings and a stand-in for the language model. A PDF
with `--pages` pages is indexed and `--pictures` page images are requested, while `/readyz` is called ten times a second
and a search twice.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

from benchmarks.serving.soak import memory_mb

SAMPLE = "# Report\n\nRegion 3 sold 21 units in 1993.\n"


def serve(folder: Path) -> None:
    """Serve a small corpus on a free port, and print the port."""
    from assistant import Assistant, Settings
    from assistant.drafting.scripted import ScriptedModel
    from assistant.embedding import open_embedder
    from assistant.library.library import Library
    from assistant.server.app import Server
    from assistant.server.service import Service
    from assistant.server.serving import listen, runner

    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.md").write_text(SAMPLE, encoding="utf-8")
    settings = Settings()
    model = ScriptedModel("Region 3 sold 21 units in 1993.")
    assistant = Assistant(Library(folder / "corpus", folder / "index", settings, open_embedder(settings)), model)
    assistant.library.refresh()
    service = Service(assistant)
    service.warm_up()
    with listen("127.0.0.1", 0) as listening:
        asyncio.run(runner(Server(service), lambda port: print(port, flush=True)).serve([listening]))


def report(pages: int) -> bytes:
    """Return a PDF with this many pages of text with figures, and a large picture on each of the first ones."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    noise = ImageReader(Image.effect_noise((2000, 2000), 80).convert("RGB"))
    written = io.BytesIO()
    page = canvas.Canvas(written)
    for number in range(pages):
        if number < 3:
            page.drawImage(noise, 50, 50, 400, 300)
        for line in range(20):
            page.drawString(50, 800 - 14 * line, f"Region {number} sold {line * 7 + number} units in {1990 + line}.")
        page.showPage()
    page.save()
    return written.getvalue()


def main() -> None:
    """Measure, and print one line of JSON for each address."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--pictures", type=int, default=10)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.serving.busy", "--serve", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            try:
                measure(url, given.pages, given.pictures, server.pid)
            finally:
                server.terminate()


def measure(url: str, pages: int, pictures: int, pid: int) -> None:
    """Keep the server busy, and report how long others waited."""
    done = threading.Event()
    taken: dict[str, list[float]] = {"/readyz": [], "/v1/search": []}
    statuses: dict[str, list[int]] = {"/readyz": [], "/v1/search": [], "/v1/page-image": [], "/v1/documents": []}

    def ask(path: str, pause: float) -> None:
        with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
            while not done.is_set():
                started = time.perf_counter()
                got = (
                    client.get(path) if path == "/readyz" else client.post(path, json={"question": "units of region 3"})
                )
                taken[path].append(time.perf_counter() - started)
                statuses[path].append(got.status_code)
                done.wait(pause)

    def draw(name: str) -> None:
        with httpx.Client(base_url=url, timeout=300, trust_env=False) as client:
            place: dict[str, str | int] = {"document": name, "start": 0, "end": 20}
            statuses["/v1/page-image"].append(client.get("/v1/page-image", params=place).status_code)

    with httpx.Client(base_url=url, timeout=3600, trust_env=False) as client:
        client.post("/v1/documents", files={"file": ("first.pdf", report(3))}).raise_for_status()
        before = memory_mb(pid)
        large = report(pages)
        asking = [threading.Thread(target=ask, args=each) for each in (("/readyz", 0.1), ("/v1/search", 0.5))]
        drawing = [threading.Thread(target=draw, args=("first.pdf",)) for _ in range(pictures)]
        started = time.perf_counter()
        for thread in (*asking, *drawing):
            thread.start()
        sent = client.post("/v1/documents", files={"file": ("large.pdf", large)})
        statuses["/v1/documents"].append(sent.status_code)
        seconds = time.perf_counter() - started
        done.set()
        for thread in (*asking, *drawing):
            thread.join()
    print(json.dumps({"pages": pages, "indexed_s": round(seconds, 1), "memory_mb": [before, memory_mb(pid)]}))
    for path, times in taken.items():
        times.sort()
        told = {"asked": len(times), "median_s": times[len(times) // 2], "slowest_s": times[-1]}
        print(json.dumps({"path": path, **{name: round(value, 3) for name, value in told.items()}}))
    print(json.dumps({path: sorted(set(found)) for path, found in statuses.items()}))


if __name__ == "__main__":
    main()
