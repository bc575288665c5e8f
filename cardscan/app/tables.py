"""Tables of contacts that other programs export, as the vCards that they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardscan.formats import TableLine, read_table_contacts
from cardscan.vcard import Block, Style, Version

__all__ = ["table_vcards"]

_STYLE = Style(Version.V3_0, "\r\n", "latin-1", "utf-8", "TYPE")
_URIS = frozenset(("URL", "PHOTO", "IMPP"))


def table_vcards(data: bytes) -> tuple[Block, ...] | None:
    """The contacts of a CSV export, each as a vCard; None for what is no such table."""
    contacts = read_table_contacts(data)
    if contacts is None:
        return None
    return tuple(_vcard(lines) for lines in contacts if lines)


def _vcard(lines: Iterable[TableLine]) -> Block:
    found = tuple(lines)
    names = ("FN", "ORG", "EMAIL", "TEL")
    has_name = any(line.name == "FN" for line in found)
    first = next((ln.parts[0] for n in names for ln in found if ln.name == n and ln.parts[0]), "")
    text = ["BEGIN:VCARD", "VERSION:3.0"]
    if not has_name:
        text.append(_STYLE.line("FN", (first,)))
    for number, line in enumerate(found, 1):
        text += _written(line, f"item{number}" if line.label else "")
    return Block("\r\n".join((*text, "END:VCARD")).encode("latin-1"))


def _written(line: TableLine, group: str) -> Iterator[str]:
    if line.name in _URIS:
        parameters = (("VALUE", "URI"),) if line.name == "PHOTO" else ()
        head = _STYLE.head(line.name, line.types, parameters, group)
        yield _STYLE.raw_line(head, line.parts[0])
    else:
        yield _STYLE.line(line.name, line.parts, types=line.types, group=group)
    if group:
        yield _STYLE.line("X-ABLabel", (line.label,), group=group)
