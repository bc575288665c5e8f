"""The library: one SQLite file that remembers photos, scans and a person's decisions."""

from cardscan.library.answers import CardInBrief, Edit
from cardscan.library.arranging import Arranged, Arrangement
from cardscan.library.connection import holds
from cardscan.library.decisions import apply_decisions, note_line, value_kind, value_place
from cardscan.library.keeping import Given, Kept, Note, Wish
from cardscan.library.purge import mentions
from cardscan.library.records import (
    Decision,
    DecisionKind,
    Delivery,
    DeliveryKind,
    Event,
    PhotoOutcome,
    Purged,
    Recipe,
    Sent,
    State,
    StoredScan,
    Whereabouts,
)
from cardscan.library.sides import join_scans
from cardscan.library.store import Library

__all__ = [
    "Arranged",
    "Arrangement",
    "CardInBrief",
    "Decision",
    "DecisionKind",
    "Delivery",
    "DeliveryKind",
    "Edit",
    "Event",
    "Given",
    "Kept",
    "Library",
    "Note",
    "PhotoOutcome",
    "Purged",
    "Recipe",
    "Sent",
    "State",
    "StoredScan",
    "Whereabouts",
    "Wish",
    "apply_decisions",
    "holds",
    "join_scans",
    "mentions",
    "note_line",
    "value_kind",
    "value_place",
]
