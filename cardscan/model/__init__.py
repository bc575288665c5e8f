"""The values that flow between the stages: frozen, typed, and able to say themselves as JSON.

A name is loaded from its module when it is asked for: --help needs two of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardscan.model.as_json import SCHEMA
    from cardscan.model.contact import (
        Address,
        Claim,
        Contact,
        Email,
        Failure,
        Field,
        Name,
        Outcome,
        Phone,
        PhoneKind,
        ReadPage,
        Reason,
        Scan,
        Social,
        Text,
        Url,
        Value,
        ValueChange,
        map_values,
    )
    from cardscan.model.countries import country_code, country_name
    from cardscan.model.entry import (
        Action,
        Addition,
        Entry,
        EntryAddress,
        EntryKind,
        EntryName,
        EntryPhone,
        Group,
        Likeness,
        Plan,
        Step,
        Verdict,
    )
    from cardscan.model.events import EVENT_JOINT, is_of_event
    from cardscan.model.geometry import (
        Box,
        Corners,
        Matrix,
        Pixels,
        Point,
        transform_box,
        transform_points,
    )
    from cardscan.model.photo import (
        Card,
        Excerpt,
        Line,
        Outline,
        OutlineKind,
        PageCount,
        Photo,
        PrintedWord,
    )
    from cardscan.model.place import Account, Place
    from cardscan.model.plain import single_line, visible
    from cardscan.model.reading import CardText, Code, Icon, IconKind, Reading, TextLine, Word
    from cardscan.model.rhythm import Rhythm
    from cardscan.model.server import PutRecord, PutState, RemoteCard
    from cardscan.model.suffixes import PICTURE_SUFFIXES

__all__ = [
    "EVENT_JOINT",
    "PICTURE_SUFFIXES",
    "SCHEMA",
    "Account",
    "Action",
    "Addition",
    "Address",
    "Box",
    "Card",
    "CardText",
    "Claim",
    "Code",
    "Contact",
    "Corners",
    "Email",
    "Entry",
    "EntryAddress",
    "EntryKind",
    "EntryName",
    "EntryPhone",
    "Excerpt",
    "Failure",
    "Field",
    "Group",
    "Icon",
    "IconKind",
    "Likeness",
    "Line",
    "Matrix",
    "Name",
    "Outcome",
    "Outline",
    "OutlineKind",
    "PageCount",
    "Phone",
    "PhoneKind",
    "Photo",
    "Pixels",
    "Place",
    "Plan",
    "Point",
    "PrintedWord",
    "PutRecord",
    "PutState",
    "ReadPage",
    "Reading",
    "Reason",
    "RemoteCard",
    "Rhythm",
    "Scan",
    "Social",
    "Step",
    "Text",
    "TextLine",
    "Url",
    "Value",
    "ValueChange",
    "Verdict",
    "Word",
    "country_code",
    "country_name",
    "is_of_event",
    "map_values",
    "single_line",
    "transform_box",
    "transform_points",
    "visible",
]

_NAMES = {
    "as_json": "SCHEMA",
    "contact": (
        "Address Claim Contact Email Failure Field Name Outcome Phone PhoneKind ReadPage Reason "
        "Scan Social Text Url Value ValueChange map_values"
    ),
    "countries": "country_code country_name",
    "entry": (
        "Action Addition Entry EntryAddress EntryKind EntryName EntryPhone Group Likeness Plan "
        "Step Verdict"
    ),
    "events": "EVENT_JOINT is_of_event",
    "geometry": "Box Corners Matrix Pixels Point transform_box transform_points",
    "photo": "Card Excerpt Line Outline OutlineKind PageCount Photo PrintedWord",
    "place": "Account Place",
    "plain": "single_line visible",
    "reading": "CardText Code Icon IconKind Reading TextLine Word",
    "rhythm": "Rhythm",
    "server": "PutRecord PutState RemoteCard",
    "suffixes": "PICTURE_SUFFIXES",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
