"""A page that is served until somebody stops it."""

from __future__ import annotations

import signal
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cardscan.errors import UsageError
from cardscan.web.server import Application, WebServer

__all__ = ["bind", "serving", "until_stopped"]


def bind(
    host: str,
    port: int,
    application: Application,
    *,
    on_trouble: Callable[[str], None],
    tls: ssl.SSLContext | None = None,
) -> WebServer:
    """A server on an address, not serving yet. Raises UsageError where that is taken."""
    try:
        return WebServer(host, port, application, tls=tls, on_trouble=on_trouble)
    except OSError as error:
        raise UsageError(
            f"Port {port} of {host} cannot be used: {error.strerror}.",
            next_step="Leave --port out, or name another one.",
        ) from error


@contextmanager
def serving(server: WebServer) -> Iterator[None]:
    """Serve in the background while the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def until_stopped() -> None:
    """Wait for Ctrl-C or SIGTERM, which both are the ordinary end."""
    stopped = threading.Event()
    before = {
        each: signal.signal(each, lambda *_: stopped.set())
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not stopped.wait(1.0):
            pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
