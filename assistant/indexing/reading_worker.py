"""The other end of `reading_process`: a process that reads the files it is told, until its input ends.

What a parser prints goes nowhere, because the replies go to standard output. Where the process that asked is gone,
the alarm ends this one, even in the middle of a loop that never ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from contextlib import suppress

from assistant.errors import DocumentError


def main() -> None:
    """Answer requests `(read, path, name, limits)` by what `read` returns, or by a sentence on what is wrong."""
    memory_bytes, seconds = map(int, sys.argv[1:3])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(memory_bytes)
    asked = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while True:
        try:
            read, path, name, limits = pickle.load(asked)
        except EOFError:
            return
        _alarm(seconds)
        try:
            reply = read(path, name, limits)
        except DocumentError as error:
            reply = str(error)
        except MemoryError:
            reply = (
                f"reading it takes more than {memory_bytes:,} bytes of memory. Raise ASSISTANT_MEMORY_PER_FILE, or"
                " take the file out of the corpus."
            )
        except Exception as error:
            reply = f"its reader failed ({type(error).__name__}: {error}). See whether it opens elsewhere."
        pickle.dump(reply, replies)
        replies.flush()
        _alarm(0)


def _limit_memory(memory_bytes: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
