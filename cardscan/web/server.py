"""A small web server for a person or two: one thread a request, every size and time bounded.

The standard library's ``http.server`` does what is needed here; a framework
with its event loop would be more to bound and to start. What is closed after
each answer needs no care about what a client sends behind its request.
"""

from __future__ import annotations

import io
import socket
import socketserver
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["SECURITY_HEADERS", "Request", "Response", "TooLarge", "WebServer", "redirect"]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""With every answer. No inline script or style, nothing from elsewhere, in nobody's frame."""

_MOST_CONNECTIONS = 64
_HEAD_S = 20.0
"""For a request without what it carries."""
_SLOWEST_BYTES_PER_S = 10_000
"""A phone at the edge of its Wi-Fi is quicker."""
_LONGEST_LINE = 8192
_LINGER_BYTES = 4_000_000


class TooLarge(Exception):  # noqa: N818 - no error of ours: the client is told
    """A request carries more than is taken."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks. ``query`` holds the last of each name; ``length`` is in bytes.

    ``body`` is read by whoever wants it, :meth:`read` at once and bounded.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    length: int
    body: io.BufferedIOBase

    def read(self, most_bytes: int) -> bytes:
        """The whole of what the request carries. Raises TooLarge before any of it is read."""
        if self.length > most_bytes:
            raise TooLarge
        return self.body.read(self.length)

    def form(self, most_bytes: int = 256_000) -> dict[str, str]:
        """The fields of a form, the last of each name. Raises TooLarge, ValueError."""
        text = self.read(most_bytes).decode("utf-8")
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=1000)
        return {name: values[-1] for name, values in fields.items()}


@dataclass(frozen=True, slots=True)
class Response:
    """What a client gets."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def redirect(to: str, headers: Mapping[str, str] | None = None) -> Response:
    """Send the browser on with a GET."""
    return Response(status=303, headers={"Location": to, **(headers or {})})


Application = Callable[[Request], Response]


class WebServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Serves an application on one address. ``port`` 0 takes a free one.

    Not ``http.server.HTTPServer``, which asks the name service who we are.
    """

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self,
        host: str,
        port: int,
        application: Application,
        *,
        tls: ssl.SSLContext | None = None,
        on_trouble: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.application = application
        self._on_trouble = on_trouble
        self._tls = tls
        self._places = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            if self._tls is not None:
                request.settimeout(_HEAD_S)
                request = self._tls.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)
        except OSError:
            self.shutdown_request(request)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Say what went wrong, unless it is a client that went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError | EOFError):
            self._on_trouble(f"cardscan: {type(error).__name__}: {error}")


class _Punctual(io.RawIOBase):
    """A socket that is read until a deadline, however slowly it drips."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self.deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left_s = self.deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the client is too slow")
        self._connection.settimeout(left_s)
        return self._connection.recv_into(buffer)


class _Bounded(io.BufferedIOBase):
    """What a request carries, and no byte of what follows it."""

    def __init__(self, file: Any, length: int) -> None:
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        size = self._left if size is None or size < 0 else min(size, self._left)
        data: bytes = self._file.read(size)
        self._left -= len(data)
        if len(data) < size:
            raise EOFError("the client went away")
        return data


class _Handler(BaseHTTPRequestHandler):
    """Between the bytes of HTTP and the application."""

    server: WebServer
    server_version = "cardscan"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self._punctual = _Punctual(self.connection, time.monotonic() + _HEAD_S)
        self.rfile = io.BufferedReader(self._punctual)

    def handle_one_request(self) -> None:
        self.close_connection = True
        try:
            self.raw_requestline = self.rfile.readline(_LONGEST_LINE + 1)
            if len(self.raw_requestline) > _LONGEST_LINE:
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif self.raw_requestline and self.parse_request():
                self.close_connection = True
                self._answer()
        except (TimeoutError, EOFError, ConnectionError):
            return

    def _answer(self) -> None:
        length = self._length()
        # Whoever is meant must be said once (RFC 9112, 3.2): a check of the one says nothing of
        # the other.
        is_plain = self.path.startswith("/") and len(self.headers.get_all("Host") or []) < 2
        if self.request_version == "HTTP/0.9" or not is_plain:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if length is None or self.headers.get("Transfer-Encoding"):
            self._send(Response(b"What is sent must say its length.\n", 411, _PLAIN))
            return
        self._punctual.deadline = time.monotonic() + _HEAD_S + length / _SLOWEST_BYTES_PER_S
        self._send(self._response(length))
        self._linger()

    def _response(self, length: int) -> Response:
        try:
            return self.server.application(self._request(length))
        except TooLarge:
            return Response(b"That is too large.\n", 413, _PLAIN)
        except ValueError:  # among them what is no UTF-8
            return Response(b"That cannot be understood.\n", 400, _PLAIN)

    def _request(self, length: int) -> Request:
        asked = urlsplit(self.path)
        query = parse_qs(asked.query, keep_blank_values=True, max_num_fields=50)
        return Request(
            self.command,
            unquote(asked.path),
            {name: values[-1] for name, values in query.items()},
            {name.lower(): value for name, value in self.headers.items()},
            _cookies(self.headers.get("Cookie", "")),
            length,
            _Bounded(self.rfile, length),
        )

    def _length(self) -> int | None:
        given = self.headers.get_all("Content-Length") or []
        if not given:
            return 0 if self.command in ("GET", "HEAD") else None
        text = given[0].strip()
        return int(text) if len(given) == 1 and text.isascii() and text.isdigit() else None

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        headers = {
            "Content-Type": response.content_type,
            "Content-Length": str(len(response.body)),
            "Cache-Control": "no-store",
            "Connection": "close",
            **SECURITY_HEADERS,
            **response.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def _linger(self) -> None:
        """Take in what a refused client still sends, or it would not see why it was refused."""
        with suppress(OSError, EOFError):
            self.connection.shutdown(socket.SHUT_WR)
            self._punctual.deadline = time.monotonic() + 2
            left = _LINGER_BYTES
            while left > 0 and (taken := self._punctual.read(65536)):
                left -= len(taken)

    def send_error(
        self,
        code: int,
        message: str | None = None,  # noqa: ARG002 - http.server's signature
        explain: str | None = None,  # noqa: ARG002
    ) -> None:
        """What is no HTTP, in a line of plain text."""
        phrase = HTTPStatus(code).phrase
        with suppress(OSError):
            self.command = getattr(self, "command", None) or "GET"
            self.request_version = "HTTP/1.1"
            self._send(Response(f"{phrase}.\n".encode(), code, _PLAIN))

    def log_request(self, *_: Any) -> None:
        """Nothing: an address may hold the token."""

    def log_message(self, *_: Any) -> None:
        """Nothing: an address may hold the token."""


_PLAIN = "text/plain; charset=utf-8"


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
