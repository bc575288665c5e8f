"""Scans as JSON Lines, ``cardscan.scan/1``: one object a card, and back without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from cardscan.model import (
    SCHEMA,
    Address,
    Box,
    Code,
    Contact,
    Corners,
    Email,
    Failure,
    Name,
    Outcome,
    Phone,
    PhoneKind,
    Scan,
    Social,
    Text,
    Url,
    Value,
)

__all__ = ["SCHEMA", "from_json", "read_jsonl", "to_json", "write_jsonl"]

_V = TypeVar("_V", bound=Value)


def from_json(data: Mapping[str, Any]) -> Scan | Failure:
    """The scan or failure that an object of :func:`to_json` stands for.

    Raises ValueError for an object of another schema or shape.
    """
    if data.get("schema") != SCHEMA:
        raise ValueError(f"the object is not of schema {SCHEMA}")
    try:
        return _from_json(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the object is no {SCHEMA}: {error!r}") from error


def to_json(result: Scan | Failure) -> dict[str, Any]:
    """One scan or failure as the object that CONTRACT.md describes, in its order of keys."""
    return result.to_json()


def write_jsonl(results: Iterable[Scan | Failure]) -> Iterator[str]:
    """One line of text a result, each with its line break."""
    for result in results:
        yield json.dumps(result.to_json(), ensure_ascii=False) + "\n"


def read_jsonl(lines: Iterable[str]) -> Iterator[Scan | Failure]:
    """The results of a file of :func:`write_jsonl`; blank lines are passed over.

    Raises ValueError for a line that is none.
    """
    for line in lines:
        if line.strip():
            yield from_json(json.loads(line))


def _from_json(data: Mapping[str, Any]) -> Scan | Failure:
    if data["outcome"] == "failed":
        error = data["error"]
        return Failure(
            source=data["source"],
            kind=error["kind"],
            message=error["message"],
            page=data.get("page"),
        )
    contact = data["contact"]
    taken_at = data.get("taken_at")
    place = data.get("place")
    return Scan(
        source=data["source"],
        sha256=data["sha256"],
        page=data["page"],
        card=data["card"],
        outcome=Outcome(data["outcome"]),
        corners=_corners(data["corners"]),
        contact=_contact(contact, data.get("unread", ())) if contact is not None else None,
        codes=tuple(Code(c["format"], c["text"], _NOWHERE) for c in data.get("codes", ())),
        remarks=tuple(data.get("remarks", ())),
        event=data.get("event"),
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        place=(place[0], place[1]) if place else None,
        reader=data.get("reader", ""),
        elapsed_s=data.get("elapsed_s", 0.0),
        back_source=data.get("back_source"),
    )


_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def _corners(points: list[list[float]] | None) -> Corners | None:
    if points is None:
        return None
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return first, second, third, fourth


def _contact(data: Mapping[str, Any], unread: Iterable[str]) -> Contact:
    name = data.get("name")
    return Contact(
        name=_parsed(Name, name) if name else None,
        organizations=_all(Text, data, "organizations"),
        departments=_all(Text, data, "departments"),
        titles=_all(Text, data, "titles"),
        phones=_all(_phone, data, "phones"),
        emails=_all(Email, data, "emails"),
        urls=_all(Url, data, "urls"),
        social=_all(Social, data, "social"),
        addresses=_all(Address, data, "addresses"),
        unread=tuple(unread),
    )


def _phone(*, kind: str = "work", **values: Any) -> Phone:
    return Phone(kind=PhoneKind(kind), **values)


def _all(make: Callable[..., _V], data: Mapping[str, Any], key: str) -> tuple[_V, ...]:
    return tuple(_parsed(make, item) for item in data.get(key, ()))


def _parsed(make: Callable[..., _V], item: Mapping[str, Any]) -> _V:
    values = {key: value for key, value in item.items() if key not in {"boxes", "repairs"}}
    boxes = tuple(Box(*map(float, box)) for box in item.get("boxes", ()))
    return make(boxes=boxes, repairs=tuple(item.get("repairs", ())), **values)
