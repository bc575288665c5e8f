"""What the kills are done to: an address book, and photos that the library knows."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from cardscan.app.readers import build_readers
from cardscan.app.scan import recipe_of
from cardscan.config import load_settings
from cardscan.library import Library
from cardscan.library.schema import APPLICATION_ID, _migrations
from cardscan.model import Contact, Email, Name, Phone, Scan

PEOPLE, TWINS, NEW, PHOTOS = 16, 4, 6, 10
_SYLLABLES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no".split()
OLD_VERSION = 2
_OF_A_PERSON = re.compile(rb"X-TOKEN:([a-z]+[0-9]+)(?=\r\n)|EMAIL[^:\r\n]*:(p[0-9]+)@")


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder of its own for one round."""

    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "book.vcf"

    @property
    def library(self) -> Path:
        return self.folder / "library.sqlite"

    @property
    def photos(self) -> Path:
        return self.folder / "photos"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def rest(self) -> tuple[str | Path, ...]:
        """What every command here is given."""
        return "--library", self.library, "--quiet"

    def copy(self, folder: Path) -> Stage:
        shutil.copytree(self.folder, folder)
        return Stage(folder)

    def more(self, number: int) -> Path:
        """A file with one contact that nobody else brings."""
        path = self.folder / f"more-{number}.vcf"
        path.write_bytes(vcard(f"x{number}"))
        return path

    def tokens(self, path: Path | None = None) -> Counter[str]:
        """How often each invented person is in a file."""
        path = path or self.book
        found = _OF_A_PERSON.findall(path.read_bytes()) if path.exists() else []
        return Counter((mark or scanned).decode() for mark, scanned in found)


def names(kind: str, count: int) -> set[str]:
    """The tokens of so many people of a kind."""
    return {f"{kind}{number}" for number in range(count)}


def vcard(token: str, *, like: str | None = None) -> bytes:
    """An invented contact as an address book has it; ``like`` another, it is the same person."""
    given, family, host = _called(like or token)
    lines = [
        "BEGIN:VCARD", "VERSION:3.0", f"UID:uid-{token}", f"N:{family};{given};;;",
        f"FN:{given} {family}", f"EMAIL;TYPE=HOME:{given.lower()}@{host}",
        f"X-TOKEN:{token}", "item1.URL:https://social.example/" + token,
        "item1.X-ABLabel:_$!<HomePage>!$_", f"NOTE:written by hand\\, of {token}", "END:VCARD",
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode()


def _called(token: str) -> tuple[str, str, str]:
    source = random.Random(token)
    given, family = ("".join(source.choices(_SYLLABLES, k=4)).capitalize() for _ in range(2))
    return given, family, f"{family.lower()}.example"


def build(folder: Path) -> Stage:
    """A stage with a library that knows all photos, so that none need be read."""
    stage = Stage(folder)
    stage.photos.mkdir(parents=True)
    people = [vcard(f"c{number}") for number in range(PEOPLE)]
    twins = [vcard(f"t{number}", like=f"c{number}") for number in range(TWINS)]
    stage.book.write_bytes(b"".join(people + twins))
    (folder / "new.vcf").write_bytes(b"".join(vcard(f"n{number}") for number in range(NEW)))
    stage.config.write_text('reader = "tesseract"\njobs = 1\nsettle_s = 0.1\n', encoding="utf-8")
    settings = load_settings(stage.config)
    recipe = recipe_of(build_readers(settings.reader, settings.languages), settings)
    with Library.open(stage.library) as library:
        for number in range(PHOTOS):
            path = stage.photos / f"{number}.jpg"
            Image.new("L", (64, 64), number).save(path, comment=f"photo {number}")
            os.utime(path, (1e9, 1e9))
            sha256 = library.sha256_of(path)
            library.remember(sha256, recipe, [_scan(number, path, sha256)])
    return stage


def _scan(number: int, path: Path, sha256: str) -> Scan:
    given, family, host = _called(f"p{number}")
    name = Name(value=f"{given} {family}", given=given, family=family, sure=True, confidence=1.0)
    return Scan(
        source=str(path),
        sha256=sha256,
        corners=((0.0, 0.0), (63.0, 0.0), (63.0, 63.0), (0.0, 63.0)),
        contact=Contact(
            name=name,
            emails=(Email(value=f"p{number}@{host}", sure=True, confidence=1.0),),
            phones=(Phone(value=f"+43660123{number:04}", sure=True, confidence=1.0),),
        ),
        picture=path.read_bytes(),
        reader="tesseract",
    )


def age(path: Path) -> None:
    """Turn a library into what an earlier version left: the same rows in fewer tables."""
    now = path.with_name("now.sqlite")
    path.replace(now)
    db = sqlite3.connect(path, isolation_level=None)
    for step in _migrations[:OLD_VERSION]:
        step(db)
    db.execute("ATTACH ? AS now", (str(now),))
    for (table,) in db.execute(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
    ).fetchall():
        if not table.startswith("sqlite_"):
            columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM now.{table}")
    db.execute("DETACH now")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {OLD_VERSION}")
    db.close()
    now.unlink()
