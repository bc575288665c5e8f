"""An address book as an LDIF file, as Thunderbird and directories export it: read, never written.

What changes make of it goes to a vCard file, which the same programs import.
"""

from __future__ import annotations

from pathlib import Path

from cardscan.addressbook.book import BookState, Written
from cardscan.addressbook.disk import digest_of
from cardscan.addressbook.file import FileBook
from cardscan.addressbook.rows import ldif_vcards
from cardscan.errors import AddressBookError
from cardscan.formats import is_ldif
from cardscan.vcard import Changes, Gap

__all__ = ["LdifBook", "is_ldif_file"]

_HEAD_BYTES = 4_096


class LdifBook(FileBook):
    """The people of one LDIF file; lists of people are passed over."""

    def read(self) -> BookState:
        """The people as vCards, in the order of the file."""
        data = self._read()
        people = ldif_vcards(data or b"")
        if data is None or not people:
            return super().read()  # which says that it holds no contact
        gap = Gap(b"\r\n")
        parts = tuple(part for block in people for part in (block, gap))
        return BookState(parts, digest_of(data))

    def content(self) -> bytes | None:
        """Its people as vCards, one behind the other; the file itself where there are none."""
        data = self._read()
        return b"\r\n".join(block.data for block in ldif_vcards(data or b"")) or data

    def check(self) -> None:
        """Raise what reading or writing would raise."""
        self.read()
        self.check_is_writable()

    def check_is_writable(self) -> None:
        """Raise that LDIF is not written."""
        raise AddressBookError(
            f"{self} is LDIF, which cardscan reads but does not write.",
            next_step=f"Make vCards of it first: cardscan merge {self} --into contacts.vcf",
        )

    def change(self, changes: Changes, *, expected: BookState) -> Written:  # noqa: ARG002
        """Raise that LDIF is not written."""
        self.check_is_writable()
        return Written(changed=False)


def is_ldif_file(path: Path) -> bool:
    """Whether a file is LDIF, by its beginning; False where there is none."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return is_ldif(file.read(_HEAD_BYTES))
    except OSError:
        return False  # reading it says what is wrong
