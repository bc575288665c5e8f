"""The phone's QR code on the review page: a door that stays shut until somebody opens it."""

from __future__ import annotations

from typing import Any, Protocol

from cardscan.app.inbox import Inbox
from cardscan.web.pages import page
from cardscan.web.server import Request, Response, redirect

__all__ = ["Listener", "ListenerPage"]


class Listener(Protocol):
    """What listens for the phone, apart from the review. ``url`` opens its page, while it is on."""

    url: str | None

    def start(self, event: str | None) -> None: ...

    def stop(self) -> None: ...

    def is_on(self) -> bool: ...

    def why_off(self) -> str: ...


class ListenerPage:
    """Answers what is asked under ``/phone``."""

    def __init__(self, listener: Listener, inbox: Inbox) -> None:
        self._listener, self._inbox = listener, inbox
        self._newest = 0

    @property
    def is_on(self) -> bool:
        return self._listener.is_on()

    def get(self, path: str, around: dict[str, Any]) -> Response | None:
        """The page with the code, or the code; None for anything else."""
        url = self._listener.url if self._listener.is_on() else None
        if path == "/phone":
            came = self._inbox.since(self._newest) if url else ()
            return page(
                "listener.html",
                {**around, "url": url, "came": came, "why": self._listener.why_off()},
            )
        if path == "/phone.svg" and url:
            from cardscan.app.qr import code_of, to_svg  # loaded late: seldom asked for

            return Response(to_svg(code_of(url)), content_type="image/svg+xml")
        return None

    def post(self, request: Request) -> Response | None:
        """Open or close the door."""
        if request.path == "/phone/stop":
            self._listener.stop()
            return redirect("/phone")
        if request.path != "/phone":
            return None
        if not self._listener.is_on():
            self._newest = self._inbox.newest()
            self._listener.start(request.form().get("event", "").strip()[:200] or None)
        return redirect("/phone")
