"""Cards to their text: lines, readings, which way up, and the choice between rivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cardscan.errors import ReaderError
from cardscan.image import find_icons, find_lines, render_again, turn_card, upside_down
from cardscan.model import Card, CardText, Line, Reading, TextLine
from cardscan.read.codes import find_codes
from cardscan.read.crumbs import part_icons
from cardscan.read.languages import settle_letters
from cardscan.read.printed import with_printed
from cardscan.read.reader import Detector, Reader, Rereader
from cardscan.read.reconcile import are_settled, reconcile
from cardscan.read.validity import looks_like_address, looks_like_number

__all__ = ["ReadCard", "read_cards"]

Wanted = Callable[[Line, Sequence[Reading]], bool]

# Upright cards were never read with less than .80, turned ones never with more
# than .32 (42 cards, READING.md, step 11).
READABLE_CONFIDENCE = 0.6
DOUBTFUL_CONFIDENCE = 0.85
# Turned cards show short words by chance, never several long ones that are sure.
SURE_LETTERS = 14
SURE_WORD_LETTERS = 5
SURE_CONFIDENCE = 0.8
SAMPLE_LINES = 3  # tell which end of a card is up
# A second look at crumbs no longer than this, in heights, has never found a word in them.
CRUMB_RATIO = 3.0
CRUMB_LETTERS = 3
# What a text detector doubts is print if this much of it is read this surely.
PRINT_LETTERS = 6
PRINT_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class ReadCard:
    """A card as it was read: turned upright, with its text and what went wrong."""

    card: Card
    text: CardText
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """A card on its way: each line with the readings of it so far."""

    card: Card
    lines: tuple[Line, ...]
    readings: tuple[tuple[Reading, ...], ...]
    remarks: tuple[str, ...] = ()


def read_cards(cards: Sequence[Card], readers: Sequence[Reader]) -> list[ReadCard]:
    """Read cards, many at once: the first reader decides which way is up.

    The other readers read every line too; all readings are kept. A reader that
    fails on a card leaves a remark there; only when it fails on every card is
    ReaderError raised.
    """
    if not readers:
        raise ReaderError("There is no reader to read with.")
    detector = next((reader for reader in readers if isinstance(reader, Detector)), None)
    lines = [_lines(card, detector) for card in cards]
    drafts = _first_reading(cards, lines, readers[0], needed=True)
    drafts = _turned_upright(drafts, readers[0], detector)
    drafts = _reread(drafts, readers[0], _is_doubtful, again=True)
    for reader in readers[1:]:
        drafts = _one_more_reading(drafts, reader)
    drafts = _exact_reading(drafts, readers[0])
    return [_finished(draft) for draft in drafts]


def _first_reading(
    cards: Sequence[Card], lines: Sequence[tuple[Line, ...]], reader: Reader, *, needed: bool
) -> list[_Draft]:
    readings, remarks = _read_safely(reader, lines, needed=needed)
    return [
        _Draft(card, found, tuple((r,) for r in read), remark)
        for card, found, read, remark in zip(cards, lines, readings, remarks, strict=True)
    ]


def _lines(card: Card, detector: Detector | None) -> tuple[Line, ...]:
    regions = () if detector is None else detector.find_regions(card.pixels)
    return find_lines(card, regions=regions)


def _is_print(line: Line, readings: Sequence[Reading]) -> bool:
    """Whether a line that a text detector doubted reads too well to be anything but print."""
    return not line.is_doubted or any(
        reading.confidence >= PRINT_CONFIDENCE
        and sum(map(str.isalnum, reading.text)) >= PRINT_LETTERS
        for reading in readings
    )


def _read_safely(
    reader: Reader, cards: Sequence[Sequence[Line]], *, needed: bool
) -> tuple[list[list[Reading]], list[tuple[str, ...]]]:
    """Read all at once, or one by one when that fails, so that one bad card harms no other.

    Failures become remarks; when every card fails, a reader that is ``needed`` raises.
    """
    if not any(cards):
        return [[] for _ in cards], [() for _ in cards]
    try:
        return reader.read(cards), [() for _ in cards]
    except ReaderError as error:
        if len(cards) == 1:
            if needed:
                raise
            return [[Reading((), reader.name) for _ in cards[0]]], [(error.message,)]
    single = [_read_safely(reader, [lines], needed=False) for lines in cards]
    remarks = [remark for _, (remark,) in single]
    if needed and all(remark for remark, lines in zip(remarks, cards, strict=True) if lines):
        raise ReaderError(next(remark[0] for remark in remarks if remark))
    return [read for (read,), _ in single], remarks


def _turned_upright(
    drafts: Sequence[_Draft], reader: Reader, detector: Detector | None
) -> list[_Draft]:
    """Every poorly read or sideways card turned by whatever quarters make it readable.

    The likeliest turns are tried first, the others only where those do not help.
    """
    best = list(drafts)
    turning = {k: _Turning(d, detector) for k, d in enumerate(drafts) if _seems_turned(d)}
    likely = {k: each.likely() for k, each in turning.items()}
    unlikely = {k: tuple({1, 2, 3} - set(turns)) for k, turns in likely.items()}
    for turns_of in (likely, unlikely):
        turns = [(k, q) for k, each in turns_of.items() if _seems_turned(best[k]) for q in each]
        turns = _promising(turns, turning, reader)
        rivals = _first_reading(
            [turning[k].card(q) for k, q in turns],
            [turning[k].lines(q) for k, q in turns],
            reader,
            needed=False,
        )
        for (k, _), rival in zip(turns, rivals, strict=True):
            better = _is_sideways(best[k]) and not _is_sideways(rival)
            if _readable(rival) > (0.85 if better else 1.15) * _readable(best[k]):
                best[k] = rival
    return best


class _Turning:
    """A card that may have to be turned, with its lines after so many quarters, found once."""

    def __init__(self, draft: _Draft, detector: Detector | None) -> None:
        self.draft = draft
        self._detector = detector
        self._cards = {0: draft.card}
        self._lines = {0: draft.lines}

    def card(self, quarters: int) -> Card:
        if quarters not in self._cards:
            self._cards[quarters] = turn_card(self.draft.card, quarters)
        return self._cards[quarters]

    def lines(self, quarters: int) -> tuple[Line, ...]:
        if quarters not in self._lines:
            self._lines[quarters] = _lines(self.card(quarters), self._detector)
        return self._lines[quarters]

    def likely(self) -> tuple[int, ...]:
        """Upside down, or both quarters when lines stand out better sideways."""
        if _is_sideways(self.draft):
            return (1, 3)
        if _elongation(self.lines(1)) > 1.2 * _elongation(self.draft.lines):
            return (1, 3)
        return (2,)

    def sample(self, quarters: int) -> tuple[Line, ...]:
        """A few long lines after a turn; upside down they are those of half a turn before."""
        longest = _longest(self.lines(quarters % 2))
        return tuple(map(upside_down, longest)) if quarters >= 2 else longest

    def sample_as_read(self) -> list[Reading]:
        """What was read of the sample before any turn."""
        read = {
            id(line): each[0]
            for line, each in zip(self.draft.lines, self.draft.readings, strict=True)
        }
        return [read[id(line)] for line in self.sample(0)]


def _promising(
    turns: Sequence[tuple[int, int]], turning: dict[int, _Turning], reader: Reader
) -> list[tuple[int, int]]:
    """The turns after which a few long lines read no worse than after half a turn more.

    A card whose lines lie level is upside down or it is not, and a few lines tell.
    """
    samples = [turning[k].sample(q) for k, q in turns]
    readings, _ = _read_safely(reader, samples, needed=False)
    found = {turn: _letters_read(read) for turn, read in zip(turns, readings, strict=True)}

    def opposite(k: int, quarters: int) -> float:
        if quarters == 2:
            return _letters_read(turning[k].sample_as_read())
        return found.get((k, (quarters + 2) % 4), 0.0)

    return [(k, q) for k, q in turns if found[k, q] >= opposite(k, q)]


def _longest(lines: Sequence[Line]) -> tuple[Line, ...]:
    level = [line for line in lines if not _runs_up(line)]
    return tuple(sorted(level, key=lambda line: -line.crop.shape[1])[:SAMPLE_LINES])


def _seems_turned(draft: _Draft) -> bool:
    if draft.remarks:  # where the reader failed nothing is known, and it would fail again
        return False
    if _is_sideways(draft):
        return True
    return _mean_confidence(draft) < READABLE_CONFIDENCE and not _has_sure_words(draft)


def _has_sure_words(draft: _Draft) -> bool:
    """Whether enough was read for sure to know the way up, however bad the rest is."""
    words = [word for readings in draft.readings for word in readings[0].words]
    sure = [
        sum(map(str.isalnum, word.text)) for word in words if word.confidence >= SURE_CONFIDENCE
    ]
    return sum(count for count in sure if count >= SURE_WORD_LETTERS) >= SURE_LETTERS


def _is_sideways(draft: _Draft) -> bool:
    """Whether most print runs from bottom to top, where single lines of it could be read."""
    upright = sum(line.box.height for line in draft.lines if _runs_up(line))
    level = sum(line.box.width for line in draft.lines if not _runs_up(line))
    return upright > level


def _runs_up(line: Line) -> bool:
    return line.box.height > 2 * line.box.width


def _elongation(lines: Sequence[Line]) -> float:
    """How far lines stretch; squared, so that many crumbs do not outweigh a few true lines."""
    return sum((line.box.width / line.box.height) ** 2 for line in lines if line.box.height)


def _mean_confidence(draft: _Draft) -> float:
    words = [word for readings in draft.readings for word in readings[0].words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _readable(draft: _Draft) -> float:
    """How many letters were read for sure."""
    return _letters_read([readings[0] for readings in draft.readings])


def _letters_read(readings: Sequence[Reading]) -> float:
    words = [word for reading in readings for word in reading.words]
    return sum(
        word.confidence * len(word.text)
        for word in words
        if word.confidence > 0.5 and sum(map(str.isalnum, word.text)) >= 2
    )


def _exact_reading(drafts: Sequence[_Draft], reader: Reader) -> list[_Draft]:
    """Addresses and numbers that are in doubt by the reader's other set-up."""
    exact = reader.for_addresses if isinstance(reader, Rereader) else None
    return list(drafts) if exact is None else _reread(drafts, exact, _wants_exact, again=False)


