"""The last guard: whether a text names ways to reach several people, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from cardscan.extract.clues.clues import Clues, mailbox_likeness
from cardscan.extract.page.layout import arrange
from cardscan.extract.page.rows import rejoined
from cardscan.extract.thresholds import A_WORD_OF_THE_MAILBOX, GAIN_OF_A_NAME
from cardscan.extract.whole.card import KEPT_TEXTS, claim
from cardscan.extract.words.honorifics import strip_prefix
from cardscan.extract.words.people import is_given_name
from cardscan.extract.words.role_mailboxes import is_role
from cardscan.model import Box, CardText, Claim, Contact, Email, Field, Name, Phone, Value

__all__ = ["part_people", "without_others"]

V = TypeVar("V", bound=Value)

_LEAST_SCORE = 0.8  # as a name must have to be a card's own (resolve)
_SHEET = 3
_SAME_SIZE = 1.3  # names of two persons are set alike
_PIECES = re.compile(r"[._\-]+")
_DIGITS = 7
_REACH = 9.0  # a number further below a name than so many of its heights is another's


@dataclass(frozen=True, slots=True)
class _Person:
    """Boxes of what can only be one person's: a name, a mailbox made of it, a number below."""

    words: tuple[str, ...]
    boxes: tuple[Box, ...]

    def is_called(self, words: tuple[str, ...]) -> bool:
        """Whether these are his names too, or some of them; a family has one name for many."""
        one, other = set(self.words), set(words)
        return one <= other or other <= one or self.words[0] == words[0]


def part_people(text: CardText, *, region: str | None = None) -> tuple[Box, ...]:
    """The box of each person's print where a text is of several, from top to bottom; else none.

    People are told apart by mailboxes made of different names, and by names set alike each
    with a number of its own below. What is not marked as somebody's goes to whom it stands
    nearest.
    """
    return _parts(text, region)


@lru_cache(maxsize=KEPT_TEXTS)
def _parts(text: CardText, region: str | None) -> tuple[Box, ...]:
    if not _may_name_several(text):
        return ()
    people = _people(claim(text, region=region))
    if len(people) < 2:
        return ()
    parts = [part.box for part in arrange(rejoined(text).text).first]
    return tuple(sorted(_around_each(people, parts), key=lambda b: (b.top, b.left)))


def without_others(contact: Contact, people: Sequence[Box]) -> Contact:
    """The contact of a sheet of several people's cards with what stands in its own one's box.

    The rest becomes unread. Two people may share one card and what stands on it, and are
    told apart line by line (:mod:`second_person`), so theirs stays as it is.
    """
    name = contact.name
    if name is None or len(people) < _SHEET:
        return contact
    own = next((box for box in people if all(_lies_in(b, box) for b in name.boxes)), None)
    if own is None:
        return contact

    def of_one(values: tuple[V, ...]) -> tuple[V, ...]:
        return tuple(v for v in values if not v.boxes or any(_lies_in(b, own) for b in v.boxes))

    kept = replace(
        contact,
        organizations=of_one(contact.organizations),
        departments=of_one(contact.departments),
        titles=of_one(contact.titles),
        phones=of_one(contact.phones),
        emails=of_one(contact.emails),
        urls=of_one(contact.urls),
        social=of_one(contact.social),
        addresses=of_one(contact.addresses),
    )
    left = [v.value for v in contact.values if not any(v is k for k in kept.values)]
    return replace(kept, unread=(*contact.unread, *left))


def _lies_in(box: Box, other: Box) -> bool:
    return box.intersection(other) > 0.5 * box.area


def _may_name_several(text: CardText) -> bool:
    """Whether it is worth a closer look: two addresses, or two numbers and two given names."""
    best = [line.text for line in text.lines]
    if sum(line.count("@") for line in best) > 1:
        return True
    if sum(sum(map(str.isdigit, line)) >= _DIGITS for line in best) < 2:
        return False
    words = [word for line in best for word in line.split() if word[:1].isupper()]
    return sum(map(is_given_name, words)) > 1


def _people(claims: Iterable[Claim]) -> list[_Person]:
    best = sorted(claims, key=lambda c: -c.score)
    called = [c.value for c in best if c.field is Field.NAME and _is_name(c)]
    by_mailbox = _by_mailbox([c.value for c in best if isinstance(c.value, Email)], called)
    phones = [c.value for c in best if isinstance(c.value, Phone)]
    by_number = _by_number(_likeliest_names(best), phones)
    if len(by_number) < 2:
        return by_mailbox
    known = {
        p.words: next((m for m in by_mailbox if m.is_called(p.words)), None) for p in by_number
    }
    mailed = [m for m in by_mailbox if m not in known.values()]
    return mailed + [
        replace(p, boxes=(*p.boxes, *(m.boxes if m is not None else ())))
        for p, m in ((p, known[p.words]) for p in by_number)
    ]


def _is_name(claim: Claim) -> bool:
    whole = len(claim.value.boxes) == 1 and len(_core(claim.value)) > 1
    return whole and claim.score >= _LEAST_SCORE


