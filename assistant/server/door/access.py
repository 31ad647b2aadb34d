"""Authentication and authorisation: tokens and their permissions, and no access for pages of other sites.

A page on the internet may make the browser post to 127.0.0.1, and with a host name that points there (DNS rebinding) it
can read the responses. So requests with a foreign origin are refused, and, without a token, so are requests for a host
other than this machine.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from assistant.errors import SettingsError
from assistant.server.door.throttle import Throttle

SHORTEST_TOKEN = 16
WRONG_TRIES = 10
WITHIN_S = 60.0
"""How many wrong tokens per address, and per token, are checked at once, and then evenly within this time."""
_SITE_BITS = 64
"""The length of an IPv6 prefix that identifies a site; hosts choose the rest freely."""


class Right(IntEnum):
    """The permissions of a client; each includes the ones before it."""

    READ = 1
    """Ask, search and read."""
    WRITE = 2
    """Add and remove documents."""
    ADMINISTER = 3
    """Read everybody's feedback."""


NAMES = {"read": Right.READ, "write": Right.WRITE, "admin": Right.ADMINISTER}
_TOLD = {Right.READ: "reads", Right.WRITE: "adds and removes documents", Right.ADMINISTER: "administers"}


@dataclass(frozen=True, slots=True)
class Token:
    """A secret and the permission that it grants."""

    secret: str = field(repr=False)
    right: Right = Right.ADMINISTER


@dataclass(frozen=True, slots=True)
class Client:
    """The client of a request, as far as it can be identified, and its permission."""

    name: str
    right: Right = Right.ADMINISTER


def tokens_of(setting: str) -> tuple[Token, ...]:
    """Return the tokens of the setting: `read:…`, `write:…`, `admin:…`, separated by commas.

    A token without a permission may do everything if it is the only one, and only read if there are several.

    Raises:
        SettingsError: a token is too short to be secret, or is given twice.
    """
    given = [each.strip() for each in setting.split(",") if each.strip()]
    tokens = tuple(_token(each, Right.ADMINISTER if len(given) == 1 else Right.READ) for each in given)
    if any(len(token.secret) < SHORTEST_TOKEN for token in tokens):
        raise SettingsError(
            f"A token in ASSISTANT_SERVER_TOKEN has fewer than {SHORTEST_TOKEN} characters. Create one with:"
            ' python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if len({token.secret for token in tokens}) < len(tokens):
        raise SettingsError("ASSISTANT_SERVER_TOKEN contains a token twice. Give each client its own token.")
    return tokens


def _token(given: str, right: Right) -> Token:
    name, colon, secret = given.partition(":")
    return Token(secret.strip(), NAMES[name]) if colon and name in NAMES else Token(given, right)


_ASKED = frozenset(
    f"/v1/{name}" for name in ("ask", "search", "evidence", "brief", "verify", "feedback", "chat/completions")
)
"""The POST requests that only ask or rate, and write nothing else."""


def right_for(method: str, path: str) -> Right:
    """Return the permission that a request needs; anything but a GET or a known question needs to write."""
    path = path.rstrip("/")
    if path == "/v1/feedback" and method != "POST":
        return Right.ADMINISTER
    looks = method in ("GET", "HEAD", "OPTIONS")
    return Right.READ if looks or path in _ASKED or not path.startswith("/v1") else Right.WRITE


def lacks(client: Client, needed: Right) -> str:
    """Return the message for a client without the permission."""
    return f"This token only {_TOLD[client.right]}; this request needs a token that {_TOLD[needed]}."


def is_this_machine(host: str) -> bool:
    """Return whether a host name or address, without a port, means only this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_listening(host: str, tokens: Sequence[Token]) -> None:
    """Raise SettingsError if the server would be reachable from other machines without a token."""
    if not tokens and not is_this_machine(host):
        raise SettingsError(
            f"Other machines can reach {host}, so a token is required. Set ASSISTANT_SERVER_TOKEN to a secret of at"
            f" least {SHORTEST_TOKEN} characters, or listen on 127.0.0.1."
        )


class Door:
    """Decides which requests are accepted. Safe to use from several threads.

    A valid token always is. Wrong tokens are counted per address and per token, so that a client that tries many is
    slowed down and nobody else is, even if all clients share one proxy.
    """

    def __init__(self, tokens: Sequence[Token] = (), clock: Callable[[], float] = time.monotonic) -> None:
        """Require one of these tokens; without any, accept every request from this machine."""
        self._tokens = [(sha256(token.secret.encode()).digest(), token.right) for token in tokens]
        self._of_token = Throttle(WRONG_TRIES, WITHIN_S, clock)
        self._of_address = Throttle(WRONG_TRIES, WITHIN_S, clock)

    @property
    def open_to_all(self) -> bool:
        """Whether no token is required."""
        return not self._tokens

    @property
    def all_administer(self) -> bool:
        """Whether every client is an administrator."""
        return all(right is Right.ADMINISTER for _, right in self._tokens)

    def is_foreign(self, headers: Headers) -> bool:
        """Return whether a request comes from a page of another site, or names another host."""
        host = headers.get("host", "")
        origin = headers.get("origin")
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return True  # fetched, posted or embedded by a page, as opposed to a link that the user followed
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return True
        return self.open_to_all and not is_this_machine(_without_port(host))

    def client_of(self, headers: Headers, address: str) -> Client | None:
        """Return the client of a request, or None if its token is missing or wrong."""
        if self.open_to_all:
            return Client(address)
        digest = _shown_digest(headers)
        # All tokens are compared, so that the time reveals neither a match nor its position.
        fitting = [
            Client(f"token {number}@{address}", right)
            for number, (known, right) in enumerate(self._tokens, start=1)
            if hmac.compare_digest(digest, known)
        ]
        return fitting[0] if fitting else None

    def wrong_for(self, headers: Headers, address: str) -> int:
        """Count a wrong token; return the seconds until the next attempt is allowed, 0 for at once."""
        if not headers.get("authorization"):
            return 0
        # A program that keeps sending an old token uses up its own attempts, not those of its whole proxy.
        return self._of_token.wait_s(_shown_digest(headers)) or self._of_address.wait_s(_site_of(address))


def _site_of(address: str) -> str:
    """Return one key for all addresses that a client may use."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> _SITE_BITS) if isinstance(found, IPv6Address) and not found.ipv4_mapped else address


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _shown_digest(headers: Headers) -> bytes:
    shown = _shown_token(headers.get("authorization", ""))
    return sha256(shown.encode("utf-8", "surrogateescape")).digest()


def _shown_token(authorization: str) -> str:
    """Return the token of a header: a bearer token, or the password of HTTP basic authentication (browsers)."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""
