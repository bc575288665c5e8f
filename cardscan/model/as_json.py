"""Values of the model as the objects of JSON Lines, ``cardscan.scan/1``."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from cardscan.model.contact import Contact, Failure, PhoneKind, Scan, Value
from cardscan.model.entry import Entry, EntryAddress, EntryName
from cardscan.model.geometry import Box, Corners

__all__ = ["SCHEMA", "Json", "entry_to_json", "result_to_json"]

SCHEMA = "cardscan.scan/1"

Json = dict[str, Any]


def result_to_json(result: Scan | Failure) -> Json:
    """One scan or failure as the object that CONTRACT.md describes, in its order of keys.

    ``back_source`` is there only where another photo shows the card's back.
    Pixels are rounded to tenths, confidences to thousandths. Pictures and the
    reasons for a value are left out: ``explain`` shows them.
    """
    if isinstance(result, Failure):
        return {
            "schema": SCHEMA,
            "source": result.source,
            **({} if result.page is None else {"page": result.page}),
            "outcome": "failed",
            "error": {"kind": result.kind, "message": result.message},
        }
    contact = result.contact
    return {
        "schema": SCHEMA,
        "source": result.source,
        "sha256": result.sha256,
        "page": result.page,
        "card": result.card,
        "outcome": result.outcome.value,
        "corners": _points(result.corners),
        "contact": _contact_to_json(contact) if contact else None,
        "codes": [{"format": code.format, "text": code.text} for code in result.codes],
        "unread": list(contact.unread) if contact else [],
        "remarks": list(result.remarks),
        "event": result.event,
        "taken_at": result.taken_at.isoformat() if result.taken_at else None,
        "place": list(result.place) if result.place else None,
        "reader": result.reader,
        "elapsed_s": round(result.elapsed_s, 3),
        **({"back_source": result.back_source} if result.back_source else {}),
    }


def _contact_to_json(contact: Contact) -> Json:
    name = contact.name
    return {
        "name": _value(name, *_NAME_KEYS) if name else None,
        "organizations": [_value(v) for v in contact.organizations],
        "departments": [_value(v) for v in contact.departments],
        "titles": [_value(v) for v in contact.titles],
        "phones": [_value(v, "extension", "kind", "printed") for v in contact.phones],
        "emails": [_value(v) for v in contact.emails],
        "urls": [_value(v) for v in contact.urls],
        "social": [_value(v, "service", "handle") for v in contact.social],
        "addresses": [_value(v, *_ADDRESS_KEYS) for v in contact.addresses],
    }


_NAME_KEYS = ("prefix", "given", "additional", "family", "suffix")
_ADDRESS_KEYS = ("street", "postal_code", "city", "region", "country")


def _value(value: Value, *keys: str) -> Json:
    own = {key: getattr(value, key) for key in keys}
    return {
        "value": value.value,
        **{key: str(v) if isinstance(v, PhoneKind) else v for key, v in own.items()},
        "confidence": round(value.confidence, 3),
        "sure": value.sure,
        "boxes": [_box(box) for box in value.boxes],
        **({"repairs": list(value.repairs)} if value.repairs else {}),
    }


def _box(box: Box) -> list[float]:
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


def _points(corners: Corners | None) -> list[list[float]] | None:
    return [[round(x, 1), round(y, 1)] for x, y in corners] if corners else None


def entry_to_json(entry: Entry) -> Json:
    """A contact of an address book; empty fields are there too."""
    return {
        "position": entry.position,
        "kind": entry.kind.value,
        "uid": entry.uid,
        "formatted_names": list(entry.formatted_names),
        "names": [_parts(name) for name in entry.names],
        "nicknames": list(entry.nicknames),
        "organizations": list(entry.organizations),
        "departments": list(entry.departments),
        "titles": list(entry.titles),
        "phones": [{"value": p.value, "types": sorted(p.types)} for p in entry.phones],
        "emails": list(entry.emails),
        "urls": list(entry.urls),
        "addresses": [_parts(address) for address in entry.addresses],
        "birthday": entry.birthday,
        "notes": list(entry.notes),
        "has_photo": entry.has_photo,
    }


def _parts(value: EntryName | EntryAddress) -> Json:
    return {field.name: getattr(value, field.name) for field in fields(value)}
