"""Claims to one contact: the set of claims that explains the whole card best.

The name is the hub: a title stands by it, the e-mail is made of it, the logo
is what is not it. So each rival name, and the card without any, is tried in
turn; with it in place all other claims are weighed again and the best set that
claims no word twice is taken; the name whose set adds up highest wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cardscan.extract.choice.confidence import SURE, confidence_of
from cardscan.extract.choice.one_firm import each_firm_once
from cardscan.extract.clues.clues import Clues, mailbox_likeness
from cardscan.extract.thresholds import (
    IN_THE_MAILBOX,
    JOBS_ALONE,
    NOT_RIGHT_BELOW,
    PLACE_OF_A_DEPARTMENT,
)
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.occupations import is_field_alone, job_likeness
from cardscan.language.letters import compact
from cardscan.model import (
    Address,
    Box,
    Claim,
    Contact,
    Email,
    Field,
    Name,
    Phone,
    Reason,
    Social,
    Text,
    Url,
    Value,
)

__all__ = ["Choice", "choose", "overlaps", "resolve"]

Witness = Callable[[Claim], Iterable[Reason]]
_WORTH_SAYING = 0.05  # reasons that weigh less than this only clutter an explanation
_HUBS = 8
# What a field asks of a claim before it is taken at all, and of a second and third one:
# a card shows one name, mostly one organization and title, but any number of phones.
_BAR: dict[Field, tuple[float, ...]] = {
    Field.NAME: (0.8,),
    Field.ORGANIZATION: (1.1, 2.6, 3.4),
    Field.TITLE: (0.9, 2.0, 2.4),
    Field.DEPARTMENT: (0.8, 1.5, 1.8),
    Field.PHONE: (1.0,) * 8,
    Field.EMAIL: (1.5,) * 4,
    Field.URL: (1.5,) * 4,
    Field.SOCIAL: (1.5,) * 5,
    Field.ADDRESS: (2.0,) * 3,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen claim, weighed in its place, and how far ahead of its best rival it is."""

    claim: Claim
    margin: float


def overlaps(first: Claim, second: Claim) -> bool:
    """Whether two claims take the same words of a line."""
    for line, box in zip(first.lines, first.value.boxes, strict=False):
        for other_line, other in zip(second.lines, second.value.boxes, strict=False):
            shared = box.overlap_x(other)
            if line == other_line and shared > 0.3 * max(1.0, min(box.width, other.width)):
                return True
    return False


def _same_value(first: Claim, second: Claim) -> bool:
    if first.field is not second.field:
        return False
    if isinstance(first.value, Phone) and isinstance(second.value, Phone):
        return (first.value.value, first.value.extension) == (
            second.value.value,
            second.value.extension,
        )
    return first.value.value == second.value.value


def _is_second(claim: Claim) -> bool:
    return any(r.name == Evidence.SECOND_READING for r in claim.reasons)


def _agreed(claims: Sequence[Claim]) -> list[Claim]:
    """One claim a value and place: what several readings say alike gains by it."""
    merged: list[Claim] = []
    # Of equal claims the one that takes the least of its line leaves most to the others.
    for claim in sorted(claims, key=lambda c: (-c.score, c.value.value, _width(c))):
        for i, kept in enumerate(merged):
            if _same_value(kept, claim) and overlaps(kept, claim):
                agree = because(Evidence.READERS_AGREE)
                if _is_second(kept) != _is_second(claim) and agree not in kept.reasons:
                    merged[i] = replace(kept, reasons=(*kept.reasons, agree))
                break
        else:
            merged.append(claim)
    return merged


def _width(claim: Claim) -> float:
    return sum(box.width for box in claim.value.boxes)


def _around(claim: Claim) -> Box:
    return Box.around(claim.value.boxes)


def _place_reasons(claim: Claim, hub: Claim) -> tuple[Reason, ...]:
    """What a title's or department's place says once the name's is known."""
    box, name = _around(claim), _around(hub)
    height = max(1.0, name.height, box.height)
    if box.is_level_with(name):
        return (because(Evidence.BESIDE_THE_NAME),)
    below, above = box.top - name.bottom, name.top - box.bottom
    if box.overlap_x(name) > 0 or abs(box.left - name.left) < 3 * height:
        if -0.5 * height < below < 1.3 * height:
            return (because(Evidence.RIGHT_BELOW_THE_NAME),)
        if 1.3 * height <= below < 2.6 * height:
            return (because(Evidence.RIGHT_BELOW_THE_NAME, NOT_RIGHT_BELOW),)
        if -0.5 * height < above < 1.0 * height:
            return (because(Evidence.RIGHT_ABOVE_THE_NAME),)
    return (because(Evidence.FAR_FROM_THE_NAME),)


