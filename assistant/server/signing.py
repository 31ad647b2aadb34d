"""Answers that this server gave are known again by a signature (HMAC-SHA256, RFC 2104); none is remembered."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from assistant.server.access import Token
from assistant.types import Answer

_SIGNED = ("question", "asked_as", "answer", "abstained", "confidence", "claims", "citations", "index_generation")


class Signing:
    """Signs answers. Servers with the same tokens know each other's; without tokens, each its own until it ends."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Take the key from the tokens, of which each client knows its own alone, or make one."""
        shared = "\0".join(sorted(token.secret for token in tokens)).encode()
        self._key = hmac.digest(shared, b"answers", "sha256") if tokens else secrets.token_bytes(32)

    def signed(self, answer: Answer) -> dict[str, Any]:
        """Return an answer as it is sent to clients, with its signature."""
        return {**answer.to_dict(), "signature": self._signature(answer)}

    def knows(self, answer: Answer) -> bool:
        """Say whether an answer that somebody sent was given like this."""
        return hmac.compare_digest(self._signature(answer).encode(), answer.signature.encode("utf-8", "replace"))

    def _signature(self, answer: Answer) -> str:
        plain = answer.to_dict()
        told = json.dumps([plain[name] for name in _SIGNED], sort_keys=True)
        return hmac.new(self._key, told.encode(), "sha256").hexdigest()
