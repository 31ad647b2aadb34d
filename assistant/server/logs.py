"""Structured logs: each line is a JSON object with the id of the request it belongs to.

Questions, document texts, headers and query strings are never logged: only the fields listed here are.
"""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

from assistant.printable import to_json

request_id: ContextVar[str] = ContextVar("request_id", default="")
EXTRAS = ("method", "route", "status", "milliseconds", "client", "error")


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        line |= {name: _simple(getattr(record, name)) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return to_json(line)


def _simple(value: object) -> object:
    return value if isinstance(value, str | int | float) else str(value)


def configure_logs() -> None:
    """Send the logs of this process to standard error; for the command that owns the process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("assistant").setLevel(logging.INFO)
