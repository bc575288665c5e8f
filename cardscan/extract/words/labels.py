"""The labels beside numbers: what 'Tel.', 'M', 'Natel' or 'UID' says of the digits behind it."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache, lru_cache

from cardscan.language.letters import fold
from cardscan.language.load import tongues
from cardscan.language.values import NumberLabels
from cardscan.language.views import folded

__all__ = [
    "device_that_begins",
    "is_number_label",
    "label_kind",
    "label_that_ends",
    "letter_that_ends",
]

_LABEL_TRIM = " .:;,()[]|•·-–—/*®©°=<>~_'\"»«"
# What a device is says more than whose it is: 'Handy privat', 'Fax Büro', 'PC-Fax'.
_DEVICES = frozenset({"phone", "cell", "fax"})
_OUTRANKED = frozenset({"work", "home"})
_SHORTEST_WORD = 3  # letters; shorter labels stand by themselves


@lru_cache(maxsize=4096)
def label_kind(text: str) -> str | None:
    """The kind that a printed label names: phone, work, cell, …, 'none' for other numbers."""
    marked = _marked().get(text.casefold().strip(_LABEL_TRIM))
    if marked:
        return marked
    plain = _plain(text)
    if not plain:
        return None
    for spelling in (plain, plain.replace(" ", ""), plain.rstrip("0123456789").strip()):
        kind = _labels().get(spelling)
        if kind:
            return kind
    _, hyphen, last = plain.rpartition("-")
    compound = _labels().get(last) if hyphen and len(last) >= _SHORTEST_WORD else None
    return compound if compound in _DEVICES else None


def is_number_label(text: str) -> bool:
    """Whether a text is a label of phone numbers as it is written, and nothing else."""
    return fold(text).strip(".:|()") in _of_phones()


@cache
def _kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The labels of all languages, by kind in the order of their strength."""
    tables = [tongue.number_labels for tongue in tongues()]
    kinds = (field.name for field in fields(NumberLabels))
    return tuple((k, tuple(e for table in tables for e in getattr(table, k))) for k in kinds)


@cache
def _labels() -> dict[str, str]:
    """The kind of each folded label without its dots; the strongest of several."""
    table: dict[str, str] = {}
    for kind, entries in _kinds():
        for label in folded([entries]):
            table.setdefault(label.replace(".", "").strip(_LABEL_TRIM) or label, kind)
    return table


@cache
def _marked() -> dict[str, str]:
    """Labels that are others without their marks: 'DĐ' (vi) is mobile, 'DD' a direct line."""
    of_marked = (
        (entry.casefold(), kind) for kind, entries in _kinds() for entry in entries
        if not entry.isascii()
    )  # fmt: skip
    return {entry: kind for entry, kind in of_marked if _labels().get(_plain(entry), kind) != kind}


@cache
def _of_phones() -> frozenset[str]:
    return folded(entries for kind, entries in _kinds() if kind != "none")


def _plain(text: str) -> str:
    return fold(text).strip(_LABEL_TRIM).replace(".", "").strip(_LABEL_TRIM)


def label_that_ends(text: str) -> str | None:
    """The label that ends a text, by its last one to three words."""
    words = [w for w in re.split(r"\s+", text.strip()) if w.strip(_LABEL_TRIM)]
    for skip in range(min(2, len(words)) + 1):
        tail = words[: len(words) - skip]
        for count in (3, 2, 1):
            if count <= len(tail):
                kind = label_kind(" ".join(tail[-count:]))
                if kind:
                    return _device_before(tail[:-count], kind) or kind
        if not tail or len(tail[-1].strip(_LABEL_TRIM)) > 3:
            break
    glued = re.split(r"[:.|·•]", words[-1]) if words else []
    return next((k for g in reversed(glued) if (k := label_kind(g))), None)


def device_that_begins(words: list[str]) -> str | None:
    """The device that the first of a few words names: 'Fax Kanzlei', 'Tel. abends'."""
    few = 1 < len(words) <= _MOST_QUALIFIED and len(words[0].strip(_LABEL_TRIM)) >= _SHORTEST_WORD
    kind = label_kind(words[0]) if few and all(w.strip(".:()").isalpha() for w in words) else None
    return kind if kind in _DEVICES else None


_MOST_QUALIFIED = 3  # words of a label: a device and whose or when


def _device_before(words: list[str], kind: str) -> str | None:
    """What the word before says: the mobile of 'Handy privat', home of 'Privat: Tel.'."""
    if kind == "phone" and words and label_kind(words[-1]) == "home":
        return "home"
    if kind not in _OUTRANKED or not words or len(words[-1].strip(_LABEL_TRIM)) < _SHORTEST_WORD:
        return None
    device = label_kind(words[-1])
    return device if device in ("cell", "fax") and words[-1][-1] not in ",;/|" else None


def letter_that_ends(before: str) -> str:
    """The single letter that labels a number, or nothing."""
    found = re.search(r"(?:^|[\s|·•])([A-Za-z])\s*[.:]?\s*$", before)
    return found.group(1).lower() if found else ""
