"""Cards as a person reads them in a terminal: what was found, what is doubtful, what to do."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.app.choices import USUAL, Wording
from cardscan.cli.console import tell
from cardscan.counts import counted
from cardscan.model import Address, Contact, Outcome, Phone, Scan, Value, country_name

if TYPE_CHECKING:
    from cardscan.batch import PhotoOutcome

__all__ = ["CardView", "card_lines"]

_NUMBERS = {"cell": "mobile", "work": "phone", "other": "number"}
_MARK = "?"


@dataclass(slots=True)
class CardView:
    """Shows cards as their photos are read, and knows what can be done with them then.

    ``paths`` are what a person named to be read; ``wording`` is how a contact would be
    written, and all that a card says is shown.
    """

    paths: Sequence[Path]
    wording: Wording = USUAL
    contacts: int = 0
    doubtful: int = 0

    def showing(self, results: Iterable[PhotoOutcome]) -> Iterator[PhotoOutcome]:
        """Pass results on and print the card of each; failures are told by somebody else."""
        from cardscan.app.wording import worded  # while the first photo is read

        for result in results:
            if isinstance(result, Scan):
                name, *lines = card_lines(worded(result, replace(self.wording, slogans=True)))
                tell(name, bold=result.contact is not None)
                tell(*lines, "")
                self.contacts += result.contact is not None
                self.doubtful += result.contact is not None and _is_doubtful(result)
            yield result

    def next_steps(self) -> Iterator[str]:
        """What to do with cards that were only looked at."""
        if not self.contacts:
            return
        # What came through a pipe is gone, but not forgotten.
        if Path("-") in self.paths:
            yield "It is in the library. Keep it: cardscan export --out contacts.vcf"
        else:
            what = " ".join(shlex.quote(str(path)) for path in self.paths)
            what = what if len(self.paths) < 3 else "…"
            yield f"Keep {'it' if self.contacts == 1 else 'them'} (nothing is read twice):"
            yield f"  cardscan scan {what} --out contacts.vcf    for a new file"
            yield f"  cardscan scan {what} --into contacts.vcf   for a book you have"
        if self.doubtful:
            yield f"Look at what has a {_MARK} beside it ({counted(self.doubtful, 'card')}):"
            yield "  cardscan review"


def card_lines(scan: Scan) -> Iterator[str]:
    """A card, a line a value; the first line says whose it is, and the last of which photo."""
    contact = scan.contact
    page = f", page {scan.page + 1}" if scan.page else ""
    if contact is None:
        unread = scan.outcome is Outcome.UNREADABLE
        what = "a card that cannot be read" if unread else "no business card was found"
        yield f"{scan.source}{page}: {'; '.join(scan.remarks) or what}"
        return
    rows = list(_rows(contact))
    yield _heading(contact)
    width = max((len(label) for label, _, _ in rows), default=0)
    for label, text, value in rows:
        mark = " " if value.sure else _MARK
        yield f"{mark} {label:{width}}  {text}"
    if contact.unread:
        yield f"  {'also':{width}}  {' · '.join(contact.unread)}"
    if scan.event:
        yield f"  {'event':{width}}  {scan.event}"
    yield from (f"{_MARK} {remark}" for remark in scan.remarks)
    yield f"  {'photo':{width}}  {scan.source}{page}"


def _is_doubtful(scan: Scan) -> bool:
    return scan.outcome is not Outcome.OK or bool(scan.unsure)


def _heading(contact: Contact) -> str:
    """Whose card it is; a doubtful name says so."""
    if contact.name is not None:
        return f"{contact.name.value}{'' if contact.name.sure else f' {_MARK}'}"
    named = (*contact.organizations, *contact.emails, *contact.phones)
    return next((value.value for value in named), "A card without a name")


def _rows(contact: Contact) -> Iterator[tuple[str, str, Value]]:
    groups: tuple[tuple[str, Sequence[Value]], ...] = (
        ("title", contact.titles),
        ("firm", contact.organizations),
        ("department", contact.departments),
        ("", contact.phones),
        ("e-mail", contact.emails),
        ("web", contact.urls),
        ("profile", contact.social),
        ("address", contact.addresses),
    )
    for label, values in groups:
        for value in values:
            yield label or _number_label(value), _text(value), value


def _number_label(value: Value) -> str:
    kind = value.kind.value if isinstance(value, Phone) else ""
    return _NUMBERS.get(kind, kind)


def _text(value: Value) -> str:
    if isinstance(value, Phone):
        extension = f" ext. {value.extension}" if value.extension else ""
        printed = f"  (printed: {value.printed})" if value.printed and not value.sure else ""
        return f"{_spaced(value)}{extension}{printed}"
    if isinstance(value, Address) and value.country:
        country = country_name(value.country)
        return value.value if country in value.value else f"{value.value}, {country}"
    return value.value


def _spaced(phone: Phone) -> str:
    """The number as people write it from abroad; one that no plan knows as it stands."""
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

    try:
        return format_number(parse(phone.value), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return phone.value
