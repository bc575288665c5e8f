"""An address book as an LDIF file, as Thunderbird and directories export it, kept as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cardscan.addressbook.book import BookState, Written
from cardscan.addressbook.disk import digest_of
from cardscan.addressbook.file import FileBook
from cardscan.addressbook.rows import cells_of, ldif_vcards
from cardscan.errors import AddressBookError
from cardscan.formats import Ldif, TableKind, is_ldif
from cardscan.vcard import Block, Changes, Gap, cards, without_pictures

__all__ = ["LdifBook", "is_ldif_file"]

_HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class _LdifState(BookState):
    """A file as it was read; each of its contacts is a person of ``ldif``."""

    ldif: Ldif


class LdifBook(FileBook):
    """The people of one LDIF file. Lists of people stay, and go on naming those who are there."""

    def read(self) -> BookState:
        """The people as vCards, in the order of the file."""
        data = self._read()
        people = ldif_vcards(data or b"")
        if data is None or not people:
            return super().read()  # which says that it holds no contact
        ldif = Ldif.parse(data)
        if ldif.to_bytes() != data:
            raise AddressBookError(
                f"{self} is LDIF, but not in UTF-8, so it is left alone.",
                next_step="Export it once more, or as vCards (.vcf).",
            )
        gap = Gap(b"\r\n")
        parts = tuple(part for block in people for part in (block, gap))
        return _LdifState(parts, digest_of(data), ldif)

    def content(self) -> bytes | None:
        """Its people as vCards, one behind the other; the file itself where there are none."""
        data = self._read()
        return b"\r\n".join(block.data for block in ldif_vcards(data or b"")) or data

    def fit(self, contact: Block) -> Block:
        """The contact without pictures, which Thunderbird takes from no LDIF file."""
        return without_pictures(contact)

    def change(self, changes: Changes, *, expected: BookState) -> Written:
        """Carry changes out, attribute by attribute; new contacts come behind the others."""
        if not isinstance(expected, _LdifState):
            return super().change(changes, expected=expected)
        after = _changed(expected, changes)
        data = after.to_bytes()
        self._check_people(expected.ldif, changes, data)
        return Written(self.write((Gap(data),), expected=expected))

    def _check_people(self, before: Ldif, changes: Changes, data: bytes) -> None:
        """Before anything is written: everybody whom nobody changed reads as they did."""
        touched = {*changes.changed, *changes.merged}
        old, now = list(before.rows()), list(Ldif.parse(data).rows())
        left = [place for place in range(len(old)) if place not in changes.merged]
        is_whole = len(now) == len(left) + len(changes.added) and all(
            place in touched or old[place] == row for place, row in zip(left, now, strict=False)
        )
        if not is_whole:
            raise AddressBookError(
                f"{self} would not have come out as it should, so it is as it was.",
                next_step="Please report this, with the file if you can share it.",
            )


def _changed(state: _LdifState, changes: Changes) -> Ldif:
    ldif, kind = state.ldif, TableKind.THUNDERBIRD
    rows, known = list(ldif.rows()), cards(state.parts)
    cells: dict[int, Mapping[str, str]] = {
        place: cells_of(wanted, kind, (*ldif.columns, *rows[place]), rows[place], known[place])
        for place, wanted in changes.changed.items()
    }
    added = [cells_of(block, kind, ldif.columns) for block in changes.added if block.closed]
    return ldif.edited(cells, added, changes.merged)


def is_ldif_file(path: Path) -> bool:
    """Whether a file is LDIF, by its beginning; False where there is none."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return is_ldif(file.read(_HEAD_BYTES))
    except OSError:
        return False  # reading it says what is wrong
