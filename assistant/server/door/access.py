"""Who may come in, and to do what: a token where one is set, and no page of another site.

A browser sends a site's requests from anywhere: a page on the internet may post to 127.0.0.1, and a name that its owner
points there makes the answers readable. So a request that names another origin is refused, and, without a token, so is
one for a host that is not this machine.
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
"""How many wrong tokens of an address, and how often the same one, are heard at once, and then evenly within this."""
_SITE_BITS = 64
"""How much of an address of IPv6 is the site's; the rest anybody there may choose."""


class Right(IntEnum):
    """What a client may do; each right holds those before it."""

    READ = 1
    """Ask, search and look."""
    WRITE = 2
    """Add documents and remove them."""
    ADMINISTER = 3
    """Read what others thought of answers."""


NAMES = {"read": Right.READ, "write": Right.WRITE, "admin": Right.ADMINISTER}
_TOLD = {Right.READ: "reads", Right.WRITE: "adds and removes documents", Right.ADMINISTER: "administers"}


@dataclass(frozen=True, slots=True)
class Token:
    """A secret, and what it lets its holder do."""

    secret: str = field(repr=False)
    right: Right = Right.ADMINISTER


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks, as far as it can be told, and what they may do."""

    name: str
    right: Right = Right.ADMINISTER


def tokens_of(setting: str) -> tuple[Token, ...]:
    """Return the tokens of the setting: `read:…`, `write:…`, `admin:…`, with commas between.

    One that does not say what it may do may do all where it is the only one, and read where there are several.

    Raises:
        SettingsError: one is too short to be a secret, or stands there twice.
    """
    given = [each.strip() for each in setting.split(",") if each.strip()]
    tokens = tuple(_token(each, Right.ADMINISTER if len(given) == 1 else Right.READ) for each in given)
    if any(len(token.secret) < SHORTEST_TOKEN for token in tokens):
        raise SettingsError(
            f"A token in ASSISTANT_SERVER_TOKEN has fewer than {SHORTEST_TOKEN} characters. Make one:"
            ' python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if len({token.secret for token in tokens}) < len(tokens):
        raise SettingsError("A token stands twice in ASSISTANT_SERVER_TOKEN. Give each client one of its own.")
    return tokens


def _token(given: str, right: Right) -> Token:
    name, colon, secret = given.partition(":")
    return Token(secret.strip(), NAMES[name]) if colon and name in NAMES else Token(given, right)


_ASKED = frozenset(f"/v1/{name}" for name in ("ask", "search", "evidence", "brief", "feedback", "chat/completions"))
"""What is sent to the API to be answered, or rated."""


def right_for(method: str, path: str) -> Right:
    """Return what a client has to be allowed for a request; what is neither a look nor known to be asked, writes."""
    path = path.rstrip("/")
    if path == "/v1/feedback" and method != "POST":
        return Right.ADMINISTER
    looks = method in ("GET", "HEAD", "OPTIONS")
    return Right.READ if looks or path in _ASKED or not path.startswith("/v1") else Right.WRITE


def lacks(client: Client, needed: Right) -> str:
    """Say that a client may not do what it asks for."""
    return f"This token {_TOLD[client.right]}; what you ask for needs one that {_TOLD[needed]}."


def is_this_machine(host: str) -> bool:
    """Say whether a host name or address, without a port, is this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_listening(host: str, tokens: Sequence[Token]) -> None:
    """Raise SettingsError where the server would listen beyond this machine, and let everybody in."""
    if not tokens and not is_this_machine(host):
        raise SettingsError(
            f"Listening on {host} lets others in, so a token is needed. Set ASSISTANT_SERVER_TOKEN to a secret of at"
            f" least {SHORTEST_TOKEN} characters, or listen on 127.0.0.1."
        )


class Door:
    """Decides who comes in. Safe to use from several threads.

    A right token always does. Wrong ones are counted by address and by token, so that whoever tries many is slowed down
    and nobody else is, also where all come through one proxy.
    """

    def __init__(self, tokens: Sequence[Token] = (), clock: Callable[[], float] = time.monotonic) -> None:
        """Ask for one of these tokens; without any, let everybody of this machine in."""
        self._tokens = [(sha256(token.secret.encode()).digest(), token.right) for token in tokens]
        self._of_token = Throttle(WRONG_TRIES, WITHIN_S, clock)
        self._of_address = Throttle(WRONG_TRIES, WITHIN_S, clock)

    @property
    def open_to_all(self) -> bool:
        """Whether no token is asked for."""
        return not self._tokens

    @property
    def all_administer(self) -> bool:
        """Whether everybody who gets in may look after the server."""
        return all(right is Right.ADMINISTER for _, right in self._tokens)

    def is_foreign(self, headers: Headers) -> bool:
        """Say whether a request comes from a page of another site, or under a name that is not ours."""
        host = headers.get("host", "")
        origin = headers.get("origin")
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return True  # not a link that was followed, but what a page fetches, sends or shows
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return True
        return self.open_to_all and not is_this_machine(_without_port(host))

    def client_of(self, headers: Headers, address: str) -> Client | None:
        """Return who asks, or None where the token is missing or wrong."""
        if self.open_to_all:
            return Client(address)
        digest = _shown_digest(headers)
        # All are compared, so that the time tells neither which one fits nor whether one does.
        fitting = [
            Client(f"token {number}@{address}", right)
            for number, (known, right) in enumerate(self._tokens, start=1)
            if hmac.compare_digest(digest, known)
        ]
        return fitting[0] if fitting else None

    def wrong_for(self, headers: Headers, address: str) -> int:
        """Count a token that is wrong; return after how many seconds another try will be heard, 0 for at once."""
        if not headers.get("authorization"):
            return 0
        # A program that goes on showing an old token uses up its own tries, and not those of its whole proxy.
        return self._of_token.wait_s(_shown_digest(headers)) or self._of_address.wait_s(_site_of(address))


def _site_of(address: str) -> str:
    """Return what stands for all addresses that one client may have."""
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
    """Return the token of a header: as a bearer's, or as the password of any user, which is how browsers ask."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""
