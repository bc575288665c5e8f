"""What the text of a code holds: a contact in any of the ways that phones understand.

A vCard is read by the parser that reads address books. The short forms are those
of NTT DoCoMo (MECARD, MATMSG, MEBKM), BIZCARD as ZXing reads it
(``BizcardResultParser``), ``mailto:`` (RFC 6068), ``tel:`` (RFC 3966), messages to
a number, and web addresses. What is none of them holds no contact.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from cardscan.model import Entry, EntryAddress, EntryName, EntryPhone
from cardscan.vcard import cards, read_entry, split

__all__ = ["entry_of"]

_FIELD = re.compile(r"([A-Z-]+):((?:\\.|[^;\\])*)(?:;|$)")
_STRUCTURED = 7  # components of an address
_BIZCARD_PHONES = {"B": frozenset({"work"}), "M": frozenset({"cell"}), "F": frozenset({"fax"})}
_CELL = frozenset({"cell"})


def entry_of(text: str) -> Entry | None:
    """The contact in a code's text, or None where it holds none."""
    text = text.strip().lstrip("\ufeff")
    scheme, _, rest = text.partition(":")
    read = _SCHEMES.get(scheme.upper())
    return read(rest if read is not _of_page else text) if read else None


def _of_vcard(rest: str) -> Entry | None:
    """The first contact alone: what a second one holds is another person's."""
    text = f"BEGIN:{rest}"
    if not re.search(r"^END:VCARD\s*$", text, re.IGNORECASE | re.MULTILINE):
        text = f"{text}\r\nEND:VCARD"
    blocks = cards(split(text.encode("utf-8", "replace")))
    return read_entry(blocks[0], 0) if blocks else None


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def _fields(rest: str) -> dict[str, list[str]]:
    """The fields of a short form by their names, still escaped; blank ones left out."""
    found: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(rest):
        if value.strip():
            found.setdefault(name, []).append(value.strip())
    return found


def _parts(value: str) -> list[str]:
    """What stands between the commas of a value, unescaped."""
    return [_unescape(part) for part in re.split(r"(?<!\\),", value)]


def _of_mecard(rest: str) -> Entry:
    found = _fields(rest)
    names, formatted = [], []
    for value in found.get("N", ()):
        family, *given = _parts(value)
        if given:
            names.append(EntryName(family=family, given=" ".join(filter(None, given))))
        else:
            formatted.append(family)
    return Entry(
        position=0,
        names=tuple(names[:1]),
        formatted_names=tuple(formatted[:1]),
        organizations=_plain(found, "ORG"),
        titles=_plain(found, "TITLE"),
        phones=tuple(EntryPhone(value=v) for v in _plain(found, "TEL")),
        emails=_plain(found, "EMAIL"),
        urls=_plain(found, "URL"),
        addresses=tuple(map(_address, found.get("ADR", ()))),
    )


def _plain(found: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(map(_unescape, found.get(name, ())))


def _address(value: str) -> EntryAddress:
    """Seven parts in the order of a vCard's, or one text whose parts nothing tells apart."""
    parts = _parts(value)
    if len(parts) < _STRUCTURED:
        return EntryAddress(street=", ".join(filter(None, parts)))
    box, extended, street, city, region, code, country = parts[:_STRUCTURED]
    return EntryAddress(
        street=", ".join(filter(None, (box, extended, street))),
        city=city,
        region=region,
        postal_code=code,
        country=country,
    )


def _of_bizcard(rest: str) -> Entry:
    found = _fields(rest)
    given, family = (next(iter(_plain(found, letter)), "") for letter in ("N", "X"))
    phones = [
        EntryPhone(value=value, types=types)
        for letter, types in _BIZCARD_PHONES.items()
        for value in _plain(found, letter)
    ]
    return Entry(
        position=0,
        names=(EntryName(given=given, family=family),) if given or family else (),
        organizations=_plain(found, "C"),
        titles=_plain(found, "T"),
        phones=tuple(phones),
        emails=_plain(found, "E"),
        urls=_plain(found, "U"),
        addresses=tuple(EntryAddress(street=_unescape(v)) for v in found.get("A", ())),
    )


def _of_message(rest: str) -> Entry:
    return Entry(position=0, emails=_plain(_fields(rest), "TO"))


def _of_bookmark(rest: str) -> Entry:
    return Entry(position=0, urls=_plain(_fields(rest), "URL"))


def _of_mailto(rest: str) -> Entry:
    """The addresses to which a message goes; a subject and a text are nobody's."""
    to, _, query = rest.partition("?")
    named = [*to.split(","), *parse_qs(query).get("to", [])]
    return Entry(position=0, emails=tuple(filter(None, (unquote(a).strip() for a in named))))


def _of_number(rest: str) -> Entry:
    return Entry(position=0, phones=(EntryPhone(value=unquote(rest.lstrip("/"))),))


def _of_text_message(rest: str) -> Entry:
    number = re.split(r"[:?;,]", rest.lstrip("/"))[0]
    return Entry(position=0, phones=(EntryPhone(value=unquote(number), types=_CELL),))


def _of_page(text: str) -> Entry | None:
    """A page; one that opens a chat with a number names the number, too."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    number = ""
    if host == "wa.me":
        number = parts.path.strip("/")
    elif host in ("api.whatsapp.com", "whatsapp.com"):
        number = next(iter(parse_qs(parts.query).get("phone", [])), "").strip()
    digits = number.lstrip("+")
    phones = (EntryPhone(value=f"+{digits}", types=_CELL),) if digits.isdecimal() else ()
    return Entry(position=0, urls=(text,), phones=phones)


_SCHEMES = {
    "BEGIN": _of_vcard,
    "MECARD": _of_mecard,
    "BIZCARD": _of_bizcard,
    "MATMSG": _of_message,
    "MEBKM": _of_bookmark,
    "MAILTO": _of_mailto,
    "TEL": _of_number,
    "SMS": _of_text_message,
    "SMSTO": _of_text_message,
    "HTTP": _of_page,
    "HTTPS": _of_page,
}
