"""Scores scans against a truth file: which values were found, and which whole cards are right.

After Unicode NFC and case folding (accents count) this counts as right:

=============  ==============================================================================
name           the same words in the same order, titles and degrees set aside
name_parts     given and family name both equal
org, title     word F1 of at least 0.8 with one of the truth's
phone          the same digits (those of an extension appended)
email          the same address
url            the same host and path, scheme and ``www.`` set aside
address        the same postal code and city, and a street whose word F1 is at least 0.8
whole card     every value above found, address and phone kinds set aside
=============  ==============================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

__all__ = ["FIELDS", "Card", "Score", "Tally", "pair", "same", "scanned_card", "score", "true_card"]

FIELDS = ("name", "name_parts", "org", "title", "phone", "email", "url", "address")
CARD_FIELDS = ("name", "org", "title", "phone", "email", "url")
ALIKE = 0.8
HONORIFICS = frozenset(
    "dr prof professor mag magister ing dipl di fh fa med sc nat rer oec phil iur lic hc h c mr "
    "mrs ms miss herr frau kfm kffr vw betriebsw mba emba msc bsc ma ba phd llm md beng meng bed "
    "dds pmp cpa esq jr sr ii iii univ mmag dott dottssa avv arch geom rag bakk".split()
)

Words = tuple[str, ...]
Json = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """How many values were found, how many were given and how many there are."""

    found: int = 0
    given: int = 0
    true: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.true if self.true else 0.0

    @property
    def precision(self) -> float:
        return self.found / self.given if self.given else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.found / (self.given + self.true) if self.given + self.true else 0.0


@dataclass(slots=True)
class Score:
    """The result over all pictures; ``confidences`` pairs each value's with whether it is right.

    ``made_up`` counts the sure values of a field that the card does not have; they are wrong.
    """

    cards: int = 0
    right: int = 0
    missing: int = 0
    extra: int = 0
    fields: dict[str, Tally] = field(default_factory=lambda: {f: Tally() for f in FIELDS})
    kinds: int = 0
    kinds_right: int = 0
    sure: int = 0
    sure_right: int = 0
    made_up: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def all_fields(self) -> Tally:
        """Every field but the parts of the name, which are in the name already."""
        counted = [tally for name, tally in self.fields.items() if name != "name_parts"]
        return Tally(*(sum(getattr(t, k) for t in counted) for k in ("found", "given", "true")))


@dataclass(slots=True)
class Card:
    """A card's values as comparable words; None where the truth leaves a field out."""

    values: dict[str, list[Any] | None]
    kinds: list[str | None]


def score(truth: Iterable[Json], rows: Iterable[Json]) -> Score:
    """Compare JSON Lines objects with the pictures of a truth file."""
    by_file: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        if row.get("contact"):
            by_file[PurePath(row["source"]).name].append(row["contact"])
    result = Score()
    for picture in truth:
        contacts = by_file[picture["file"]]
        truths = [true_card(card) for card in picture["cards"]]
        scanned = [scanned_card(contact) for contact in contacts]
        pairs = pair(truths, scanned)
        result.extra += len(scanned) - len(pairs)
        for number, card in enumerate(truths):
            partner = pairs.get(number)
            _count(result, card, None if partner is None else scanned[partner])
            if partner is not None:
                _count_confidence(result, card, scanned[partner], contacts[partner])
    return result


def _words(text: str | None) -> Words:
    folded = unicodedata.normalize("NFC", text or "").casefold().replace("ß", "ss")
    return tuple(re.findall(r"[^\W_]+", folded))


def _name(text: str | None) -> Words:
    return tuple(w for w in _words(text) if w not in HONORIFICS) or _words(text)


def _digits(number: str | None, extension: str | None) -> Words:
    return (re.sub(r"\D", "", (number or "") + (extension or "")),)


def _address_of_mail(text: str | None) -> Words:
    return (re.sub(r"\s", "", (text or "").casefold()),)


def _page(text: str | None) -> Words:
    bare = re.sub(r"\s", "", (text or "").casefold())
    return (re.sub(r"^(https?://)?(www\.)?", "", bare).rstrip("/."),)


def _postal(address: Json) -> tuple[Words, Words, Words]:
    code = re.sub(r"\s", "", (address.get("postal_code") or "").casefold())
    bare = re.sub(r"^(a|d|ch|f|i)-?(?=\d)", "", code)
    return (bare,) if bare else (), _words(address.get("city")), _words(address.get("street"))


