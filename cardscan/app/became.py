"""What became of photos: their cards, what is in doubt of them, and where they went."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from cardscan.app.desk import shown_text
from cardscan.app.inbox import Filter, Inbox, Pile, is_wanted, pile_of
from cardscan.app.questions import values_of
from cardscan.app.tidying import tidied
from cardscan.app.wording import presentable
from cardscan.counts import counted
from cardscan.errors import NoInputError
from cardscan.formats import to_json as contact_json
from cardscan.language.letters import fold
from cardscan.library import (
    Arranged,
    Arrangement,
    CardInBrief,
    DeliveryKind,
    Library,
    StoredScan,
    Whereabouts,
)
from cardscan.model import Contact, Failure, Outcome, single_line

__all__ = [
    "Card",
    "Photo",
    "find_meant",
    "find_photos",
    "list_lines",
    "photos_json",
    "show_lines",
    "shown_json",
]

_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Card:
    """A card in brief, where it went, and the other photo that shows its back, if any does.

    ``arranged`` is how a person turned, joined and parted it.
    """

    brief: CardInBrief
    went_to: tuple[Whereabouts, ...] = ()
    back: str | None = None
    arranged: tuple[Arrangement, ...] = ()

    @property
    def name(self) -> str:
        """Who it is of, with the firm."""
        contact = tidied(self.brief.contact or Contact())
        reached = (*contact.emails, *contact.phones)
        who = [v.value for v in (contact.name, *contact.organizations[:1]) if v]
        return ", ".join(who or [v.value for v in reached[:1]] or ["somebody without a name"])

    @property
    def is_one(self) -> bool:
        """Whether a card was found and read at all."""
        return pile_of(self.brief) is not Pile.NO_CARD

    @property
    def state(self) -> str:
        """How it stands, in words."""
        match pile_of(self.brief):
            case Pile.NO_CARD:
                return "unreadable" if self.brief.outcome is Outcome.UNREADABLE else "no card"
            case Pile.WAITING if self.brief.outcome is Outcome.DOUBTFUL:
                return "doubtful, waits for review"
            case Pile.WAITING:
                return f"sure but for {counted(self.brief.unsure, 'value')}, waits for review"
            case Pile.READY:
                return "sure"
            case pile:
                return pile.value


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo with its cards, or why it could not be read."""

    source: str
    cards: tuple[Card, ...] = ()
    failure: str | None = None

    @property
    def backs(self) -> tuple[str, ...]:
        """Other photos, which show the backs of its cards."""
        return tuple(dict.fromkeys(card.back for card in self.cards if card.back))


def find_photos(
    library: Library, wanted: Filter, *, failed: bool = False, since: datetime | None = None
) -> tuple[Photo, ...]:
    """The photos of which a card is wanted, in the order in which they came, then the failed ones.

    ``failed`` asks for the latter alone. They have no event and no day.
    """
    photos: dict[str, list[Card]] = {}
    went, backs = library.all_whereabouts(), library.backs()
    for card in () if failed else Inbox(library).cards():
        if is_wanted(card, wanted) and (since is None or card.scanned_at >= since):
            arranged = library.arrangements(card.number)
            found = Card(card, went.get(card.number, ()), backs.get(card.number), arranged)
            photos.setdefault(card.source, []).append(found)
    read = tuple(Photo(source, tuple(cards)) for source, cards in photos.items())
    of_all = wanted.event is None and since is None and wanted.pile is Pile.ALL
    return (*read, *(_failed(library.failures(), wanted.text) if failed or of_all else ()))


def _failed(failures: Iterable[Failure], text: str) -> Iterator[Photo]:
    words = fold(text).split()
    for failure in failures:
        if all(word in fold(failure.source) for word in words):
            page = "" if failure.page is None else f"page {failure.page + 1}: "
            yield Photo(failure.source, failure=f"{page}{failure.message}")


# --- a list ----------------------------------------------------------------