def _is_doubtful(line: Line, readings: Sequence[Reading]) -> bool:
    letters = max(sum(map(str.isalnum, reading.text)) for reading in readings)
    if letters < CRUMB_LETTERS and line.box.width < CRUMB_RATIO * line.box.height:
        return False
    return max(reading.confidence for reading in readings) < DOUBTFUL_CONFIDENCE


def _wants_exact(_line: Line, readings: Sequence[Reading]) -> bool:
    seems_value = any(looks_like_address(r.text) or looks_like_number(r.text) for r in readings)
    return seems_value and not are_settled(readings)


def _reread(
    drafts: Sequence[_Draft], reader: Reader, wanted: Wanted, *, again: bool
) -> list[_Draft]:
    chosen = [[k for k, r in enumerate(d.readings) if wanted(d.lines[k], r)] for d in drafts]
    lines = [
        [render_again(d.lines[k]) if again else d.lines[k] for k in numbers]
        for d, numbers in zip(drafts, chosen, strict=True)
    ]
    readings, remarks = _read_safely(reader, lines, needed=False)
    return [
        _with_readings(d, numbers, read, remark)
        for d, numbers, read, remark in zip(drafts, chosen, readings, remarks, strict=True)
    ]


def _one_more_reading(drafts: Sequence[_Draft], reader: Reader) -> list[_Draft]:
    readings, remarks = _read_safely(reader, [d.lines for d in drafts], needed=False)
    return [
        _with_readings(d, range(len(d.lines)), read, remark)
        for d, read, remark in zip(drafts, readings, remarks, strict=True)
    ]


