"""Where a store is, as the setting says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import SettingsError

_LITE = "milvus-lite:"
_SCHEMES = {"milvus": "http", "milvus+https": "https"}
_PORT = 19530


@dataclass(frozen=True, slots=True)
class Address:
    """A Milvus server and one of its databases ("" for the default one), or a file of Milvus Lite."""

    written: str
    uri: str
    database: str = ""
    file: Path | None = None


def address_of(written: str) -> Address:
    """Return what a store's address says.

    `milvus://HOST[:PORT][/DATABASE]` is a server, `milvus+https://…` one behind TLS, `milvus-lite:PATH.db` a file.

    Raises:
        SettingsError: it is none of these.
    """
    if written.startswith(_LITE):
        file = Path(written.removeprefix(_LITE)).absolute()
        if file.suffix != ".db":  # by which the client tells files from servers
            raise _unusable(written, "the name of a file of Milvus Lite ends in .db")
        return Address(written, str(file), file=file)
    try:
        parts = urlsplit(written)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError as error:
        raise _unusable(written, str(error)) from error
    if parts.username or parts.password:
        raise _unusable("…", "the token belongs in ASSISTANT_STORE_TOKEN")
    if parts.scheme not in _SCHEMES or not host:
        raise _unusable(written, "it names no server")
    database = parts.path.strip("/")
    if "/" in database or parts.query or parts.fragment:
        raise _unusable(written, "after the server comes the name of a database and nothing else")
    shown = f"[{host}]" if ":" in host else host
    return Address(written, f"{_SCHEMES[parts.scheme]}://{shown}:{port}", database)


def _unusable(written: str, reason: str) -> SettingsError:
    return SettingsError(
        f"The store {written!r} cannot be used: {reason}. Write it as milvus://HOST:PORT/DATABASE,"
        " milvus+https://HOST:PORT/DATABASE or milvus-lite:PATH.db, or unset ASSISTANT_STORE."
    )
