"""The phone's page: photos in, the cards that were found on them out, and nothing else."""

from __future__ import annotations

import hmac
import json
import re
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field

from cardscan.app.arrivals import Arrivals, NoRoomError, NotAPhotoError
from cardscan.web.guard import is_own_origin, new_token
from cardscan.web.pages import page, static_file
from cardscan.web.server import Request, Response

__all__ = ["PhonePage"]

_AT_ONCE = 4
_MOST_A_MINUTE = 240
_VCARD = "text/vcard; charset=utf-8"
_CARD = re.compile(r"card/(\d{1,12})\.vcf", re.ASCII)
_STATIC = ("style.css", "phone.css", "phone.js", "icon.svg")


@dataclass(slots=True)
class PhonePage:
    """Answers whoever knows the token, which is the first part of every path.

    ``hosts`` are what the Host header may say; ``scheme`` is http or https.
    """

    arrivals: Arrivals
    hosts: frozenset[str] = frozenset()
    scheme: str = "http"
    event: str | None = None
    token: str = field(default_factory=new_token, repr=False)
    _places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE)
    )
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_A_MINUTE))

    def __call__(self, request: Request) -> Response:
        """The answer to one request."""
        if request.headers.get("host") not in self.hosts:
            return _said("This page answers only under its own address.", 421)
        _, token, *rest = request.path.split("/", 2)
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return _said("Scan the code on the computer's screen again.", 404)
        path = rest[0] if rest else None
        if request.method in ("GET", "HEAD"):
            return self._get(path) or _said("There is no such page.", 404)
        if request.method == "PUT" and path == "photo":
            return self._put(request)
        return _said("That is not done here.", 405)

    def _get(self, path: str | None) -> Response | None:
        if path is None:
            return Response(status=303, headers={"Location": f"/{self.token}/"})
        if path == "":
            values = {"event": self.event, "is_secret": self.scheme == "https"}
            return page("phone.html", values)
        if path == "photos":
            return self._photos()
        if path == "all.vcf":
            return Response(self.arrivals.vcards(), content_type=_VCARD)
        if path.startswith("static/") and path.removeprefix("static/") in _STATIC:
            return static_file(path.removeprefix("static/"))
        card = _CARD.fullmatch(path)
        vcard = self.arrivals.vcard(int(card[1])) if card else None
        return None if vcard is None else Response(vcard, content_type=_VCARD)

    def _photos(self) -> Response:
        found = [asdict(photo) for photo in self.arrivals.photos()]
        return _json({"photos": found})

    def _put(self, request: Request) -> Response:
        own = frozenset(f"{self.scheme}://{host}" for host in self.hosts)
        if not is_own_origin(request, own):
            return _said("This was not sent by the page itself.", 403)
        if not request.length:
            return _said("The photo is empty.", 400)
        if not self._places.acquire(blocking=False):
            return _said("One after the other.", 503, {"Retry-After": "2"})
        try:
            if self._is_too_often():
                return _said("Too many at once.", 429, {"Retry-After": "20"})
            sha256, is_new = self.arrivals.receive(request.body.read, request.length)
        except NotAPhotoError as error:
            return _said(str(error), 415)
        except NoRoomError as error:
            too_large = request.length > self.arrivals.most_bytes
            return _said(str(error), 413 if too_large else 507)
        finally:
            self._places.release()
        return _json({"photo": sha256, "new": is_new})

    def _is_too_often(self) -> bool:
        now = time.monotonic()
        full = len(self._times) == self._times.maxlen and now - self._times[0] < 60
        if not full:
            self._times.append(now)
        return full


def _said(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(f"{text}\n".encode(), status, "text/plain; charset=utf-8", headers or {})


def _json(value: object) -> Response:
    return Response(json.dumps(value).encode(), content_type="application/json")