def _with_readings(
    draft: _Draft, numbers: Sequence[int], read: Sequence[Reading], remarks: tuple[str, ...]
) -> _Draft:
    readings = list(draft.readings)
    for number, reading in zip(numbers, read, strict=True):
        readings[number] = (*readings[number], reading)
    return replace(draft, readings=tuple(readings), remarks=(*draft.remarks, *remarks))


def _finished(draft: _Draft) -> ReadCard:
    readings, icons = part_icons(draft.readings, find_icons(draft.card, draft.lines))
    lines = [
        replace(reconcile(line, read), icons=own)
        for line, read, own in zip(
            draft.lines, with_printed(draft.card, draft.lines, readings), icons, strict=True
        )
        if _is_print(line, read)
    ]
    lines = settle_letters([line for line in lines if _is_text(line)])
    height, width = draft.card.pixels.shape[:2]
    text = CardText(tuple(lines), width, height, find_codes(draft.card.pixels))
    remarks = draft.remarks
    if not lines:
        remarks = (*remarks, "no readable text on the card")
    return ReadCard(draft.card, text, remarks)


def _is_text(line: TextLine) -> bool:
    """Whether any reader saw a letter or digit that it half believes in."""
    return any(
        word.confidence >= 0.2 and any(map(str.isalnum, word.text))
        for reading in line.readings
        for word in reading.words
    )