def true_card(card: Json) -> Card:
    name = card.get("name") or {}
    phones = card.get("phones") or []
    values: dict[str, list[Any] | None] = {
        "name": [_name(name["full"])] if name.get("full") else [],
        "name_parts": [(_words(name.get("given")), _words(name.get("family")))]
        if name.get("full")
        else [],
        "org": [_words(o) for o in card.get("orgs") or []],
        "title": [_words(t) for t in card.get("titles") or []],
        "phone": [_digits(p["e164"], p.get("ext")) for p in phones],
        "email": [_address_of_mail(e) for e in card.get("emails") or []],
        "url": [_page(u) for u in card.get("urls") or []],
        "address": [_postal(a) for a in card.get("addresses") or [] if a.get("city")],
    }
    for doubtful in card.get("unsure") or []:
        stem = re.split(r"[\[. ]", doubtful)[0]
        singular = {"organization": "org", "addresses": "address"}.get(stem, stem.rstrip("s"))
        if singular in values:
            values[singular] = None
        if singular == "name":
            values["name_parts"] = None
    return Card(values, [p.get("type") for p in phones])


def scanned_card(contact: Json) -> Card:
    name = contact.get("name") or {}
    phones = contact.get("phones") or []
    pages = [*(contact.get("urls") or []), *(contact.get("social") or [])]
    named = bool(name.get("value"))
    values: dict[str, list[Any] | None] = {
        "name": [_name(name["value"])] if named else [],
        "name_parts": [(_words(name.get("given")), _words(name.get("family")))] if named else [],
        "org": [_words(o["value"]) for o in contact.get("organizations") or []],
        "title": [_words(t["value"]) for t in contact.get("titles") or []],
        "phone": [_digits(p["value"], p.get("extension")) for p in phones],
        "email": [_address_of_mail(e["value"]) for e in contact.get("emails") or []],
        "url": [_page(u["value"]) for u in pages],
        "address": [_postal(a) for a in contact.get("addresses") or []],
    }
    return Card(values, [p.get("kind") for p in phones])


def _word_f1(first: Words, second: Words) -> float:
    if not first or not second:
        return 0.0
    common = sum((Counter(first) & Counter(second)).values())
    return 2 * common / (len(first) + len(second))


def same(name: str, true: Any, given: Any) -> bool:
    if name in ("org", "title"):
        return _word_f1(true, given) >= ALIKE
    if name == "address":
        street_agrees = not true[2] or _word_f1(true[2], given[2]) >= ALIKE
        return bool(true[:2] == given[:2] and street_agrees)
    return bool(true == given)


def _matches(name: str, true: Sequence[Any], given: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Positions of true values and of the given ones that equal them, each used once."""
    left = list(range(len(given)))
    for number, value in enumerate(true):
        partner = next((k for k in left if same(name, value, given[k])), None)
        if partner is not None:
            left.remove(partner)
            yield number, partner


def pair(truths: Sequence[Card], scanned: Sequence[Card]) -> dict[int, int]:
    """Which scan is which true card: most values in common first."""
    common = sorted(
        (
            (_in_common(true, given), i, j)
            for i, true in enumerate(truths)
            for j, given in enumerate(scanned)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, i, j in common:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _in_common(true: Card, given: Card) -> int:
    return sum(
        len(list(_matches(name, true.values[name] or [], given.values[name] or [])))
        for name in FIELDS
    )


def _count(result: Score, true: Card, given: Card | None) -> None:
    if not any(true.values[name] for name in CARD_FIELDS):
        return
    given = given or Card({name: [] for name in FIELDS}, [])
    result.cards += 1
    whole = True
    for name in FIELDS:
        wanted, got = true.values[name], given.values[name] or []
        if wanted is None:
            continue
        matches = list(_matches(name, wanted, got))
        complete = _count_field(result.fields[name], name, wanted, got, len(matches))
        if name == "phone":
            result.kinds += len(matches)
            result.kinds_right += sum(true.kinds[i] == given.kinds[j] for i, j in matches)
        if name in CARD_FIELDS:
            whole &= complete
    result.right += whole
    result.missing += all(not values for values in given.values.values())


def _count_field(
    tally: Tally, name: str, wanted: Sequence[Any], got: Sequence[Any], found: int
) -> bool:
    """Add one field of one card to its tally, and say whether it is complete."""
    if name in ("org", "title"):
        # One of several spellings is enough, and more than one is not held against it.
        need = 1 if wanted else 0
        found = min(found, need)
        tally.given += 1 if got else 0
    else:
        need = len(wanted)
        tally.given += len(got)
    tally.found += found
    tally.true += need
    return found >= need


_KEYS = {"phone": "phones", "email": "emails", "org": "organizations", "title": "titles"}


def _count_confidence(result: Score, true: Card, given: Card, contact: Json) -> None:
    for name, key in (*_KEYS.items(), ("name", "name")):
        wanted, got = true.values[name], given.values[name] or []
        if wanted is None:
            continue
        values = [contact["name"]] if name == "name" else contact.get(key) or []
        for value, canonical in zip(values if got else [], got, strict=False):
            right = any(same(name, w, canonical) for w in wanted)
            result.confidences.append((float(value.get("confidence") or 0.0), right))
            if value.get("sure"):
                result.sure += 1
                result.sure_right += right
                result.made_up += not wanted
