"""Front and back of one card, photographed one after the other, become one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from cardscan.batch import PhotoOutcome
from cardscan.extract import complements, join
from cardscan.model import Outcome, Scan, Value, map_values

__all__ = ["join_sides"]

V = TypeVar("V", bound=Value)


def join_sides(results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
    """Join each scan with the next one where the two are sides of one card.

    Only neighbours in the order of the photos are considered, and only such as
    lie alone on their picture: cards side by side are different cards.
    """
    waiting: Scan | None = None
    for result, is_alone in _with_company(results):
        if waiting is not None and is_alone and isinstance(result, Scan):
            joined = _joined(waiting, result)
            if joined is not None:
                yield joined
                waiting = None
                continue
        if waiting is not None:
            yield waiting
        waiting = result if is_alone and isinstance(result, Scan) else None
        if waiting is None:
            yield result
    if waiting is not None:
        yield waiting


def _with_company(results: Iterable[PhotoOutcome]) -> Iterator[tuple[PhotoOutcome, bool]]:
    """Each result, and whether it is a card that is alone on its page of its photo."""
    page: list[PhotoOutcome] = []
    for result in results:
        if page and not _same_page(page[-1], result):
            yield from ((each, len(page) == 1) for each in page)
            page = []
        page.append(result)
    yield from ((each, len(page) == 1) for each in page)


def _same_page(first: PhotoOutcome, second: PhotoOutcome) -> bool:
    if not (isinstance(first, Scan) and isinstance(second, Scan)):
        return False
    return (first.source, first.page) == (second.source, second.page)


def _joined(one: Scan, other: Scan) -> Scan | None:
    """Both as one scan, the side with the person first; None where they are two cards."""
    if one.contact is None or other.contact is None:
        return None
    if not complements(one.contact, other.contact):
        return None
    front, back = (one, other) if one.contact.name or not other.contact.name else (other, one)
    if front.contact is None or back.contact is None:
        return None
    return replace(
        front,
        contact=join(front.contact, map_values(back.contact, _without_boxes)),
        outcome=Outcome.OK if Outcome.OK in (front.outcome, back.outcome) else Outcome.DOUBTFUL,
        codes=(*front.codes, *back.codes),
        remarks=tuple(dict.fromkeys((*front.remarks, *back.remarks))),
        back=back.picture,
        back_source=back.source,
    )


def _without_boxes(value: V) -> V:
    """What stands on the other photo has no place in this one."""
    return replace(value, boxes=())
