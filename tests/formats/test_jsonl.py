"""JSON Lines as CONTRACT.md promises it, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from cardscan.formats import SCHEMA, from_json, read_jsonl, to_json, write_jsonl
from cardscan.model import (
    Address,
    Box,
    Code,
    Contact,
    Failure,
    Name,
    Outcome,
    Phone,
    PhoneKind,
    Scan,
    Social,
    Text,
)

BOXES = (Box(1.0, 2.5, 30.0, 40.0),)
SCAN = Scan(
    source="photos/IMG_1.jpg",
    sha256="ab" * 32,
    outcome=Outcome.OK,
    corners=((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 5.0)),
    contact=Contact(
        name=Name(value="Änne Groß", given="Änne", family="Groß", confidence=0.98, sure=True),
        organizations=(Text(value="Firma", confidence=0.5, boxes=BOXES),),
        phones=(Phone(value="+431", kind=PhoneKind.FAX, printed="01", extension="7"),),
        social=(Social(value="https://x.com/a", service="x", handle="a"),),
        addresses=(Address(value="Wien", city="Wien", country="AT", repairs=("city",)),),
        unread=("rest",),
    ),
    codes=(Code("QRCode", "https://b.example", Box(0.0, 0.0, 0.0, 0.0)),),
    remarks=("glare",),
    event="Fair",
    taken_at=datetime(2026, 10, 1, 9, 30),
    place=(48.2, 16.3),
    reader="tesseract",
    elapsed_s=0.41,
)


def test_the_photo_of_the_back_is_named_where_there_is_one() -> None:
    both = replace(SCAN, back_source="photos/IMG_2.jpg")
    assert to_json(both)["back_source"] == "photos/IMG_2.jpg"
    assert "back_source" not in to_json(SCAN)
    assert next(read_jsonl(write_jsonl([both]))) == both


def test_keys_stand_in_the_order_of_the_contract() -> None:
    data = to_json(SCAN)
    keys = [key for key in data if key not in {"taken_at", "place"}]
    assert keys == (
        "schema source sha256 page card outcome corners contact codes unread remarks event "
        "reader elapsed_s".split()
    )
    assert list(data["contact"]) == (
        "name organizations departments titles phones emails urls social addresses".split()
    )
    assert list(data["contact"]["phones"][0])[:4] == ["value", "extension", "kind", "printed"]
    assert data["contact"]["organizations"][0]["boxes"] == [[1.0, 2.5, 30.0, 40.0]]


@pytest.mark.parametrize(
    "result",
    [
        SCAN,
        Scan(source="a.jpg", sha256="cd", outcome=Outcome.NOT_A_CARD),
        Failure(source="b.jpg", kind="PhotoError", message="It is broken."),
    ],
)
def test_a_result_reads_back_the_same(result: Scan | Failure) -> None:
    (back,) = read_jsonl(write_jsonl([result]))
    assert back == result


@pytest.mark.parametrize(
    "data", [{}, {"schema": "other/1"}, {"schema": SCHEMA}, {"schema": SCHEMA, "outcome": "ok"}]
)
def test_another_shape_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cardscan\.scan/1"):
        from_json(data)


def test_umlauts_stay_readable() -> None:
    (line,) = write_jsonl([SCAN])
    assert "Änne" in line
    assert json.loads(line)["contact"]["name"]["value"] == "Änne Groß"
