"""A photo to its scans: the whole idea on one screen.

decode -> find cards -> flatten -> lines -> read -> claims -> contact -> scan.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations as pairs

import cv2
import numpy as np

from cardscan.errors import CardscanError, PhotoError
from cardscan.extract import extract, part_people, without_others
from cardscan.folder import path_of
from cardscan.image import (
    PictureFile,
    find_cards,
    flatten,
    judge_quality,
    open_picture,
    outline_all_print,
)
from cardscan.model import (
    Box,
    Card,
    CardText,
    Contact,
    Excerpt,
    Failure,
    Outcome,
    Outline,
    OutlineKind,
    PageCount,
    Photo,
    ReadPage,
    Scan,
    TextLine,
    Value,
    map_values,
    transform_box,
    transform_points,
)
from cardscan.read import ReadCard, Reader, read_cards

__all__ = ["CardTrace", "interpret", "judge", "outcome_of", "scan_files", "to_scan", "trace_photos"]

_PICTURE_QUALITY = 88  # JPEG; a card of 1200 px takes about 120 kB, inside vCard's 224 kB as base64
_MOST_CARDS = 16
"""Cards read together: a card with its lines takes about 10 MB, loading Tesseract .7 CPU-s."""
_MOST_PAGES = 8
"""Pages read together: what is lost with a page that never ends, and waits for one that is slow."""
_SEVERAL_PEOPLE = "several people are named on it"
_PART_MARGIN_PX = 14.0  # of a flattened card; print is set 3 mm or more from what is beside it
_CARD_RATIO = (1.35, 1.95)
_NO_PIXELS = np.empty((0, 0, 3), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class CardTrace:
    """One card with everything that led to its contact.

    ``card`` and ``text`` are None where the photo shows no card. Boxes of
    ``contact`` are in pixels of the flattened card, those of ``codes`` too.
    """

    photo: Photo
    number: int = 0
    card: Card | None = None
    text: CardText | None = None
    contact: Contact | None = None
    remarks: tuple[str, ...] = ()
    elapsed_s: float = 0.0


def scan_files(
    excerpts: Iterable[Excerpt], readers: Sequence[Reader], *, region: str | None = None
) -> Iterator[ReadPage | PageCount]:
    """Read pages of a few files, so many together that their cards share Tesseract processes.

    Pages come in order, the cards of each from top to bottom and left to right; before a
    page is cut out, its file's count of pages comes. One page is in memory at a time, and a
    bounded number of cards. Raises only what concerns every photo, such as a missing Tesseract.
    """
    few: list[_Page] = []
    cards = 0
    for each in _cut_files(excerpts):
        if isinstance(each, PageCount):
            yield each
            continue
        few.append(each)
        cards += 0 if isinstance(each.cut, Failure) else len(each.cut.cards)
        if cards >= _MOST_CARDS or len(few) >= _MOST_PAGES:
            yield from _read_pages(few, readers, region=region)
            few, cards = [], 0
    yield from _read_pages(few, readers, region=region)


def _read_pages(
    few: Sequence[_Page], readers: Sequence[Reader], *, region: str | None
) -> Iterator[ReadPage]:
    reader = "+".join(r.name for r in readers)
    cuts = [page.cut for page in few if isinstance(page.cut, _Cut)]
    traces = iter(_trace(cuts, readers, region=region))
    for page in few:
        outcomes: tuple[Scan | Failure, ...]
        if isinstance(page.cut, Failure):
            outcomes = (page.cut,)
        else:
            outcomes = tuple(to_scan(trace, reader) for trace in next(traces))
        yield ReadPage(source=page.source, page=page.number, pages=page.pages, outcomes=outcomes)


def trace_photos(
    photos: Iterable[Photo], readers: Sequence[Reader], *, region: str | None = None
) -> tuple[CardTrace, ...]:
    """Read every card on some photos and keep what led to each contact."""
    traces = _trace([_cut(photo) for photo in photos], readers, region=region)
    return tuple(trace for on_photo in traces for trace in on_photo)


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """A photo and the cards cut out of it, in how many seconds."""

    photo: Photo
    cards: tuple[Card, ...]
    elapsed_s: float


def _cut(photo: Photo) -> _Cut:
    started_s = time.perf_counter()
    cards = tuple(flatten(photo, outline) for outline in find_cards(photo))
    return _Cut(photo, cards, time.perf_counter() - started_s)


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """One page of a file: its cards, or why there are none."""

    source: str
    number: int
    pages: int
    cut: _Cut | Failure


def _cut_files(excerpts: Iterable[Excerpt]) -> Iterator[_Page | PageCount]:
    """The cards of some pages of some files; a page's own pixels are let go at once."""
    for excerpt in excerpts:
        source = str(excerpt.path)
        try:
            picture = open_picture(excerpt.path)
        except PhotoError as error:
            yield _Page(source, 0, 1, _failure(source, error))
            continue
        count = picture.count
        stop = count if excerpt.stop is None else min(excerpt.stop, count)
        for number in range(excerpt.first, stop):
            yield PageCount(source, count)
            yield _Page(source, number, count, _cut_page(picture, number))


