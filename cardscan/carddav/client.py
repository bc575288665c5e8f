"""The only module that speaks HTTP: one server, with care for its redirects and its moods.

httpx follows a 302 with GET and drops the body, and drops Authorization on the
way to another host; so redirects are followed here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from cardscan import __version__
from cardscan.carddav.addresses import absolute, is_loopback, may_know
from cardscan.carddav.messages import number_of
from cardscan.closing import Closing
from cardscan.errors import LostAnswerError, ServerError

__all__ = ["Client", "Credentials", "Limits", "Reply"]

_REDIRECTS = frozenset((301, 302, 307, 308))
_BUSY = frozenset((429, 503))
_READING = frozenset(("PROPFIND", "REPORT", "GET", "OPTIONS"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; neither is shown when it is printed."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much patience one request gets.

    ``answer_octets`` bounds an answer, however it is packed, ``pieces`` one that
    comes in pieces; a redirect and a request to come back later are followed so
    many times.
    """

    connect_s: float = 30.0
    timeout_s: float = (
        240.0  # Radicale thinks for minutes over 10,000 contacts that it has not seen
    )
    answer_s: float = 600.0
    answer_octets: int = 200_000_000
    redirects: int = 8
    pieces: int = 10_000
    tries: int = 5
    wait_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``url`` is where it came from in the end. Names of headers are in lower case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, as of a login, instead of what was asked for."""
        return "html" in self.headers.get("content-type", "")


class Client(Closing):
    """A context manager over the connections to a server and the hosts that it sends to.

    ``typed`` is the address that the person named: the password goes there and
    to its relatives only. Every method raises ServerError, with a sentence.
    """

    def __init__(
        self,
        typed: str,
        credentials: Credentials | None,
        *,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.typed = typed
        self.requests = 0
        self.limits = limits or Limits()
        self._sleep = sleep
        self._credentials = credentials
        self._auth: httpx.Auth | None = None
        if credentials is not None:
            self._auth = httpx.BasicAuth(credentials.user.encode(), credentials.password.encode())
        self._http = httpx.Client(
            timeout=httpx.Timeout(self.limits.timeout_s, connect=self.limits.connect_s),
            follow_redirects=False,
            transport=transport,
            # A proxy of the environment is for the world outside.
            trust_env=not is_loopback(urlsplit(typed).hostname or ""),
            headers={"User-Agent": f"cardscan/{__version__}"},
        )

    def close(self) -> None:
        self._http.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask, with the same method and body wherever the server sends to.

        Asks again when the server is busy, and what only reads also when the
        answer was lost. Raises LostAnswerError for a writing request that may
        have been carried out all the same.
        """
        sent = dict(headers or {})
        lost = 0
        for attempt in range(self.limits.tries):
            try:
                reply = self._followed(method, url, body, sent)
            except LostAnswerError:
                lost += 1
                if method not in _READING or lost > 2:
                    raise
                continue
            if reply.status not in _BUSY or attempt == self.limits.tries - 1:
                return self._checked(reply)
            self._wait(reply, attempt)
        raise LostAnswerError(f"{_host(url)} breaks the connection again and again.")

    def _followed(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        for _ in range(self.limits.redirects + 1):
            reply = self._asked(method, url, body, headers)
            if reply.status not in _REDIRECTS:
                return reply
            target = reply.headers.get("location")
            if not target:
                raise ServerError(f"{_host(url)} sends elsewhere and does not say where.")
            url = absolute(url, target)
        raise ServerError(f"{_host(url)} sends around in a circle.")

    def _asked(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        known = may_know(self.typed, url)
        reply = self._exchange(method, url, body, headers, self._auth if known else None)
        wanted = reply.headers.get("www-authenticate", "").lower()
        if reply.status == 401 and known and self._credentials and wanted.startswith("digest"):
            # Baïkal asks for Digest unless told otherwise.
            user, password = self._credentials.user, self._credentials.password
            self._auth = httpx.DigestAuth(user.encode(), password.encode())
            reply = self._exchange(method, url, body, headers, self._auth)
        return reply

    def _exchange(
        self, method: str, url: str, body: bytes, headers: dict[str, str], auth: httpx.Auth | None
    ) -> Reply:
        self.requests += 1
        try:
            packed = {name.encode(): _packed(value) for name, value in headers.items()}
            request = self._http.build_request(method, url, content=body, headers=packed)
            answer = self._http.send(request, auth=auth, stream=True)
            try:
                content = self._content(answer)
            finally:
                answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise _unreachable(url, error) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise ServerError(f"{_host(url)} sends to an address that is none.") from None
        except httpx.HTTPError as error:
            raise LostAnswerError(
                f"The connection to {_host(url)} broke off ({type(error).__name__}).",
                next_step="Run the command again: it goes on where it stopped.",
            ) from None
        named = {name.lower(): value for name, value in answer.headers.items()}
        # A letter a byte: an ETag must go back as it came, whatever is in it.
        for name, value in answer.headers.raw:
            if name.lower() == b"etag":
                named["etag"] = value.decode("latin-1")
        return Reply(answer.status_code, url, named, content)

    def _content(self, answer: httpx.Response) -> bytes:
        """The whole body, within bounds."""
        pieces, size = [], 0
        until = time.monotonic() + self.limits.answer_s
        for piece in answer.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > self.limits.answer_octets or time.monotonic() > until:
                raise ServerError(
                    f"{answer.url.host} answers without an end.",
                    next_step="Check that the address is that of a CardDAV server.",
                )
        return b"".join(pieces)

    def _checked(self, reply: Reply) -> Reply:
        """Raise what no request can go on after."""
        if reply.status == 401:
            if not may_know(self.typed, reply.url):
                raise ServerError(
                    f"{_host(reply.url)} wants the password of {_host(self.typed)}, which it sends "
                    "to, but does not belong to it.",
                    next_step=f"If you trust it, name https://{_host(reply.url)}/ yourself.",
                )
            raise ServerError(
                f"{_host(reply.url)} does not accept this user and password.",
                next_step="Check both. iCloud, Fastmail, and Nextcloud with two-factor login, take "
                "an app password only.",
            )
        return reply

    def _wait(self, reply: Reply, attempt: int) -> None:
        seconds = _retry_after_s(reply.headers.get("retry-after"))
        wait_s = 2.0**attempt if seconds is None else seconds
        if wait_s > self.limits.wait_s:
            raise ServerError(
                f"{_host(reply.url)} asks to be left alone for {wait_s / 60:.0f} minutes.",
                next_step="Run the command again then: it goes on where it stopped.",
            )
        self._sleep(wait_s)


def _retry_after_s(value: str | None) -> float | None:
    """Seconds from a Retry-After, which holds them or a date (RFC 9110, 10.2.3)."""
    if not value:
        return None
    if (number := number_of(value)) is not None:
        return float(number)
    try:
        moment = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _packed(value: str) -> bytes:
    """A header as bytes: an ETag from one is a letter a byte, one that came in XML may be more."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _unreachable(url: str, error: httpx.TransportError) -> ServerError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return ServerError(
            f"The certificate of {_host(url)} is not trusted.",
            next_step="For a server of your own, let SSL_CERT_FILE name its certificate.",
        )
    return ServerError(
        f"{_host(url)} cannot be reached ({type(error).__name__}).",
        next_step="Check the address and the connection, and run the command again.",
    )
