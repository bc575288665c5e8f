"""Address books of every kind for tests, each with another program's hand on it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cardscan.addressbook import AddressBook, FileBook, FolderBook, TableBook
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


@dataclass
class TableShelf:
    """A CSV file as Google's page or a spreadsheet changes it, who know nothing of vCards."""

    path: Path
    heading: str
    columns: dict[str, str]
    delimiter: str = ","
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        self.path.write_bytes(f"{self.heading}\r\n".encode(self.encoding))
        self.book = TableBook(self.path)

    def all(self) -> list[bytes]:
        return [block.data for block in cards(self.book.read().parts)]

    def put(self, name: str, vcard: bytes) -> None:
        row: dict[str, str] = {}
        for line in vcard.decode().splitlines():
            row |= self._cells(line)
        self._write([*self._rows(), row])

    def edit(self, old: bytes, new: bytes) -> None:
        before, *lines = new.decode().splitlines()
        wanted = self._cells(old.decode()) if b":" in old else {}
        rows = self._rows()
        for row in rows:
            if wanted and wanted.items() <= row.items():
                for line in (before, *lines):
                    row |= self._cells(line)
                break
            hit = next((c for c, cell in row.items() if not wanted and old.decode() in cell), None)
            if hit is not None:
                row[hit] = row[hit].replace(old.decode(), new.decode(), 1)
                break
        self._write(rows)

    def remove(self, text: bytes) -> None:
        self._write([row for row in self._rows() if text.decode() not in " ".join(row.values())])

    def _cells(self, line: str) -> dict[str, str]:
        """The cells that a person types for one line of a vCard."""
        head, _, value = line.partition(":")
        name = head.partition(";")[0]
        value = value.replace("\\,", ",")
        if name == "FN":
            given, _, family = value.rpartition(" ")
            return {self.columns["given"]: given, self.columns["family"]: family}
        column = self.columns.get(name)
        return {column: value} if column else {}

    def _rows(self) -> list[dict[str, str]]:
        text = self.path.read_bytes().decode(self.encoding)
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=self.delimiter))

    def _write(self, rows: list[dict[str, str]]) -> None:
        text = io.StringIO(newline="")
        columns = next(csv.reader([self.heading], delimiter=self.delimiter))
        columns += [column for row in rows for column in row if column not in columns]
        writer = csv.DictWriter(text, list(dict.fromkeys(columns)), delimiter=self.delimiter)
        writer.writeheader()
        writer.writerows(rows)
        self.path.write_bytes(text.getvalue().encode(self.encoding))


def google_shelf(path: Path) -> TableShelf:
    """As Google exports it since 2024."""
    heading = (
        "First Name,Last Name,Organization Title,Notes,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Colour"
    )
    columns = {
        "given": "First Name", "family": "Last Name", "TITLE": "Organization Title",
        "NOTE": "Notes", "EMAIL": "E-mail 1 - Value", "TEL": "Phone 1 - Value",
        "X-COLOUR": "Colour",
    }  # fmt: skip
    return TableShelf(path, heading, columns)


def outlook_shelf(path: Path) -> TableShelf:
    """As Outlook exports it, saved by an Excel of central Europe."""
    heading = (
        "First Name;Last Name;Job Title;E-mail Address;Mobile Phone;Business Phone;Notes;Colour"
    )
    columns = {
        "given": "First Name", "family": "Last Name", "TITLE": "Job Title", "NOTE": "Notes",
        "EMAIL": "E-mail Address", "TEL": "Mobile Phone", "X-COLOUR": "Colour",
    }  # fmt: skip
    return TableShelf(path, heading, columns, delimiter=";", encoding="cp1252")
