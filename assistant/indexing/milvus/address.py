"""The address of a store, from the setting."""

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
    """Parse the address of a store.

    `milvus://HOST[:PORT][/DATABASE]` is a server, `milvus+https://…` one behind TLS, `milvus-lite:PATH.db` a file.

    Raises:
        SettingsError: the address is none of these.
    """
    if written.startswith(_LITE):
        file = Path(written.removeprefix(_LITE)).absolute()
        if file.suffix != ".db":  # the client recognises a file by this
            raise _unusable(written, "the name of a Milvus Lite file must end in .db")
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
        raise _unusable(written, "only the name of a database may follow the server")
    shown = f"[{host}]" if ":" in host else host
    return Address(written, f"{_SCHEMES[parts.scheme]}://{shown}:{port}", database)


def _unusable(written: str, reason: str) -> SettingsError:
    return SettingsError(
        f"The store {written!r} cannot be used: {reason}. Write it as milvus://HOST:PORT/DATABASE,"
        " milvus+https://HOST:PORT/DATABASE or milvus-lite:PATH.db, or unset ASSISTANT_STORE."
    )
