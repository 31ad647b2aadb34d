"""Answers that this server gave are known again by a signature (HMAC-SHA256, RFC 2104); none is remembered.

The key is a secret of its own, kept where feedback is kept: it outlives a restart, and servers that share the feedback
share it. It is not made from the tokens: whoever has one of them, and a signature, could guess the others by it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from assistant.types import Answer


class Signing:
    """Signs answers, and knows them again. Safe to use from several threads."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        """Take the key from this function, which may look into a database, when it is first needed."""
        self._find_key = key
        self._key = b""

    def begin(self) -> None:
        """Look up the key, where it is not known yet. Raises FeedbackError where that cannot be read or written."""
        self._key = self._key or self._find_key()

    def signed(self, answer: Answer) -> dict[str, Any]:
        """Return an answer as it is sent to clients, with its signature; that is "" as long as there is no key."""
        return {**answer.to_dict(), "signature": self._signature(answer) if self._key else ""}

    def knows(self, answer: Answer) -> bool:
        """Say whether an answer that somebody sent was given like this. Raises what `begin` raises."""
        self.begin()
        return hmac.compare_digest(self._signature(answer).encode(), answer.signature.encode("utf-8", "replace"))

    def _signature(self, answer: Answer) -> str:
        return hmac.new(self._key, json.dumps(answer.to_dict(), sort_keys=True).encode(), "sha256").hexdigest()
