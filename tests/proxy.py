"""A proxy between us and a real server that writes down what passes, and may lose answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WRITING = ("PUT", "DELETE", "POST", "MKCOL", "PROPPATCH", "MOVE", "COPY")


@dataclass
class Proxy:
    """``requests`` are those that passed. ``before`` runs before one passes, ``loses`` says
    whether its answer gets lost on the way back, ``swallows`` whether it never arrives; each gets
    the method and how many came before it.
    """

    upstream: str
    url: str = ""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    loses: Callable[[str, int], bool] = lambda _method, _number: False
    before: Callable[[str, int], None] = lambda _method, _number: None
    swallows: Callable[[str, int], bool] = lambda _method, _number: False

    def of(self, url: str) -> str:
        """The same address behind the proxy."""
        return url.replace(self.upstream, self.url)

    @property
    def writing(self) -> list[str]:
        return [method for method, _, _ in self.requests if method in WRITING]

    def forget(self) -> None:
        self.requests.clear()


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    proxy = Proxy(upstream)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that was killed is no news
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    target = urlsplit(proxy.upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def parse_request(self) -> bool:
            if not super().parse_request():
                return False
            setattr(self, f"do_{self.command}", self.forward)
            return True

        def forward(self) -> None:
            number = len(proxy.requests)
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            proxy.requests.append((self.command, self.path, dict(self.headers.items())))
            proxy.before(self.command, number)
            if proxy.swallows(self.command, number):
                self.close_connection = True
                return
            link = http.client.HTTPConnection(target.hostname or "", target.port, timeout=900)
            headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
            link.request(self.command, self.path, body, {**headers, "Host": target.netloc})
            answer = link.getresponse()
            content = answer.read()
            link.close()
            if proxy.loses(self.command, number):
                self.close_connection = True
                return
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: object) -> None:
            pass

    return Handler
