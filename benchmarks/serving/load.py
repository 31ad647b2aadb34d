"""The server under load: requests per second, response times, and whether each request is answered.

python -m benchmarks.serving.load [--seconds 60] [--clients 1 8 32] [--paths search ask] [--corpus corpus] [--json FILE]

Starts `assistant serve` with the models of the settings on a free port of this machine, and drives it with locust (in
the extra `[load]`), which runs on the same cores. A client sends its next request when the last one is answered; after
a 429 it waits as long as the response says. Every other status, and every broken connection, counts as failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

QUESTIONS = (
    "How much will Alibaba spend on AI infrastructure?",
    "How fast is cloud revenue growing?",
    "What could go wrong with the plan?",
    "What is the strategy behind quick commerce?",
    "Who are the rivals in instant delivery?",
    "How many consumers are active each month?",
    "Why did profit fall?",
    "What is the merged e-commerce unit called?",
)
START_S = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of a number of clients on one path; times are those of answered requests, in milliseconds.

    `cpu_ms` is the server's processor time per request, which other load changes little.
    """

    path: str
    clients: int
    answered: int
    sent_away: int
    failed: int
    a_second: float
    median_ms: float
    p95_ms: float
    slowest_ms: float
    cpu_ms: float
    memory_before_mb: float
    memory_after_mb: float


def measured(url: str, path: str, clients: int, seconds: int) -> Outcome:
    """Let locust drive one path for this many seconds; active requests may finish."""
    before, cpu_before = told_by(url, "resident_memory_bytes"), told_by(url, "cpu_seconds_total")
    command = [
        *(
            sys.executable,
            "-m",
            "locust",
            "-f",
            "benchmarks/serving/load_clients.py",
            "--headless",
            "--json",
            "--only-summary",
        ),
        *("--host", url, "--users", str(clients), "--spawn-rate", str(clients), "--run-time", f"{seconds}s"),
        *("--stop-timeout", "600", "--loglevel", "ERROR", "--exit-code-on-error", "0"),
    ]
    environment = {**os.environ, "LOAD_PATH": path}
    started = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    took = time.monotonic() - started
    rows: dict[str, Any] = {row["name"]: row for row in json.loads(done.stdout)}
    answered, away = rows.get(path, {}), rows.get("sent away", {})
    times = sorted((float(ms), count) for ms, count in answered.get("response_times", {}).items())
    good = answered.get("num_requests", 0) - answered.get("num_failures", 0)
    lasted = max(seconds, answered.get("last_request_timestamp", 0) - answered.get("start_time", 0)) or took
    return Outcome(
        path=path,
        clients=clients,
        answered=good,
        sent_away=away.get("num_requests", 0),
        failed=answered.get("num_failures", 0) + away.get("num_failures", 0),
        a_second=round(good / lasted, 2),
        median_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        slowest_ms=round(answered.get("max_response_time", 0)),
        cpu_ms=round(1000 * (told_by(url, "cpu_seconds_total") - cpu_before) / max(1, good), 1),
        memory_before_mb=round(before / 1e6),
        memory_after_mb=round(told_by(url, "resident_memory_bytes") / 1e6),
    )


def percentile(times: list[tuple[float, int]], share: float) -> float:
    """Return the time within which this share of requests was answered."""
    left = share * sum(count for _, count in times)
    for milliseconds, count in times:
        left -= count
        if left <= 0:
            return milliseconds
    return 0.0


def told_by(url: str, what: str) -> float:
    """Return what the server reports about its own process."""
    with urllib.request.urlopen(f"{url}/metrics") as response:
        told = re.search(rf"^process_{what} (\S+)", response.read().decode(), re.MULTILINE)
    return float(told[1]) if told else 0.0


def started_at(server: subprocess.Popen[bytes], errors: Path) -> str:
    """Wait until the server listens and is ready; return its URL."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        told = re.search(r"Listening on (\S+)", errors.read_text())
        if told:
            try:
                urllib.request.urlopen(f"{told[1]}/readyz").close()
                return told[1]
            except OSError:
                pass
        time.sleep(0.2)
    raise SystemExit(f"The server did not start: {errors.read_text()[-2000:]}")


def main() -> None:
    """Print the results of the clients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--paths", nargs="+", choices=["search", "ask"], default=["search", "ask"])
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        errors = Path(place, "errors")
        command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
        folders = ["--corpus", str(arguments.corpus), "--index", f"{place}/index"]
        with errors.open("w") as stderr:
            server = subprocess.Popen([*command, *folders], stderr=stderr)
        try:
            url = started_at(server, errors)
            outcomes = [
                measured(url, f"/v1/{path}", clients, arguments.seconds)
                for path in arguments.paths
                for clients in arguments.clients
            ]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(120)
    print("| path | clients | answered | sent away | failed | a second | p50 ms | p95 ms | slowest ms | cpu ms | MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for one in outcomes:
        print(
            f"| {one.path} | {one.clients} | {one.answered} | {one.sent_away} | {one.failed} | {one.a_second:g} |"
            f" {one.median_ms:g} | {one.p95_ms:g} | {one.slowest_ms:g} | {one.cpu_ms:g} |"
            f" {one.memory_before_mb:g} to {one.memory_after_mb:g} |"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
