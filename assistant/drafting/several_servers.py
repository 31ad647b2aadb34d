"""Several servers with the same model: each question goes to the least busy one, and to another if that one fails.

A server is asked which models it lists before it gets a question, unless it responded recently. A server that failed is
set aside for ten times as long as its failure took, so that even one that always hangs costs at most a tenth of the
time; while it is set aside it is tried last.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from assistant.drafting.base import Prompt
from assistant.drafting.openai_api import OpenAIServer
from assistant.errors import ModelError
from assistant.models.resolving import server_urls
from assistant.settings import Settings

_TRUSTED_S = 10.0
"""How long a server counts as healthy after a response, and the minimum time for which one is set aside."""
_ASIDE_FOR_TIMES = 10.0
_SECONDS_TO_SAY_WHAT_IT_OFFERS = 5.0

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class _Member:
    """One of the servers: its active turns, the time of its last response, until when it is tried last."""

    server: OpenAIServer
    busy: int = 0
    heard: float = float("-inf")
    aside_until: float = float("-inf")


def open_servers(value: str, settings: Settings) -> OpenAIServer | SeveralServers:
    """Talk to the server at this URL, or to several with commas between.

    Raises:
        SettingsError: one is no URL.
        ModelError: no model is named, and none of them offers one.
    """
    urls = server_urls(value)
    model, key, seconds = settings.server_model, settings.api_key, settings.server_seconds
    if len(urls) == 1:
        return OpenAIServer(urls[0], model=model, api_key=key, timeout=seconds)
    return SeveralServers(urls, model=model, api_key=key, timeout=seconds)


class SeveralServers:
    """A model that several servers offer. Safe to use from several threads.

    A turn stays with one server as long as it responds, because that has read the evidence already. A draft is passed
    on when it is complete: a broken one is never joined with that of another server, which may word it differently.
    """

    def __init__(self, urls: Sequence[str], *, model: str = "", api_key: str = "", timeout: float = 60.0) -> None:
        """Use the servers at these URLs; without a model's name, the first model that one of them lists.

        `timeout` is how many seconds a server may be silent before its question goes to another.

        Raises:
            ModelError: no model is named, and none of the servers lists one.
        """
        self.name = self.judges_as = model or _offered_by_one(urls, api_key)
        self._lock = threading.Lock()
        self._members = tuple(
            _Member(OpenAIServer(url, model=self.name, api_key=api_key, timeout=timeout, retries=0)) for url in urls
        )

    @contextmanager
    def turn(self) -> Iterator[_Turn]:
        """Start a turn; see `LanguageModel`. It never waits."""
        turn = _Turn(self)
        try:
            yield turn
        finally:
            turn.leave()

    def take(self, tried: Sequence[_Member]) -> _Member | None:
        """Return the least busy server that was not tried, and count it as busy; None if there is none."""
        with self._lock:
            now = time.monotonic()
            free = [member for member in self._members if member not in tried]
            chosen = min(free, key=lambda member: (member.aside_until > now, member.busy), default=None)
            if chosen:
                chosen.busy += 1
            return chosen

    def leave(self, member: _Member) -> None:
        """End a turn of a server."""
        with self._lock:
            member.busy -= 1

    def check(self, member: _Member) -> None:
        """Check the health of a server that has not responded recently.

        Raises:
            ModelError: it does not answer soon, or does not list this model.
        """
        if time.monotonic() - member.heard < _TRUSTED_S:
            return
        offered = member.server.offered(_SECONDS_TO_SAY_WHAT_IT_OFFERS)
        if self.name not in offered:
            raise ModelError(
                f"The server {member.server.url} lists {', '.join(offered) or 'no model'}, not {self.name}. "
                "Load the same model on all servers, or remove this one from ASSISTANT_LANGUAGE_MODEL."
            )


@dataclass(eq=False)
class _Turn:
    """One question's use of the servers."""

    servers: SeveralServers
    member: _Member | None = None
    failures: dict[_Member, str] = field(default_factory=dict)

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply when it is complete, and "" for each piece before, so that it can be stopped; see `Turn`."""
        for member in self._members():
            pieces = []
            with self._trying(member):
                self.servers.check(member)
                with closing(member.server.stream(prompt, max_tokens)) as arriving:
                    for piece in arriving:
                        pieces.append(piece)
                        yield ""
            if member not in self.failures:
                yield "".join(pieces)
                return

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the log odds of one word against the other; see `Turn`."""
        for member in self._members():
            with self._trying(member):
                self.servers.check(member)
                return member.server.log_odds(prompt, first, second)
        raise AssertionError("unreachable: `_members` raises if none answers")

    def leave(self) -> None:
        """Release the server."""
        if self.member:
            self.servers.leave(self.member)
            self.member = None

    def _members(self) -> Iterator[_Member]:
        """Yield the servers to try, starting with the one of this turn.

        Raises:
            ModelError: all of them failed; the message says how.
        """
        self.failures.clear()
        while member := self.member or self.servers.take(tuple(self.failures)):
            self.member = member
            yield member
        raise _none_answers(self.failures.values())

    @contextmanager
    def _trying(self, member: _Member) -> Iterator[None]:
        """Set a server aside if it fails, and leave it."""
        began = time.monotonic()
        try:
            yield
            member.heard = time.monotonic()
        except ModelError as error:
            now = time.monotonic()
            member.heard = float("-inf")
            member.aside_until = now + max(_TRUSTED_S, _ASIDE_FOR_TIMES * (now - began))
            self.failures[member] = str(error)
            self.leave()
            logger.warning("A model server failed, and will be tried last for a while: %s", error)


def _offered_by_one(urls: Sequence[str], api_key: str) -> str:
    failures = []
    for url in urls:
        try:
            return OpenAIServer(url, api_key=api_key).name
        except ModelError as error:
            failures.append(str(error))
    raise _none_answers(failures)


def _none_answers(failures: Iterable[str]) -> ModelError:
    reasons = list(failures)
    return ModelError(
        f"None of the {len(reasons)} servers of the language model answers. {' '.join(reasons)} "
        "Start one of them, or set ASSISTANT_LANGUAGE_MODEL to others."
    )
