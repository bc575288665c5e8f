"""Rows of a table as the vCards that they say, and what a vCard says in the cells of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count

from cardscan.book import additions
from cardscan.formats import (
    KEPT,
    RowDraft,
    TableKind,
    TableLine,
    contacts_of,
    in_english,
    in_language_of,
    lines_of,
    read_ldif,
    read_sheet,
)
from cardscan.vcard import (
    Block,
    Keep,
    PlainLine,
    Style,
    Version,
    in_words,
    patch,
    plain_lines,
    read_entry,
)

__all__ = ["cells_of", "ldif_vcards", "row_vcard", "table_vcards"]

_STYLE = Style(Version.V3_0, "\r\n", "latin-1", "utf-8", "TYPE")
_URIS = frozenset(("URL", "PHOTO", "IMPP"))


def table_vcards(data: bytes) -> tuple[Block, ...] | None:
    """The contacts of a CSV export, each as a vCard; None for what is no such table."""
    contacts = contacts_of(read_sheet(data))
    return None if contacts is None else tuple(map(row_vcard, contacts))


def ldif_vcards(data: bytes) -> tuple[Block, ...]:
    """The contacts of an LDIF file, each as a vCard; none of another file."""
    return tuple(map(row_vcard, read_ldif(data) or ()))


def row_vcard(lines: Iterable[TableLine]) -> Block:
    """The vCard of one row."""
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
    if line.raw:
        head, _, value = line.raw.partition(":")
        yield _STYLE.raw_line(head, value)
        return
    if line.name in _URIS:
        parameters = (("VALUE", "URI"),) if line.name == "PHOTO" else ()
        head = _STYLE.head(line.name, line.types, parameters, group)
        yield _STYLE.raw_line(head, line.parts[0])
    else:
        yield _STYLE.line(line.name, line.parts, types=line.types, group=group)
    if group:
        yield _STYLE.line("X-ABLabel", (line.label,), group=group)


# --- the way back ----------------------------------------------------------------------


def cells_of(
    wanted: Block,
    kind: TableKind,
    columns: Sequence[str],
    row: Mapping[str, str] | None = None,
    known: Block | None = None,
    *,
    also: Iterable[TableLine] = (),
) -> dict[str, str]:
    """The cells that a row must change, so that it says all that a vCard says.

    ``row`` and the vCard that it is now, ``known``, are None for a new one.
    What comes is put where its like stands; then the row is read again, and
    what it does not say yet is kept as it is in the column of ours. ``also`` is
    said besides.
    """
    named = in_english(dict.fromkeys(columns, ""))
    draft = RowDraft(kind, tuple(named), in_english(row or {}))
    before = _counted(() if known is None else plain_lines(known))
    free = _free_groups(row or {})
    draft.put(_line(each, free) for each in _new_lines(plain_lines(wanted), before))
    for text in _untold(wanted, row_vcard(lines_of(draft.row, kind)), draft):
        draft.put([_kept(text, free)])
    draft.put(also)
    return in_language_of(columns, draft.cells)


_Said = tuple[str, tuple[str, ...], tuple[str, ...], str]


def _said(line: PlainLine) -> _Said:
    return line.name, line.parts, line.types, line.label


def _counted(lines: Iterable[PlainLine]) -> Counter[_Said]:
    return Counter(map(_said, lines))


def _new_lines(lines: Iterable[PlainLine], before: Counter[_Said]) -> Iterator[PlainLine]:
    """The lines that were not there; of a NOTE that grew, what it says more."""
    notes = "\n".join(said[1][0] for said in before if said[0] == "NOTE")
    for line in lines:
        if before[_said(line)] > 0:
            before[_said(line)] -= 1
        elif line.name == "NOTE" and notes and line.parts[0].startswith(notes):
            more = line.parts[0].removeprefix(notes).strip("\n")
            yield PlainLine("NOTE", (more,), (), "", ())
        else:
            yield line


def _untold(wanted: Block, told: Block, draft: RowDraft) -> Iterator[PlainLine]:
    """What a row does not say of a vCard, or not in a place that is read again."""
    entry, new = read_entry(told, 0), []
    noted = {line.strip() for note in entry.notes for line in note.split("\n")}
    for each in additions(entry, read_entry(wanted, 0)):
        if each.property == "NOTE":
            # A column's line stands behind the notes wherever they grew, so the whole differs.
            lines = each.parts[0].split("\n")
            draft.note("\n".join(line for line in lines if line.strip() not in noted))
        elif each.conflicts:
            said = " ".join(filter(None, each.parts))
            draft.note(f"Also {in_words(each.property)}: {said}")
        elif each.property != "PHOTO":
            new.append(each)
    done = patch(told, new, noted_on=_NEVER, source="", incoming=wanted, keep=Keep.VALUES)
    yield from _new_lines(plain_lines(done), _counted(plain_lines(told)))


_NEVER = date.min
"""No value that a row has no place for is told of with a day."""


def _line(line: PlainLine, free: Iterator[str]) -> TableLine:
    raw = "\n".join(_regrouped(line.raw, free))
    return TableLine(line.name, line.parts, line.types, line.label, raw)


def _kept(line: PlainLine, free: Iterator[str]) -> TableLine:
    return TableLine("", (), raw="\n".join(_regrouped(line.raw, free)))


def _regrouped(raw: Sequence[str], free: Iterator[str]) -> Iterator[str]:
    """Content lines with a group that no other line of the row has."""
    group = next(free) if any(_GROUP.match(text) for text in raw) else ""
    return (_GROUP.sub(f"{group}.", text, count=1) for text in raw)


_GROUP = re.compile(r"item\d+\.")


def _free_groups(row: Mapping[str, str]) -> Iterator[str]:
    taken = [int(n) for n in re.findall(r"^kept(\d+)\.", row.get(KEPT, ""), re.MULTILINE)]
    return (f"kept{number}" for number in count(max(taken, default=0) + 1))
