"""What is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cardscan.app.books import Books
from cardscan.carddav import Client, RemoteBook, RemoteCards, choose_book
from cardscan.errors import CardscanError
from cardscan.read import RapidReader
from cardscan.read.tesseract import find_languages, find_version, is_in_process

__all__ = ["Check", "Health", "examine", "examine_account", "to_json"]

_LANGUAGES = {
    "Latin": "reads every line",
    "eng": "reads e-mail and web addresses again",
    "deu": "reads e-mail and web addresses again",
    "osd": "lets Tesseract tell the script of a page",
}
_DEBIAN = {
    "Latin": "tesseract-ocr-script-latn",
    "eng": "tesseract-ocr-eng",
    "deu": "tesseract-ocr-deu",
    "osd": "tesseract-ocr-osd",
}


class Health(StrEnum):
    """How a thing is: MISSING stops the work, OPTIONAL only makes it worse."""

    GOOD = "good"
    OPTIONAL = "optional"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``mend`` is the command that puts it right."""

    name: str
    health: Health
    detail: str
    mend: str | None = None


def to_json(checks: Iterable[Check]) -> dict[str, object]:
    """The checks as an object of JSON, ``cardscan.doctor/1``."""
    found = [
        {"name": c.name, "health": c.health.value, "detail": c.detail, "mend": c.mend}
        for c in checks
    ]
    is_good = all(each["health"] != Health.MISSING.value for each in found)
    return {"schema": "cardscan.doctor/1", "good": is_good, "checks": found}


def examine(library: Path) -> Iterator[Check]:
    """Look at everything that cardscan needs. ``library`` is where the library file lies."""
    yield Check("Python", Health.GOOD, platform.python_version())
    yield from _tesseract()
    yield _rapidocr()
    yield from (_package(name) for name in ("opencv-python-headless", "pillow-heif", "pypdfium2"))
    yield _library(library)


def examine_account(books: Books, url: str) -> Iterator[Check]:
    """Look at an account on a server, and write nothing there."""
    try:
        client, found, wanted = books.find(url)
        chosen = choose_book(found, wanted)
    except CardscanError as error:
        yield Check(url, Health.MISSING, error.message, error.next_step)
        return
    for book in found:
        rights = "may be written to" if book.can_add else "may only be read"
        mark = " (contacts go here)" if book is chosen else ""
        yield Check(f"address book '{book.name}'", Health.GOOD, f"{book.url}, {rights}{mark}")
    if not chosen.can_add:
        yield Check(
            url, Health.MISSING, f"'{chosen.name}' may only be read", "name another with --book"
        )
    yield from _what_it_can(client, chosen)


def _what_it_can(client: Client, book: RemoteBook) -> Iterator[Check]:
    versions = ", ".join(sorted(book.versions)) or "3.0, as it says nothing"
    size = f", at most {book.max_octets // 1000} kB each" if book.max_octets else ""
    yield Check("server", Health.GOOD, f"{book.server or 'unnamed'}, vCard {versions}{size}")
    quick = "sync-collection" in book.reports
    detail = "tells what changed" if quick else "does not tell what changed: all ETags are read"
    yield Check("synchronisation", Health.GOOD, detail)
    try:
        count = len(RemoteCards(client, book).survey(None).etags)
    except CardscanError as error:
        yield Check("contacts", Health.MISSING, error.message, error.next_step)
        return
    yield Check("contacts", Health.GOOD, f"{count} in '{book.name}'")


def _tesseract() -> Iterator[Check]:
    program = shutil.which("tesseract")
    try:
        languages = find_languages()
    except CardscanError as error:
        yield Check("Tesseract", Health.MISSING, error.message, _install(*_DEBIAN.values()))
        return
    how = "in process" if is_in_process() else "a process each time, since its library is not there"
    yield Check("Tesseract", Health.GOOD, f"{find_version()} at {program}, {how}")
    for language, purpose in _LANGUAGES.items():
        if language in languages:
            yield Check(f"language {language}", Health.GOOD, purpose)
        else:
            health = Health.MISSING if language == "Latin" else Health.OPTIONAL
            mend = _install(_DEBIAN[language])
            yield Check(f"language {language}", health, f"not installed; {purpose}", mend)


def _install(*debian_packages: str) -> str:
    if platform.system() == "Darwin":
        return "brew install tesseract tesseract-lang"
    if platform.system() == "Windows":
        return "winget install UB-Mannheim.TesseractOCR"
    if shutil.which("apt-get") is None:
        return "install Tesseract 5 with the languages Latin, eng, deu and osd"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    packages = "tesseract-ocr " if len(debian_packages) > 1 else ""
    return f"{'' if root else 'sudo '}apt-get install -y {packages}{' '.join(debian_packages)}"


def _rapidocr() -> Check:
    if RapidReader.is_installed():
        version = importlib.metadata.version("rapidocr")
        return Check("RapidOCR", Health.GOOD, f"{version}, the second reader")
    return Check(
        "RapidOCR",
        Health.OPTIONAL,
        "not installed; a second reader makes fewer values doubtful",
        "pip install 'cardscan-local[rapidocr]'",
    )


def _package(name: str) -> Check:
    try:
        return Check(name, Health.GOOD, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, Health.MISSING, "not installed", f"pip install {name}")


def _library(path: Path) -> Check:
    folder = next((f for f in path.parents if _is_there(f)), path.parent)
    if not _is_there(path):
        if os.access(folder, os.W_OK):
            return Check("library", Health.GOOD, f"{path} will be made by the first scan")
        return Check(
            "library", Health.MISSING, f"{folder} may not be written", "use --library FILE"
        )
    try:
        with sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1
        ) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return Check("library", Health.MISSING, f"{path}: {error}", "use --library FILE")
    return Check("library", Health.GOOD, str(path))


def _is_there(path: Path) -> bool:
    """Whether a path exists, as far as one may see."""
    try:
        return path.exists()
    except OSError:
        return False
