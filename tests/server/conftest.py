from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, Library, Settings
from assistant.drafting.base import Prompt
from assistant.drafting.scripted import ScriptedModel
from assistant.embedding.hashing import HashingEmbedder
from assistant.server.app import Server
from assistant.server.service import Service
from assistant.server.serving import Uvicorn, listen, runner, window_of

REPORT = (
    "# Report\n\nCloud revenue rose 26% to 33.40 billion yuan. The company will spend 380 billion yuan on AI.\n\n"
    "# Risks\n\nDelays are a risk, and a threat to the plan.\n"
)
TOKEN = "a-token-of-some-length"
HEAD = {"Authorization": f"Bearer {TOKEN}"}


class HeldModel(ScriptedModel):
    """Waits before each word until it is let go, and says that it began."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.began = threading.Event()
        self.let_go = threading.Event()

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        for word in super().stream(prompt, max_tokens):
            self.began.set()
            self.let_go.wait(60)
            time.sleep(0.01)
            yield word


class Running:
    """A server that runs in a thread, on a port of its own."""

    def __init__(self, server: Server, runs: Uvicorn, port: int) -> None:
        self.server = server
        self.runs = runs
        self.url = f"http://127.0.0.1:{port}"
        self.service = server.service

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False, verify=False, **options)  # type: ignore[arg-type]  # options of httpx

    def abandon(self, path: str, json: object, until: Callable[[], bool], headers: Mapping[str, str] = {}) -> None:
        """Send a request, and close its connection once `until` says so, without having read what comes back."""
        with self.client(headers=dict(headers)) as client:
            request = client.build_request("POST", path, json=json)
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
        with socket.create_connection(("127.0.0.1", int(self.url.rpartition(":")[2]))) as connection:
            connection.sendall("\r\n".join((*lines, "", "")).encode() + request.content)
            assert until()


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait until something holds, for a minute at most, and return whether it does."""
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


@contextmanager
def running(service: Service, *, window: bool = False) -> Iterator[Running]:
    """Run a server until the context ends, with the window or the API alone."""
    shown = None
    if window:
        shown = window_of(service)  # it takes seconds
    server = Server(service, shown)
    started = threading.Event()
    with listen("127.0.0.1", 0) as listening:
        port = int(listening.getsockname()[1])
        runs = runner(server, lambda _: started.set())
        thread = threading.Thread(target=lambda: asyncio.run(runs.serve([listening])), daemon=True)
        thread.start()
        assert started.wait(60)
        service.warm_up()
        try:
            yield Running(server, runs, port)
        finally:
            runs.should_exit = True
            thread.join(60)
            assert not thread.is_alive()


Make = Callable[..., Service]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return partial(service_in, tmp_path)


def service_in(folder: Path, model: ScriptedModel | None = None, **settings: object) -> Service:
    """Return a service of one report, in a folder of its own."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "report.md").write_text(REPORT, encoding="utf-8")
    made = Assistant(
        Library(corpus, folder / "index", Settings(**settings), HashingEmbedder()),  # type: ignore[arg-type]  # from keywords
        model or ScriptedModel("Cloud revenue rose 26 percent."),
    )
    made.library.refresh()
    return Service(made)


@pytest.fixture
def run(make: Make) -> Iterator[Callable[..., Running]]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda *given, **settings: stack.enter_context(running(make(*given, **settings)))
