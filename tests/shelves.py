"""Address books of every kind for tests, each with another program's hand on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cardscan.addressbook import AddressBook, FileBook, FolderBook
from cardscan.vcard import cards, split


class Shelf(Protocol):
    """One address book, and what another program sees and does there."""

    book: AddressBook

    def all(self) -> list[bytes]:
        """Every contact as it stands, in any order."""

    def put(self, name: str, vcard: bytes) -> None:
        """Another program adds a contact."""

    def edit(self, old: bytes, new: bytes) -> None:
        """Another program changes some text of one contact."""

    def remove(self, text: bytes) -> None:
        """Another program takes the contact that says this out."""


@dataclass
class FileShelf:
    path: Path

    def __post_init__(self) -> None:
        self.book = FileBook(self.path)

    def all(self) -> list[bytes]:
        if not self.path.exists():
            return []
        return [block.data for block in cards(split(self.path.read_bytes()))]

    def put(self, name: str, vcard: bytes) -> None:
        before = self.path.read_bytes() if self.path.exists() else b""
        self.path.write_bytes(before + vcard)

    def edit(self, old: bytes, new: bytes) -> None:
        self.path.write_bytes(self.path.read_bytes().replace(old, new, 1))

    def remove(self, text: bytes) -> None:
        self.path.write_bytes(b"\r\n".join(card for card in self.all() if text not in card))


@dataclass
class FolderShelf:
    path: Path

    def __post_init__(self) -> None:
        self.book = FolderBook(self.path)

    def all(self) -> list[bytes]:
        found = sorted(self.path.glob("*.vcf"))
        return [block.data for path in found for block in cards(split(path.read_bytes()))]

    def put(self, name: str, vcard: bytes) -> None:
        self.path.mkdir(exist_ok=True)
        (self.path / f"{name}.vcf").write_bytes(vcard)

    def edit(self, old: bytes, new: bytes) -> None:
        (path,) = (p for p in self.path.glob("*.vcf") if old in p.read_bytes())
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    def remove(self, text: bytes) -> None:
        for path in self.path.glob("*.vcf"):
            if text in path.read_bytes():
                path.unlink()
