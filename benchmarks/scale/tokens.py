"""How long a second look takes where there are token vectors of very many passages, and how much memory.

    python -m benchmarks.scale --tokens 1000000

The vectors are random, of as many tokens as the passages of squad2 have, in one file in build/scale that is used again.
Each question of 15 tokens is compared with 100 passages from all over it, once with the file in the page cache as it
happens to be, once with none of it there. It is measured in a process of its own that loads no model.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assistant.indexing.tokens.codes import DIMENSIONS, PACKED, Codes, unit
from assistant.indexing.tokens.file import TokenFile, write_tokens
from assistant.indexing.tokens.passages import PassageTokens
from benchmarks.scale.large_index import BUILD

TOKENS, SPREAD = 151, 40
"""Of a passage, on average and either way."""
ASKED, COMPARED, WORDS = 100, 100, 15


def measure_tokens(passages: int) -> None:
    """Print what comparing questions with some of so many passages takes."""
    file = BUILD / f"tokens-{passages}.late"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_tokens(file, _random(passages))
    child = [sys.executable, "-m", "benchmarks.scale.tokens", str(file)]
    found = json.loads(subprocess.run(child, check=True, capture_output=True, text=True).stdout)
    print(f"\n| token vectors of {passages:,} passages | |\n|---|---|")
    for what, value in found.items():
        print(f"| {what} | {value} |")


def _random(passages: int) -> Iterator[tuple[int, Codes]]:
    drawn = np.random.default_rng(0)
    for id_ in range(1, passages + 1):
        count = int(drawn.integers(TOKENS - SPREAD, TOKENS + SPREAD + 1))
        packed = np.frombuffer(drawn.bytes(count * PACKED), np.uint8).reshape(count, PACKED)
        yield id_, Codes(packed, np.full(count, 0.03, np.float16))


def compare(path: Path) -> dict[str, str]:
    """Return what is measured of a file, by name."""
    started = time.perf_counter()
    file = TokenFile(path)
    opening = time.perf_counter() - started
    tokens, drawn = PassageTokens((file,)), np.random.default_rng(1)
    took: dict[str, list[float]] = {"in the page cache as it happens": [], "from the disk": []}
    for label, times in took.items():
        for _ in range(ASKED):
            question = unit(drawn.normal(size=(WORDS, DIMENSIONS)).astype(np.float32))
            passages = np.unique(drawn.integers(1, len(file) + 1, COMPARED)).tolist()
            if label == "from the disk":
                _forget(path)
            started = time.perf_counter()
            tokens.closeness(question, passages)
            times.append((time.perf_counter() - started) * 1e3)
    quantiles = {label: np.quantile(times, [0.5, 0.95]) for label, times in took.items()}
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1e3
    return {
        "on disk": f"{path.stat().st_size / 1e6:,.0f} MB",
        "opening": f"{opening:.2f} s",
        **{f"{COMPARED} passages, {label}": f"{p50:.1f} and {p95:.1f} ms" for label, (p50, p95) in quantiles.items()},
        "peak memory": f"{peak:.0f} MB",
    }


def _forget(path: Path) -> None:
    """Take a file out of the page cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


if __name__ == "__main__":
    print(json.dumps(compare(Path(sys.argv[1]))))
