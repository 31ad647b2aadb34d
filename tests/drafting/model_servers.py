"""Real HTTP servers of this machine that speak the OpenAI interface, well or badly."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ODDS = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -6.1}]


class ModelServer(ThreadingHTTPServer):
    """Offers one model that replies always the same; `manner` says what is wrong with it."""

    daemon_threads = True

    def __init__(self, reply: str, manner: str, model: str, meet: Callable[[], object]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply = reply
        self.manner = manner
        self.model = model
        self.meet = meet
        self.asked: list[dict[str, Any]] = []
        self.looked_at = 0
        self.let_go = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Clients that go away are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_GET(self) -> None:
        self.server.looked_at += 1
        if self.server.manner == "hangs":
            self.server.let_go.wait(20)
        elif self.server.manner == "junk":
            self._whole(200, "<html>It works!</html>", "text/html")
        else:
            offered = [{"id": self.server.model, "object": "model"}] if self.server.model else []
            self._whole(200, json.dumps({"object": "list", "data": offered}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.meet()
        match self.server.manner:
            case "fails":
                self._whole(500, json.dumps({"error": {"message": "out of order"}}))
            case "hangs" | "wedged":
                self.server.let_go.wait(20)
            case "refuses":
                self._whole(401, json.dumps({"error": {"message": "wrong key"}}))
            case "too long":
                self._whole(400, json.dumps({"error": {"message": "maximum context length is 10 tokens"}}))
            case "junk":
                self._whole(200, "<html>It works!</html>", "text/html")
            case "junk in JSON":
                self._whole(200, json.dumps({"choices": [{"logprobs": {"content": "none"}}]}))
            case _ if body.get("stream"):
                self._stream()
            case _:
                told = {"content": [{"token": "Yes", "logprob": -0.1, "top_logprobs": ODDS}]}
                choice = {"index": 0, "message": {"role": "assistant", "content": "Yes"}, "logprobs": told}
                self._whole(200, json.dumps({"choices": [choice | {"finish_reason": "length"}]}))

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        words = self.server.reply.split(" ")
        for number, word in enumerate(words):
            piece = word if number == 0 else f" {word}"
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            if number == 1:
                match self.server.manner:
                    case "breaks off":
                        self.close_connection = True
                        return
                    case "resets":
                        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        self.connection.close()
                        return
                    case "junk in the stream":
                        self.wfile.write(b"data: {not json\n\n")
                        return
                    case "falls silent":
                        self.server.let_go.wait(20)
                        return
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, data: object) -> None:
        self.wfile.write(f"data: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def _whole(self, status: int, text: str, kind: str = "application/json") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def model_server(
    reply: str = "Revenue rose by 26%.",
    manner: str = "well",
    model: str = "m",
    meet: Callable[[], object] = lambda: None,
) -> Iterator[ModelServer]:
    """Run a server until the context ends; `meet` is called at each question, before it is answered."""
    server = ModelServer(reply, manner, model, meet)
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
