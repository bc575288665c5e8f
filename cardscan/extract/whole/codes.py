"""What a QR code says: a vCard or a MECARD as a contact, which outranks the print."""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from rapidfuzz import fuzz

from cardscan.extract.clues.clues import Clues
from cardscan.extract.number.dialling import dialled
from cardscan.extract.online.emails import is_valid_address
from cardscan.extract.person.name_parts import parse_name
from cardscan.extract.weights import because
from cardscan.language.letters import compact, squeeze
from cardscan.model import (
    Address,
    Box,
    Code,
    Contact,
    Email,
    Name,
    Phone,
    PhoneKind,
    Text,
    Url,
    Value,
)

__all__ = ["contact_of_code", "outrank"]

_SURE = 0.99
_FOLD = re.compile(r"\r?\n[ \t]")
_MECARD_FIELD = re.compile(r"([A-Z-]+):((?:\\.|[^;\\])*);")
_KINDS = (
    ("fax", PhoneKind.FAX), ("cell", PhoneKind.CELL), ("mobile", PhoneKind.CELL),
    ("pager", PhoneKind.PAGER), ("home", PhoneKind.HOME),
)  # fmt: skip
V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class _Property:
    """One line of a vCard: its name, its parameters as one lower-case text, its parts."""

    name: str
    parameters: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return squeeze(" ".join(self.parts))


def _unescape(text: str) -> str:
    return squeeze(re.sub(r"\\([nN,;:\\])", lambda m: " " if m[1] in "nN" else m[1], text))


