"""Photos that a phone sends: each once into a watched folder, and what became of it."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cardscan.app.choices import USUAL, Wording
from cardscan.app.output import is_contact
from cardscan.app.watch import Handled
from cardscan.app.wording import vcard_of
from cardscan.errors import CardscanError, UsageError
from cardscan.files import put_in_place, sync_folder
from cardscan.library import Library, State, StoredScan
from cardscan.model import Contact, Scan

__all__ = ["Arrivals", "NoRoomError", "NotAPhotoError", "PhotoStatus", "ReceivedPhoto", "SentCard"]

MOST_BYTES = 80_000_000
"""A picture of 200 megapixels as a phone saves it."""
_MOST_PHOTOS = 2_000
_FEWEST_FREE_BYTES = 500_000_000
_PIECE = 1 << 18


class NotAPhotoError(UsageError):
    """What was sent does not begin like a picture."""


class NoRoomError(CardscanError):
    """No more is taken: the disk is nearly full, or one session has sent very much."""


class PhotoStatus(StrEnum):
    """How far a photo is."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SentCard:
    """A card on a photo that the phone sent, as the phone may see it."""

    number: int
    name: str
    organization: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class ReceivedPhoto:
    """A photo by its SHA-256, how far it is, and the cards that were found on it."""

    sha256: str
    status: PhotoStatus
    cards: tuple[SentCard, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Arrivals:
    """What one phone sends in one session; nothing else of the library is shown to it.

    Names come from the content alone. One object serves several threads.
    """

    folder: Path
    library: Library
    most_bytes: int = MOST_BYTES
    wording: Wording = USUAL
    _photos: dict[str, str] = field(default_factory=dict)
    _whys: dict[str, str] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, read: Callable[[int], bytes], length: int) -> tuple[str, bool]:
        """Put a photo into the folder when all of it is here; its SHA-256, and whether it is new.

        Raises NotAPhotoError before more than its beginning is read, NoRoomError,
        and what ``read`` raises; then nothing is left behind.
        """
        self._check_room(length)
        head = read(min(length, 64))
        suffix = picture_suffix(head)
        if suffix is None:
            raise NotAPhotoError("Only photos are taken here: JPEG, PNG, HEIC, WebP or AVIF.")
        part = self.folder / f".phone-{secrets.token_hex(8)}.part"
        try:
            sha256 = _write(part, head, read, length - len(head))
            return sha256, self._keep(part, sha256, suffix)
        finally:
            with suppress(OSError):
                part.unlink()

    def note(self, handled: Handled) -> None:
        """Hear what became of a photo of the folder."""
        sha256 = self._photos.get(handled.name.name)
        if sha256 is not None:
            self._read.add(sha256)
            if handled.failure is not None:
                self._whys[sha256] = handled.failure

    def photos(self) -> tuple[ReceivedPhoto, ...]:
        """Every photo of the session, the newest first."""
        with self._lock:
            known = tuple(self._photos.values())
        return tuple(self._photo(sha256) for sha256 in reversed(known))

    def vcard(self, number: int) -> bytes | None:
        """The contact of one card that the phone sent; None for any other."""
        found = next((s for s in self._cards() if s.number == number), None)
        return None if found is None else self._vcard(found.scan)

    def vcards(self) -> bytes:
        """The contacts of all cards that the phone sent, each once."""
        return b"".join(self._vcard(stored.scan) for stored in self._cards())

    def _vcard(self, scan: Scan) -> bytes:
        return vcard_of(scan, revised=datetime.now(UTC), wording=self.wording)

    def _check_room(self, length: int) -> None:
        if length > self.most_bytes:
            raise NoRoomError(f"A photo may have {self.most_bytes // 1_000_000} MB.")
        if len(self._photos) >= _MOST_PHOTOS:
            raise NoRoomError(f"{_MOST_PHOTOS} photos are enough for one session.")
        if shutil.disk_usage(self.folder).free - length < _FEWEST_FREE_BYTES:
            raise NoRoomError("The computer's disk is nearly full.")

    def _keep(self, part: Path, sha256: str, suffix: str) -> bool:
        with self._lock:
            name = f"phone-{sha256[:24]}{suffix}"
            if sha256 in self._photos.values():
                return False
            is_known = self.library.recall(sha256) is not None
            if is_known:
                self._read.add(sha256)
            else:
                put_in_place(part, self.folder / name)
                sync_folder(self.folder)
            self._photos[name] = sha256
            return not is_known

    def _photo(self, sha256: str) -> ReceivedPhoto:
        if sha256 in self._whys:
            return ReceivedPhoto(sha256, PhotoStatus.FAILED, why=self._whys[sha256])
        cards = tuple(_sent(stored) for stored in self._stored(sha256))
        is_read = bool(cards) or sha256 in self._read
        return ReceivedPhoto(sha256, PhotoStatus.READ if is_read else PhotoStatus.WAITING, cards)

    def _stored(self, sha256: str) -> Iterator[StoredScan]:
        for outcome in self.library.recall(sha256) or ():
            if isinstance(outcome, Scan):
                number = self.library.number_of(outcome)
                stored = None if number is None else self.library.find_scan(number)
                if stored and stored.state is not State.DISCARDED and is_contact(stored.scan):
                    yield stored

    def _cards(self) -> Iterator[StoredScan]:
        with self._lock:
            known = tuple(self._photos.values())
        for sha256 in known:
            yield from self._stored(sha256)


def picture_suffix(head: bytes) -> str | None:
    """The suffix that the first bytes of a picture call for; None for anything else.

    JPEG (ITU T.81, SOI and a marker), PNG (RFC 2083), WebP (RFC 9649), and the
    brands of HEIF and AVIF (ISO 23008-12, annex B; AVIF 1.1).
    """
    if head.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return None


_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), ".heic"),
    **dict.fromkeys((b"avif", b"avis"), ".avif"),
}


def _write(part: Path, head: bytes, read: Callable[[int], bytes], left: int) -> str:
    """Write what comes, and say its SHA-256 once it is on the disk."""
    digest = hashlib.sha256(head)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(head)
        while left > 0:
            piece = read(min(left, _PIECE))
            digest.update(piece)
            file.write(piece)
            left -= len(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _sent(stored: StoredScan) -> SentCard:
    contact = stored.scan.contact or Contact()
    firm = contact.organizations[0].value if contact.organizations else ""
    name = contact.name.value if contact.name else firm or "A card without a name"
    sure = stored.state is State.ACCEPTED or not (stored.scan.unsure or not contact.name)
    return SentCard(stored.number, name, "" if name == firm else firm, sure)
