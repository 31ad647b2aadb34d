"""Signatures of answers (HMAC-SHA256, RFC 2104), so that the server recognises its answers without storing them.

The key is a separate secret stored with the feedback: it survives a restart, and servers that share the feedback share
the key. It is not derived from the tokens: a client with one token and a signature could then guess the others.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from assistant.types import Answer


class Signing:
    """Signs answers and verifies signatures. Safe to use from several threads."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        """Get the key from this function, which may read a database, when it is first needed."""
        self._find_key = key
        self._key = b""

    def begin(self) -> None:
        """Load the key if it is not loaded yet. Raises FeedbackError if that fails."""
        self._key = self._key or self._find_key()

    def signed(self, answer: Answer) -> dict[str, Any]:
        """Return an answer with its signature, as it is sent to clients; "" if there is no key."""
        return {**answer.to_dict(), "signature": self._signature(answer) if self._key else ""}

    def knows(self, answer: Answer) -> bool:
        """Return whether this server gave exactly this answer. Raises what `begin` raises."""
        self.begin()
        return hmac.compare_digest(self._signature(answer).encode(), answer.signature.encode("utf-8", "replace"))

    def _signature(self, answer: Answer) -> str:
        return hmac.new(self._key, json.dumps(answer.to_dict(), sort_keys=True).encode(), "sha256").hexdigest()
