"""Who may speak to a page: the right host, the right origin, and whoever knows the token."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from cardscan.web.server import Request, Response, redirect

__all__ = ["Guard", "is_own_origin", "new_token"]


def new_token() -> str:
    """192 random bits, as text for an address."""
    return secrets.token_urlsafe(24)


def is_own_origin(request: Request, origins: frozenset[str]) -> bool:
    """Whether what changes something was sent by our own page.

    A form of a page that tells no referrer has the origin "null"; then the
    browser's own word counts, which no script can set (Fetch Metadata).
    """
    origin = request.headers.get("origin")
    if origin in origins:
        return True
    return origin in (None, "null") and request.headers.get("sec-fetch-site") == "same-origin"


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets only the browser in that was started with the token, on this machine.

    ``hosts`` are what the Host header may say, exactly: a page elsewhere whose
    name leads to 127.0.0.1 (DNS rebinding) still says its own name. The token
    of the start address is not the one that the cookie then holds.
    """

    port: int
    token: str = field(default_factory=new_token, repr=False)
    session: str = field(default_factory=new_token, repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    @property
    def start(self) -> str:
        """The address that opens the page."""
        return f"http://127.0.0.1:{self.port}/?key={self.token}"

    @property
    def cookie(self) -> str:
        # Cookies know no ports: two reviews at the same time must not push each other out.
        return f"cardscan-{self.port}"

    def refusal(self, request: Request) -> Response | None:
        """The answer to whoever may not; None for who may."""
        host = request.headers.get("host")
        if host not in self.hosts:
            return _refused("This page answers only under its own address.", 421)
        if request.method not in ("GET", "HEAD", "POST"):
            return _refused("That is not done here.", 405)
        key = request.query.get("key")
        if request.method == "GET" and request.path == "/" and key is not None:
            if not _same(key, self.token):
                return _refused(_WRONG, 403)
            return redirect("/", {"Set-Cookie": self._set_cookie()})
        if not _same(request.cookies.get(self.cookie, ""), self.session):
            return _refused(_WRONG, 403)
        if request.method == "POST" and not is_own_origin(request, frozenset({f"http://{host}"})):
            return _refused("This was not sent by the page itself, so nothing was changed.", 403)
        return None

    def _set_cookie(self) -> str:
        return f"{self.cookie}={self.session}; Path=/; HttpOnly; SameSite=Strict"


_WRONG = (
    "This is not the address that opens the page. Open the one that the terminal shows, "
    "or start cardscan review again."
)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def _refused(text: str, status: int) -> Response:
    return Response(f"{text}\n".encode(), status, "text/plain; charset=utf-8")