def list_lines(photos: Iterable[Photo]) -> Iterator[str]:
    """A line a card, or a photo that gave none."""
    for photo in photos:
        name = PurePath(photo.source).name
        if photo.failure is not None:
            yield single_line(f"{name}: {_FAILED}: {photo.failure}")
        for card in photo.cards:
            yield single_line(f"{name}: {_card_line(card)}")
            if card.back is not None and card.back != photo.source:
                back = PurePath(card.back).name
                yield single_line(f"{back}: the back of #{card.brief.number} {card.name}")


def _card_line(card: Card) -> str:
    brief = card.brief
    day = f"{brief.scanned_at.astimezone():%Y-%m-%d}"
    occasion = f"{brief.event}, {day}" if brief.event else day
    if pile_of(brief) is Pile.NO_CARD:
        return f"{card.state} ({occasion})"
    places = dict.fromkeys(_short(went.target) for went in card.went_to)
    where = f"went to {', '.join(places)}" if places else "went nowhere yet"
    return f"#{brief.number} {card.name}: {card.state}; {where} ({occasion})"


def _short(target: str) -> str:
    return target if "://" in target else PurePath(target).name


def photos_json(photos: Iterable[Photo]) -> str:
    """The same for programs."""
    listed = [
        {"photo": photo.source, "error": photo.failure, "cards": list(map(_json_of, photo.cards))}
        for photo in photos
    ]
    return json.dumps({"schema": "cardscan.library/1", "photos": listed}, ensure_ascii=False)


def shown_json(library: Library, photos: Iterable[Photo]) -> str:
    """The same of single photos, each card with all that was read of it."""
    told = json.loads(photos_json(photos))
    for card in (card for photo in told["photos"] for card in photo["cards"]):
        stored = library.find_scan(card["card"])
        if stored is not None:
            whole = contact_json(presentable(stored.scan))
            card |= {"contact": whole["contact"], "remarks": list(stored.scan.remarks)}
    return json.dumps(told, ensure_ascii=False)


def _json_of(card: Card) -> dict[str, Any]:
    brief = card.brief
    contact = brief.contact or Contact()
    return {
        "card": brief.number,
        "name": contact.name.value if contact.name else None,
        "organization": next((o.value for o in contact.organizations), None),
        "outcome": brief.outcome.value,
        "state": pile_of(brief).value,
        "unsure": brief.unsure,
        "back": card.back,
        "event": brief.event,
        "scanned_at": brief.scanned_at.isoformat(),
        "arranged": [
            {
                "kind": each.kind.value,
                "of_back": each.of_back,
                "other": each.other,
                "quarters": each.quarters,
                "read_again": each.read_again,
                "at": each.at.isoformat(),
            }
            for each in card.arranged
        ],
        "went_to": [
            {
                "kind": went.kind.value,
                "target": went.target,
                "at": went.delivered_at.isoformat(),
                "command": went.command,
            }
            for went in card.went_to
        ],
    }


# --- one photo or person ---------------------------------------------------


def find_meant(library: Library, asked: str) -> tuple[Photo, ...]:
    """The photos that are meant by a path, a file's name, a card's number or words on a card.

    Raises NoInputError where there is none.
    """
    found = next(filter(None, _meant(library, asked)), None)
    if found is None:
        raise NoInputError(
            f"Nothing in the library is of {asked}.",
            next_step="cardscan library list names every photo; scan it if it is not there.",
        )
    return found


def _meant(library: Library, asked: str) -> Iterator[tuple[Photo, ...]]:
    """What may be meant, the likeliest first."""
    everything = Filter(pile=Pile.ALL)
    photos = find_photos(library, everything)
    if asked.removeprefix("#").isdecimal():
        yield tuple(p for p in photos if _has_card(p, asked.removeprefix("#")))
    for is_it in (_same_place, _same_name):
        yield tuple(p for p in photos if any(is_it(s, asked) for s in (p.source, *p.backs)))
    yield _of_bytes(library, photos, Path(asked))
    yield tuple(p for p in photos if PurePath(p.source).stem == asked)
    yield find_photos(library, replace(everything, text=asked))