def _cut_page(picture: PictureFile, number: int) -> _Cut | Failure:
    try:
        cut = _cut(picture.photo(number))
    except PhotoError as error:
        return _failure(picture.source, error, number if picture.count > 1 else None)
    return replace(cut, photo=replace(cut.photo, pixels=_NO_PIXELS, printed=()))


def _failure(source: str, error: PhotoError, page: int | None = None) -> Failure:
    return Failure(source=source, kind=type(error).__name__, message=str(error), page=page)


def _trace(
    cuts: Sequence[_Cut], readers: Sequence[Reader], *, region: str | None
) -> list[tuple[CardTrace, ...]]:
    """For each photo the traces of its cards, or one that says that there is none."""
    started_s = time.perf_counter()
    read = iter(read_cards([card for cut in cuts for card in cut.cards], readers))
    traces: list[tuple[CardTrace, ...]] = []
    for cut in cuts:
        whole = [interpret(cut.photo, next(read), region=region) for _ in cut.cards]
        on_photo = [part for trace in whole for part in _parted(trace, readers, region=region)]
        kept = [trace for trace in on_photo if _shows_card(trace, on_photo)]
        if on_photo and not kept:
            kept = _look_again(cut.photo, on_photo, readers, region=region)
        found = [replace(trace, number=number) for number, trace in enumerate(kept)]
        traces.append(tuple(found or [CardTrace(cut.photo, remarks=("no card in this picture",))]))
    elapsed_s = time.perf_counter() - started_s + sum(cut.elapsed_s for cut in cuts)
    each_s = elapsed_s / max(1, sum(map(len, traces)))
    return [tuple(replace(trace, elapsed_s=each_s) for trace in of_one) for of_one in traces]


def interpret(photo: Photo, read: ReadCard, *, region: str | None) -> CardTrace:
    """From one read card to its contact."""
    contact = extract(read.text, region=region)
    remarks = (*photo.remarks, *judge_quality(read.card), *read.remarks)
    people = part_people(read.text, region=region)
    if people:
        remarks = (*remarks, _SEVERAL_PEOPLE)
        contact = without_others(contact, people)
    return CardTrace(photo, 0, read.card, read.text, contact, tuple(dict.fromkeys(remarks)))


def _look_again(
    photo: Photo, on_photo: Sequence[CardTrace], readers: Sequence[Reader], *, region: str | None
) -> list[CardTrace]:
    """The card that all print of a photo is, where each outline held but a part or nothing."""
    pixels = _with_pixels(photo)
    tried = {trace.card.outline.corners for trace in on_photo if trace.card is not None}
    cards = [flatten(pixels, o) for o in outline_all_print(pixels) if o.corners not in tried]
    traces = [interpret(photo, each, region=region) for each in read_cards(cards, readers)]
    return [trace for trace in traces if _shows_card(trace, traces)]


def _with_pixels(photo: Photo) -> Photo:
    return photo if photo.pixels.size else open_picture(path_of(photo.source)).photo(photo.page)


def _parted(
    trace: CardTrace, readers: Sequence[Reader], *, region: str | None, times: int = 2
) -> Sequence[CardTrace]:
    """An outline that holds several people's cards as the traces of each, else the trace itself.

    Each part is cut from the photo and read anew, and parted again where that shows more
    people. Two people's parts have to name one person each and a way to reach him; of a
    sheet of more, most. Else the outline stays as it is, which is doubtful.
    """
    card, text = trace.card, trace.text
    boxes = part_people(text, region=region) if text is not None else ()
    meet = any(a.intersection(b) > 0 for a, b in pairs(boxes, 2))
    if card is None or not boxes or not times or meet:
        return [trace]
    photo = _with_pixels(trace.photo)
    outlines = [_outline_of(box, card) for box in boxes]
    read = read_cards([flatten(photo, outline) for outline in outlines], readers)
    parts = [
        part
        for each in read
        for part in _parted(
            interpret(trace.photo, each, region=region), readers, region=region, times=times - 1
        )
    ]
    good = sum(_names_one(part) for part in parts)
    enough = good == len(parts) if len(parts) == 2 else 2 * good > len(parts)
    return parts if enough and (_holds_cards(card, parts) or _stand_alone(parts)) else [trace]


def _outline_of(box: Box, card: Card) -> Outline:
    left, top = box.left - _PART_MARGIN_PX, box.top - _PART_MARGIN_PX
    right, bottom = box.right + _PART_MARGIN_PX, box.bottom + _PART_MARGIN_PX
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    a, b, c, d = transform_points(corners, card.to_photo)
    return Outline((a, b, c, d), 0.0, OutlineKind.TEXT)


def _names_one(trace: CardTrace) -> bool:
    contact = trace.contact
    if contact is None or _SEVERAL_PEOPLE in trace.remarks:
        return False
    return bool(contact.name and (contact.phones or contact.emails))


