"""Guests of a pasted text, a person a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cardscan.formats.guest_rows import Column, is_header

__all__ = ["COMPANIONS", "is_firm_name", "read_lines"]

COMPANIONS = re.compile(
    r"\s*[(\[,]?\s*(?:\+|plus|und|and|et|mit|with|&)\s*"
    r"(?:(\d{1,2})\b|one\b|guests?\b|gast\b|begleitung\b|partner(?:in)?\b|einer?\b)"
    r"(?:\s*(?:guests?|personen?|people|gäste))?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
"""``+1``, ``(+ 2)``, ``plus one``, ``und Begleitung`` behind a name."""

_BULLET = re.compile(r"^\s*(?:[-*•·–—▪○☐✓]|\d{1,4}[.)]|#\d+)\s*")
_EMAIL = re.compile(r"[<(]?(?:mailto:)?([\w.+\-]+@[\w.\-]+\.\w{2,})[>)]?")
_RECIPIENTS = re.compile(r"(?<=>)\s*[,;]\s*")  # a line copied from a mail's "To"
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{3,})[)\]]\s*$")
_DASH = re.compile(r"\s+[–—|/-]\s+|\s*\|\s*|\t+|\s*;\s*|\s+@\s+")
# Degrees behind a name, and generations: no firm, no given name.
_BEHIND = re.compile(
    r"(?:mba|m\.?\s?a\.?|b\.?\s?a\.?|m\.?\s?sc\.?|b\.?\s?sc\.?|ph\.?\s?d\.?|ll\.?\s?m\.?|bed|med|"
    r"emba|cpa|esq\.?|jr\.?|sr\.?|jun\.?|sen\.?|junior|senior|d[ie]pl\.[\w\s.-]+)(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:dr|prof|mag|dipl|ing|di|dkfm|herr|frau|mr|mrs|ms|mme|univ|doz|h\.?c|ddr)\b\.?-?(?:\(fh\))?",
    re.IGNORECASE,
)
_PARTICLES = frozenset("von van der den de la le zu zur vom del della di da dos".split())
_LEGAL = re.compile(
    r"\b(?:gmbh|ag|kg|og|ltd|inc|llc|se|sa|spa|srl|s\.r\.l|bv|nv|ab|oy|as|plc|ges)\b", re.IGNORECASE
)

# Short ones count in capitals only: they may be the end of a name.
_LEGAL_END = re.compile(
    r"\b(?:(?i:gmbh|gesmbh|ltd|inc|llc|srl|s\.r\.l|spa|s\.p\.a|plc|limited|e\.?\s?v)|"
    r"AG|KG|OG|SE|SA|AB|AS|BV|NV|OY|UG)\.?$"
)

Cells = dict[Column, str]


def is_firm_name(text: str) -> bool:
    """Whether a name ends in a legal form, as on a list of exhibitors."""
    return len(text.split()) > 1 and _LEGAL_END.search(text) is not None


def read_lines(lines: Iterable[str]) -> Iterator[tuple[int, Cells]]:
    """Each line that names somebody, with its number from 1.

    ``Huber, Anna``, ``Anna Huber, Donauwerk``, ``Anna Huber (Donauwerk)`` and
    ``Anna Huber <a@donauwerk.example>``: what the comma of a name means is
    decided by all lines together.
    """
    cut = [
        (number, _cut(person))
        for number, line in enumerate(lines, start=1)
        for person in _RECIPIENTS.split(line)
    ]
    cut = [(number, found) for number, found in cut if found[Column.NAME]]
    heads = [_parts(found[Column.NAME]) for _, found in cut]
    reversed_names = sum(len(parts) > 1 and _is_family(parts) for parts in heads)
    straight = sum(len(parts) > 1 and not _is_family(parts) for parts in heads)
    for (number, found), parts in zip(cut, heads, strict=True):
        yield number, _assigned(found, parts, family_first=reversed_names > straight)


def _cut(line: str) -> Cells:
    """Mailbox, companions and what is parted from the name by a bracket or dash, cut off."""
    text = _BULLET.sub("", line).strip(' \t"')
    found: Cells = {Column.NAME: ""}
    if mail := _EMAIL.search(text):
        found[Column.EMAIL] = mail.group(1)
        text = f"{text[: mail.start()]} {text[mail.end() :]}".strip(" ,;-–")
    if more := COMPANIONS.search(text):
        found[Column.COMPANIONS] = more.group(1) or "1"
        text = text[: more.start()]
    if (bracket := _BRACKET.search(text)) and not _BEHIND.fullmatch(bracket.group(1).strip()):
        found[Column.FIRM] = bracket.group(1).strip()
        text = text[: bracket.start()]
    name, *rest = [part.strip(" ,") for part in _DASH.split(text) if part.strip(" ,")] or [""]
    if rest:
        found.setdefault(Column.FIRM, rest[0])
        found |= {Column.TITLE: rest[1]} if len(rest) > 1 else {}
    letters = sum(map(str.isalpha, name))
    is_heading = name.endswith(":") or letters < 2 or is_header(name)
    return found if is_heading else {**found, Column.NAME: name}


def _parts(name: str) -> list[str]:
    head, *rest = (part.strip() for part in name.split(","))
    return [head, *(part for part in rest if part and not _BEHIND.fullmatch(part))]


def _is_family(parts: list[str]) -> bool:
    """Whether ``Huber`` or ``von der Au`` stands before the comma, and given names behind it."""
    words = [w for w in _BEFORE.sub(" ", parts[0]).split() if w.casefold() not in _PARTICLES]
    given = _BEFORE.sub(" ", parts[1]).split()
    return len(words) == 1 and 0 < len(given) <= 3 and not _LEGAL.search(parts[1])


def _assigned(found: Cells, parts: list[str], *, family_first: bool) -> Cells:
    name, *rest = parts
    cells = dict(found)
    if rest and family_first and _is_family(parts):
        cells |= {Column.FAMILY: name, Column.GIVEN: rest[0]}
        rest = rest[1:]
        cells.pop(Column.NAME)
    else:
        cells[Column.NAME] = name
    free = [c for c in (Column.FIRM, Column.TITLE) if c not in cells]
    return cells | dict(zip(free, rest, strict=False))
