"""What a merge did, or would do, as a value: for programs, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cardscan.app.into import Incoming
from cardscan.app.merge import Applied, Merge, name_of
from cardscan.model import Action, Step

__all__ = ["MergeReport", "MergedContact", "merge_facts", "report_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedContact:
    """What became of one contact that came, of a ``photo`` if it is a scanned card's.

    ``known_as`` is the contact of the address book that it is, or may be, the
    same as, and ``position`` its place there, from 0; ``reasons`` say why.
    ``adds`` are the vCard properties that the known contact gained. ``failed``
    says that a server did not take it.
    """

    name: str
    action: Action
    photo: str | None = None
    known_as: str | None = None
    position: int | None = None
    reasons: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What a merge did with each contact, or, as a ``dry_run``, would have done.

    ``changed`` says that the address book is another now. ``cut_off`` counts
    contacts left out since their end is missing. Of scanned cards, ``held``
    counts doubtful contacts that wait for a review (they are called as in
    ``waiting``), ``unsure_values`` what was held back of the others, and
    ``brought_before`` those that came to this address book before, with nothing new.
    """

    book: str
    dry_run: bool
    changed: bool
    contacts: tuple[MergedContact, ...]
    remarks: tuple[str, ...] = ()
    cut_off: int = 0
    held: int = 0
    waiting: tuple[str, ...] = ()
    unsure_values: int = 0
    brought_before: int = 0

    def count(self, action: Action) -> int:
        """With how many contacts this was done."""
        return sum(each.action is action for each in self.contacts)

    def to_json(self) -> dict[str, Any]:
        """The report as an object of JSON, ``cardscan.merge/1``."""
        return {
            "schema": "cardscan.merge/1",
            "book": self.book,
            "dry_run": self.dry_run,
            "changed": self.changed,
            **{name: self.count(action) for action, name in _NAMES.items()},
            "failed": sum(each.failed for each in self.contacts),
            "cut_off": self.cut_off,
            "held": self.held,
            "waiting": list(self.waiting),
            "unsure_values": self.unsure_values,
            "brought_before": self.brought_before,
            "contacts": [_to_json(each) for each in self.contacts],
            "remarks": list(self.remarks),
        }


_NAMES = {
    Action.ADD: "new",
    Action.MERGE: "completed",
    Action.NOTHING: "known",
    Action.WAIT: "maybe",
}


def report_of(
    merge: Merge, applied: Applied, *, dry_run: bool, incoming: Incoming | None = None
) -> MergeReport:
    """A plan, and what came of it, as a report; ``incoming`` are the scanned cards behind it."""
    return MergeReport(
        book=str(merge.book),
        dry_run=dry_run,
        changed=applied.changed,
        contacts=tuple(_contacts(merge, applied)),
        remarks=applied.remarks,
        cut_off=merge.cropped,
        held=incoming.held if incoming else 0,
        waiting=tuple(incoming.waiting) if incoming else (),
        unsure_values=incoming.values if incoming else 0,
        brought_before=incoming.passed if incoming else 0,
    )


def merge_facts(merge: Merge) -> dict[str, Any]:
    """What a merge that was carried out did with each contact, in short."""
    return {
        "book": str(merge.book),
        "contacts": [_to_json(each) for each in _contacts(merge, Applied(changed=True))],
    }


def _contacts(merge: Merge, applied: Applied) -> Iterator[MergedContact]:
    for step in merge.plan.steps:
        yield MergedContact(
            name=name_of(merge.incoming_entries[step.incoming]),
            action=step.action,
            photo=merge.photos[step.incoming] if merge.photos else None,
            known_as=_known_as(merge, step),
            position=step.target,
            reasons=tuple(reason.name for reason in step.reasons if reason.weight > 0),
            adds=tuple(dict.fromkeys(each.property for each in step.additions)),
            failed=step.incoming in applied.failed,
        )


def _known_as(merge: Merge, step: Step) -> str | None:
    if step.target is not None:
        return name_of(merge.existing_entries[step.target])
    return None if step.twin is None else name_of(merge.incoming_entries[step.twin])


def _to_json(contact: MergedContact) -> dict[str, Any]:
    return {
        "name": contact.name,
        "action": _NAMES[contact.action],
        "photo": contact.photo,
        "failed": contact.failed,
        "known_as": contact.known_as,
        "position": contact.position,
        "reasons": list(contact.reasons),
        "adds": list(contact.adds),
    }
