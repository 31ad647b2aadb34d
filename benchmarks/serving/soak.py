"""Does the server keep what requests cost? Its memory over thousands of them, most with results that nobody fetches.

python -m benchmarks.serving.soak [--window 10000] [--api 2000]

Starts a server in a process of its own, on this machine, with stand-ins for the models. Each request to the window
comes from a browser tab that is new, half of which never fetch what they asked for; after a warm-up the memory of
the process is told every thousandth request.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from assistant import Assistant, Library, Settings
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder

WARM_UP = 1_000
TOLD_EVERY = 1_000
CORPUS = "# Report\n\n" + "\n\n".join(f"Region {n} sold {n * 7} units in {1990 + n % 30}." for n in range(300))


def serve(folder: Path) -> None:
    """Serve a small corpus on a free port, which is printed."""
    from assistant.server.app import Server
    from assistant.server.service import Service
    from assistant.server.serving import listen, runner
    from assistant.window.page import build_window

    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.md").write_text(CORPUS, encoding="utf-8")
    model = ScriptedModel("Region 3 sold 21 units in 1993.")
    assistant = Assistant(Library(folder / "corpus", folder / "index", Settings(), HashingEmbedder()), model)
    assistant.library.refresh()
    service = Service(assistant)
    service.warm_up()
    server = Server(service, build_window(service.assistant))
    with listen("127.0.0.1", 0) as listening:
        asyncio.run(runner(server, lambda port: print(port, flush=True)).serve([listening]))


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


class Tabs:
    """Browser tabs that come, ask for something, and may or may not wait for it."""

    def __init__(self, client: httpx.Client) -> None:
        """Read which events the window has."""
        self._client = client
        self._events = {each["api_name"]: each["id"] for each in client.get("/config").json()["dependencies"]}

    def ask(self, number: int) -> int:
        """Let one tab ask for one thing; return the status."""
        kind = ("ask", "show", "listed", "copied")[number % 4]
        data = {
            "ask": [f"How many units did region {number % 300} sell, question {number}?", None, False, [], [], ""],
            "show": ["units", "All units", [], "Period"],
            "listed": [f"{number:032x}"],
            "copied": [None, 1],
        }[kind]
        session = f"tab{number:08d}"
        event = {"fn_index": self._events[kind], "data": data, "session_hash": session, "event_data": None}
        status = self._client.post("/gradio_api/queue/join", json=event).status_code
        if status == 200 and number // 4 % 2 == 0:
            with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as told:
                for line in told.iter_lines():
                    if '"close_stream"' in line:
                        break
        return status


def api(client: httpx.Client, number: int) -> int:
    """Ask the API for one thing; return the status."""
    if number % 3 == 0:
        asked = client.post("/v1/ask", json={"question": f"How many units did region {number % 300} sell ({number})?"})
    elif number % 3 == 1:
        asked = client.post("/v1/search", json={"question": f"units of region {number}"})
    else:
        asked = client.get("/v1/figures", params={"limit": 100})
    return asked.status_code


def main() -> None:
    """Send the requests, and tell the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--window", type=int, default=10_000)
    parser.add_argument("--api", type=int, default=2_000)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.serving.soak", "--serve", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            try:
                with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                    tabs = Tabs(client)
                    run("warm-up", WARM_UP, lambda n: tabs.ask(-n - 1 + 10**7), server.pid)
                    run("window", given.window, tabs.ask, server.pid)
                    run("api", given.api, lambda n: api(client, n), server.pid)
            finally:
                server.terminate()


def run(what: str, requests: int, one: Callable[[int], int], pid: int) -> None:
    """Send some requests, and print the memory as they go, the statuses at the end."""
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    print(json.dumps({"what": what, "done": 0, "memory_mb": round(memory_mb(pid), 1)}))
    for number in range(requests):
        status = one(number)
        statuses[status] = statuses.get(status, 0) + 1
        if (number + 1) % TOLD_EVERY == 0 or number + 1 == requests:
            told = {"what": what, "done": number + 1, "memory_mb": round(memory_mb(pid), 1)}
            print(json.dumps(told), flush=True)
    seconds = time.perf_counter() - started
    print(json.dumps({"what": what, "statuses": statuses, "requests_a_second": round(requests / seconds, 1)}))


if __name__ == "__main__":
    main()