def _reasons_away(claim: Claim, place: Sequence[Reason]) -> Iterator[Reason]:
    """What its words say of a title that stands neither below the name nor beside it.

    There most lines with a word of a job are trades, offers and offices: 'Verkauf & Werkstatt'.
    """
    at = {r.name for r in place}
    if at & {Evidence.RIGHT_BELOW_THE_NAME, Evidence.BESIDE_THE_NAME}:
        return
    text = claim.value.value.partition("(")[0]
    if is_field_alone(text):
        yield because(Evidence.FIELD_OF_WORK_BY_ITSELF)
    elif job_likeness(text) < JOBS_ALONE and Evidence.RIGHT_ABOVE_THE_NAME not in at:
        yield because(Evidence.WORDS_BESIDE_THOSE_OF_A_JOB)


def _size_reasons(claim: Claim, hub: Claim) -> tuple[Reason, ...]:
    height, name_height = claim.value.boxes[0].height, max(1.0, hub.value.boxes[0].height)
    if height > 1.35 * name_height:
        return (because(Evidence.LARGER_THAN_THE_NAME, min(1.0, height / name_height - 1.0)),)
    return ()


def _with_mailbox(claim: Claim, hub: Claim) -> Claim:
    """An e-mail weighed by how well its mailbox is made of the name."""
    name = hub.value
    words = (
        tuple(f"{name.given or ''} {name.family or ''}".split()) if isinstance(name, Name) else ()
    )
    clues = Clues(mailboxes=(claim.value.value.rpartition("@")[0].lower(),))
    likeness = mailbox_likeness(words, clues)
    if likeness < IN_THE_MAILBOX:
        return claim
    return replace(claim, reasons=(*claim.reasons, because(Evidence.RESEMBLES_THE_NAME, likeness)))


def _in_place(claim: Claim, hub: Claim | None) -> Claim:
    """The claim weighed again with the name where it is."""
    if hub is not None and claim.field is Field.EMAIL:
        return _with_mailbox(claim, hub)
    if claim.field not in (Field.TITLE, Field.DEPARTMENT):
        return claim
    place = _place_reasons(claim, hub) if hub else ()
    more = (*place, *(_size_reasons(claim, hub) if hub else ()))
    if claim.field is Field.TITLE:
        more = (*more, *_reasons_away(claim, place))
    if claim.field is Field.DEPARTMENT:
        more = tuple(Reason(r.name, r.weight * PLACE_OF_A_DEPARTMENT) for r in more)
    return replace(claim, reasons=(*claim.reasons, *more))