def _likeliest_names(best: Sequence[Claim]) -> list[Value]:
    """Names that begin with a known one and that nothing else on their place outdoes."""
    found: list[Value] = []
    taken: list[Box] = []
    for rival in best:
        value = rival.value
        if rival.score < _LEAST_SCORE or any(_meet(b, t) for b in value.boxes for t in taken):
            continue
        taken.extend(value.boxes)
        if rival.field is Field.NAME and _is_name(rival) and is_given_name(_core(value)[0]):
            found.append(value)
    return found


def _core(name: Value) -> tuple[str, ...]:
    if isinstance(name, Name):
        return tuple(f"{name.given or ''} {name.family or ''}".split())
    return tuple(strip_prefix(name.value.split(" "))[1])


def _meet(first: Box, second: Box) -> bool:
    level = first.is_level_with(second)
    return level and first.overlap_x(second) > 0


def _by_mailbox(emails: Iterable[Email], names: Sequence[Value]) -> list[_Person]:
    """One person for each mailbox made of a name on the card, or of a name known to the world."""
    people: list[_Person] = []
    for email in emails:
        local = email.value.rpartition("@")[0].lower()
        clues = Clues(mailboxes=(local,))
        owner = _owner_of(clues, names)
        if owner is not None:
            words = tuple(word.casefold() for word in _core(owner))
            boxes = (*owner.boxes, *email.boxes)
        elif _is_full_name(local):
            words, boxes = tuple(_PIECES.split(local)), email.boxes
        else:
            continue
        known = next((p for p in people if p.is_called(words)), None)
        if known is None:
            people.append(_Person(words, boxes))
        elif not any(_meet(b, k) for b in email.boxes for k in known.boxes):
            people[people.index(known)] = replace(known, boxes=(*known.boxes, *email.boxes))
    return people


def _owner_of(clues: Clues, names: Sequence[Value]) -> Value | None:
    """The name that a mailbox is made of; none where it might be of two, as a family's."""
    likeness = [(mailbox_likeness(_core(name), clues), name) for name in names]
    most = max((score for score, _ in likeness), default=0.0)
    if most < A_WORD_OF_THE_MAILBOX:
        return None
    best = [name for score, name in likeness if score > most - GAIN_OF_A_NAME]
    return best[0] if len({_core(name)[0].casefold() for name in best}) == 1 else None


def _is_full_name(local: str) -> bool:
    pieces = _PIECES.split(local)
    whole = len(pieces) == 2 and all(len(p) > 2 and p.isalpha() for p in pieces)
    return whole and is_given_name(pieces[0]) and not is_role(local)


def _by_number(names: Sequence[Value], phones: Iterable[Phone]) -> list[_Person]:
    """One person for each of some names set alike that has a number close below it."""
    heads = [n.boxes[0] for n in names]
    alike = [
        k for k, box in enumerate(heads)
        if heads and 1 / _SAME_SIZE < box.height / max(1.0, heads[0].height) < _SAME_SIZE
    ]  # fmt: skip
    own: dict[int, list[Box]] = {}
    for phone in phones:
        box = phone.boxes[0] if phone.boxes else None
        above = [k for k in alike if box is not None and _stands_below(box, heads[k])]
        if box is not None and above:
            own.setdefault(max(above, key=lambda k: heads[k].bottom), []).append(box)
    return [
        _Person(tuple(w.casefold() for w in _core(names[k])), (heads[k], *boxes))
        for k, boxes in sorted(own.items())
    ]


def _stands_below(box: Box, head: Box) -> bool:
    column = head.overlap_x(box) > 0 or abs(head.left - box.left) < 3 * head.height
    return column and head.bottom < box.center[1] < head.bottom + _REACH * head.height


# --- Where each stands


def _around_each(people: Sequence[_Person], parts: Sequence[Box]) -> list[Box]:
    """Print joined nearest first, but never that of two people; one box around each person's."""
    boxes = [*(b for p in people for b in p.boxes), *parts]
    owners: list[int | None] = [k for k, p in enumerate(people) for _ in p.boxes]
    owners += [None] * len(parts)
    group = list(range(len(boxes)))
    whose = dict(enumerate(owners))
    pairs = [(_gap(boxes[i], boxes[j]), i, j) for j in range(len(boxes)) for i in range(j)]
    for _, i, j in sorted(pairs):
        one, other = group[i], group[j]
        if one == other or len({whose[one], whose[other]} - {None}) > 1:
            continue
        whose[one] = whose[one] if whose[one] is not None else whose[other]
        group = [one if g == other else g for g in group]
    return [
        Box.around(b for b, g in zip(boxes, group, strict=True) if whose[g] == k)
        for k in range(len(people))
    ]


def _gap(first: Box, second: Box) -> float:
    across = max(first.left, second.left) - min(first.right, second.right)
    down = max(first.top, second.top) - min(first.bottom, second.bottom)
    return float((max(across, 0.0) ** 2 + max(down, 0.0) ** 2) ** 0.5)
