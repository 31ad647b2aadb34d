"""A small database file of its own, for what people leave behind and no index can build again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import AssistantError

_PATIENCE_S = 30


@contextmanager
def transaction(file: Path, schema: str, what: str, failed: type[AssistantError]) -> Iterator[sqlite3.Connection]:
    """Open a file for one transaction, making it and its tables where they are not there.

    Raises:
        AssistantError: it cannot be opened, read or written; of the class `failed`, naming `what` is kept there.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=_PATIENCE_S)) as connection, connection:
            connection.executescript(schema)
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise failed(f"{what} cannot be kept in {file}: {error}. Make room, or move that file away.") from error
