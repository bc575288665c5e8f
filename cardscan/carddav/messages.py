"""What is said to a server and what it answers, as XML (RFC 4918, 6352, 4791, 6578). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from cardscan.carddav.kinds import ADDRESS_BOOK, Kind

__all__ = [
    "Multistatus",
    "Problem",
    "Resource",
    "multiget",
    "number_of",
    "parse_multistatus",
    "parse_problem",
    "propfind",
    "query_uid",
    "sync_collection",
]

_NAMESPACES = {
    "D": "DAV:",
    "C": "urn:ietf:params:xml:ns:carddav",
    "K": "urn:ietf:params:xml:ns:caldav",
}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())


def propfind(names: Iterable[str]) -> bytes:
    """Ask for properties, each named with its prefix: ``D:getetag``."""
    return f"{_HEAD}<D:propfind {_XMLNS}>{_prop(names)}</D:propfind>".encode()


def sync_collection(token: str) -> bytes:
    """Ask what changed since a token; an empty one asks for everything (RFC 6578, 3.2)."""
    return (
        f"{_HEAD}<D:sync-collection {_XMLNS}><D:sync-token>{escape(token)}</D:sync-token>"
        f"<D:sync-level>1</D:sync-level>{_prop(['D:getetag'])}</D:sync-collection>"
    ).encode()


def multiget(hrefs: Iterable[str], kind: Kind = ADDRESS_BOOK) -> bytes:
    """Ask for cards by their addresses (RFC 6352, 8.7; 4791, 7.9)."""
    wanted = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    properties = _prop(["D:getetag", kind.data])
    name = f"{kind.prefix}-multiget"
    return f"{_HEAD}<{name} {_XMLNS}>{properties}{wanted}</{name}>".encode()


def query_uid(uid: str, kind: Kind = ADDRESS_BOOK) -> bytes:
    """Ask which cards (RFC 6352, 8.6), or events (4791, 7.8), have a UID."""
    if kind is ADDRESS_BOOK:
        condition = (
            '<C:prop-filter name="UID"><C:text-match collation="i;octet" '
            f'match-type="equals">{escape(uid)}</C:text-match></C:prop-filter>'
        )
    else:
        condition = (
            '<K:comp-filter name="VCALENDAR"><K:comp-filter name="VEVENT">'
            '<K:prop-filter name="UID"><K:text-match collation="i;octet">'
            f"{escape(uid)}</K:text-match></K:prop-filter></K:comp-filter></K:comp-filter>"
        )
    name, space = f"{kind.prefix}-query", kind.prefix.partition(":")[0]
    return (
        f"{_HEAD}<{name} {_XMLNS}>{_prop(['D:getetag', kind.data])}"
        f"<{space}:filter>{condition}</{space}:filter></{name}>"
    ).encode()


def _prop(names: Iterable[str]) -> str:
    return f"<D:prop>{''.join(f'<{name}/>' for name in names)}</D:prop>"


@dataclass(frozen=True, slots=True)
class Resource:
    """One response of a multistatus: its address, and the properties that it has.

    ``status`` is the resource's own, None where only its properties have one.
    """

    href: str
    status: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_gone(self) -> bool:
        return self.status == 404

    def text(self, name: str) -> str | None:
        """The text of a property; None where it has none."""
        found = self.properties.get(_tag(name))
        return None if found is None or not found.text else str(found.text)

    def children(self, name: str) -> tuple[str, ...]:
        """The names, without namespaces, of all elements in a property."""
        found = self.properties.get(_tag(name))
        return () if found is None else tuple(_local(e.tag) for e in found.iter() if e is not found)

    def hrefs(self, name: str) -> tuple[str, ...]:
        """The addresses in a property."""
        found = self.properties.get(_tag(name))
        if found is None:
            return ()
        return tuple(e.text.strip() for e in found.iter(_tag("D:href")) if e.text)

    def components(self) -> frozenset[str]:
        """What a calendar holds: VEVENT, VTODO; nothing where it does not say."""
        found = self.properties.get(_tag("K:supported-calendar-component-set"))
        every = () if found is None else found.iter(_tag("K:comp"))
        return frozenset(str(e.get("name")).upper() for e in every)

    def versions(self) -> frozenset[str]:
        """The vCard versions that a book takes."""
        found = self.properties.get(_tag("C:supported-address-data"))
        # Servers name the element differently; the attribute is the same everywhere.
        every = () if found is None else found.iter()
        return frozenset(e.get("version") for e in every if e.get("version"))


@dataclass(frozen=True, slots=True)
class Multistatus:
    """All responses, and the token that the next synchronisation begins with."""

    resources: tuple[Resource, ...]
    token: str | None = None


def parse_multistatus(data: bytes) -> Multistatus:
    """The answer to PROPFIND and REPORT. Raises ValueError for anything else."""
    root = _parse(data)
    if root.tag != _tag("D:multistatus"):
        raise ValueError(f"no multistatus but {_local(root.tag)}")
    token = root.find(_tag("D:sync-token"))
    return Multistatus(
        tuple(_resource(each) for each in root.findall(_tag("D:response"))),
        None if token is None or not token.text else token.text.strip(),
    )


def _resource(response: Any) -> Resource:
    href = response.findtext(_tag("D:href")) or ""
    properties: dict[str, Any] = {}
    for propstat in response.findall(_tag("D:propstat")):
        if _status(propstat.findtext(_tag("D:status"))) in (200, None):
            prop = propstat.find(_tag("D:prop"))
            properties |= {} if prop is None else {each.tag: each for each in prop}
    return Resource(href.strip(), _status(response.findtext(_tag("D:status"))), properties)


def _status(line: str | None) -> int | None:
    """The number in "HTTP/1.1 200 OK"."""
    words = (line or "").split()
    return number_of(words[1]) if len(words) > 1 else None


def number_of(text: str) -> int | None:
    """A number as servers write one; None for anything else, or one that nobody can mean."""
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_number else None


_MOST_DIGITS = 18
"""Of a number of 64 bits; Python reads no number of more than 4,300 digits."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a server refused: the conditions that failed (RFC 4918, 16), and its own words."""

    conditions: frozenset[str] = frozenset()
    hrefs: tuple[str, ...] = ()
    message: str = ""


def parse_problem(data: bytes) -> Problem:
    """What an error's body says; nothing where it is no XML."""
    try:
        root = _parse(data)
    except ValueError:
        return Problem()
    if _local(root.tag) != "error":
        return Problem()
    elements = [e for e in root.iter() if e is not root]
    return Problem(
        frozenset(_local(e.tag) for e in elements),
        tuple(e.text.strip() for e in elements if e.tag == _tag("D:href") and e.text),
        next((e.text.strip() for e in elements if _local(e.tag) == "message" and e.text), ""),
    )


def _parse(data: bytes) -> Any:
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, LookupError) as error:
        raise ValueError(f"not the XML that was asked for ({type(error).__name__})") from error


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
