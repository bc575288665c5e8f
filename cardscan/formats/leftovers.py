"""A contact's line as a table has it, and those that the notes tell of for want of a column.

The notes have the lines that an export writes there (``Also phone (work): …``),
so that they are numbers and addresses again wherever the table is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["TableLine", "leftover", "read_leftovers"]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A property as a table has it; ``label`` is what no type says, ``raw`` a whole vCard line."""

    name: str
    parts: tuple[str, ...]
    types: tuple[str, ...] = ()
    label: str = ""
    raw: str = ""


_WORDS = {"EMAIL": "e-mail", "URL": "website", "FN": "name", "ORG": "organization"}
_KINDS = ("fax", "cell", "pager", "home", "work")
_NOTED = re.compile(r"(Whole name|Also (?:phone|e-mail|website|address))(?: \((\w+)\))?: (.+)")


def leftover(line: TableLine) -> str:
    """A line of the notes that tells of a value without a column."""
    if line.name == "FN":
        return f"Whole name: {line.parts[0]}"
    if line.name == "TEL":
        kind = next((kind for kind in _KINDS if kind in line.types), "other")
        return f"Also phone ({kind}): {line.parts[0]}"
    if line.name == "ADR":
        box, extended, street, city, region, postal_code, country = (*line.parts, *[""] * 7)[:7]
        street = ", ".join(filter(None, (box, extended, street)))
        whole = " | ".join((street, postal_code, city, region, country))
        return f"Also address: {' '.join(whole.split())}"
    word = _WORDS.get(line.name, line.name.lower())
    return f"Also {word}: {', '.join(filter(None, line.parts))}"


def read_leftovers(notes: str) -> tuple[list[TableLine], list[str]]:
    """The values that notes tell of, and what else they say, line by line."""
    told, left = [], []
    for text in notes.split("\n") if notes else ():
        found = _NOTED.fullmatch(text.strip())
        line = _told(*found.groups()) if found else None
        if line is None:
            left.append(text.rstrip("\r"))
        else:
            told.append(line)
    return told, left


def _told(label: str, kind: str | None, value: str) -> TableLine | None:
    match label.rpartition(" ")[2]:
        case "name":
            return TableLine("FN", (value,))
        case "phone":
            return TableLine("TEL", (value,), (kind,) if kind in _KINDS else ())
        case "e-mail":
            return TableLine("EMAIL", (value,))
        case "website":
            return TableLine("URL", (value,))
    parts = [part.strip() for part in value.split("|")]
    if len(parts) != 5:
        return None
    street, postal_code, city, region, country = parts
    return TableLine("ADR", ("", "", street, city, region, postal_code, country))
