"""The child process of `reading_process`: it receives its work, then one request after another.

It ends when its input ends. Output that a parser prints is discarded, because replies go to standard output. If the
parent process dies, an alarm ends this one, even in an endless loop.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path

from assistant.reading.memory import limit_memory
from assistant.reading.telling.progress import listening

_SPENT_BYTES = 500_000_000
"""A process that retains more memory than this after a file exits, as most of it would never be freed."""

_ALARM_AFTER = 10
"""In time limits: a file may take so long where other programs use the processor."""


def main() -> None:
    """Load the work and reply None or what is wrong with it; then reply to each `(asked, seconds)`.

    A reply is the result of `work(*asked)`, or a message about what is wrong, and whether this process can be reused.
    Before it, the share of the work that is done is told now and then, as a number.
    """
    memory_bytes = int(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory_bytes)
    given = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def tell(reply: object) -> None:
        pickle.dump(reply, replies)
        replies.flush()

    try:
        work = pickle.load(given)
    except Exception as error:  # importing any module may raise anything
        tell(f"{type(error).__name__}: {error}")
        return
    tell(None)
    while True:
        try:
            asked, seconds = pickle.load(given)
        except EOFError:
            return
        _alarm(int(_ALARM_AFTER * seconds) + 10)
        is_spent = True
        try:
            with listening(tell):
                answer = pickle.dumps(work(*asked))
            is_spent = _held_bytes() > _SPENT_BYTES
        except MemoryError:
            answer = pickle.dumps(_too_large(memory_bytes))
        except Exception as error:
            answer = pickle.dumps(_failed(error))
        tell((answer, is_spent))
        _alarm(0)
        if is_spent:
            return


def _too_large(memory_bytes: int) -> str:
    return (
        f"reading it takes more than {memory_bytes:,} bytes of memory. Raise ASSISTANT_MEMORY_PER_FILE, or"
        " remove the file from the corpus."
    )


def _failed(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"its reader needs a library that cannot be imported ({error}). Install this package again."
    return f"its reader failed ({type(error).__name__}: {error}). Check whether it opens elsewhere."


def _held_bytes() -> int:
    """Return the memory of this process in bytes, or 0 if the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
