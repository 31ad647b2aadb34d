from __future__ import annotations

import json
import logging
import sys

from assistant.server.logs import JsonLines
from tests.acting import HOSTILE, acting


def test_a_record_is_one_line_that_acts_on_no_terminal_and_reads_back_exactly() -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        caught = sys.exc_info()
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "It said %s", (f"{HOSTILE}\nforged",), caught)
    record.client = f"{HOSTILE}\x7f"
    record.error = ValueError("whatever it is")
    line = JsonLines().format(record)
    assert (acting(line), "\n" in line) == (set(), False)
    told = json.loads(line)
    assert told["message"] == f"It said {HOSTILE}\nforged"
    assert (told["client"], told["error"]) == (f"{HOSTILE}\x7f", "whatever it is")
    assert HOSTILE in told["traceback"]
