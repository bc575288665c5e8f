"""Front and back of one card, photographed one after the other, become one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cardscan.batch import PhotoOutcome
from cardscan.library import Library, join_scans
from cardscan.model import Scan

__all__ = ["join_sides"]


def join_sides(results: Iterable[PhotoOutcome], library: Library) -> Iterator[PhotoOutcome]:
    """Join each scan with the next one where the two are sides of one card.

    Only neighbours in the order of the photos are considered, and as new pairs
    only such as lie alone on their picture: cards side by side are different
    cards. The library remembers them as one, and what a person decided on the
    whole holds, whatever a later reading sees beside it.
    """
    waiting: Scan | None = None
    waits_alone = False
    for result, is_alone in _with_company(results):
        if waiting is not None and isinstance(result, Scan):
            joined = _known(waiting, result, library)
            if joined is None and waits_alone and is_alone:
                joined = _joined(waiting, result, library)
            if joined is not None:
                yield joined
                waiting = None
                continue
        if waiting is not None:
            yield waiting
        waiting, waits_alone = (result if isinstance(result, Scan) else None), is_alone
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


def _known(one: Scan, other: Scan, library: Library) -> Scan | None:
    """The card of which the library knows that these are its sides."""
    known = library.front_of_pair(one, other)
    if known is None:
        return None
    front, back = (one, other) if _place(known.scan) == _place(one) else (other, one)
    # Where the photos lie now counts, not where they lay when they were read.
    return replace(known.scan, source=front.source, back_source=back.source)


def _joined(one: Scan, other: Scan, library: Library) -> Scan | None:
    """Both as one scan, the side with the person first; None where they are two cards."""
    if one.contact is None or other.contact is None:
        return None
    from cardscan.extract import complements

    if not complements(one.contact, other.contact):
        return None
    front, back = (one, other) if one.contact.name or not other.contact.name else (other, one)
    return join_scans(front, back) if library.pair_sides(front, back) else None


def _place(scan: Scan) -> tuple[str, int, int]:
    return scan.sha256, scan.page, scan.card
