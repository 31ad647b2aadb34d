"""One connection to Milvus: every call has a deadline, and every error a clear message."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError, StoreAccessError, StoreAwayError, StoreError
from assistant.indexing.milvus.address import Address
from assistant.indexing.milvus.schema import Collection, indexes_of, schema_of
from assistant.indexing.milvus.sparse import Weights

Entity = dict[str, Any]
_Item = TypeVar("_Item")

_AT_ONCE = 500
"""How many rows one request writes or reads; a passage with the vectors of its sentences has about 10 kB."""
_MOST_FOUND = 16_384
"""The default limit of rows that Milvus returns (`quotaAndLimits.limits.topK`)."""
_LOADING_S = 600.0
"""How long loading a collection from disk may take."""
_EF = 256
"""The minimum search width of the HNSW graph, for recall (Malkov & Yashunin, 2018, section 4.1)."""


class Milvus:
    """A database of a Milvus server, or of Milvus Lite. Safe to use from several threads."""

    def __init__(self, address: Address, token: str, seconds: float) -> None:
        """Connect; `seconds` is the time limit of each request, including the client's retries.

        Raises:
            StoreAwayError: the server does not answer in time.
            StoreAccessError: the token is refused.
            StoreError: the extra `[milvus]` is not installed, or the database does not exist.
        """
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError(
                f"The store {address.written} needs the extra [milvus]: pip install 'grounded-assistant[milvus]'."
            ) from error
        self.address = address
        self._seconds = seconds
        with self.translated():
            if address.file:
                address.file.parent.mkdir(parents=True, exist_ok=True)
            self._client = MilvusClient(address.uri, token=token, db_name=address.database, timeout=seconds)
            self._client.list_collections(timeout=seconds)  # the first call that checks token and database

    def close(self) -> None:
        """Close the connection, and the file of Milvus Lite."""
        self._client.close()
        if self.address.file:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(str(self.address.file))

    # --- collections ----------------------------------------------------------------------------------------------

    def collections(self) -> list[str]:
        """Return the names of the collections."""
        with self.translated():
            return list(self._client.list_collections(timeout=self._seconds))

    def create(self, collection: Collection, name: str) -> None:
        """Create a collection with its indexes, ready for searches."""
        with self.translated():
            self._client.create_collection(
                name, schema=schema_of(collection), consistency_level="Strong", timeout=self._seconds
            )
            # It has no rows yet, so there is no need to wait.
            self._client.create_index(name, indexes_of(collection), timeout=self._seconds, sync=False)
        self.load(name)

    def fields(self, name: str) -> dict[str, int]:
        """Return the fields of a collection, with the dimension of dense vectors (else 0)."""
        with self.translated():
            described = self._client.describe_collection(name, timeout=self._seconds)
        return {field["name"]: int(field.get("params", {}).get("dim", 0)) for field in described["fields"]}

    def load(self, name: str) -> None:
        """Load a collection for reading; if it is loaded already, this costs one request."""
        with self.translated():
            self._client.load_collection(name, timeout=_LOADING_S)

    def drop(self, name: str) -> None:
        """Delete a collection with all its rows."""
        with self.translated():
            self._client.drop_collection(name, timeout=self._seconds)

    # --- rows -----------------------------------------------------------------------------------------------------

    def write(self, name: str, rows: Iterable[Entity]) -> None:
        """Insert or replace rows by id, so that a repeated request has no effect."""
        for some in _parts(rows):
            with self.translated():
                self._client.upsert(name, some, timeout=self._seconds)

    def delete(self, name: str, which: str) -> None:
        """Delete the rows that match an expression."""
        with self.translated():
            self._client.delete(name, filter=which, timeout=self._seconds)

    def settle(self, names: Sequence[str]) -> None:
        """Index what was written, for Milvus Lite; a server does that itself."""
        if self.address.file:
            with self.translated():
                for name in names:
                    self._client.flush(name, timeout=_LOADING_S)

    def rows(self, name: str, which: str, fields: Sequence[str], *, strong: bool) -> list[Entity]:
        """Return the rows that match an expression, with these fields; for few rows."""
        with self.translated():
            return list(
                self._client.query(
                    name, filter=which, output_fields=list(fields), timeout=self._seconds, **_level(strong)
                )
            )

    def all_rows(self, name: str, which: str, fields: Sequence[str]) -> Iterator[Entity]:
        """Yield all rows that match an expression, from one snapshot."""
        if self.address.file:  # it has no limit on results, and no snapshots
            yield from self.rows(name, which, fields, strong=True)
            return
        with self.translated():
            # An iterator always uses the consistency level of the collection.
            found = self._client.query_iterator(
                name, _AT_ONCE, filter=which, output_fields=list(fields), timeout=self._seconds
            )
            try:
                while some := found.next():
                    yield from some
            finally:
                found.close()

    def by_id(self, name: str, ids: Sequence[int | str], fields: Sequence[str], *, strong: bool) -> list[Entity]:
        """Return the rows with these ids, in no order."""
        rows: list[Entity] = []
        for some in _parts(ids):
            with self.translated():
                rows += self._client.query(
                    name, ids=some, output_fields=list(fields), timeout=self._seconds, **_level(strong)
                )
        return rows

    def nearest(
        self,
        name: str,
        field: str,
        vector: NDArray[np.float32] | Weights,
        limit: int,
        which: str,
        fields: Sequence[str] = ("id",),
        *,
        strong: bool,
    ) -> list[tuple[float, Entity]]:
        """Return the rows with the largest inner product, best first, with their ids and these fields, at least one.

        Of no field Milvus Lite makes all of them.
        """
        dense = isinstance(vector, np.ndarray)
        asked = vector.tolist() if isinstance(vector, np.ndarray) else vector
        with self.translated():
            found = self._client.search(
                name,
                data=[asked],
                anns_field=field,
                limit=min(limit, _MOST_FOUND),
                filter=which,
                output_fields=list(fields),
                search_params={"params": {"ef": max(_EF, limit)} if dense else {}},
                timeout=self._seconds,
                **_level(strong),
            )
        return [(float(hit["distance"]), {"id": hit["id"], **hit["entity"]}) for hit in found[0]]

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Translate the client's errors into ours, with advice."""
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except AssistantError:
            raise
        except grpc.RpcError as error:
            raise self._error(error.code(), str(error.details() or "")) from error
        except MilvusException as error:
            # While connecting, the client reports every failure as a failed connection; the reason is its cause.
            cause = error.__cause__
            if isinstance(cause, grpc.RpcError) and cause.code().name in _REFUSED_BY_GRPC:
                raise self._error(cause.code(), str(cause.details() or "")) from error
            raise self._error(error.code, str(error.message)) from error
        except OSError as error:
            raise StoreError(f"The store {self.address.written} cannot be used: {error}.") from error

    def _error(self, code: object, said: str) -> StoreError:
        """Return our error for an error of the client."""
        where = self.address.written
        words = f"{getattr(code, 'name', code)} {said}".lower()
        if any(sign in words for sign in _REFUSED):
            return StoreAccessError(
                f"The store {where} refuses the token ({said}). Set ASSISTANT_STORE_TOKEN to a valid one."
            )
        if self.address.file is None and any(sign in words for sign in _AWAY):
            return StoreAwayError(
                f"The store {where} does not answer within {self._seconds:g} s. Check that it runs and can be reached"
                " from here, or raise ASSISTANT_STORE_SECONDS."
            )
        if self.address.file and "open local milvus failed" in words:
            return StoreError(
                f"The file {self.address.file} cannot be opened: another process is using it, or the folder is not"
                " writable. Only one process at a time can use a file; use a server for several."
            )
        return StoreError(f"The store {where} cannot be used: {said}. Check ASSISTANT_STORE and the server's log.")


_REFUSED_BY_GRPC = ("UNAUTHENTICATED", "PERMISSION_DENIED")
_REFUSED = ("unauthenticated", "auth check failure", "permission_denied", "permission deny", "api key")
_AWAY = ("unavailable", "deadline", "connect", "timeout", "timed out")


def _level(strong: bool) -> Mapping[str, str]:
    """Return the consistency level: everything that was written, or everything but the last seconds."""
    return {"consistency_level": "Strong" if strong else "Bounded"}


def _parts(values: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Yield values in batches of the size of one request."""
    coming = iter(values)
    while some := list(islice(coming, _AT_ONCE)):
        yield some


def quoted(text: str) -> str:
    """Return a text as a literal of the expression language."""
    return json.dumps(text, ensure_ascii=False)


def listed(values: Iterable[int | str]) -> str:
    """Return values as a list literal of the expression language."""
    return json.dumps(list(values), ensure_ascii=False)
