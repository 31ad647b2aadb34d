"""Who may come in: a token where one is set, few wrong tries, and no page of another site.

A browser sends a site's requests from anywhere: a page on the internet may post to 127.0.0.1, and a name that its owner
points there makes the answers readable. So a request that names another origin is refused, and, without a token, so is
one for a host that is not this machine.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from assistant.errors import SettingsError

SHORTEST_TOKEN = 16
WRONG_TRIES = 10
WITHIN_S = 60.0
_REMEMBERED = 10_000


def tokens_of(setting: str) -> tuple[str, ...]:
    """Return the tokens of the setting.

    Raises:
        SettingsError: one is too short to be a secret.
    """
    tokens = tuple(token.strip() for token in setting.split(",") if token.strip())
    if any(len(token) < SHORTEST_TOKEN for token in tokens):
        raise SettingsError(
            f"A token in ASSISTANT_SERVER_TOKEN has fewer than {SHORTEST_TOKEN} characters. Make one:"
            ' python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return tokens


def is_this_machine(host: str) -> bool:
    """Say whether a host name or address, without a port, is this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_listening(host: str, tokens: Sequence[str]) -> None:
    """Raise SettingsError where the server would listen beyond this machine, and let everybody in."""
    if not tokens and not is_this_machine(host):
        raise SettingsError(
            f"Listening on {host} lets others in, so a token is needed. Set ASSISTANT_SERVER_TOKEN to a secret of at"
            f" least {SHORTEST_TOKEN} characters, or listen on 127.0.0.1."
        )


class Door:
    """Decides who comes in. Safe to use from several threads."""

    def __init__(self, tokens: Sequence[str] = (), clock: Callable[[], float] = time.monotonic) -> None:
        """Ask for one of these tokens; without any, let everybody of this machine in."""
        self._digests = [sha256(token.encode()).digest() for token in tokens]
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def open_to_all(self) -> bool:
        """Whether no token is asked for."""
        return not self._digests

    def is_foreign(self, headers: Headers) -> bool:
        """Say whether a request comes from a page of another site, or under a name that is not ours."""
        host = headers.get("host", "")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return True
        return self.open_to_all and not is_this_machine(_without_port(host))

    def client_of(self, headers: Headers, address: str) -> str | None:
        """Return who asks, or None where the token is missing or wrong; a wrong one is remembered."""
        if self.open_to_all:
            return address
        shown = _shown_token(headers.get("authorization", ""))
        if shown is None:
            return None
        digest = sha256(shown.encode("utf-8", "surrogateescape")).digest()
        # All are compared, so that the time tells neither which one fits nor whether one does.
        fitting = [number for number, known in enumerate(self._digests, start=1) if hmac.compare_digest(digest, known)]
        if fitting:
            return f"token {fitting[0]}@{address}"
        with self._lock:
            self._wrong.setdefault(address, deque(maxlen=WRONG_TRIES)).append(self._clock())
            self._wrong.move_to_end(address)
            while len(self._wrong) > _REMEMBERED:
                self._wrong.popitem(last=False)
        return None

    def locked_for(self, address: str) -> int:
        """Return for how many more seconds an address may not try, after too many wrong tries; 0 where it may."""
        with self._lock:
            tries = self._wrong.get(address)
            if tries is None or len(tries) < WRONG_TRIES:
                return 0
            return max(0, round(WITHIN_S - (self._clock() - tries[0]) + 0.5))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _shown_token(authorization: str) -> str | None:
    """Return the token of a header: as a bearer's, or as the password of any user, which is how browsers ask."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return None
