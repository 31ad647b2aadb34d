"""Metrics for Prometheus: counts and seconds, never a word of a question or a document."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from assistant.server.queue import FairQueue

_STAGE_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
_REQUEST_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300)


class Metrics:
    """The metrics of one server, in a registry of their own."""

    def __init__(self, queue: FairQueue, generation: Callable[[], int]) -> None:
        """Create the metrics; the queue and the index generation are read at each scrape."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.questions = Counter(
            "assistant_questions",
            "Questions by outcome: answered, refused (the documents don't say), failed, stopped.",
            ("outcome",),
            registry=self.registry,
        )
        self.stages = Histogram(
            "assistant_stage_seconds",
            "Seconds per question by stage; `total` is the sum.",
            ("stage",),
            buckets=_STAGE_SECONDS,
            registry=self.registry,
        )
        self.requests = Histogram(
            "assistant_request_seconds",
            "Seconds per request, including the time in the queue.",
            ("method", "route", "status"),
            buckets=_REQUEST_SECONDS,
            registry=self.registry,
        )
        self._gauge("assistant_index_generation", "How many times the index was committed.", generation)
        self._gauge("assistant_questions_waiting", "Questions that are waiting for the model.", lambda: queue.waiting)
        self._gauge(
            "assistant_questions_drafted", "Questions that are using the model.", lambda: queue.having_their_turn
        )

    def _gauge(self, name: str, what: str, value: Callable[[], int]) -> None:
        Gauge(name, what, registry=self.registry).set_function(value)

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self.registry)
