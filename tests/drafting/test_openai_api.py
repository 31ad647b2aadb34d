import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.drafting.base import Prompt
from assistant.drafting.openai_api import OpenAIServer
from assistant.errors import ModelError


class _Broken(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._reply(200, {"object": "list", "data": []})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._reply(500, {"error": {"message": "out of order"}})

    def _reply(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def broken() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Broken)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"http://127.0.0.1:9/v1 cannot be reached"):
        OpenAIServer("http://127.0.0.1:9", timeout=2)


def test_a_server_that_offers_no_model_is_a_clear_error(broken: str) -> None:
    with pytest.raises(ModelError, match=r"offers no model.*ASSISTANT_SERVER_MODEL"):
        OpenAIServer(broken)


def test_a_server_that_fails_is_a_clear_error(broken: str) -> None:
    server = OpenAIServer(broken, model="m", timeout=5)
    with pytest.raises(ModelError, match="could not answer"):
        list(server.stream(Prompt("", "Hi"), 5))
