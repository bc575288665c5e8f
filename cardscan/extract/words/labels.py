"""The labels beside numbers: what 'Tel.', 'M', 'Natel' or 'UID' says of the digits behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from cardscan.language import lexicon
from cardscan.language.letters import fold

__all__ = ["device_that_begins", "label_kind", "label_that_ends", "letter_that_ends"]

_LABEL_TRIM = " .:;,()[]|•·-–—/*®©°=<>~_'\"»«"
# Labels that are others without their marks: 'DĐ' (di động) is mobile, 'DD' a direct line.
_MARKED = {"dđ": "cell", "đd": "cell"}
# What a device is says more than whose it is: 'Handy privat', 'Fax Büro', 'PC-Fax'.
_DEVICES = frozenset({"phone", "cell", "fax"})
_OUTRANKED = frozenset({"work", "home"})
_SHORTEST_WORD = 3  # letters; shorter labels stand by themselves


@lru_cache(maxsize=4096)
def label_kind(text: str) -> str | None:
    """The kind that a printed label names: phone, work, cell, …, 'none' for other numbers."""
    marked = _MARKED.get(text.casefold().strip(_LABEL_TRIM))
    if marked:
        return marked
    plain = fold(text).strip(_LABEL_TRIM).replace(".", "").strip(_LABEL_TRIM)
    if not plain:
        return None
    for spelling in (plain, plain.replace(" ", ""), plain.rstrip("0123456789").strip()):
        kind = _labels().get(spelling)
        if kind:
            return kind
    _, hyphen, last = plain.rpartition("-")
    compound = _labels().get(last) if hyphen and len(last) >= _SHORTEST_WORD else None
    return compound if compound in _DEVICES else None


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    table: dict[str, str] = {}
    for label, kind in lexicon.members("phone_labels").items():
        table.setdefault(label.replace(".", "").strip(_LABEL_TRIM) or label, kind)
    for label in lexicon.words("number_labels"):
        table.setdefault(label.replace(".", "").strip(_LABEL_TRIM), "none")
    return table


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
    """The device named right before a word that says whose it is: the mobile of 'Handy privat'."""
    if kind not in _OUTRANKED or not words or len(words[-1].strip(_LABEL_TRIM)) < _SHORTEST_WORD:
        return None
    device = label_kind(words[-1])
    return device if device in ("cell", "fax") and words[-1][-1] not in ",;/|" else None


def letter_that_ends(before: str) -> str:
    """The single letter that labels a number, or nothing."""
    found = re.search(r"(?:^|[\s|·•])([A-Za-z])\s*[.:]?\s*$", before)
    return found.group(1).lower() if found else ""
