"""Front and back of one card, each a scan of its own photo, as the one scan that they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from cardscan.model import Contact, Outcome, Scan, Value, map_values

__all__ = ["join_scans"]

V = TypeVar("V", bound=Value)


def join_scans(front: Scan, back: Scan) -> Scan:
    """The front with what only the back says, and the back's picture."""
    from cardscan.extract import join  # loaded late: most libraries are read without any pair

    sure = Outcome.OK in (front.outcome, back.outcome)
    said = map_values(back.contact or Contact(), _without_boxes)
    return replace(
        front,
        contact=join(front.contact or Contact(), said),
        outcome=Outcome.OK if sure else Outcome.DOUBTFUL,
        codes=(*front.codes, *back.codes),
        remarks=tuple(dict.fromkeys((*front.remarks, *back.remarks))),
        back=back.picture,
        back_source=back.source,
    )


def _without_boxes(value: V) -> V:
    """What stands on the other photo has no place in this one."""
    return replace(value, boxes=())
