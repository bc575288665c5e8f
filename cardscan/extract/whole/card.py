"""The whole way from a card's text to its contact."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache, partial
from typing import Any, TypeVar

from cardscan.extract.address.addresses import address_claims
from cardscan.extract.address.figures import with_figures
from cardscan.extract.choice.attested import borne_out
from cardscan.extract.choice.resolve import overlaps, resolve
from cardscan.extract.clues.clues import Clues, gather, learn
from cardscan.extract.company.organizations import organization_claims
from cardscan.extract.job.jobs import job_claims
from cardscan.extract.number.phones import phone_claims
from cardscan.extract.online.agreement import confirmed, mended
from cardscan.extract.online.emails import email_claims, repaired_email_claims
from cardscan.extract.online.mailboxes import mended_mailboxes
from cardscan.extract.online.paths import borne_out_paths
from cardscan.extract.online.social import social_claims
from cardscan.extract.online.urls import repaired_url_claims, url_claims
from cardscan.extract.page.bounds import bounded, left_out
from cardscan.extract.page.layout import Page, arrange, is_online_label
from cardscan.extract.page.rows import Rows, rejoined
from cardscan.extract.person.names import name_claims
from cardscan.extract.whole.codes import with_codes
from cardscan.extract.whole.edges import unsure_at_the_edge
from cardscan.extract.whole.lone_names import (
    with_left_company,
    with_owner,
    with_what_is_left,
    without_logos,
)
from cardscan.extract.whole.second_person import without_another_person
from cardscan.extract.words.labels import label_kind
from cardscan.extract.words.spelled import respelled
from cardscan.model import Box, CardText, Claim, Contact, Field, Value, map_values, single_line

__all__ = ["KEPT_TEXTS", "claim", "extract"]

V = TypeVar("V", bound=Value)

KEPT_TEXTS = 32
"""Of how many cards what was found stays at hand: as many as are read together, and some parts."""


def claim(text: CardText, *, region: str | None = None) -> tuple[Claim, ...]:
    """Every rival explanation of every line, in no way settled."""
    rows, _, claims, _ = _claimed(text, region)
    return tuple(_by_given_lines(c, rows, text) for c in claims)


@lru_cache(maxsize=KEPT_TEXTS)
def _claimed(text: CardText, region: str | None) -> tuple[Rows, Page, tuple[Claim, ...], Clues]:
    """The claims of a text, kept: a card is asked whom it names, and then whether it is of several.

    Values of values alone come out of here, and nothing is changed in place.
    """
    rows = rejoined(text)
    page = arrange(bounded(rows.text))
    return rows, page, *_claims(page, region=region)


def _by_given_lines(claim: Claim, rows: Rows, text: CardText) -> Claim:
    """The claim with the positions of the lines as they were given."""
    lines, boxes = [], []
    for row, box in zip(claim.lines, claim.value.boxes, strict=True):
        members = rows.origin[row]
        covered = [i for i in members if text.lines[i].box.overlap_x(box) > 0] or [members[0]]
        lines.extend(covered)
        boxes.extend([box] * len(covered))
    value = replace(claim.value, boxes=tuple(boxes))
    return replace(claim, lines=tuple(lines), value=value)


def _claims(page: Page, *, region: str | None) -> tuple[tuple[Claim, ...], Clues]:
    read_online = [*email_claims(page), *url_claims(page)]
    addresses_online = confirmed([*read_online, *mended(page, read_online)])
    clues = gather(page, addresses_online, page.text.codes, region=region)
    text = with_figures(respelled(page.text, clues.homes), clues.homes)
    page = page if text is page.text else arrange(text)
    addresses = address_claims(page, clues)
    clues = learn(clues, addresses)
    online = [
        *addresses_online,
        *repaired_email_claims(page, clues.domains),
        *repaired_url_claims(page, clues.domains),
        *social_claims(page),
    ]
    names = name_claims(page, clues)
    online.extend(mended_mailboxes(online, names))
    online = borne_out_paths(online, names)
    organizations = organization_claims(page, clues)
    names = with_what_is_left(without_logos(names, organizations), organizations)
    texts = (*names, *organizations, *job_claims(page, clues))
    claims = (
        *online,
        *phone_claims(page, clues),
        *addresses,
        *(c for c in texts if not any(overlaps(c, o) for o in online if o.score > 2.5)),
    )
    return claims, clues


def extract(text: CardText, *, region: str | None = None) -> Contact:
    """The contact that a card's text makes.

    ``region`` is the ISO country whose dialling rules hold where the card does
    not say otherwise. Boxes are in pixels of the flattened card.
    """
    rows, page, claims, clues = _claimed(text, region)
    contact = resolve(claims, witness=partial(borne_out, page.text, clues))
    names = [c for c in claims if c.field is Field.NAME]
    contact = without_another_person(contact, names)
    contact = with_owner(with_left_company(contact, claims), clues)
    contact = with_codes(unsure_at_the_edge(contact, text), text.codes, clues)
    # After the values: a code's text is cut by its line ends, and must keep them until then.
    contact = _without_empty(map_values(contact, _without_commands))
    return replace(contact, unread=(*_unread(page, contact), *left_out(rows.text)))


def _without_empty(contact: Contact) -> Contact:
    """The contact without values of which nothing that can be seen was left."""
    lists = {each.name: getattr(contact, each.name) for each in fields(contact)}
    kept: dict[str, Any] = {
        name: tuple(v for v in values if v.value)
        for name, values in lists.items()
        if isinstance(values, tuple) and values and isinstance(values[0], Value)
    }
    name = contact.name if contact.name and contact.name.value else None
    return replace(contact, name=name, **kept)


def _without_commands(value: V) -> V:
    """The same value, with nothing in it that would turn letters around or drive a terminal."""
    texts = {each.name: getattr(value, each.name) for each in fields(value)}
    changes: dict[str, Any] = {k: single_line(v) for k, v in texts.items() if type(v) is str}
    return replace(value, **changes)


def _is_caption(text: str) -> bool:
    """Whether a text says nothing by itself: a bare label such as 'Fax:', or no letters at all."""
    labels = (label_kind(w) not in (None, "none") for w in text.split())
    label = label_kind(text) not in (None, "none") or is_online_label(text) or all(labels)
    return label or not any(c.isalnum() for c in text)


def _unread(page: Page, contact: Contact) -> tuple[str, ...]:
    """What of the likeliest readings stands under no value's box."""
    boxes = [b for v in contact.values for b in v.boxes]
    left = []
    for part in page.first:
        rest = [w for w in part.words if _covered(w.box, boxes) < _MOSTLY * w.box.width]
        little = sum(w.box.width for w in rest) <= _MOSTLY * part.box.width
        if not little and not _is_caption(" ".join(w.text for w in rest)):
            left.append(part.text)
    return tuple(left)


_MOSTLY = 0.5


def _covered(box: Box, boxes: list[Box]) -> float:
    """How many pixels of a box's width other boxes cover."""
    level = (b for b in boxes if box.overlap_y(b) > _MOSTLY * min(box.height, b.height))
    return sum(box.overlap_x(b) for b in level)
