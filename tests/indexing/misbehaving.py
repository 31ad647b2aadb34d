"""A reader that does what its file's name says, for the tests of the processes that read."""

import os
import signal
import sys
import time
from pathlib import Path

from assistant.errors import DocumentError
from assistant.reading.blocks import find_blocks
from assistant.reading.contents import Limits
from assistant.reading.opening import Identity
from assistant.reading.progress import tell_share
from assistant.reading.registry import FileReading, Source
from assistant.types import Document

kept: list[bytes] = []
"""What a reader does not give back."""


def read(path: Path, name: str, limits: Limits, identity: Identity | None = None) -> FileReading:
    match path.stem.split("-")[0]:
        case "hang":
            time.sleep(600)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(7)
        case "bloat":
            held = []
            while True:
                held.append(bytearray(50_000_000))
        case "raise":
            raise RuntimeError("a bug in a parser")
        case "refuse":
            raise DocumentError(f"{name} holds nothing")
        case "print":
            sys.stdout.write("noise\n" * 1000)
            os.write(1, b"more noise")
        case "grow":
            kept.append(b"x" * 600_000_000)
        case "tell":
            tell_share(0.5)
            while not path.exists():
                time.sleep(0.01)
        case "slow":
            time.sleep(0.3)
    text = f"It was read by {os.getpid()}."
    return FileReading((Source(Document(name, text, name, "0" * 64), find_blocks(text, "plain")),))


def read_data(data: bytes, path: Path, name: str, limits: Limits) -> FileReading:
    """As `read`, and it can kill the worker that asked for it: each time, or once."""
    what = path.stem.split("-")[0]
    killed = path.with_suffix(".killed")
    if what == "fatal" or (what == "once" and not killed.exists()):
        killed.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    return read(path, name, limits)