def _decoded(value: str, parameters: str) -> str:
    if "quoted-printable" not in parameters:
        return value
    charset = re.search(r"charset=([\w-]+)", parameters)
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(charset.group(1) if charset else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _vcard_properties(text: str) -> Iterator[_Property]:
    for line in re.split(r"\r\n|\n|\r", _FOLD.sub("", text)):
        head, colon, value = line.partition(":")
        if not colon:
            continue
        name, _, parameters = head.partition(";")
        name = name.rpartition(".")[2].strip().upper()
        lowered = parameters.lower()
        parts = re.split(r"(?<!\\);", _decoded(value, lowered))
        yield _Property(name, lowered, tuple(map(_unescape, parts)))


def _mecard_properties(text: str) -> Iterator[_Property]:
    for name, value in _MECARD_FIELD.findall(text.partition(":")[2] + ";"):
        comma = re.split(r"(?<!\\),", value)
        if name == "N":
            yield _Property("N", "", tuple(map(_unescape, comma)))
        elif name == "ADR":
            lead = () if len(comma) >= 7 else ("", "")
            yield _Property("ADR", "", (*lead, *map(_unescape, comma)))
        else:
            yield _Property(name, "", (_unescape(value),))


def _properties(code: Code) -> list[_Property]:
    head = code.text.lstrip()[:12].upper()
    if head.startswith("BEGIN:VCARD"):
        return list(_vcard_properties(code.text))
    if head.startswith(("MECARD:", "BIZCARD:")):
        return list(_mecard_properties(code.text))
    return []


def _name(found: dict[str, list[_Property]], box: Box, clues: Clues) -> Name | None:
    whole = next((p.text for p in found.get("FN", ()) if p.text), "")
    parts = [*found["N"][0].parts, "", "", "", "", ""][:5] if "N" in found else [""] * 5
    family, given, additional, prefix, suffix = parts
    if not whole:
        front = " ".join(t for t in (prefix, given, additional, family) if t)
        whole = f"{front}, {suffix}" if suffix and front else front
    if not whole:
        return None
    if not (family or given):
        read = parse_name(whole, clues)
        prefix, given, additional, family, suffix = (
            t or "" for t in (read.prefix, read.given, read.additional, read.family, read.suffix)
        )
    name = Name(
        value=whole,
        prefix=prefix or None,
        given=given or None,
        additional=additional or None,
        family=family or None,
        suffix=suffix or None,
    )
    return _proved(name, box)


def _proved(value: V, box: Box) -> V:
    reasons = (because("stands in the QR code"),)
    return replace(value, confidence=_SURE, sure=True, boxes=(box,), reasons=reasons)


def _phones(properties: Iterable[_Property], box: Box, clues: Clues) -> Iterator[Phone]:
    for found in properties:
        printed = found.text.removeprefix("tel:")
        value = dialled(printed, clues)
        if value:
            kind = next((k for word, k in _KINDS if word in found.parameters), PhoneKind.WORK)
            yield _proved(Phone(value=value, printed=printed, kind=kind), box)


def _address(parts: tuple[str, ...], box: Box) -> Address | None:
    pobox, extended, street, city, region, postal, country = [*parts, *[""] * 7][:7]
    whole = ", ".join(t for t in (pobox, extended, street) if t)
    if not (whole or city):
        return None
    tail = " ".join(t for t in (postal, city) if t)
    address = Address(
        value=", ".join(t for t in (whole, tail) if t),
        street=whole or None,
        postal_code=postal or None,
        city=city or None,
        region=region or None,
        country=country or None,
    )
    return _proved(address, box)


def contact_of_code(code: Code, clues: Clues) -> Contact | None:
    """The contact that a vCard or MECARD in a code holds, or None for other codes."""
    found: dict[str, list[_Property]] = {}
    for item in _properties(code):
        found.setdefault(item.name, []).append(item)
    if not found:
        return None
    box, orgs = code.box, found.get("ORG", [])
    addresses = (_address(p.parts, box) for p in found.get("ADR", ()))
    return Contact(
        name=_name(found, box, clues),
        organizations=_texts((p.parts[0] for p in orgs), box),
        departments=_texts((part for p in orgs for part in p.parts[1:]), box),
        titles=_texts((p.text for p in found.get("TITLE", ())), box),
        phones=tuple(_phones(found.get("TEL", ()), box, clues)),
        emails=_emails(found.get("EMAIL", ()), box),
        urls=_urls(found.get("URL", ()), box),
        addresses=tuple(a for a in addresses if a),
    )


def _emails(properties: Iterable[_Property], box: Box) -> tuple[Email, ...]:
    valid = (p.text for p in properties if is_valid_address(p.text))
    return tuple(_proved(Email(value=address), box) for address in valid)


def _urls(properties: Iterable[_Property], box: Box) -> tuple[Url, ...]:
    texts = (p.text for p in properties if p.text)
    return tuple(_proved(Url(value=t if "://" in t else f"https://{t}"), box) for t in texts)


def _texts(values: Iterable[str], box: Box) -> tuple[Text, ...]:
    return tuple(_proved(Text(value=v), box) for v in dict.fromkeys(values) if v)


def _same(first: str, second: str) -> bool:
    return first == second or (bool(first and second) and fuzz.ratio(first, second) >= 85)


def _over(code: tuple[V, ...], printed: tuple[V, ...], key: Callable[[V], str]) -> tuple[V, ...]:
    """The code's values, with where they are printed, and those that only the print has."""
    placed = []
    for value in code:
        alike = [p for p in printed if _same(key(p), key(value))]
        boxes = (*(b for p in alike for b in p.boxes), *value.boxes)
        placed.append(replace(value, boxes=boxes))
    rest = [p for p in printed if not any(_same(key(p), key(v)) for v in code)]
    return (*placed, *rest)


def _plain(value: Value) -> str:
    return compact(value.value)


def _with_printed(code: tuple[Phone, ...], printed: tuple[Phone, ...]) -> tuple[Phone, ...]:
    """The code's numbers; a plain 'work' of theirs takes the kind that the print gives."""
    kinds = {p.value: p for p in printed}
    return tuple(
        replace(v, kind=kinds[v.value].kind, extension=kinds[v.value].extension)
        if v.value in kinds and v.kind is PhoneKind.WORK
        else v
        for v in code
    )


def outrank(code: Contact, printed: Contact) -> Contact:
    """The printed contact, corrected and completed by what the code says."""
    name = code.name or printed.name
    if code.name and printed.name:
        name = replace(code.name, boxes=(*printed.name.boxes, *code.name.boxes))
    phones = _over(code.phones, printed.phones, lambda p: p.value)
    return replace(
        printed,
        name=name,
        organizations=_over(code.organizations, printed.organizations, _plain),
        departments=_over(code.departments, printed.departments, _plain),
        titles=_over(code.titles, printed.titles, _plain),
        phones=_with_printed(phones, printed.phones),
        emails=_over(code.emails, printed.emails, lambda e: e.value.casefold()),
        urls=_over(code.urls, printed.urls, _host_and_path),
        addresses=_over(
            code.addresses, printed.addresses, lambda a: compact(f"{a.postal_code}{a.city}")
        ),
    )


def _host_and_path(url: Url) -> str:
    return url.value.partition("://")[2].removeprefix("www.").rstrip("/").casefold()
