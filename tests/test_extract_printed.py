"""Whole cards of many countries, set as they are printed: nothing missing, nothing made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cardscan.extract import extract
from cardscan.extract.spelling import fold
from cardscan.model import Box, CardText, Contact, Reading, TextLine

from .typeset import words

LETTER_PX, ROW_PX, COLUMN_PX, LABEL_COLUMN_PX = 11.0, 46.0, 560.0, 110.0
SCALES = (1.0, 1.45, 2.0)  # of plain lines, '#' and '##' lines
WIDEST_LABEL = 10  # letters; longer texts on the left of ' || ' are a column of their own


@dataclass(frozen=True, slots=True)
class Printed:
    """A card of the table: its lines, and the values wanted by field."""

    title: str
    lines: tuple[str, ...]
    wanted: dict[str, tuple[str, ...]]


def printed_cards() -> Iterator[Printed]:
    text = (Path(__file__).parent / "printed_cards.txt").read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        body, _, rows = rest.partition("\n-\n")
        fields = (row.partition(": ") for row in rows.split("\n") if row.strip())
        wanted = {field: tuple(values.split("; ")) for field, _, values in fields}
        yield Printed(title, tuple(body.split("\n")), wanted)


def typeset(lines: Iterable[str]) -> CardText:
    placed: list[TextLine] = []
    top = 40.0
    for line in lines:
        plain = line.lstrip("#")
        scale = SCALES[len(line) - len(plain)]
        left = 60.0
        for column in filter(None, plain.split(" || ")):
            row = words(column, left=left, top=top, scale=scale)
            capitals = 1.0 if any(c.islower() for c in column) else 1.4
            box = Box.around(w.box for w in row)
            placed.append(TextLine(box, (Reading(row, "typeset"),), 12 * scale * capitals))
            left += LABEL_COLUMN_PX if len(column) < WIDEST_LABEL else COLUMN_PX
        top += ROW_PX * scale if plain else ROW_PX / 2
    return CardText(tuple(placed), 1050, int(top) + 40)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def host(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.casefold())


def found(contact: Contact) -> dict[str, set[str]]:
    phones = (
        f"{p.value}{f'x{p.extension}' if p.extension else ''} {p.kind.value}"
        for p in contact.phones
    )
    addresses = (
        " | ".join((plain(a.street or ""), a.postal_code or "-", plain(a.city or "")))
        for a in contact.addresses
    )
    return {
        "phone": set(phones),
        "email": {e.value.casefold() for e in contact.emails},
        "url": {host(v.value) for v in (*contact.urls, *contact.social)},
        "address": set(addresses),
    }


def wanted_address(text: str) -> str:
    street, code, city = text.split(" | ")
    return " | ".join((plain(street), code, plain(city)))


CARDS = tuple(printed_cards())


@pytest.mark.parametrize("card", CARDS, ids=[c.title for c in CARDS])
def test_a_printed_card(card: Printed) -> None:
    contact = extract(typeset(card.lines))
    got = found(contact)
    assert got["phone"] == set(card.wanted.get("phone", ()))
    assert got["email"] == {e.casefold() for e in card.wanted.get("email", ())}
    assert got["url"] == set(map(host, card.wanted.get("url", ())))
    if "address" in card.wanted:
        assert got["address"] == set(map(wanted_address, card.wanted["address"]))
    _assert_texts(contact, card)
    _assert_name(contact, card)


def _assert_texts(contact: Contact, card: Printed) -> None:
    for field, values in (("org", contact.organizations), ("title", contact.titles)):
        wanted = {plain(t) for t in card.wanted.get(field, ())}
        assert bool(wanted & {plain(v.value) for v in values}) == bool(wanted), (field, values)
    assert card.wanted.get("org") or not contact.organizations


def _assert_name(contact: Contact, card: Printed) -> None:
    wanted = card.wanted.get("name")
    if wanted is None:
        assert contact.name is None
        return
    full, *parts = wanted[0].split(" | ")
    assert contact.name is not None
    assert plain(contact.name.value) == plain(full)
    if parts:
        assert [plain(p or "") for p in (contact.name.given, contact.name.family)] == [
            plain(p) for p in parts
        ]
