"""Several servers with one model behind them: each question goes to the least busy, and elsewhere when that one fails.

A server is asked which models it offers before it gets a question, unless it was heard from lately. One that failed is
set aside for ten times as long as its failure took, so that even a server that only ever hangs costs a tenth of the
time at most; while it is set aside it is tried last.
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

_TRUSTED_S = 10.0
"""For how long a server that was heard from is taken to be well, and the least for which one is set aside."""
_ASIDE_FOR_TIMES = 10.0
_SECONDS_TO_SAY_WHAT_IT_OFFERS = 5.0

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class _Member:
    """One of the servers: how many turns it has, when it was last heard from, until when it is tried last."""

    server: OpenAIServer
    busy: int = 0
    heard: float = float("-inf")
    aside_until: float = float("-inf")


class SeveralServers:
    """A model that several servers offer. Safe to use from several threads.

    A turn stays with one server as long as that answers, because it has read the evidence already. A draft is handed
    on when it is whole: one that breaks off is never joined with that of another server, which may word it otherwise.
    """

    def __init__(self, urls: Sequence[str], *, model: str = "", api_key: str = "", timeout: float = 60.0) -> None:
        """Talk to the servers at these URLs; without a model's name, for the first that one of them offers.

        `timeout` is how many seconds a server may be silent before its question goes to another.

        Raises:
            ModelError: no model is named, and none of the servers offers one.
        """
        self.name = self.judges_as = model or _offered_by_one(urls, api_key)
        self._lock = threading.Lock()
        self._members = tuple(
            _Member(OpenAIServer(url, model=self.name, api_key=api_key, timeout=timeout, retries=0)) for url in urls
        )

    @contextmanager
    def turn(self) -> Iterator[_Turn]:
        """Take a turn; see `LanguageModel`. Nobody waits here."""
        turn = _Turn(self)
        try:
            yield turn
        finally:
            turn.leave()

    def take(self, tried: Sequence[_Member]) -> _Member | None:
        """Return the least busy of the servers that were not tried, and count it as busy; None where there is none."""
        with self._lock:
            now = time.monotonic()
            free = [member for member in self._members if member not in tried]
            chosen = min(free, key=lambda member: (member.aside_until > now, member.busy), default=None)
            if chosen:
                chosen.busy += 1
            return chosen

    def leave(self, member: _Member) -> None:
        """Count a turn of a server as over."""
        with self._lock:
            member.busy -= 1

    def check(self, member: _Member) -> None:
        """Ask a server that was not heard from lately whether it is well.

        Raises:
            ModelError: it does not answer soon, or does not offer this model.
        """
        if time.monotonic() - member.heard < _TRUSTED_S:
            return
        offered = member.server.offered(_SECONDS_TO_SAY_WHAT_IT_OFFERS)
        if self.name not in offered:
            raise ModelError(
                f"The server {member.server.url} offers {', '.join(offered) or 'no model'}, not {self.name}. "
                "Load the same model on all servers, or take this one out of ASSISTANT_LANGUAGE_MODEL."
            )


@dataclass(eq=False)
class _Turn:
    """One question's use of the servers."""

    servers: SeveralServers
    member: _Member | None = None
    failures: dict[_Member, str] = field(default_factory=dict)

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply when it is whole, and before that "" at each piece, so that it can be stopped; see `Turn`."""
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
        """Return how much likelier one word is than the other; see `Turn`."""
        for member in self._members():
            with self._trying(member):
                self.servers.check(member)
                return member.server.log_odds(prompt, first, second)
        raise AssertionError("unreachable: `_members` raises where none answers")

    def leave(self) -> None:
        """Give the server back."""
        if self.member:
            self.servers.leave(self.member)
            self.member = None

    def _members(self) -> Iterator[_Member]:
        """Yield the servers to try, the one of this turn first.

        Raises:
            ModelError: all of them failed; it says how.
        """
        self.failures.clear()
        while member := self.member or self.servers.take(tuple(self.failures)):
            self.member = member
            yield member
        raise _none_answers(self.failures.values())

    @contextmanager
    def _trying(self, member: _Member) -> Iterator[None]:
        """Let a server that fails be set aside, and leave it."""
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
            logger.warning("A language model's server failed, and is tried last for a while: %s", error)


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
