"""A server that is away, slow, or refuses: each a clear error."""

import threading
import time
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import StoreAccessError, StoreAwayError, StoreError
from assistant.indexing.milvus.store import MilvusStore
from tests.stores import needs_milvus_lite

pytestmark = needs_milvus_lite


class Server:
    """A gRPC server that answers every call as it is told to."""

    def __init__(self) -> None:
        import grpc

        self.status: Any = None
        self.leaving = threading.Event()
        server = self

        class Handler:
            def service(self, details: Any) -> Any:
                return grpc.unary_unary_rpc_method_handler(server.answer)

        self._grpc = grpc.server(futures.ThreadPoolExecutor(4), handlers=(Handler(),))
        self.port = self._grpc.add_insecure_port("127.0.0.1:0")
        self._grpc.start()

    def answer(self, request: bytes, context: Any) -> bytes:
        if self.status is None:
            self.leaving.wait(30)
            return b""
        context.abort(*self.status)
        return b""

    def stop(self) -> None:
        self.leaving.set()
        self._grpc.stop(0).wait(5)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


def store_at(port: int, seconds: float = 1.0) -> MilvusStore:
    return MilvusStore(f"milvus://127.0.0.1:{port}", "root:wrong", seconds)


def test_a_server_that_is_away_is_told_as_such() -> None:
    with pytest.raises(StoreAwayError, match=r"milvus://127\.0\.0\.1:1 does not answer within 1 s"):
        store_at(1).state()


def test_a_server_that_is_slow_is_not_waited_for(server: Server) -> None:
    started = time.monotonic()
    with pytest.raises(StoreAwayError, match="ASSISTANT_STORE_SECONDS"):
        store_at(server.port).state()
    assert time.monotonic() - started < 25  # the server would take thirty


def test_a_refused_token_is_told_and_not_repeated(server: Server) -> None:
    import grpc

    server.status = (grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check api key is correct")
    with pytest.raises(StoreAccessError, match="ASSISTANT_STORE_TOKEN") as caught:
        store_at(server.port).state()
    assert "wrong" not in str(caught.value)


def test_a_file_that_another_process_has_open_is_told_as_such(tmp_path: Path) -> None:
    from milvus_lite.db import MilvusLite

    with MilvusLite(str(tmp_path / "store.db")), pytest.raises(StoreError, match="another process"):
        MilvusStore(f"milvus-lite:{tmp_path}/store.db", "", 5.0).state()


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"\[milvus\]"):
        store_at(1).state()
