"""The clients of `benchmarks.serving.load`, as locust runs them."""

from __future__ import annotations

import itertools
import os

import gevent
from locust import FastHttpUser, task

from benchmarks.serving.load import QUESTIONS

PATH = os.environ["LOAD_PATH"]


class Client(FastHttpUser):
    """Asks one question after the other."""

    network_timeout = connection_timeout = 600.0

    def on_start(self) -> None:
        """Begin with a different question than the other clients."""
        self.questions = itertools.cycle(QUESTIONS)
        for _ in range(id(self) // 64 % len(QUESTIONS)):
            next(self.questions)

    @task
    def ask(self) -> None:
        """Send a request; a 429 is counted separately, and its advice is followed."""
        with self.client.post(
            PATH, json={"question": next(self.questions)}, name=PATH, catch_response=True
        ) as response:
            if response.status_code == 429:
                response.request_meta["name"] = "sent away"
                response.success()
                gevent.sleep(int(response.headers.get("Retry-After", 1)))
            elif response.status_code == 200 and response.text:
                response.success()
            else:
                response.failure(f"{response.status_code} {response.error}")