def _holds_cards(card: Card, parts: Sequence[CardTrace]) -> bool:
    """Whether an outline is no single card's: it has no edges, another shape, or many people."""
    short, long = sorted(card.pixels.shape[:2])
    shaped = _CARD_RATIO[0] <= long / max(1, short) <= _CARD_RATIO[1]
    return len(parts) > 2 or not shaped or card.outline.kind is not OutlineKind.EDGES


def _stand_alone(parts: Sequence[CardTrace]) -> bool:
    """Whether no part lacks what another has: two people's one card shares its firm's lines."""
    contacts = [trace.contact for trace in parts if trace.contact is not None]
    return all(
        len({bool(values) for values in of_all}) == 1
        for of_all in zip(*((c.organizations, c.addresses) for c in contacts), strict=True)
    )


def _shows_card(trace: CardTrace, on_photo: Sequence[CardTrace]) -> bool:
    """Whether an outline holds a card, now that it is read.

    Words without a card's edges are one where they name somebody and a way to reach
    them; a blank outline beside print is a plank or a sheet.
    """
    if trace.card is None or trace.text is None or trace.contact is None:
        return False
    contact = trace.contact
    if trace.card.outline.kind is OutlineKind.TEXT:
        who = contact.name is not None or bool(contact.organizations)
        return who and bool(contact.phones or contact.emails)
    return bool(trace.text.lines) or not any(t.text and t.text.lines for t in on_photo)


def to_scan(trace: CardTrace, reader: str) -> Scan:
    """Move a trace into the photo's frame and decide how it ended."""
    photo, card = trace.photo, trace.card
    outcome = outcome_of(trace)
    blank = Scan(
        source=photo.source,
        sha256=photo.sha256,
        page=photo.page,
        card=trace.number,
        outcome=outcome,
        remarks=trace.remarks,
        taken_at=photo.taken_at,
        place=photo.place,
        reader=reader,
        elapsed_s=trace.elapsed_s,
    )
    if card is None or trace.contact is None or trace.text is None:
        return blank
    card = _in_file(card, photo.scale)
    seen = outcome in (Outcome.OK, Outcome.DOUBTFUL)
    return replace(
        blank,
        corners=card.outline.corners,
        contact=_in_photo(trace.contact, card) if seen else None,
        codes=tuple(replace(c, box=transform_box(c.box, card.to_photo)) for c in trace.text.codes),
        lines=tuple(_line_in_photo(line, card) for line in trace.text.lines),
        picture=_to_jpeg(card),
    )


def outcome_of(trace: CardTrace) -> Outcome:
    """Whether a card may go to the address book unasked.

    OK needs a sure name (the organization's where there is no person), one sure way to
    reach it, and nobody else on the card.
    """
    if trace.contact is None or trace.text is None:
        return Outcome.NOT_A_CARD
    return judge(trace.text, trace.contact, trace.remarks)


def judge(text: CardText, contact: Contact, remarks: Sequence[str]) -> Outcome:
    """How a card ended of which this was read and understood; see :func:`outcome_of`."""
    if not contact.values:
        legible = any(line.confidence >= 0.5 for line in text.lines)
        if legible and contact.unread:
            return Outcome.DOUBTFUL
        return Outcome.UNREADABLE if remarks else Outcome.NOT_A_CARD
    who: tuple[Value, ...] = (contact.name,) if contact.name else contact.organizations[:1]
    ways: tuple[Value, ...] = (*contact.phones, *contact.emails)
    sure = any(v.sure for v in who) and any(v.sure for v in ways)
    if sure and (_SEVERAL_PEOPLE in remarks or part_people(text)):
        return Outcome.DOUBTFUL
    return Outcome.OK if sure else Outcome.DOUBTFUL


def _in_file(card: Card, scale: float) -> Card:
    """The card with its place in pixels of the file, of which a photo may be a smaller picture."""
    if scale == 1:
        return card
    top_left, top_right, bottom_right, bottom_left = (
        (x * scale, y * scale) for x, y in card.outline.corners
    )
    corners = (top_left, top_right, bottom_right, bottom_left)
    to_photo = np.diag([scale, scale, 1.0]) @ card.to_photo
    return replace(card, outline=replace(card.outline, corners=corners), to_photo=to_photo)


def _in_photo(contact: Contact, card: Card) -> Contact:
    """The same contact with every box in pixels of the upright photo."""
    return map_values(
        contact,
        lambda v: replace(v, boxes=tuple(transform_box(b, card.to_photo) for b in v.boxes)),
    )


def _line_in_photo(line: TextLine, card: Card) -> TextLine:
    way = card.to_photo
    readings = tuple(
        replace(r, words=tuple(replace(w, box=transform_box(w.box, way)) for w in r.words))
        for r in line.readings
    )
    icons = tuple(replace(i, box=transform_box(i.box, way)) for i in line.icons)
    return replace(line, box=transform_box(line.box, way), readings=readings, icons=icons)


def _to_jpeg(card: Card) -> bytes:
    done, encoded = cv2.imencode(".jpg", card.pixels, [cv2.IMWRITE_JPEG_QUALITY, _PICTURE_QUALITY])
    if not done:
        raise CardscanError(f"The picture of a card on {card.outline} could not be compressed.")
    return bytes(encoded.tobytes())