class _Rivals:
    """Which claims cannot stand together, as one bit mask a claim."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.masks = [0] * len(claims)
        # Only claims of one line or one text can be rivals, and most of a full page are neither.
        near: defaultdict[int | str, list[int]] = defaultdict(list)
        for j, claim in enumerate(claims):
            keys: set[int | str] = {*claim.lines, claim.value.value}
            for i in {i for key in keys for i in near[key]}:
                if overlaps(claims[i], claim) or _same_value(claims[i], claim):
                    self.masks[i] |= 1 << j
                    self.masks[j] |= 1 << i
            for key in keys:
                near[key].append(j)


def _pick(
    order: Sequence[int], claims: Sequence[Claim], scores: Sequence[float], rivals: _Rivals,
    banned: int,
) -> tuple[list[int], float]:  # fmt: skip
    """The best claims in turn that claim no word twice, and what they add up to."""
    taken, total, counts = [], 0.0, dict.fromkeys(Field, 0)
    for i in order:
        field = claims[i].field
        bars = _BAR[field]
        if banned >> i & 1 or counts[field] >= len(bars) or scores[i] < bars[counts[field]]:
            continue
        taken.append(i)
        counts[field] += 1
        total += scores[i] - bars[counts[field] - 1]
        banned |= rivals.masks[i]
    return taken, total


def _improve(
    taken: list[int], total: float, order: Sequence[int], claims: Sequence[Claim],
    scores: Sequence[float], rivals: _Rivals, banned: int,
) -> tuple[list[int], float]:  # fmt: skip
    """Leave out one claim where the ones it shut out are worth more together."""
    for i in tuple(taken):
        other, worth = _pick(order, claims, scores, rivals, banned | 1 << i)
        if worth > total + 0.05:
            taken, total = other, worth
    return taken, total


def _order(claims: Sequence[Claim], scores: Sequence[float]) -> list[int]:
    return sorted(
        range(len(claims)),
        key=lambda i: (
            -scores[i],
            claims[i].field.value,
            -len(claims[i].value.value) * (claims[i].field is Field.TITLE),
            claims[i].value.value,
        ),
    )


def _with_hub(
    claims: Sequence[Claim], rivals: _Rivals, hub: int | None
) -> tuple[list[int], list[Claim], float]:
    name = None if hub is None else claims[hub]
    weighed = [_in_place(c, name) for c in claims]
    scores = [c.score for c in weighed]
    names = sum(1 << i for i, c in enumerate(claims) if c.field is Field.NAME)
    banned = names if hub is None else (names & ~(1 << hub)) | rivals.masks[hub]
    order = _order(weighed, scores)
    if hub is not None:
        order = [hub, *(i for i in order if i != hub)]
    taken, total = _pick(order, weighed, scores, rivals, banned)
    taken, total = _improve(taken, total, order, weighed, scores, rivals, banned)
    return taken, weighed, total


def choose(claims: Iterable[Claim]) -> tuple[Choice, ...]:
    """The set of claims that explains the card best, each with its margin."""
    useful = [c for c in claims if c.score > -2.0 and c.value.boxes]
    merged = _agreed(useful)
    rivals = _Rivals(merged)
    names = [
        i for i, c in enumerate(merged) if c.field is Field.NAME and c.score >= _BAR[Field.NAME][0]
    ]
    names.sort(  # of two persons as likely, the one printed first
        key=lambda i: (-round(merged[i].score, 3), _around(merged[i]).top, merged[i].value.value)
    )
    hubs = (*names[:_HUBS], None)
    trials = [_with_hub(merged, rivals, hub) for hub in hubs]
    best = max(range(len(trials)), key=lambda i: round(trials[i][2], 3))
    taken, weighed, _ = trials[_first_person(best, hubs, trials, merged)]
    return tuple(Choice(weighed[i], _margin(i, taken, weighed, rivals)) for i in sorted(taken))


_AS_LIKELY = 0.8  # of what their sets add up to; two persons' names differ by a known word or so


def _first_person(
    best: int, hubs: Sequence[int | None], trials: Sequence[tuple[list[int], list[Claim], float]],
    claims: Sequence[Claim],
) -> int:  # fmt: skip
    """Of two persons named alike in size and about as likely, the one printed first."""
    chosen = hubs[best]
    if chosen is None:
        return best
    box = claims[chosen].value.boxes[0]
    first = best
    for i, hub in enumerate(hubs):
        if hub is None or trials[i][2] < trials[best][2] - _AS_LIKELY:
            continue
        other = claims[hub].value.boxes[0]
        alike = 0.9 < other.height / max(1.0, box.height) < 1.1
        apart = not overlaps(claims[hub], claims[chosen])
        place = claims[hubs[first] or 0].value.boxes[0] if first != best else box
        if alike and apart and (other.top, other.left) < (place.top, place.left):
            first = i
    return first


def _margin(i: int, taken: Sequence[int], claims: Sequence[Claim], rivals: _Rivals) -> float:
    """How far the claim's score is above the best of those it shuts out, of any field."""
    mine = claims[i]
    best = 0.0
    for j, other in enumerate(claims):
        same_field = other.field is mine.field and mine.field is Field.NAME
        against = j not in taken and (rivals.masks[i] >> j & 1 or same_field)
        if against and not _says_the_same(mine, other):
            best = max(best, other.score)
    return mine.score - best


def _says_the_same(first: Claim, second: Claim) -> bool:
    return first.field is second.field and compact(first.value.value) == compact(second.value.value)


def _finished(choice: Choice, witness: Witness | None) -> Value:
    claim = choice.claim
    borne_out = tuple(witness(claim)) if witness else ()
    confidence = confidence_of(claim, choice.margin, borne_out)
    reasons = tuple(r for r in (*claim.reasons, *borne_out) if abs(r.weight) >= _WORTH_SAYING)
    return replace(
        claim.value, confidence=confidence, sure=confidence >= SURE[claim.field], reasons=reasons
    )


def _by_place(choices: Iterable[Choice], witness: Witness | None) -> list[Value]:
    values = [_finished(c, witness) for c in choices]
    return sorted(values, key=lambda v: (v.boxes[0].top, v.boxes[0].left, v.value))


def resolve(claims: Iterable[Claim], *, witness: Witness | None = None) -> Contact:
    """The contact that the claims make together; ``unread`` is left empty.

    ``witness`` says of a chosen claim how far independent readings bear it out.
    """
    choices = choose(claims)
    names: list[Name] = []
    texts: dict[Field, list[Text]] = {}
    phones: list[Phone] = []
    emails: list[Email] = []
    urls: list[Url] = []
    social: list[Social] = []
    addresses: list[Address] = []
    by_field = {f: _by_place((c for c in choices if c.claim.field is f), witness) for f in Field}
    for field, values in by_field.items():
        for value in values:
            match value:
                case Name():
                    names.append(value)
                case Text():
                    texts.setdefault(field, []).append(value)
                case Phone():
                    phones.append(value)
                case Email():
                    emails.append(value)
                case Url():
                    urls.append(value)
                case Social():
                    social.append(value)
                case Address():
                    addresses.append(value)
    return Contact(
        name=names[0] if names else None,
        organizations=each_firm_once(texts.get(Field.ORGANIZATION, ())),
        departments=tuple(texts.get(Field.DEPARTMENT, ())),
        titles=tuple(texts.get(Field.TITLE, ())),
        phones=tuple(phones),
        emails=tuple(emails),
        urls=tuple(urls),
        social=tuple(social),
        addresses=tuple(addresses),
    )
