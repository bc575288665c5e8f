"""The review page: the cards, one card, and the answers to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from cardscan.app.choices import USUAL, Wording
from cardscan.app.desk import Arrange, CardAnswer, Desk, LaidOut, RefusedValuesError, Then
from cardscan.app.inbox import Filter, Inbox, Pile
from cardscan.errors import CardscanError, StaleAnswerError, UsageError
from cardscan.library import StoredScan
from cardscan.model import Contact
from cardscan.web.forms import Asked, answer_of, arranged_of, asked_of, link_to
from cardscan.web.guard import Guard
from cardscan.web.listener import ListenerPage
from cardscan.web.pages import page, static_file
from cardscan.web.server import Request, Response, redirect

if TYPE_CHECKING:
    from cardscan.app.reviewed import Beside, Destination

__all__ = ["ReviewPage"]

_THUMB_PX = 360
_PICTURE = {"Cache-Control": "private, max-age=600"}
_CARD = re.compile(
    r"/card/(\d{1,12})(?:/(front\.jpg|back\.jpg|thumb\.jpg|qr\.svg|crop/(\d{1,4})\.png))?",
    re.ASCII,
)

_DONE = {
    "accept": "Accepted",
    "merge": "Accepted and merged into the contact",
    "apart": "Accepted as somebody else",
    "discard": "Discarded",
    "reopen": "Opened again",
    "undo": "Taken back",
    "save": "Saved",
    "nothing": "There is nothing to take back",
    "turn": "Turned",
    "turn-read": "Turned and read again; what you had corrected stays",
    "turn-nothing-more": "Turned, and the fields are as they were: this way up no more can be read",
    "turn-failed": "Turned, and the fields are as they were: it could not be read again",
    "join": "Joined: front and back are one card now",
    "part": "Parted: the back is now",
    "delivered": "The address book is up to date",
}


@dataclass(slots=True)
class ReviewPage:
    """Answers the browser of one person. ``destination`` makes where accepted cards go, now.

    ``deliver`` brings all accepted cards there and says how it went.
    """

    guard: Guard
    desk: Desk
    inbox: Inbox
    book: str | None = None
    destination: Callable[[], Destination] | None = None
    deliver: Callable[[], str] | None = None
    phone: ListenerPage | None = None
    wording: Wording = USUAL
    said: str = ""
    _maybes: frozenset[int] = field(default_factory=frozenset)
    _maybes_at: tuple[int, int] | None = None

    def __call__(self, request: Request) -> Response:
        """The answer to one request."""
        refusal = self.guard.refusal(request)
        if refusal is not None:
            return refusal
        try:
            found = self._post(request) if request.method == "POST" else self._get(request)
        except CardscanError as error:
            return self._message(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        return found or self._message("There is no such page.", HTTPStatus.NOT_FOUND)

    # --- what is shown -----------------------------------------------------

    def _get(self, request: Request) -> Response | None:
        if request.path == "/":
            return self._pile(request)
        if request.path.startswith("/static/"):
            return static_file(request.path.removeprefix("/static/"))
        if request.path.startswith("/phone") and self.phone is not None:
            return self.phone.get(request.path, self._around(request, asked_of(request.query)))
        card = _CARD.fullmatch(request.path)
        if card is None:
            return None
        number, part, place = int(card[1]), card[2], card[3]
        if part is None:
            laid_out = self.desk.lay_out(number)
            return None if laid_out is None else self._card(request, laid_out)
        return self._picture(number, part, place)

    def _pile(self, request: Request) -> Response:
        asked = asked_of(request.query)
        maybes = self._possibly_known(asked.filter.pile is Pile.MAYBE)
        found = self.inbox.page(asked.filter, asked.page, maybes=maybes)
        return page(
            "inbox.html", {**self._around(request, asked), "found": found, "piles": self._piles()}
        )

    def _piles(self) -> list[tuple[Pile, str]]:
        maybe = [(Pile.MAYBE, "Maybe known")] if self.book else []
        return [
            (Pile.WAITING, "To check"),
            *maybe,
            (Pile.READY, "Sure"),
            (Pile.ACCEPTED, "Accepted"),
            (Pile.DISCARDED, "Discarded"),
            (Pile.NO_CARD, "No card"),
            (Pile.ALL, "All"),
        ]

    def _around(self, request: Request, asked: Asked) -> dict[str, Any]:
        """What every page needs."""
        done, number = request.query.get("done", ""), request.query.get("n", "")
        return {
            "asked": asked.filter,
            "link": link_to,
            "book": self.book,
            "phone": None if self.phone is None else self.phone.is_on,
            "done": _DONE.get(done),
            "done_kind": done,
            "done_number": int(number) if number.isascii() and number.isdigit() else None,
            "said": self.said if done == "delivered" else "",
        }

    def _card(
        self,
        request: Request,
        card: LaidOut,
        *,
        form: dict[str, str] | None = None,
        whys: dict[int, str] | None = None,
        status: int = HTTPStatus.OK,
        conflict: bool = False,
    ) -> Response:
        asked = asked_of(request.query)
        maybes = self._possibly_known(asked.filter.pile is Pile.MAYBE)
        before, after = self.inbox.around(asked.filter, card.number, maybes=maybes)
        left = self.inbox.page(asked.filter, 1, maybes=maybes).total
        beside, trouble = self._beside(card.stored)
        values = {
            **self._around(request, asked),
            "card": card,
            "before": before,
            "after": after,
            "left": left,
            "beside": beside,
            "trouble": trouble,
            "near": () if card.stored.scan.back_source else self.inbox.near(card.number),
            "typed": form or {},
            "whys": whys or {},
            "conflict": conflict,
        }
        return page("card.html", values, status=status)

    def _beside(self, stored: StoredScan) -> tuple[Beside | None, str]:
        """The contact that a card may belong to, and why that cannot be told just now."""
        if self.destination is None:
            return None, ""
        try:
            return self.destination().compare(stored), ""
        except CardscanError as error:  # the card itself can be decided on all the same
            return None, str(error)

    def _picture(self, number: int, part: str, place: str | None) -> Response | None:
        if place is not None:
            crop = self.desk.crop(number, int(place))
            return None if crop is None else Response(crop, 200, "image/png", _PICTURE)
        if part == "qr.svg":
            return self._code(number)
        side = "back" if part == "back.jpg" else "front"
        found = self.desk.library.picture_of(number, side)
        if found is None:
            return None
        if part == "thumb.jpg":
            found = _thumbnail(found)
        return Response(found, 200, "image/jpeg", _PICTURE)

    def _code(self, number: int) -> Response | None:
        stored = self.desk.library.find_scan(number)
        if stored is None or stored.scan.contact is None:
            return None
        from cardscan.app.qr import code_of, full_card, to_svg  # loaded late: seldom asked for
        from cardscan.app.wording import worded

        contact = worded(stored.scan, self.wording).contact or Contact()
        code = to_svg(code_of(full_card(contact)))
        return Response(code, 200, "image/svg+xml", _PICTURE)

    def _message(self, text: str, status: int) -> Response:
        return page("message.html", {"message": text}, status=status)

    def _possibly_known(self, wanted: bool) -> frozenset[int]:
        """The cards that may be in the address book; asked only where they are to be seen."""
        mark = self.desk.library.change_mark()
        if self.destination is not None and wanted and mark != self._maybes_at:
            self._maybes = self.destination().maybes(event=self.inbox.event)
            self._maybes_at = mark
        return self._maybes

    # --- what is answered --------------------------------------------------

    def _post(self, request: Request) -> Response | None:
        asked = asked_of(request.query)
        if request.path == "/undo":
            return self._undo(asked.filter)
        if request.path == "/deliver" and self.deliver is not None:
            self.said = self.deliver()
            return redirect(link_to("/", asked.filter, done="delivered"))
        if request.path.startswith("/phone") and self.phone is not None:
            return self.phone.post(request)
        card = _CARD.fullmatch(request.path)
        if card is None or card[2] is not None:
            return None
        return self._answer(request, int(card[1]), asked)

    def _undo(self, asked: Filter) -> Response:
        back = self.desk.take_back(None if self.destination is None else self.destination())
        if back is None:
            return redirect(link_to("/", asked, done="nothing"))
        return redirect(link_to(f"/card/{back.number}", asked, done="undo", n=back.number))

    def _answer(self, request: Request, number: int, asked: Asked) -> Response:
        form = request.form()
        answer, do = answer_of(form), form.get("do", "save")
        maybes = self._possibly_known(asked.filter.pile is Pile.MAYBE)
        _, after = self.inbox.around(asked.filter, number, maybes=maybes)
        try:
            self._keep(number, answer, do)
        except (StaleAnswerError, RefusedValuesError) as error:
            card = self.desk.lay_out(number)
            if card is None:
                raise
            stale = isinstance(error, StaleAnswerError)
            status = HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY
            whys = {} if isinstance(error, StaleAnswerError) else error.whys
            return self._card(request, card, form=form, whys=whys, status=status, conflict=stale)
        arranged = arranged_of(form)
        if arranged is not None:
            return self._arrange(number, *arranged, asked)
        if answer.then in (Then.SAVE, Then.REOPEN):
            return redirect(link_to(f"/card/{number}", asked.filter, done=do.partition(".")[0]))
        if after is None:
            return redirect(link_to("/", asked.filter, done=do, n=number))
        return redirect(link_to(f"/card/{after}", asked.filter, done=do, n=number))

    def _arrange(self, number: int, arrange: Arrange, what: int, asked: Asked) -> Response:
        made, said = self.desk.arrange(number, arrange, what), arrange.value
        if arrange in (Arrange.TURN, Arrange.TURN_BACK):
            read = self.desk.read_again(number, arrange)
            said = "turn" if read is None else f"turn-{read}"
        shown = number if arrange is Arrange.PART else made
        return redirect(link_to(f"/card/{shown}", asked.filter, done=said, n=made))

    def _keep(self, number: int, answer: CardAnswer, do: str) -> None:
        if do not in ("merge", "apart"):
            self.desk.answer(number, answer)
            return
        if self.destination is None:
            raise UsageError("It is not said which address book that is.")
        if do == "merge":
            self.desk.merge(number, answer, self.destination())
        else:
            self.desk.keep_both(number, answer, self.destination())


def _thumbnail(jpeg: bytes) -> bytes:
    encoded = np.frombuffer(jpeg, dtype=np.uint8)
    pixels = cv2.imdecode(encoded, cv2.IMREAD_REDUCED_COLOR_2)
    if pixels is None:
        return jpeg
    height, width = pixels.shape[:2]
    scale = min(1.0, _THUMB_PX / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes())
