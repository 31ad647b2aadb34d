from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Generator, Iterator
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
            self.let_go.wait(20)
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
        assert started.wait(20)
        service.warm_up()
        try:
            yield Running(server, runs, port)
        finally:
            runs.should_exit = True
            thread.join(20)
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