def _has_card(photo: Photo, number: str) -> bool:
    return number in (str(card.brief.number) for card in photo.cards)


def _same_name(source: str, asked: str) -> bool:
    return PurePath(source).name == asked


def _same_place(source: str, asked: str) -> bool:
    return Path(source).absolute() == Path(asked).absolute()


def _of_bytes(library: Library, photos: Iterable[Photo], path: Path) -> tuple[Photo, ...]:
    """A photo that lies elsewhere now, by its content."""
    try:
        if not path.is_file():
            return ()
        scans = library.recall(library.sha256_of(path)) or ()
    except OSError:
        return ()
    sources = {each.source for each in scans}
    return tuple(p for p in photos if not sources.isdisjoint((p.source, *p.backs)))


def show_lines(library: Library, photos: Iterable[Photo]) -> Iterator[str]:
    """Everything about some photos: each card, what is in doubt, and where it went, and when."""
    for photo in photos:
        yield photo.source
        if photo.failure is not None:
            yield f"  {_FAILED}: {photo.failure}"
        for card in photo.cards:
            stored = library.find_scan(card.brief.number)
            if stored is not None:
                head, *rest = map(single_line, _card_lines(card, stored))
                yield from (f"  {head}", *(f"    {line}" for line in rest))


def _card_lines(card: Card, stored: StoredScan) -> Iterator[str]:
    scan, number = stored.scan, card.brief.number
    read = f"read {_moment(stored.scanned_at)}"
    event = f", event {scan.event}" if scan.event else ""
    if pile_of(card.brief) is Pile.NO_CARD:
        yield f"{card.state}, {read}{event}"
        return
    yield f"#{number} {card.name}: {card.state}, {read}{event}"
    if scan.back_source:
        yield f"its back: {scan.back_source}"
    for each in card.arranged:
        yield f"{_done_to(each)}, {_moment(each.at)}"
    for field, value in values_of(tidied(scan.contact or Contact())):
        yield f"{'' if value.sure else 'in doubt: '}{field.value} {shown_text(value)}"
    for remark in scan.remarks:
        yield f"remark: {remark}"
    for went in card.went_to:
        by = f" by cardscan {went.command}" if went.command else ""
        yield f"{_VERBS[went.kind]} {went.target}, {_moment(went.delivered_at)}{by}"
    if not card.went_to:
        yield f"went nowhere yet{_next_step(card)}"


def _done_to(arrangement: Arrangement) -> str:
    """What a person did to a card as a thing, in words."""
    match arrangement.kind, arrangement.of_back:
        case Arranged.JOIN, False:
            return f"joined with card #{arrangement.other} as its back"
        case Arranged.JOIN, True:
            return f"joined to card #{arrangement.other} as that one's back"
        case Arranged.PART, False:
            return f"parted from card #{arrangement.other}, which was its back"
        case Arranged.PART, True:
            return f"parted from card #{arrangement.other}, whose back it was"
    which = "its back was turned" if arrangement.of_back else "turned"
    ways = {0: "all the way round", 1: "right", 2: "upside down", 3: "left"}
    again = " and read again" if arrangement.read_again else ""
    return f"{which} {ways[arrangement.quarters]}{again}"


_VERBS = {
    DeliveryKind.EXPORT: "written to",
    DeliveryKind.MERGE: "merged into",
    DeliveryKind.PUSH: "sent to",
}


def _next_step(card: Card) -> str:
    if card.brief.waits:
        return ": look at it with cardscan review"
    if pile_of(card.brief) is Pile.DISCARDED:
        return ", and is not wanted"
    return ": scan its photo again with --into BOOK, or cardscan export"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
