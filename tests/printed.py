"""Printed cards as text: a table of them is parsed, set, and what was found is judged.

'== ' begins a card; '#' and '##' set a line larger, ' || ' two texts on one row.
Behind '-' stands what a person reads on it, a field a row: several values are
joined by '; ', spellings that are as right by ' ~ ', parts of a name (whole,
given, family) and of an address (street, postal code, city, country; '-' for
none) by ' | '. What is named must be found, and nothing else may be, except in
a row 'field?', whose values may be found or not. A phone is its E.164 number,
'x' and its extension, and its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.language.letters import fold
from cardscan.model import Address, Box, CardText, Contact, Name, Phone, Reading, TextLine, Value

from .typeset import words

__all__ = ["FIELDS", "Miss", "Printed", "misses", "printed_cards", "typeset", "values_of"]

LETTER_PX, ROW_PX, COLUMN_PX, LABEL_COLUMN_PX = 11.0, 46.0, 560.0, 110.0
SCALES = (1.0, 1.45, 2.0)  # of plain lines, '#' and '##' lines
WIDEST_LABEL = 10  # letters; longer texts on the left of ' || ' are a column of their own
FIELDS = ("name", "org", "dept", "title", "phone", "email", "url", "address")


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A card of a table: its lines, and by field the values wanted, each with its spellings."""

    title: str
    lines: tuple[str, ...]
    wanted: dict[str, tuple[tuple[str, ...], ...]]


def printed_cards(path: Path) -> Iterator[Printed]:
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        body, _, rows = rest.partition("\n-\n")
        fields = (row.partition(": ") for row in rows.split("\n") if row.strip())
        wanted = {
            field: tuple(tuple(value.split(" ~ ")) for value in values.split("; "))
            for field, _, values in fields
        }
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


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", fold(text or "")))


def _host(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.casefold()).rstrip("/")


def _code(text: str | None) -> str:
    return re.sub(r"\W", "", text or "").casefold()


def values_of(contact: Contact, field: str) -> tuple[Value, ...]:
    return {
        "name": (contact.name,) if contact.name else (),
        "org": contact.organizations,
        "dept": contact.departments,
        "title": contact.titles,
        "phone": contact.phones,
        "email": contact.emails,
        "url": (*contact.urls, *contact.social),
        "address": contact.addresses,
    }[field]


def _is(value: Value, field: str, wanted: str) -> bool:
    """Whether a found value is what a row of the table names; parts it leaves out may be any."""
    if isinstance(value, Name):
        seen = [_plain(t) for t in (value.value, value.given, value.family)]
        return all(a == _plain(b) for a, b in zip(seen, wanted.split(" | "), strict=False))
    if isinstance(value, Phone):
        extension = f"x{value.extension}" if value.extension else ""
        return f"{value.value}{extension} {value.kind.value}" == wanted
    if isinstance(value, Address):
        street, code, city, country = wanted.split(" | ")
        seen = [_plain(value.street), _code(value.postal_code), _plain(value.city)]
        same = seen == [_plain(street), _code(code), _plain(city)]
        return same and value.country == (None if country == "-" else country)
    if field in ("email", "url"):
        return _host(value.value) == _host(wanted)
    return _plain(value.value) == _plain(wanted)


@dataclass(frozen=True, slots=True)
class Miss:
    """A value that is missing, or one that is there and should not be, sure or not."""

    field: str
    kind: str
    what: str
    sure: bool = False


def misses(contact: Contact, card: Printed) -> list[Miss]:
    """Everything that is wrong with what was found on a card."""
    wrong: list[Miss] = []
    for field in FIELDS:
        left = list(values_of(contact, field))
        for spellings in card.wanted.get(field, ()):
            match = next((v for v in left if any(_is(v, field, s) for s in spellings)), None)
            if match is None:
                wrong.append(Miss(field, "missing", " ~ ".join(spellings)))
            else:
                left.remove(match)
        allowed = [s for spellings in card.wanted.get(f"{field}?", ()) for s in spellings]
        extra = [v for v in left if not any(_is(v, field, a) for a in allowed)]
        wrong += [Miss(field, "extra", _shown(v), v.sure) for v in extra]
    return wrong


def _shown(value: Value) -> str:
    if isinstance(value, Name):
        return f"{value.value} | {value.given} | {value.family}"
    if isinstance(value, Phone):
        extension = f"x{value.extension}" if value.extension else ""
        return f"{value.value}{extension} {value.kind.value}"
    if isinstance(value, Address):
        parts = (value.street, value.postal_code, value.city, value.country)
        return " | ".join(p or "-" for p in parts)
    return value.value
